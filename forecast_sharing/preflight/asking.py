"""Asking a session server for its checks, over REST with its key."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from forecast_sharing.preflight.check import RED, Check
from forecast_sharing.preflight.from_outside import WRONG_SERVER, joined

PATH = "/api/preflight"
# Longer than a server takes that is creating a large session.
LONGEST_ANSWER_S = 30
_REMEDIES = {
    403: "Give the server a key in OTREE_REST_KEY, and the same key here.",
    400: "Add the name in the address to LAB_HOSTS of the server.",
}


def preflight(url: str, key: str, study: str = "") -> list[Check]:
    """Return what the server checks of itself, and what can only be seen from here; a study if one is named."""
    asked = time.time()
    try:
        said = _asked(f"{url.rstrip('/')}{PATH}?{urlencode({'study': study})}", key)
    except urllib.error.HTTPError as refusal:
        return [Check("server", RED, f"{url} answered {refusal.code}", _REMEDIES.get(refusal.code, WRONG_SERVER))]
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return [Check("server", RED, f"{url} does not answer: {reason}", "Start it, or correct the address.")]
    except ValueError:
        return [Check("server", RED, f"{url} sent something other than JSON", WRONG_SERVER)]
    return joined(said, url=url, opened_url=url, asked_s=asked, answered_s=time.time())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to wherever it leads."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _asked(address: str, key: str) -> Any:
    if not address.startswith(("http://", "https://")):
        raise urllib.error.URLError("it must begin with http:// or https://")
    request = urllib.request.Request(address, headers={"otree-rest-key": key})  # noqa: S310 - just checked
    # A proxy of this computer would be given the key.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
    with opener.open(request, timeout=LONGEST_ANSWER_S) as answer:
        return json.loads(answer.read())
