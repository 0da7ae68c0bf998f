"""What the adapter of every channel can be asked, whatever people call it there.

An adapter computes: links, and the calls that would be made next. It never makes a call itself, so a dry run is the
plan, printed; `recruitment.channels.calls` makes planned calls, each recorded before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from recruitment.models import ChannelOffer, PaymentBatch, Person

# Stands in a plan for what the channel has yet to answer.
NOT_KNOWN_YET = "(as answered by the call before)"


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to a channel."""

    # Begins with what is done: group:, draft:, publish:, bonus-setup: or bonus-pay:, or a word of the channel's own.
    key: str
    purpose: str
    method: str
    url: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    # Whether doing it twice does no more than doing it once, by the channel's own documentation.
    may_be_repeated: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def body_hash(self) -> str:
        text = json.dumps(self.body, sort_keys=True) if self.body is not None else ""
        return hashlib.sha256(text.encode()).hexdigest() if text else ""

    @property
    def body_text(self) -> str:
        return json.dumps(self.body, indent=2, ensure_ascii=False) if self.body is not None else ""

    @property
    def is_complete(self) -> bool:
        return NOT_KNOWN_YET not in f"{self.url} {self.body_text}"


class ChannelRefused(Exception):
    """The channel answered that it did nothing, in an answer that looks well; the message is the channel's reason."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What an answer tells: the id of what was made, and the sum in cents that the channel understood."""

    external_id: str = ""
    cents: int | None = None


class Adapter:
    """One channel."""

    # The names of the parameters in which the channel writes who comes, and what is there before it does.
    id_parameter = "id"
    study_parameter = ""
    submission_parameter = ""
    placeholders: Mapping[str, str] = {}
    # What staff fill in of an offer beside what all channels have, and help that only this channel needs.
    offer_fields: tuple[str, ...] = ()
    help_texts: Mapping[str, str] = {}
    # Which of these fields is itself the link of those who have completed.
    link_field = ""
    # The setting with the office's key, where an offer is made and published by calls.
    key_setting = ""
    # A template of the channel's own, for calls about single people, and why their ids are read then.
    people_part = ""
    reading_purpose = ""

    def normal_id(self, channel_id: str) -> str:
        """Return the id as the channel itself writes it, however it came."""
        return channel_id

    def entry_link(self, offer: ChannelOffer) -> str:
        """Return the link that the channel shows to people. It leads to the office, which alone knows who they are."""
        path = settings.OFFICE_URL + reverse("arrival", args=[offer.public_id])
        # Channels look for their placeholders as they are, so no sign of them is written in percent.
        query = "&".join(f"{name}={placeholder}" for name, placeholder in self.placeholders.items())
        return f"{path}?{query}" if query else path

    def completion_link(self, offer: ChannelOffer) -> str:
        """Return where a person goes who has completed the study; empty where the channel has no such link."""
        return ""

    def ending(self, offer: ChannelOffer) -> dict[str, str]:
        """Return the settings by which a session's last page leads people back; they are the same for everybody."""
        found = {"completion_link": self.completion_link(offer), "completion_code": offer.completion_code}
        return {name: value for name, value in found.items() if value}

    def screen_out_link(self, offer: ChannelOffer) -> str:
        """Return where a person who is screened out or finds no seat goes; empty where there is no such link."""
        return offer.screen_out_site

    def words_on_return(self, offer: ChannelOffer) -> str:
        """Return what people who find no seat read beside the link and the code."""
        return ""

    def button_on_return(self, offer: ChannelOffer) -> str:
        return _("Go back to %(name)s") % {"name": offer.study.get_channel_display()}

    def calls_to_draft(self, offer: ChannelOffer) -> list[Call]:
        """Return what is still to be called until the offer stands on the channel, unseen by people."""
        return []

    def calls_to_publish(self, offer: ChannelOffer) -> list[Call]:
        """Return what is still to be called until people see the offer."""
        return []

    def calls_to_pay(self, batch: PaymentBatch, file: bytes) -> list[Call]:
        """Return the calls that pay the list, given its file: one that pays nothing yet, then the one that pays."""
        return []

    def calls_about_people(self, offer: ChannelOffer) -> list[Call]:
        """Return what is still to be called about single people, such as a credit for each."""
        return []

    def people_called_about(self, offer: ChannelOffer) -> list[Person]:
        """Return whose ids those calls show."""
        return []

    def keys_about(self, person: Person) -> list[str]:
        """Return the keys of all calls about this person; what was answered to them is forgotten with the person."""
        return []

    def call_to_ask_currency(self, offer: ChannelOffer) -> Call | None:
        """Return the call that reads in which currency the channel pays this offer; None where it cannot be asked."""
        return None

    def currency_of(self, answer: Any) -> str:
        """Return the currency that was answered to that; empty where none was."""
        return ""

    def call_for_submissions(self, offer: ChannelOffer, page: int) -> Call:
        """Return the call that asks what became of people's submissions; only of channels that can be asked."""
        raise NotImplementedError

    def submissions_in(self, answer: Any) -> tuple[list[tuple[str, str]], bool]:
        """Return the id and state of each submission in the answer, and whether there is a further page."""
        raise NotImplementedError

    def learn(self, call: Call, answer: Any) -> Learned:
        """Return what the answer tells; ChannelRefused if it is a refusal, with its reason."""
        return Learned()

    @property
    def can_be_called(self) -> bool:
        """Whether the office can do anything there by itself."""
        return False
