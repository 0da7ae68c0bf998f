"""Course credits: granted by calls, or downloaded as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.channels.offer_pages import record_people
from recruitment.channels.sona import course_credits
from recruitment.channels.sona.description import CHANNEL
from recruitment.models import ChannelOffer, Study
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt
from recruitment.staff.page_guard import staff_page
from recruitment.studies.page_access import visible_study


@require_POST
@staff_page(*WHO_CHANGES)
def grant_credits(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    attempt(
        request,
        _("The credits are granted."),
        course_credits.grant_credits,
        offer=_offer(study),
        made_by=request.user,
    )
    return redirect("channel_offer", pk=pk)


@staff_page(*WHO_READS)
def credits_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Return who is owed course credits, for those who grant them by hand."""
    study = visible_study(request, pk)
    offer = _offer(study)
    record_people(request, offer)
    return HttpResponse(
        course_credits.table_to_credit(offer),
        content_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="credits.csv"'},
    )


def _offer(study: Study) -> ChannelOffer:
    return get_object_or_404(ChannelOffer.objects.select_related("study"), study=study, study__channel=CHANNEL.name)
