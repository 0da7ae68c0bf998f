"""oTree's REST interface, as far as tests need it."""

from __future__ import annotations

from typing import Any

import requests

LONGEST_REQUEST_S = 120


class RestClient:
    """Speaks to one server with its REST key."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self._http = requests.Session()
        self._http.trust_env = False  # a proxy of this computer has no business with localhost
        self.use_key(key)

    def use_key(self, key: str) -> None:
        self._http.headers["otree-rest-key"] = key

    def create_session(
        self,
        config: str,
        n: int,
        *,
        room: str | None = None,
        label: str | None = None,
        **modified: Any,
    ) -> str:
        """Create a session of `n` participants, with `modified` settings; return its code."""
        wishes = {
            "session_config_name": config,
            "num_participants": n,
            "modified_session_config_fields": modified,
        }
        if room is not None:
            wishes["room_name"] = room
        if label is not None:
            wishes["label"] = label
        return self.post("/api/sessions", wishes).json()["code"]

    def session(self, code: str, **asked_for: Any) -> dict[str, Any]:
        """Return the session's config and participants; `participant_vars=[...]` asks for more."""
        return self.post(f"/api/get_session/{code}", asked_for).json()

    def participant_links(self, code: str) -> list[str]:
        """Return the start link of each participant, in the order of their ids."""
        participants = sorted(self.session(code)["participants"], key=lambda person: person["id_in_session"])
        return [f"{self.url}/InitializeParticipant/{person['code']}" for person in participants]

    def custom_export(self, app: str, function_name: str, code: str | None = None) -> str:
        """Return the CSV text of a `custom_export*` function, for one session or all."""
        query = {"app": app, "function_name": function_name}
        if code is not None:
            query["session_code"] = code
        return self.get("/api/export_app_custom", query).content.decode("utf-8")

    def get(self, path: str, query: dict[str, str] | None = None) -> requests.Response:
        return _successful(self._http.get(self.url + path, params=query, timeout=LONGEST_REQUEST_S))

    def post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return _successful(self._http.post(self.url + path, json=body, timeout=LONGEST_REQUEST_S))


def _successful(response: requests.Response) -> requests.Response:
    if not response.ok:
        raise RuntimeError(
            f"{response.request.method} {response.url} answered {response.status_code}: {response.text[:2000]}"
        )
    return response
