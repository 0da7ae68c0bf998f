"""Prolific, by its documented API.

Sources: docs.prolific.com, "API fundamentals", "Studies", "Participant groups", "Reviewing submissions and rewards",
"Set up bonuses", "Pay bonuses", "Managing high loads", "Get the balance of a workspace". Two sentences of these decide
how the office pays: setting bonuses up pays nothing, and paying is not idempotent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from recruitment.channels.interface import NOT_KNOWN_YET, Adapter, Call, Learned
from recruitment.models import ChannelOffer, PaymentBatch

SITE = "https://app.prolific.com/"
PAGE_SIZE = 100
COMPLETE = "https://app.prolific.com/submissions/complete?cc={code}"


class Prolific(Adapter):
    offer_fields = (
        "reward",
        "completion_code",
        "screen_out_code",
        "screen_out_reward",
        "screen_out_places",
        "devices",
        "workspace_id",
        "excluded_studies",
        "external_id",
    )
    key_setting = "OFFICE_PROLIFIC_TOKEN"
    id_parameter = "PROLIFIC_PID"
    study_parameter = "STUDY_ID"
    submission_parameter = "SESSION_ID"
    placeholders = {
        "PROLIFIC_PID": "{{%PROLIFIC_PID%}}",
        "STUDY_ID": "{{%STUDY_ID%}}",
        "SESSION_ID": "{{%SESSION_ID%}}",
    }

    def normal_id(self, channel_id: str) -> str:
        # Numbers to the base of 16, in small letters.
        return channel_id.lower()

    @property
    def can_be_called(self) -> bool:
        return bool(settings.PROLIFIC_TOKEN)

    def completion_link(self, offer: ChannelOffer) -> str:
        return COMPLETE.format(code=offer.completion_code) if offer.completion_code else ""

    def screen_out_link(self, offer: ChannelOffer) -> str:
        # Without a code people return their submission there themselves; it counts against nobody.
        return COMPLETE.format(code=offer.screen_out_code) if offer.screen_out_code else SITE

    def words_on_return(self, offer: ChannelOffer) -> str:
        if offer.screen_out_code:
            return ""
        return _("Please return your submission on Prolific. It does not count against you.")

    def calls_to_draft(self, offer: ChannelOffer) -> list[Call]:
        calls = []
        if not offer.group_id:
            # Empty would be a workspace that does not exist.
            workspace = {"workspace_id": offer.workspace_id} if offer.workspace_id else {}
            calls.append(
                self._call(
                    f"group:{offer.public_id}",
                    "make a participant group that will hold who took part",
                    "POST",
                    "participant-groups/",
                    {"name": f"Took part in {offer.public_id}", **workspace},
                )
            )
        if not offer.external_id:
            calls.append(
                self._call(f"draft:{offer.public_id}", "make a draft of the study", "POST", "studies/", _study(offer))
            )
        return calls

    def calls_to_publish(self, offer: ChannelOffer) -> list[Call]:
        if offer.published_at is not None:
            return []
        study = offer.external_id or NOT_KNOWN_YET
        return [
            self._call(
                f"publish:{offer.public_id}",
                "show the study to people; from here it costs money",
                "POST",
                f"studies/{study}/transition/",
                {"action": "PUBLISH"},
            )
        ]

    def calls_to_pay(self, batch: PaymentBatch, file: bytes) -> list[Call]:
        offer = batch.study.offer
        prepared = batch.calls.filter(key=_key_of_setup(batch), state="done").first()
        calls = []
        if prepared is None:
            calls.append(
                self._call(
                    _key_of_setup(batch),
                    "prepare the bonuses; nothing is paid yet",
                    "POST",
                    "submissions/bonus-payments/",
                    {"study_id": offer.external_id, "csv_bonuses": file.decode()},
                    may_be_repeated=True,
                )
            )
        bulk = prepared.external_id if prepared else NOT_KNOWN_YET
        calls.append(
            self._call(f"bonus-pay:{batch.public_id}", "pay the bonuses", "POST", f"bulk-bonus-payments/{bulk}/pay/")
        )
        return calls

    def call_to_ask_currency(self, offer: ChannelOffer) -> Call | None:
        if not (self.can_be_called and offer.workspace_id):
            return None
        path = f"workspaces/{offer.workspace_id}/balance/"
        return self._call(f"currency:{offer.public_id}", "read the currency", "GET", path, may_be_repeated=True)

    def currency_of(self, answer: Any) -> str:
        return (answer.get("currency_code") or "") if isinstance(answer, dict) else ""

    def call_for_submissions(self, offer: ChannelOffer, page: int) -> Call:
        return self._call(
            f"submissions:{offer.public_id}:{page}",
            "ask what became of the submissions",
            "GET",
            f"submissions/?study={offer.external_id}&page={page}&page_size={PAGE_SIZE}",
            may_be_repeated=True,
        )

    def submissions_in(self, answer: Any) -> tuple[list[tuple[str, str]], bool]:
        # Written "TIMED-OUT" and "AWAITING REVIEW".
        found = [
            (each["participant_id"].lower(), each["status"].lower().replace("-", "_").replace(" ", "_"))
            for each in answer["results"]
        ]
        return found, len(found) == PAGE_SIZE

    def learn(self, call: Call, answer: Any) -> Learned:
        if call.key.startswith(("bonus-pay:", "publish:")):
            return Learned()
        cents = answer.get("amount") if call.key.startswith("bonus-setup:") else None
        return Learned(external_id=str(answer["id"]), cents=None if cents is None else int(Decimal(str(cents))))

    def _call(
        self,
        key: str,
        purpose: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        may_be_repeated: bool = False,
    ) -> Call:
        return Call(
            key=key,
            purpose=purpose,
            method=method,
            url=f"{settings.PROLIFIC_URL}/{path}",
            body=body,
            headers={"Authorization": f"Token {settings.PROLIFIC_TOKEN}"},
            may_be_repeated=may_be_repeated,
        )


def _key_of_setup(batch: PaymentBatch) -> str:
    return f"bonus-setup:{batch.public_id}:{batch.contents_hash[:16]}"


def _study(offer: ChannelOffer) -> dict[str, Any]:
    group = offer.group_id or NOT_KNOWN_YET
    remember = {"action": "ADD_TO_PARTICIPANT_GROUP", "participant_group": group}
    codes = [
        {
            "code": offer.completion_code,
            "code_type": "COMPLETED",
            "actor": "participant",
            # A person looks before anybody is paid.
            "actions": [{"action": "MANUALLY_REVIEW"}, remember],
        }
    ]
    if offer.screen_out_code:
        codes.append(
            {
                "code": offer.screen_out_code,
                "code_type": "SCREENED_OUT",
                "actor": "participant",
                "actions": [
                    {
                        "action": "FIXED_SCREEN_OUT_PAYMENT",
                        "fixed_screen_out_reward": _cents(offer.screen_out_reward.amount),
                        "slots": offer.screen_out_places,
                    }
                ],
            }
        )
    return {
        "name": offer.study.public_title,
        "internal_name": offer.public_id,
        "description": offer.study.public_description or offer.study.public_title,
        "external_study_url": ADAPTER.entry_link(offer),
        "prolific_id_option": "url_parameters",
        "completion_codes": codes,
        "total_available_places": offer.places,
        "estimated_completion_time": offer.minutes,
        "reward": _cents(offer.reward.amount),
        "device_compatibility": offer.devices,
        "filters": _filters(offer),
    }


def _filters(offer: ChannelOffer) -> list[dict[str, Any]]:
    """Keep out anyone who took part in one of the studies named, or in this one."""
    groups = ChannelOffer.objects.filter(study__in=offer.excluded_studies.all()).exclude(group_id="")
    ids = sorted(groups.values_list("group_id", flat=True))
    return [{"filter_id": "participant_group_blocklist", "selected_values": ids}] if ids else []


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


ADAPTER = Prolific()
