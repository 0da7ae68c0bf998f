"""How often somebody may ask for something: counted in this process, which is the only one that answers pages."""

from __future__ import annotations

import ipaddress
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from recruitment.models.people import normalised_email

WINDOW = timedelta(hours=1)
# A whole lecture registers through one address of the university's network.
MOST_FROM_ONE_COMPUTER = 300
MOST_MAILS_TO_ONE_ADDRESS = 5


def asks_too_often(request: HttpRequest) -> bool:
    return is_too_often("computer", computer_of(request), most=MOST_FROM_ONE_COMPUTER)


def is_written_to_too_often(address: str) -> bool:
    return is_too_often("mail", normalised_email(address), most=MOST_MAILS_TO_ONE_ADDRESS)


def is_too_often(what: str, who: str, *, most: int) -> bool:
    """Count one more try and return whether there were more than `most` within the hour."""
    # A digest, so that neither addresses of people nor of computers lie about in memory.
    key = f"tries:{what}:{salted_hmac('recruitment.throttle', who).hexdigest()}"
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
