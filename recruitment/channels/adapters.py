"""Which adapter a channel has."""

from __future__ import annotations

from recruitment.channels.connect.adapter import Connect
from recruitment.channels.interface import Adapter
from recruitment.channels.plain_link.adapter import PlainLink
from recruitment.channels.pool.adapter import Pool
from recruitment.channels.prolific.adapter import PROLIFIC
from recruitment.channels.sona.adapter import Sona
from recruitment.models import Channel, PaymentBatch

ADAPTERS: dict[str, Adapter] = {
    Channel.POOL: Pool(),
    Channel.PROLIFIC: PROLIFIC,
    Channel.CONNECT: Connect(),
    Channel.SONA: Sona(),
    Channel.PLAIN_LINK: PlainLink(),
}


def adapter_that_pays(batch: PaymentBatch) -> Adapter:
    """Return the adapter of the list's own way; cash and bank transfers have one that calls nothing."""
    return ADAPTERS.get(batch.way, ADAPTERS[Channel.POOL])
