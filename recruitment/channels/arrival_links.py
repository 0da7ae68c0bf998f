"""What stands in the link of a channel: who comes, and to which of its studies.

Links pass through mail programs, spreadsheets and typing hands, so blanks, line feeds, invisible signs and capitals are
no part of anybody's id. What is left must name one person, or nobody is let in: two people in one link, or a place
that the channel has not filled in, would give one person's place and money to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import F
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from recruitment.channels import registry
from recruitment.models import BrokenArrival, ChannelOffer
from recruitment.refused import Refused

Reason = BrokenArrival.Reason
MOST_VALUES = 4
LONGEST_VALUE = 100
# Ids of all channels look like this. None begins like a formula: they end up in files for spreadsheets.
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# Signs of a template that nobody has filled in.
UNFILLED = re.compile(r"[{}\[\]<>$%]")
NOT_COMPLETE = gettext_noop("This link is not complete. Please open the study again from where you found it.")


class BrokenLink(Refused):
    """The link names nobody, or two people, or another study."""

    def __init__(self, reason: str, words: str, example: str = "") -> None:
        super().__init__(words)
        self.reason, self.example = reason, example


def given(query: QueryDict, offer: ChannelOffer) -> dict[str, list[str]]:
    """Return each different value that the link gives, by our own names; parameters are known in capitals or not."""
    adapter = registry.named(offer.study.channel).adapter
    names = {
        "channel_id": adapter.id_parameter,
        "study_id": adapter.study_parameter,
        "submission": adapter.submission_parameter,
    }
    return {ours: _values(query, theirs) for ours, theirs in names.items() if theirs}


def read(values: Mapping[str, Sequence[str]], offer: ChannelOffer) -> str:
    """Return whom the link names, as the channel writes it; BrokenLink if that is not one person of this study."""
    ids = {_identifier(value, offer) for value in _cleaned(values.get("channel_id", ()))}
    if not ids:
        raise BrokenLink(Reason.NOBODY, _(NOT_COMPLETE))
    if len(ids) > 1:
        raise BrokenLink(
            Reason.TWO_PEOPLE,
            _("This link names two different people. Please open the study again from where you found it."),
        )
    channel_id = ids.pop()
    for study in _cleaned(values.get("study_id", ())):
        _check_study(study, offer, channel_id)
    return channel_id


def submission(values: Mapping[str, Sequence[str]]) -> str:
    """Return the channel's number of the submission; empty if the link gives none, several, or one not filled in."""
    given = set(_cleaned(values.get("submission", ())))
    only = given.pop() if len(given) == 1 else ""
    return only if IDENTIFIER.fullmatch(only) else ""


def note(offer: ChannelOffer, broken: BrokenLink) -> None:
    """Keep, for staff, that somebody came with such a link: how often and when, and nothing of who it was."""
    row, _is_new = BrokenArrival.objects.get_or_create(offer=offer, reason=broken.reason)
    BrokenArrival.objects.filter(pk=row.pk).update(n=F("n") + 1, last_at=timezone.now(), example=broken.example)


def cleaned(value: str) -> str:
    """Return the value without invisible signs, and without blanks and line feeds around it."""
    seen = "".join(sign for sign in value[:LONGEST_VALUE] if unicodedata.category(sign) != "Cf")
    return re.sub(r"^[\s\x00-\x1f]+|[\s\x00-\x1f]+\Z", "", seen)


def _cleaned(values: Iterable[str]) -> list[str]:
    return [text for text in map(cleaned, values) if text]


def _values(query: QueryDict, parameter: str) -> list[str]:
    found = [value for name in query if name.casefold() == parameter.casefold() for value in query.getlist(name)]
    return list(dict.fromkeys(_cleaned(found)))[:MOST_VALUES]


def _identifier(text: str, offer: ChannelOffer) -> str:
    adapter = registry.named(offer.study.channel).adapter
    placeholders = {each.casefold() for each in adapter.placeholders.values()}
    if UNFILLED.search(text) or text.casefold() in placeholders:
        raise BrokenLink(Reason.NOT_FILLED_IN, _(NOT_COMPLETE), example=_template(text))
    if not IDENTIFIER.fullmatch(text):
        raise BrokenLink(Reason.UNREADABLE, _(NOT_COMPLETE))
    return adapter.normal_id(text)


def _template(text: str) -> str:
    """Return the text if it holds nothing that a person could be known by."""
    return text if re.fullmatch(r"[A-Za-z_{}\[\]<>$%]+", text) else ""


def _check_study(text: str, offer: ChannelOffer, channel_id: str) -> None:
    is_ours = not offer.external_id or text.casefold() == offer.external_id.casefold()
    # One that was not filled in says nothing; the person is known all the same.
    if is_ours or UNFILLED.search(text):
        return
    raise BrokenLink(
        Reason.OTHER_STUDY,
        _("This link belongs to another study. Please open the study again from where you found it."),
        # Where the channel's parameters are mixed up, it is the person's.
        example=text if IDENTIFIER.fullmatch(text) and text.casefold() != channel_id.casefold() else "",
    )
