"""Money at a glance: what each study owes, has paid and has left, and its payment lists."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recruitment import spreadsheets
from recruitment.channels import submissions
from recruitment.models import Entitlement, PaymentBatch, Study
from recruitment.money import batches, reconciliation
from recruitment.money.filters import BatchFilter
from recruitment.money.forms import NewBatchForm
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt
from recruitment.money.tables import BatchTable
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import has_role
from recruitment.studies.page_access import visible_study
from recruitment.web.lists import listed


@staff_page(*WHO_READS)
def payments(request: HttpRequest) -> HttpResponse:
    studies = Study.objects.visible_to(request.user)
    balances = reconciliation.by_study(studies)
    waiting = PaymentBatch.objects.visible_to(request.user).filter(approved_at=None, discarded_at=None)
    return render(
        request,
        "recruitment/money/payments.html",
        {
            "rows": [(study, balances.get(study.pk, [])) for study in studies],
            "to_approve": waiting.exclude(created_by=request.user).select_related("study"),
            "may_change": has_role(request.user, *WHO_CHANGES),
        },
    )


@staff_page(*WHO_READS)
def batch_list(request: HttpRequest) -> HttpResponse:
    own = PaymentBatch.objects.visible_to(request.user).select_related("study", "created_by", "approved_by")
    return render(
        request, "recruitment/money/batch_list.html", listed(request, own, as_table=BatchTable, narrowed_by=BatchFilter)
    )


@staff_page(*WHO_READS)
def balances_table(request: HttpRequest) -> HttpResponse:
    """Return the balances as a table for a spreadsheet; titles are typed by people, so cells are made safe."""
    rows: list[list[object]] = [["study", "currency", "owed", "paid", "open", "in lists", "budget", "left"]]
    studies = Study.objects.visible_to(request.user)
    balances = reconciliation.by_study(studies)
    for study in studies:
        for each in balances.get(study.pk, []):
            amounts = (each.owed, each.paid, each.open, each.waiting, each.budget, each.left)
            rows.append([study.title, each.currency, *("" if sum_ is None else sum_.amount for sum_ in amounts)])
    return HttpResponse(
        spreadsheets.table(rows),
        content_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="balances.csv"'},
    )


@staff_page(*WHO_READS)
def study_payments(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    sessions = study.sessions.order_by("starts_at")
    of_sessions = reconciliation.by_session(sessions)
    owed = Entitlement.objects.filter(sign_up__session__study=study).select_related(
        "sign_up__person", "sign_up__session", "cancelled_by"
    )
    return render(
        request,
        "recruitment/money/study_payments.html",
        {
            "study": study,
            "balances": reconciliation.by_study(Study.objects.filter(pk=study.pk)).get(study.pk, []),
            "sessions": [(session, of_sessions.get(session.pk, [])) for session in sessions],
            "entitlements": owed.prefetch_related("payments__batch").order_by("sign_up__session__starts_at", "pk"),
            "batches": study.payment_batches.select_related("created_by", "approved_by"),
            "form": NewBatchForm(study=study),
            "left_out": [(PaymentBatch.Way(way).label, rows) for way, rows in batches.left_out(study).items()],
            "without_reward": submissions.booked_without_reward(study),
            "may_change": has_role(request.user, *WHO_CHANGES),
        },
    )


@staff_page(*WHO_CHANGES)
def make_batch(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    form = NewBatchForm(request.POST or None, study=study)
    if request.method != "POST" or not form.is_valid():
        return redirect("study_payments", pk=study.pk)
    _hear(request, study)
    batch = attempt(
        request,
        _("The list is made. Somebody else must approve it."),
        batches.make_batch,
        study=study,
        made_by=request.user,
        **form.cleaned_data,
    )
    if batch is None:
        return redirect("study_payments", pk=study.pk)
    _tell_of_whom_it_leaves_out(request, study, form.cleaned_data)
    return redirect("payment_batch", batch.public_id)


def _tell_of_whom_it_leaves_out(request: HttpRequest, study: Study, chosen: dict[str, Any]) -> None:
    n = len(batches.candidates(study=study, **chosen).left_out)
    if n:
        messages.warning(
            request,
            ngettext(
                "One amount is not in it, because something is missing; the page of the study says what.",
                "%(n)d amounts are not in it, because something is missing; the page of the study says what.",
                n,
            )
            % {"n": n},
        )


def _hear(request: HttpRequest, study: Study) -> None:
    if failure := submissions.try_to_hear(study):
        messages.warning(request, failure)
