"""Everything the office knows about a person, for that person."""

from __future__ import annotations

from typing import Any

from auditlog.models import LogEntry
from django.conf import settings
from django.utils import timezone

from recruitment.models import Entitlement, Payment, Person, SignUp
from recruitment.people.reliability import reliability

# Keys that mean something inside the database only.
NOT_ABOUT_THE_PERSON = {"id", "user"}


def own_data(person: Person) -> dict[str, Any]:
    """Return plain values, ready for JSON."""
    return {
        "made_at": timezone.now(),
        "office": settings.OFFICE_NAME,
        "person": {
            field.name: getattr(person, field.attname)
            for field in person._meta.concrete_fields  # noqa: SLF001
            if field.name not in NOT_ABOUT_THE_PERSON
        },
        "consents": list(
            person.consents.order_by("given_at").values("version", "text_hash", "given_at", "withdrawn_at")
        ),
        "answers": {answer.field.key: answer.value for answer in person.answers.select_related("field")},
        "invitations": list(
            person.invitations.order_by("queued_at").values("study__public_title", "session__starts_at", "queued_at")
        ),
        "sign_ups": [
            _sign_up(sign_up) for sign_up in person.sign_ups.select_related("session__study", "session__room")
        ],
        "labels": list(person.labels.values("study__public_title", "label")),
        "reliability": reliability(person).score,
        "mails": list(
            person.mails.order_by("queued_at").values(
                "template", "state", "queued_at", "not_before", "attempts", "sent_at", "failed_at", "failure"
            )
        ),
        **_log(person),
    }


def _log(person: Person) -> dict[str, list[dict[str, Any]]]:
    entries = LogEntry.objects.get_for_object(person)
    return {
        "readings": [
            {"at": entry.timestamp, "purpose": (entry.additional_data or {}).get("purpose", "")}
            for entry in entries.filter(action=LogEntry.Action.ACCESS)
        ],
        "changes": [
            {"at": entry.timestamp, "what": entry.get_action_display(), "columns": sorted(entry.changes or {})}
            for entry in entries.exclude(action=LogEntry.Action.ACCESS)
        ],
    }


def _sign_up(sign_up: SignUp) -> dict[str, Any]:
    owed = Entitlement.objects.filter(sign_up=sign_up).prefetch_related("payments__batch")
    seat, visit, heard = (getattr(sign_up, name, None) for name in ("server_seat", "online_visit", "heard_outcome"))
    return {
        "study": sign_up.session.study.public_title,
        "starts_at": sign_up.session.starts_at,
        "ends_at": sign_up.session.ends_at,
        "room": sign_up.session.room.name if sign_up.session.room else "",
        "state": sign_up.state,
        "position": sign_up.position,
        "created_at": sign_up.created_at,
        "moved_at": sign_up.moved_at,
        "let_in_at_check_in": sign_up.is_let_in,
        "participant_code": sign_up.participant_code,
        "channel_state": sign_up.channel_state,
        "channel_state_at": sign_up.channel_state_at,
        "channel_submission": sign_up.channel_submission,
        "seat": seat and {"number": seat.number, "label": seat.label, "participant_code": seat.participant_code},
        "waited": visit and {"came_at": visit.came_at, "seen_at": visit.seen_at},
        "heard": heard
        and {
            "exit_reason": heard.exit_reason,
            "show_up_fee": heard.show_up_fee and str(heard.show_up_fee.amount),
            "total": heard.total and str(heard.total.amount),
            "heard_at": heard.heard_at,
        },
        "amounts": [
            {
                "kind": each.kind,
                "amount": str(each.amount.amount),
                "currency": str(each.amount.currency),
                "reason": each.reason,
                "exit_reason": each.exit_reason,
                "source": each.source,
                "created_at": each.created_at,
                "fetched_at": each.fetched_at,
                "paid_at": each.payment.paid_at if each.payment else None,
                "cancelled_at": each.cancelled_at,
                "cancel_reason": each.cancel_reason,
                "payments": [_payment(payment) for payment in each.payments.all()],
            }
            for each in owed
        ],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "way": payment.batch.way,
        "reference": payment.reference,
        "reward_part": str(payment.reward_part),
        "paid_at": payment.paid_at,
        "voided_at": payment.voided_at,
        "void_reason": payment.void_reason,
    }
