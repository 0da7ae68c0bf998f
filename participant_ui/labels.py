"""Which participant labels are let in.

A label comes from a link that anyone can write. oTree prints it unescaped on its Monitor and Payments pages and
writes it unchanged into spreadsheets, so only labels that are harmless in both are stored at all.
"""

from __future__ import annotations

import re

from otree.database import db
from otree.models import Participant
from sqlalchemy import event
from starlette.exceptions import HTTPException

ALLOWED_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def guard_labels() -> None:
    """Refuse every label that breaks the rule, whichever way it comes."""
    if not event.contains(Participant.label, "set", _refuse_bad_label):
        event.listen(Participant.label, "set", _refuse_bad_label)


def _refuse_bad_label(participant: Participant, label: str | None, *_: object) -> None:
    if label is not None and not ALLOWED_LABEL.fullmatch(label):
        # oTree has marked the place as taken by now, and stores that although the visitor is turned away.
        db.rollback()
        raise HTTPException(
            404,
            "This link carries a participant label that is not allowed. A label has 1 to 64 letters, digits, "
            "dots, hyphens or underscores and starts with a letter or digit. Please ask the experimenter for a "
            "correct link.",
        )
