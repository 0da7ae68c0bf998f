"""A study on its channel: the offer, the links to give away, and each call before it is made."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.channels import completion, offers, registry
from recruitment.channels.offer_forms import OfferForm
from recruitment.data_rights.access_log import record_reading
from recruitment.models import ChannelOffer, Study
from recruitment.money.page_access import WHO_CHANGES, WHO_READS, attempt
from recruitment.money.reconciliation import left_of_the_budget
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import has_role
from recruitment.studies.page_access import visible_study


@staff_page(*WHO_READS)
def channel_offer(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    offer = ChannelOffer.objects.filter(study=study).first()
    may_change = has_role(request.user, *WHO_CHANGES)
    if offer is not None:
        record_people(request, offer)
    # On a row of its own: what the form is told and refuses is not what the calls below would send.
    stored = ChannelOffer.objects.filter(study=study).first()
    form = OfferForm(request.POST or None, instance=stored, study=study, user=request.user)
    if request.method == "POST" and may_change and form.is_valid():
        offer = form.save()
        _warn_of_currency(request, offer)
        _warn_of_budget(request, offer)
        return redirect("channel_offer", pk=study.pk)
    return render(
        request,
        "recruitment/channels/offer.html",
        {
            "study": study,
            "form": form,
            "may_change": may_change,
            "offer": offer,
            **_about(study, offer),
        },
    )


@require_POST
@staff_page(*WHO_CHANGES)
def draft_offer(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    attempt(request, _("The draft is on the channel."), offers.draft, offer=_offer(study), made_by=request.user)
    return redirect("channel_offer", pk=pk)


@require_POST
@staff_page(*WHO_CHANGES)
def publish_offer(request: HttpRequest, pk: int) -> HttpResponse:
    study = visible_study(request, pk)
    attempt(
        request,
        _("People can see the study now."),
        offers.publish,
        offer=_offer(study),
        made_by=request.user,
    )
    return redirect("channel_offer", pk=pk)


def _warn_of_currency(request: HttpRequest, offer: ChannelOffer) -> None:
    if offer.reward.amount and offer.reward.currency != offer.study.budget.currency:
        messages.warning(
            request,
            _("The reward is in %(reward)s, the study's budget in %(budget)s: amounts in two currencies never add up.")
            % {"reward": offer.reward.currency, "budget": offer.study.budget.currency},
        )


def _warn_of_budget(request: HttpRequest, offer: ChannelOffer) -> None:
    left = left_of_the_budget(offer.study)
    rewards = offer.reward * offer.places
    if left is not None and left.currency == rewards.currency and rewards > left:
        messages.warning(
            request,
            _("The rewards of all places are %(rewards)s; of the study's budget, %(left)s is left.")
            % {"rewards": rewards, "left": left},
        )


def record_people(request: HttpRequest, offer: ChannelOffer) -> None:
    """Record whose ids the calls show that are still to be made."""
    adapter = registry.named(offer.study.channel).adapter
    record_reading(people=adapter.people_called_about(offer), reader=request.user, purpose=adapter.reading_purpose)


def _offer(study: Study) -> ChannelOffer:
    return get_object_or_404(ChannelOffer.objects.select_related("study"), study=study)


def _about(study: Study, offer: ChannelOffer | None) -> dict[str, object]:
    missing = {"completion_missing": completion.missing_in_offer(study)}
    if offer is None or study.channel == registry.POOL:
        return missing
    adapter = registry.named(study.channel).adapter
    return missing | {
        "broken_arrivals": offer.broken_arrivals.all(),
        "entry_link": adapter.entry_link(offer),
        "completion_link": adapter.completion_link(offer),
        "screen_out_link": adapter.screen_out_link(offer),
        "can_be_called": adapter.can_be_called,
        "key_setting": adapter.key_setting,
        "to_draft": adapter.calls_to_draft(offer),
        "to_publish": adapter.calls_to_publish(offer),
        "not_to_publish": offers.reason_not_to_publish(offer),
        "to_know_before": offers.what_to_know_before(offer),
        "about_people": adapter.calls_about_people(offer),
        "people_part": adapter.people_part,
        "calls": offer.calls.filter(batch=None).select_related("made_by", "settled_by"),
    }
