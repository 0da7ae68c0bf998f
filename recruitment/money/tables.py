"""The list of payment lists. What somebody typed is escaped by the library, cell by cell."""

from __future__ import annotations

import django_tables2 as tables
from django.template.defaultfilters import date
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django_tables2 import A

from recruitment.models import PaymentBatch
from recruitment.web.list_order import TIES


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
        return render_to_string("recruitment/money/_batch_step.html", {"step": value})
