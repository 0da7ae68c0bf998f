"""Paying a list by calls to its channel: every call is shown before it is made."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.data_rights.access_log import record_calls
from recruitment.models import ChannelCall, Study
from recruitment.money import paying_by_calls
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt, own_batch
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import has_role


@staff_page(*WHO_READS)
def channel_payment(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    planned = paying_by_calls.planned(batch)
    record_calls(batch=batch, calls=planned, reader=request.user, purpose=f"calls of payment list {batch.public_id}")
    return render(
        request,
        "recruitment/channels/payment.html",
        {
            "batch": batch,
            "planned": planned,
            "calls": batch.calls.select_related("made_by", "settled_by"),
            "may_change": has_role(request.user, *WHO_CHANGES),
        },
    )


@require_POST
@staff_page(*WHO_CHANGES)
def pay_at_channel(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = own_batch(request, public_id)
    purpose = f"payment list {batch.public_id} sent to its channel"
    record_calls(batch=batch, calls=paying_by_calls.planned(batch), reader=request.user, purpose=purpose)
    attempt(
        request,
        _("The channel has taken the payment; it carries it out within minutes."),
        paying_by_calls.pay_by_calls,
        batch=batch,
        made_by=request.user,
    )
    return redirect("channel_payment", public_id)


@require_POST
@staff_page(*WHO_CHANGES)
def settle_call(request: HttpRequest, pk: int) -> HttpResponse:
    own = ChannelCall.objects.filter(offer__study__in=Study.objects.visible_to(request.user))
    call = get_object_or_404(own.select_related("batch", "offer"), pk=pk)
    attempt(
        request,
        _("Recorded."),
        paying_by_calls.settle,
        call=call,
        happened=request.POST.get("happened") == "yes",
        settled_by=request.user,
        external_id=request.POST.get("external_id", "").strip()[:100],
    )
    if call.batch is not None:
        return redirect("channel_payment", call.batch.public_id)
    return redirect("channel_offer", pk=call.offer.study_id)
