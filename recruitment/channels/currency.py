"""Whether the channel pays in the currency in which the office writes the reward down: numbers travel without one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from recruitment.channels import registry
from recruitment.channels.transport import Outcome, perform
from recruitment.models import ChannelOffer
from recruitment.refused import Refused


def check_currency(offer: ChannelOffer) -> None:
    """Refuse an offer whose reward would be paid in another currency; what the channel does not tell is not known."""
    adapter = registry.named(offer.study.channel).adapter
    call = adapter.call_to_ask_currency(offer)
    if call is None or not offer.reward.amount:
        return
    result = perform(call)
    theirs = adapter.currency_of(result.answer) if result.outcome is Outcome.DONE else ""
    ours = offer.reward.currency.code
    if theirs and theirs != ours:
        raise Refused(
            _("%(channel)s pays in %(theirs)s there, but the reward is in %(ours)s. Write the reward in %(theirs)s.")
            % {"channel": offer.study.get_channel_display(), "theirs": theirs, "ours": ours}
        )
