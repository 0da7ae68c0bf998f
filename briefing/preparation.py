"""What is checked before a session is played: all its settings, so that a wrong one is refused by rule and value."""

from collections.abc import Mapping
from typing import Any

from otree.database import db
from otree.room import ROOM_DICT
from starlette.exceptions import HTTPException

from briefing.consent_text import consent_paragraphs
from briefing.models import Subsession
from forecast_sharing.matching import plan
from forecast_sharing.session.design import SessionDesign, SettingError, unknown_settings
from forecast_sharing.session.draws import stream
from participant_ui import room_labels, text_check
from participant_ui.catalogue import languages
from settings import MAX_ROUNDS, SESSION_CONFIG_DEFAULTS, SESSION_CONFIGS, STUDIES


class SessionRefusedError(HTTPException):
    """A session cannot be as asked. The admin's form shows the message, and REST answers 400 with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(400, reason)

    def __str__(self) -> str:
        return self.detail


def faults_at_start() -> list[str]:
    """Return what is wrong with files that people edit: every text with each session config, every room's labels."""
    designs = [SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config}) for config in SESSION_CONFIGS]
    label_files = [room.participant_label_file for room in ROOM_DICT.values() if room.has_participant_labels]
    return [*STUDIES.faults, *text_check.read_all(designs), *room_labels.faults(label_files)]


def creating_session(subsession: Subsession) -> None:
    session = subsession.session
    try:
        refuse_unknown(session.config)
        check(SessionDesign.from_config(session.config), session.num_participants)
    except ValueError as error:
        # oTree has stored the session already and would leave it behind, listed and unplayable.
        db.delete(session)
        db.commit()
        raise SessionRefusedError(str(error)) from error


def refuse_unknown(config: Mapping[str, Any]) -> None:
    """Refuse names that are not settings."""
    if unknown := unknown_settings(config):
        raise SettingError(f"there is no setting {', '.join(unknown)}; docs/reference/configuration.md lists all")


def check(design: SessionDesign, n_people: int) -> None:
    """Refuse a design that cannot be shown or played with this many people."""
    if design.total_rounds > MAX_ROUNDS:
        raise SettingError(
            f"practice_rounds + num_rounds must be at most {MAX_ROUNDS}, those of the longest session config when the "
            f"server started, not {design.total_rounds}"
        )
    if design.language not in languages():
        raise SettingError(f"language must be one of: {', '.join(languages())}, not {design.language!r}")
    text_check.refuse_bad_texts(design)
    refuse_different_consents(design)
    plan(
        design.n_seats(n_people),
        design.total_rounds,
        block_size=design.block_size,
        matching=design.matching,
        roles=design.roles,
        rng=stream(design.seed, "check"),
    )


def refuse_different_consents(design: SessionDesign) -> None:
    """Refuse a consent that says of one arm what is not so in another, where people agree before they have an arm."""
    if not design.arms or not design.fills_by_arrival:
        return
    texts = {
        arm.name: consent_paragraphs(design.in_part(number, 1))
        for number, arm in enumerate(design.planned_arms, start=1)
    }
    first, *others = texts
    for other in others:
        if texts[other] != texts[first]:
            raise SettingError(
                f"consent_version must be a text that is the same in all arms where arrival = arrival, because people "
                f"agree before they have an arm; {design.consent_version!r} differs between {first} and {other}"
            )
