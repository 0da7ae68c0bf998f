"""Personal data leave a trace: each change and each reading, without the data themselves.

Of columns that say nothing of a person the log keeps the value before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from auditlog.cid import get_cid
from auditlog.context import auditlog_value
from auditlog.diff import model_instance_diff
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from recruitment import models
from recruitment.channels.interface import Call

WITHHELD = "(withheld)"


def withheld(value: str) -> str:
    """Return what the log keeps of a personal value: whether there was one."""
    return WITHHELD if value and value != "None" else ""


def register() -> None:
    """Register what is logged; personal columns without their values."""
    _register(models.Person, mask_fields=[*models.Person.PERSONAL_FIELDS, "language"])
    _register(models.ProfileAnswer, mask_fields=["value", "number"], exclude_fields=["updated_at"])
    _register(models.KeptForAccounts, mask_fields=["payee_name", "payee_account"])
    _register(models.User, exclude_fields=["password", "last_login"], mask_fields=["email"], m2m_fields=["groups"])
    # Set up, confirmed or gone; with the key anybody could make its codes, and counters change at every log-in.
    for device in (TOTPDevice, StaticDevice):
        _register(device, include_fields=["name", "confirmed"])
    # With the code a payee who was erased could be found in the data, with the submission at the channel.
    _register(models.SignUp, mask_fields=["participant_code", "channel_submission"])
    _register(models.ChannelOffer, mask_fields=["credit_token"], m2m_fields=["excluded_studies"])
    # Channels repeat ids of people when they refuse.
    _register(models.ChannelCall, mask_fields=["failure"])
    # Sign-ups and the study say the same.
    _register(models.LabSession, exclude_fields=["seats_taken", "permitted_until"], m2m_fields=["run_by"])
    _register(models.PoolFile, mask_fields=["text"])
    for model in (
        models.Audience,
        models.Entitlement,
        models.InvitationRound,
        models.Payment,
        models.PaymentBatch,
        models.PoolConsent,
        models.PoolConsentText,
        models.ProfileField,
        models.Room,
        models.ServerRun,
        models.SessionDecision,
        models.SessionServer,
        models.Study,
        models.StudyClass,
    ):
        _register(model)


def _register(model: type[Model], *, exclude_fields: Sequence[str] = (), **options: Any) -> None:
    # Rows of other tables that point here are not columns; each says itself where it belongs.
    others = [field.name for field in model._meta.get_fields() if field.auto_created and not field.concrete]  # noqa: SLF001
    auditlog.register(model, exclude_fields=[*exclude_fields, *others], **options)


def record_reading(*, people: Iterable[models.Person], reader: models.User | AnonymousUser, purpose: str) -> None:
    """Record that somebody saw the personal data of these people, and what for.

    To be called by every view, export and command that shows a name, an address or an answer.
    """
    content_type = ContentType.objects.get_for_model(models.Person)
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                content_type=content_type,
                object_pk=str(person.pk),
                object_id=person.pk,
                object_repr=str(person),
                action=LogEntry.Action.ACCESS,
                actor=reader if reader.is_authenticated else None,
                changes={},
                cid=get_cid(),
                additional_data={"purpose": purpose},
            )
            for person in people
        ],
        batch_size=1000,
    )


def record_calls(
    *, batch: models.PaymentBatch, calls: Sequence[Call], reader: models.User | AnonymousUser, purpose: str
) -> None:
    """Record whose ids on a channel somebody saw in planned calls."""
    payments = batch.payments.valid().select_related("entitlement__sign_up__person")
    text = "\n".join(call.body_text for call in calls)
    people = {payment.entitlement.sign_up.person for payment in payments}
    shown = [person for person in people if person.channel_id and person.channel_id in text]
    record_reading(people=sorted(shown, key=lambda person: person.pk), reader=reader, purpose=purpose)


def entries_of_making(*, rows: Sequence[Model], maker: models.User) -> list[LogEntry]:
    """Return what the log is to say about rows made together, one entry each; the rows need not be saved yet.

    Rows made one by one are logged by themselves.
    """
    return [
        LogEntry(
            content_type=ContentType.objects.get_for_model(row),
            object_repr=str(row),
            action=LogEntry.Action.CREATE,
            actor=maker,
            changes=model_instance_diff(None, row),
            cid=get_cid(),
        )
        for row in rows
    ]


def record_making(*, rows: Sequence[Model], entries: Sequence[LogEntry]) -> None:
    """Record that these rows were made, which are saved by now."""
    for row, entry in zip(rows, entries, strict=True):
        entry.object_pk, entry.object_id = str(row.pk), row.pk
    LogEntry.objects.bulk_create(entries)


def record_password(*, user: models.User, what: str) -> None:
    """Record what became of a password, which no column in the log could say."""
    LogEntry.objects.log_create(
        user, force_log=True, action=LogEntry.Action.UPDATE, changes={}, additional_data={"purpose": what}
    )


@contextmanager
def without_actor() -> Iterator[None]:
    """Log what is done inside without its doer: an account that deletes itself cannot be named afterwards."""
    context = auditlog_value.get({})
    actor = context.pop("actor", None)
    try:
        yield
    finally:
        context["actor"] = actor
