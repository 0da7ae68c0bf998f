"""How often somebody may ask for something: counted in this process, which is the only one that answers pages."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruitment.people.models import normalised_email

WINDOW = timedelta(hours=1)
MOST_MAILS_TO_ONE_ADDRESS = 5

# What is counted for a network address, each apart: anyone who arrives takes nobody's turn to log in.
REGISTERING, LOGGING_IN, ARRIVING, MOVING = "registering", "logging_in", "arriving", "moving"
NAMES = {
    REGISTERING: _("registering"),
    LOGGING_IN: _("logging in"),
    ARRIVING: _("arriving from a channel"),
    MOVING: _("changing an e-mail address"),
}


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often somebody was turned away within the hour, because too much came from their network address."""

    what: str
    n: int
    last_at: datetime

    @property
    def name(self) -> str | Promise:
        """Return what they wanted, in words."""
        return NAMES[self.what]


def asks_too_often(request: HttpRequest, what: str) -> bool:
    """Count one more try from this network address, and note for staff that somebody is turned away."""
    is_refused = is_too_often(what, computer_of(request), most=settings.OFFICE_TRIES_AN_HOUR)
    if is_refused:
        before = cache.get(_refused(what))
        noted = Refusals(what, before.n + 1 if before else 1, timezone.now())
        cache.set(_refused(what), noted, WINDOW.total_seconds())
    return is_refused


def refused_lately() -> list[Refusals]:
    """Return what people were turned away from within the hour: a whole lecture may share one network address."""
    return [refusals for what in NAMES if (refusals := cache.get(_refused(what)))]


def _refused(what: str) -> str:
    return f"refused:{what}"


def is_written_to_too_often(address: str) -> bool:
    return is_too_often("mail", normalised_email(address), most=MOST_MAILS_TO_ONE_ADDRESS)


def is_too_often(what: str, who: str, *, most: int) -> bool:
    """Count one more try and return whether there were more than `most` within the hour."""
    # A digest, so that neither addresses of people nor of computers lie about in memory.
    key = f"tries:{what}:{salted_hmac('recruitment.web.throttle', who).hexdigest()}"
    if cache.add(key, 1, WINDOW.total_seconds()):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # the hour ended between the two lines
        return False


def computer_of(request: HttpRequest) -> str:
    """Return the network address that asks; of version 6 its network of 64 bits, in which one computer has them all."""
    address = request.META.get("REMOTE_ADDR", "")  # the proxy's word where there is one (running.py); empty in commands
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False).network_address)
