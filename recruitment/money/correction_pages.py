"""Corrections of what one person is owed for one session. The only page about money that shows a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.channels import registry, submissions
from recruitment.data_rights.access_log import record_reading
from recruitment.models import Entitlement, SignUp, Study
from recruitment.money import corrections
from recruitment.money.forms import CorrectionForm, ReasonForm
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import has_role


@staff_page(*WHO_READS)
def sign_up_payments(request: HttpRequest, pk: int) -> HttpResponse:
    sign_up = _own_sign_up(request, pk)
    may_change = has_role(request.user, *WHO_CHANGES)
    if request.method == "POST" and may_change and "channel_state" in request.POST:
        attempt(request, _("Recorded."), submissions.say, sign_up=sign_up, state=request.POST["channel_state"])
        return redirect("sign_up_payments", pk=sign_up.pk)
    form = CorrectionForm(request.POST or None, sign_up=sign_up)
    if request.method == "POST" and may_change and form.is_valid():
        attempt(
            request,
            _("The correction is recorded."),
            corrections.add_correction,
            sign_up=sign_up,
            made_by=request.user,
            **form.cleaned_data,
        )
        return redirect("sign_up_payments", pk=sign_up.pk)
    record_reading(people=[sign_up.person], reader=request.user, purpose="payments of a sign-up")
    return render(
        request,
        "recruitment/money/sign_up_payments.html",
        {
            "sign_up": sign_up,
            "entitlements": sign_up.entitlements.select_related("created_by", "cancelled_by").order_by("pk"),
            "form": form,
            "reason_form": ReasonForm(),
            "may_change": may_change,
            "states": submissions.SAID_BY_STAFF if registry.named(sign_up.person.channel).pays_itself else [],
        },
    )


@require_POST
@staff_page(*WHO_CHANGES)
def cancel_entitlement(request: HttpRequest, pk: int) -> HttpResponse:
    own = Entitlement.objects.filter(sign_up__session__study__in=Study.objects.visible_to(request.user))
    row = get_object_or_404(own.select_related("sign_up__session"), pk=pk)
    attempt(
        request,
        _("This is no longer owed."),
        corrections.cancel_entitlement,
        entitlement=row,
        cancelled_by=request.user,
        reason=request.POST.get("reason", "")[:200],
    )
    return redirect("sign_up_payments", pk=row.sign_up_id)


def _own_sign_up(request: HttpRequest, pk: int) -> SignUp:
    own = SignUp.objects.filter(session__study__in=Study.objects.visible_to(request.user))
    return get_object_or_404(own.select_related("person", "session__study"), pk=pk)
