"""A person at a browser, as far as cookies and forms go."""

from __future__ import annotations

import requests

LONGEST_REQUEST_S = 60


class Participant:
    """Somebody who follows a start link and fills in forms."""

    def __init__(self, link: str) -> None:
        self._browser = requests.Session()
        self._browser.trust_env = False
        self.page = self._browser.get(link, timeout=LONGEST_REQUEST_S)

    def submit(self, **fields: object) -> requests.Response:
        """Send the page's form and follow where it leads; return the answer, whatever it is."""
        self.page = self._browser.post(self.page.url, data=fields, timeout=LONGEST_REQUEST_S)
        return self.page

    def reload(self) -> requests.Response:
        self.page = self._browser.get(self.page.url, timeout=LONGEST_REQUEST_S)
        return self.page
