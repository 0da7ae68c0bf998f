"""What became of people's submissions at their channel: one that was returned or ran out of time gets no reward there.

The channel is asked where it can be; elsewhere staff say what they have seen there. Asking changes nothing there, so it
is not recorded as a call.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.channels import registry
from recruitment.channels.transport import Outcome, perform
from recruitment.models import ChannelOffer, Payment, SignUp, Study
from recruitment.refused import Refused

State = SignUp.ChannelState
# What staff may say they have seen; the rest only the channel knows.
SAID_BY_STAFF = (State.APPROVED, State.RETURNED, State.TIMED_OUT, State.REJECTED)
# After these a person can begin another one.
GIVEN_UP = (State.RETURNED, State.TIMED_OUT)
MOST_PAGES = 100
# Prolific decides within three weeks where nobody else does.
LATEST_DECISION = timedelta(days=40)


def hear(*, offer: ChannelOffer) -> None:
    """Ask the channel for the state of each submission, and keep it; Refused if it does not say."""
    states = _states_at_the_channel(offer)
    sign_ups = SignUp.objects.filter(session__study=offer.study, person__channel=offer.study.channel)
    with transaction.atomic():
        for sign_up in sign_ups.exclude(person__channel_id="").select_related("person").select_for_update(of=("self",)):
            _keep(sign_up, states.get(sign_up.person.channel_id.lower(), State.NOT_KNOWN))


def can_be_heard(offer: ChannelOffer | None) -> bool:
    if offer is None or not offer.external_id:
        return False
    channel = registry.named(offer.study.channel)
    return channel.tells_of_submissions and channel.adapter.can_be_called


def try_to_hear(study: Study) -> str:
    """Ask if the channel can be asked; return why nothing was heard, in words for staff, or nothing."""
    offer = ChannelOffer.objects.filter(study=study).select_related("study").first()
    if not can_be_heard(offer):
        return ""
    try:
        hear(offer=offer)
    except Refused as refusal:
        return str(refusal)
    return ""


def hear_all() -> None:
    """Ask about all submissions that are not decided yet; one that cannot be heard is asked about again."""
    undecided = SignUp.objects.filter(
        channel_state__in=["", *SignUp.NOT_DECIDED, State.AWAITING_REVIEW],
        session__starts_at__gt=timezone.now() - LATEST_DECISION,
        person__channel__in=[name for name, channel in registry.CHANNELS.items() if channel.tells_of_submissions],
    )
    for study in Study.objects.filter(pk__in=undecided.values("session__study")):
        try_to_hear(study)


@transaction.atomic
def say(*, sign_up: SignUp, state: str) -> SignUp:
    """Record what staff have seen at the channel."""
    if state not in SAID_BY_STAFF:
        raise Refused(_("Please choose what the channel says."))
    sign_up = SignUp.objects.select_for_update(no_key=True).get(pk=sign_up.pk)
    _keep(sign_up, state)
    return sign_up


@transaction.atomic
def begin(*, sign_up: SignUp, number: str) -> None:
    """Keep by which submission a person has come; what became of an earlier one says nothing about the next."""
    sign_up = SignUp.objects.select_for_update(no_key=True).get(pk=sign_up.pk)
    if not number or number == sign_up.channel_submission:
        return
    is_another = bool(sign_up.channel_submission)
    sign_up.channel_submission = number
    if is_another and sign_up.channel_state in GIVEN_UP:
        sign_up.channel_state, sign_up.channel_state_at = "", None
    sign_up.save(update_fields=["channel_submission", "channel_state", "channel_state_at"])


def booked_without_reward(study: Study) -> list[Payment]:
    """Return payments that count as paid by a reward which the channel is now known never to have paid."""
    paid = Payment.objects.paid().filter(
        entitlement__sign_up__session__study=study,
        entitlement__sign_up__channel_state__in=SignUp.NOT_REWARDED,
        reward_part__gt=0,
    )
    return list(paid.select_related("entitlement__sign_up__person").order_by("pk"))


def _keep(sign_up: SignUp, state: str) -> None:
    if sign_up.channel_state == state:
        return
    sign_up.channel_state, sign_up.channel_state_at = state, timezone.now()
    sign_up.save(update_fields=["channel_state", "channel_state_at"])


def _states_at_the_channel(offer: ChannelOffer) -> dict[str, str]:
    """Return the state that counts of each participant, by their id in small letters."""
    adapter = registry.named(offer.study.channel).adapter
    found: dict[str, str] = {}
    for page in range(1, MOST_PAGES + 1):
        result = perform(adapter.call_for_submissions(offer, page))
        if result.outcome is not Outcome.DONE:
            raise Refused(_not_said(result.status_code or result.failure))
        try:
            submissions, has_more = adapter.submissions_in(result.answer)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(_not_said(type(error).__name__)) from error
        for channel_id, state in submissions:
            # Anyone who returned one and did the study after all has several.
            found[channel_id] = max(found.get(channel_id, state), state, key=_weight)
        if not has_more:
            return found
    return found


def _weight(state: str) -> int:
    order = (State.APPROVED, State.AWAITING_REVIEW, *SignUp.NOT_DECIDED, State.SCREENED_OUT)
    return len(order) - order.index(state) if state in order else 0


def _not_said(why: object) -> str:
    return _("The channel did not say what became of the submissions (%(why)s). Look there before you pay.") % {
        "why": why
    }
