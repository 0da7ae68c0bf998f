"""Where the links of channels lead: to the waiting page of an online session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recruitment.channels.arrival_links import given
from recruitment.channels.arrivals import NoPlace, come
from recruitment.channels.return_links import way_out
from recruitment.models import ChannelOffer
from recruitment.refused import Refused
from recruitment.session_day.waiting import token_of
from recruitment.web.throttle import ARRIVING, asks_too_often

FIELDS = ("channel_id", "study_id", "submission")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a button first: a preview of the link must not take a place."""
    offer = get_object_or_404(ChannelOffer.objects.select_related("study"), public_id=public_id)
    if request.method != "POST":
        values = given(request.GET, offer)
        context = {"study": offer.study, "given": values, "channel_id": "".join(values["channel_id"][:1])}
        return render(request, "recruitment/channels/arrival.html", context)
    # Made-up people would take all places.
    if asks_too_often(request, ARRIVING):
        return render(request, "recruitment/public_too_often.html", status=429)
    try:
        sign_up = come(offer=offer, values={name: request.POST.getlist(name) for name in FIELDS})
    except Refused as refusal:
        context = {"study": offer.study, "refusal": refusal}
        if isinstance(refusal, NoPlace):
            context["way_out"] = way_out(offer.study)
        return render(request, "recruitment/channels/arrival.html", context, status=409)
    return redirect("waiting", token_of(sign_up))
