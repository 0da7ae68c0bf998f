"""The tables of a study's sessions, read from session servers over REST into a folder."""

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from forecast_sharing.package.collected import PackageError
from forecast_sharing.session.choices import DATA
from forecast_sharing.study.session_config import PREFIX

KEY = "OTREE_REST_KEY"
# The app of each export.
EXPORTS = {
    "session": "cheap_talk_game",
    "rounds": "cheap_talk_game",
    "participants": "cheap_talk_game",
    "survey": "cheap_talk_game",
    "events": "cheap_talk_game",
    "matching": "cheap_talk_game",
    "arms": "cheap_talk_game",
    "quiz": "briefing",
}
_PATIENCE_S = 300


def download(servers: Sequence[str], study: str, named: Sequence[str], folder: Path) -> list[str]:
    """Write the tables of a study's sessions on these servers below a folder; return pilots that were left out.

    The key of each server is in OTREE_REST_KEY_1, OTREE_REST_KEY_2, by their order, or in OTREE_REST_KEY for all.

    Raises
    ------
    PackageError
        If a key is missing, a server does not answer or refuses, or no server has a session of the study.

    """
    left_out, n_sessions = [], 0
    for number, url in enumerate(servers, start=1):
        server = _Server(url, _key(number))
        there = folder / f"server-{number}"
        for code in server.sessions(study):
            if named and code not in named:
                continue
            server.write("session", code, there / code)
            purpose = _purpose(there / code / "session.csv")
            if purpose not in ("", DATA) and code not in named:
                left_out.append(f"{code} ({purpose})")
                (there / code / "session.csv").unlink()
                continue
            n_sessions += 1
            for name in EXPORTS:
                if name != "session":
                    server.write(name, code, there / code)
    if not n_sessions:
        named_ones = f" called {', '.join(named)}" if named else " that was held for data"
        raise PackageError(f"{', '.join(servers)}: there is no session of {study}{named_ones}")
    return left_out


class _Server:
    def __init__(self, url: str, key: str) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise PackageError(
                f"--server must be the address of a server, such as https://lab.example.org, not {url!r}"
            )
        self._url, self._key = url.rstrip("/"), key

    def sessions(self, study: str) -> list[str]:
        """Return the codes of the study's sessions."""
        answer = self._asked("/api/sessions")
        try:
            found = [str(each["code"]) for each in json.loads(answer) if each["config_name"] == f"{PREFIX}{study}"]
        except (ValueError, KeyError, TypeError):
            raise PackageError(f"{self._url}: the answer is not that of a session server; check the address") from None
        return sorted(found)

    def write(self, name: str, code: str, folder: Path) -> None:
        """Write one table of a session."""
        query = {"app": EXPORTS[name], "function_name": f"custom_export_{name}", "session_code": code}
        answer = self._asked(f"/api/export_app_custom?{urlencode(query)}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.csv").write_bytes(answer)

    def _asked(self, path: str) -> bytes:
        request = Request(self._url + path, headers={"otree-rest-key": self._key})  # noqa: S310 - http or https
        try:
            with urlopen(request, timeout=_PATIENCE_S) as answer:  # noqa: S310 - http or https
                return bytes(answer.read())
        except HTTPError as error:
            remedy = f"; check {KEY}" if error.code in (401, 403) else ""
            raise PackageError(
                f"{self._url}: the server refused {path.split('?', maxsplit=1)[0]} ({error.code}){remedy}"
            ) from None
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise PackageError(f"{self._url}: no answer ({reason}); check the address and that it runs") from None


def _key(number: int) -> str:
    key = os.environ.get(f"{KEY}_{number}") or os.environ.get(KEY)
    if not key:
        raise PackageError(f"{KEY} is not set: it, or {KEY}_{number} for this server alone, must hold the REST key")
    return key


def _purpose(path: Path) -> str:
    """Return what a session is held for; empty where its server does not say."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next((row.get("purpose") or "" for row in csv.DictReader(file)), "")
