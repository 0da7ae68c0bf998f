"""One payment list: looked at, approved by a second person, downloaded as a file, marked as paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.channels import registry, submissions
from recruitment.models import PaymentBatch
from recruitment.money import batches, marking_paid
from recruitment.money.exports import PaymentFile, export
from recruitment.money.forms import ReasonForm
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt, own_batch
from recruitment.money.paying_by_calls import adapter_that_pays
from recruitment.money.reconciliation import left_of_the_budget
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import has_role

Way = PaymentBatch.Way


@staff_page(*WHO_READS)
def payment_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    rows = batch.payments.select_related("entitlement__sign_up__person", "entitlement__sign_up__session", "voided_by")
    valid = [row for row in rows if row.voided_at is None]
    return render(
        request,
        "recruitment/money/batch.html",
        {
            "batch": batch,
            "payments": rows.order_by("pk"),
            "n_payments": len(valid),
            "total": sum((row.entitlement.amount for row in valid[1:]), valid[0].entitlement.amount) if valid else None,
            "bonus": sum((row.bonus for row in valid[1:]), valid[0].bonus) if valid else None,
            "is_of_a_channel": batch.way in registry.CHANNELS,
            "leaves_nothing": batch.step == "approved" and batch.leaves_nothing,
            "calls_are_possible": adapter_that_pays(batch).can_be_called,
            "left_of_the_budget": left_of_the_budget(batch.study),
            "form": ReasonForm(),
            "may_change": has_role(request.user, *WHO_CHANGES),
            "may_approve": batch.created_by_id != request.user.pk,
        },
    )


@require_POST
@staff_page(*WHO_CHANGES)
def approve_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    if batch.way in registry.CHANNELS and (failure := submissions.try_to_hear(batch.study)):
        messages.warning(request, failure)
    attempt(
        request,
        _("The list is approved."),
        batches.approve,
        batch=batch,
        approved_by=request.user,
        seen=request.POST.get("seen", ""),
    )
    return redirect("payment_batch", public_id)


@require_POST
@staff_page(*WHO_CHANGES)
def discard_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    attempt(
        request,
        _("The list is discarded; what it held is open again."),
        batches.discard,
        batch=batch,
        discarded_by=request.user,
        reason=request.POST.get("reason", "")[:200],
    )
    return redirect("payment_batch", public_id)


@require_POST
@staff_page(*WHO_CHANGES)
def void_payment(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    batch = own_batch(request, public_id)
    attempt(
        request,
        _("The payment is void; what it was for is open again."),
        batches.void_payment,
        payment=get_object_or_404(batch.payments, pk=pk),
        voided_by=request.user,
        reason=request.POST.get("reason", "")[:200],
    )
    return redirect("payment_batch", public_id)


@require_POST
@staff_page(*WHO_CHANGES)
def export_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    made: PaymentFile | None = attempt(request, "", export, batch=batch, reader=request.user)
    if made is None:
        return redirect("payment_batch", public_id)
    if batch.way == Way.CASH and "print" in request.POST:
        amounts = [payment.entitlement.amount for payment in made.payments]
        sessions = {payment.entitlement.sign_up.session for payment in made.payments}
        context = {
            "batch": batch,
            "sessions": sorted(sessions, key=lambda session: session.starts_at),
            "payments": made.payments,
            "total": sum(amounts[1:], amounts[0]),
        }
        return render(request, "recruitment/money/cash_list.html", context)
    return HttpResponse(
        made.content,
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


@require_POST
@staff_page(*WHO_CHANGES)
def mark_batch_paid(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    attempt(
        request,
        _("The list is paid. Everybody with an e-mail address gets a receipt."),
        marking_paid.mark_paid,
        batch=batch,
    )
    return redirect("payment_batch", public_id)
