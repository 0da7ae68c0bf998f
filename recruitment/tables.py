"""Lists for staff that sort and turn pages. What somebody typed is escaped by the library, cell by cell."""

from __future__ import annotations

import django_tables2 as tables
from django.template.defaultfilters import date
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import A

from recruitment.models import LabSession, PaymentBatch, Study

# Rows that are alike in the column that sorts keep their order from page to page.
TIES = "pk"


class StudyTable(tables.Table):
    caption = gettext_lazy("Studies")

    title = tables.Column(gettext_lazy("Study"), linkify=("study", [A("pk")]), order_by=("title", TIES))
    treatment = tables.Column(gettext_lazy("Treatment"), default="–", order_by=("treatment", TIES))
    study_class = tables.Column(gettext_lazy("Class of studies"), default="–", order_by=("study_class__name", TIES))
    owner = tables.Column(gettext_lazy("Experimenter"), accessor="owner__username", order_by=("owner__username", TIES))
    ethics_expires_on = tables.Column(
        gettext_lazy("Ethics permission ends on"), default="–", order_by=("ethics_expires_on", TIES)
    )
    status = tables.Column(gettext_lazy("State"), order_by=("status", TIES))

    class Meta:
        model = Study
        fields = ("title", "treatment", "study_class", "owner", "ethics_expires_on", "status")

    def render_ethics_expires_on(self, value: object) -> str:
        return date(value, "SHORT_DATE_FORMAT")


class SessionTable(tables.Table):
    caption = gettext_lazy("Sessions")

    starts_at = tables.Column(gettext_lazy("Start"), linkify=("door", [A("public_id")]), order_by=("starts_at", TIES))
    study = tables.Column(gettext_lazy("Study"), linkify=("study", [A("study_id")]), order_by=("study__title", TIES))
    room = tables.Column(gettext_lazy("Room"), order_by=("room__name", TIES), empty_values=())
    seats_taken = tables.Column(gettext_lazy("Seats taken"), order_by=("seats_taken", TIES))
    status = tables.Column(gettext_lazy("State"), order_by=("status", TIES))

    class Meta:
        model = LabSession
        fields = ("starts_at", "study", "room", "seats_taken", "status")

    def render_starts_at(self, record: LabSession) -> str:
        return date(timezone.localtime(record.starts_at), "DATETIME_FORMAT")

    def render_room(self, record: LabSession) -> str:
        return str(record.room) if record.room else _("online")

    def render_seats_taken(self, record: LabSession) -> str:
        return f"{record.seats_taken} / {record.seats}" + (f" + {record.reserve}" if record.reserve else "")


class BatchTable(tables.Table):
    caption = gettext_lazy("Payment lists")

    created_at = tables.Column(
        gettext_lazy("Made"),
        linkify=("payment_batch", [A("public_id")]),
        order_by=("created_at", TIES),
    )
    study = tables.Column(
        gettext_lazy("Study"),
        linkify=("study_payments", [A("study_id")]),
        order_by=("study__title", TIES),
    )
    way = tables.Column(gettext_lazy("How it is paid"), order_by=("way", TIES))
    currency = tables.Column(gettext_lazy("Currency"), order_by=("currency", TIES))
    created_by = tables.Column(gettext_lazy("Made by"), order_by=("created_by__username", TIES))
    approved_by = tables.Column(gettext_lazy("Approved by"), default="–", order_by=("approved_by__username", TIES))
    step = tables.Column(gettext_lazy("State"), orderable=False)

    class Meta:
        model = PaymentBatch
        fields = ("created_at", "study", "way", "currency", "created_by", "approved_by", "step")

    def render_created_at(self, record: PaymentBatch) -> str:
        return date(timezone.localtime(record.created_at), "DATETIME_FORMAT")

    def render_step(self, value: str) -> SafeString:
        return render_to_string("recruitment/_batch_step.html", {"step": value})
