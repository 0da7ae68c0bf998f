"""What the list of payment lists can be narrowed down to."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from recruitment.models import PaymentBatch
from recruitment.studies.filters import own_studies

# The steps of a payment list (PaymentBatch.step), the last one first.
STEPS = {
    "discarded": _("discarded"),
    "paid": _("paid"),
    "exported": _("exported, not yet marked as paid"),
    "approved": _("approved"),
    "made": _("to be approved"),
}


class BatchFilter(filters.FilterSet):
    study = filters.ModelChoiceFilter(label=_("Study"), queryset=own_studies)
    way = filters.ChoiceFilter(label=_("How it is paid"), choices=PaymentBatch.Way)
    step = filters.ChoiceFilter(label=_("State"), choices=[*reversed(STEPS.items())], method="at_step")

    def at_step(self, rows: QuerySet[PaymentBatch], _name: str, step: str) -> QuerySet[PaymentBatch]:
        for later in STEPS:
            if later == step:
                break
            rows = rows.filter(**{f"{later}_at": None})
        return rows if step == "made" else rows.exclude(**{f"{step}_at": None})
