"""Sona: course credit for an online external study.

Sources: sona-systems.com, "Using the SURVEY CODE feature", "External Study Credit Granting" and "Server-Side
Completion URL Responses". Credit is granted by a GET with the study's token; the answer is XML, and a credit status of
G says that it was granted.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils.translation import gettext as _

from forecast_sharing.session.earnings import DID_ALL_ASKED
from recruitment.channels.interface import Adapter, Call, ChannelRefused, Learned
from recruitment.channels.sona.description import KEY_OF_CREDIT
from recruitment.models import ChannelOffer, Entitlement, Person, SignUp

# The error's own text, whatever stands around it.
REASON = re.compile(r"<(?:\w+:)?ErrorText[^>]*>(.*?)</", re.DOTALL)
NO_REASON = "no credit status of G in the answer"
GRANTED = re.compile(r"<(?:\w+:)?credit_status>\s*G\s*</")


class Sona(Adapter):
    offer_fields = ("site", "external_id", "credit_token")
    id_parameter = "id"
    placeholders = {"id": "%SURVEY_CODE%"}
    people_part = "sona/credits.html"
    reading_purpose = "course credits"

    def completion_link(self, offer: ChannelOffer) -> str:
        return f"{offer.site.rstrip('/')}/webstudy_credit.aspx?{_query(offer, 'XXXX')}"

    def ending(self, offer: ChannelOffer) -> dict[str, str]:
        # The link is another one for each person, and the session server knows nobody's code.
        return {}

    def screen_out_link(self, offer: ChannelOffer) -> str:
        # No credit without a decision of the laboratory: only back to the sign-ups there.
        return offer.site

    def words_on_return(self, offer: ChannelOffer) -> str:
        return _("The laboratory sees that you came, and settles your sign-up on Sona.")

    def sign_ups_to_credit(self, offer: ChannelOffer) -> list[SignUp]:
        """Return who completed the study and was not credited by a call yet; what staff have cancelled is not owed."""
        completed = (
            Entitlement.objects.owed()
            .filter(
                sign_up__session__study=offer.study,
                exit_reason__in=DID_ALL_ASKED,
                sign_up__person__channel=offer.study.channel,
            )
            .exclude(sign_up__person__channel_id="")
        )
        sign_ups = SignUp.objects.filter(entitlements__in=completed).select_related("person", "session").distinct()
        done = set(offer.calls.exclude(state="refused").values_list("key", flat=True))
        return [sign_up for sign_up in sign_ups.order_by("pk") if self.call_to_grant(offer, sign_up).key not in done]

    def calls_about_people(self, offer: ChannelOffer) -> list[Call]:
        return [self.call_to_grant(offer, sign_up) for sign_up in self.sign_ups_to_credit(offer)]

    def people_called_about(self, offer: ChannelOffer) -> list[Person]:
        return [sign_up.person for sign_up in self.sign_ups_to_credit(offer)]

    def keys_about(self, person: Person) -> list[str]:
        sign_ups = person.sign_ups.values_list("pk", "session__study__offer__public_id")
        return [_key(public_id, sign_up) for sign_up, public_id in sign_ups]

    def call_to_grant(self, offer: ChannelOffer, sign_up: SignUp) -> Call:
        """Return the call that grants one person's credit; asking again for the same sign-up grants no more."""
        survey_code = sign_up.person.channel_id
        return Call(
            key=_key(offer.public_id, sign_up.pk),
            purpose="grant the credit of one sign-up",
            method="GET",
            url=f"{offer.site.rstrip('/')}/services/SonaAPI.svc/WebstudyCredit?{_query(offer, survey_code)}",
            may_be_repeated=True,
        )

    def learn(self, call: Call, answer: Any) -> Learned:
        if not GRANTED.search(str(answer)):
            raise ChannelRefused(_reason(call, str(answer)))
        # The answer names the sign-up there, which is the person's: nothing of it is kept.
        return Learned()

    @property
    def can_be_called(self) -> bool:
        return True


def _key(offer: str, sign_up: int) -> str:
    # By our own number: the key stays when the person is erased.
    return f"{KEY_OF_CREDIT}{offer}:{sign_up}"


def _reason(call: Call, answer: str) -> str:
    """Return why Sona did not grant the credit, without the person's survey code."""
    reasons = [" ".join(unescape(found).split()) for found in REASON.findall(answer)]
    survey_code = parse_qs(urlsplit(call.url).query).get("survey_code", [""])[0]
    text = "; ".join(filter(None, reasons)) or NO_REASON
    return re.sub(rf"\b{re.escape(survey_code)}\b", "…", text, flags=re.IGNORECASE) if survey_code else text


def _query(offer: ChannelOffer, survey_code: str) -> str:
    return urlencode(
        {"experiment_id": offer.external_id, "credit_token": offer.credit_token, "survey_code": survey_code}
    )


ADAPTER = Sona()
