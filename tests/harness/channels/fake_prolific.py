"""Prolific as docs.prolific.com describes it (read in November 2026), as far as the office uses it.

Two behaviours matter most. Preparing bonuses pays nothing, and refuses people who were not in the study. Paying is not
idempotent: each request for the same bulk payment pays everybody again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel

TOKEN = "token-of-the-tests"
MOST_AT_ONCE = 200
STUDY_NEEDS = (
    "name",
    "description",
    "external_study_url",
    "prolific_id_option",
    "completion_codes",
    "total_available_places",
    "estimated_completion_time",
    "reward",
)


@dataclass
class FakeProlific(FakeChannel):
    """`paid` counts, in cents, what each participant got; `took_part` holds who was in a study."""

    studies: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    took_part: set[str] = field(default_factory=set)
    prepared: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    paid: Counter[str] = field(default_factory=Counter)
    cents_too_many: int = 0
    currency: str | None = "GBP"
    # Of each submission, by participant; whoever took part otherwise awaits review.
    statuses: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        return {"PROLIFIC_URL": f"{self.url}/api/v1", "PROLIFIC_TOKEN": TOKEN}

    @property
    def acts(self) -> list[Asked]:
        """What was asked of it to be done, and not only to be told."""
        return [each for each in self.asked if each.method != "GET"]

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization") != f"Token {TOKEN}":
            return _error(401, "Authentication credentials were not provided.")
        if asked.method == "GET" and asked.path.endswith("/balance/"):
            return Answer(200, {"currency_code": self.currency, "total_balance": 0, "available_balance": 0})
        return self._route(asked) or _error(404, "Not found.")

    def _route(self, asked: Asked) -> Answer | None:
        match asked.path.removeprefix("/api/v1/").strip("/").split("/"):
            case ["participant-groups"]:
                return self._group(asked.body)
            case ["studies"]:
                return self._study(asked.body)
            case ["studies", study, "transition"]:
                return self._transition(study, asked.body)
            case ["submissions", *of_bonuses]:
                return self._prepare(asked.body) if of_bonuses else self._submissions(asked.query)
            case ["bulk-bonus-payments", bulk, "pay"]:
                return self._pay(bulk)
        return None

    def _group(self, body: dict[str, Any]) -> Answer:
        if not body.get("name") or not body.get("workspace_id"):
            return _error(400, "Either a workspace or organisation ID must be specified.")
        group = f"group{len(self.groups) + 1}"
        self.groups[group] = body
        return Answer(201, {"id": group, "name": body["name"], "participant_count": 0})

    def _study(self, body: dict[str, Any]) -> Answer:
        missing = [name for name in STUDY_NEEDS if not body.get(name)]
        codes = [each.get("code") for each in body.get("completion_codes") or []]
        if missing or not all(codes) or len(set(codes)) != len(codes):
            return _error(400, f"missing {missing}, codes {codes}")
        for code in body["completion_codes"]:
            for action in code["actions"]:
                if action.get("fixed_screen_out_reward", 0) >= body["reward"]:
                    return _error(400, "The screen-out reward must be lower than the reward.")
        blocked = [each for each in body["filters"] if each["filter_id"] == "participant_group_blocklist"]
        if any(group not in self.groups for each in blocked for group in each["selected_values"]):
            return _error(400, "Unknown participant group.")
        study = f"study{len(self.studies) + 1}"
        self.studies[study] = {**body, "id": study, "status": "UNPUBLISHED"}
        return Answer(201, self.studies[study])

    def _transition(self, study: str, body: dict[str, Any]) -> Answer:
        if study not in self.studies:
            return _error(404, "Not found.")
        if body != {"action": "PUBLISH"} or self.studies[study]["status"] != "UNPUBLISHED":
            return _error(400, "This action is not possible.")
        self.studies[study]["status"] = "ACTIVE"
        return Answer(200, self.studies[study])

    def _submissions(self, query: dict[str, str]) -> Answer:
        if query["study"] not in self.studies:
            return _error(404, "Not found.")
        begin, size = (int(query["page"]) - 1) * int(query["page_size"]), int(query["page_size"])
        statuses = sorted((dict.fromkeys(self.took_part, "AWAITING REVIEW") | self.statuses).items())
        rows = [
            {"id": f"s-{n}", "study_id": query["study"], "participant_id": each, "status": status}
            for n, (each, status) in enumerate(statuses)
        ]
        return Answer(200, {"results": rows[begin : begin + size], "_links": {}, "meta": {"count": len(rows)}})

    def _prepare(self, body: dict[str, str]) -> Answer:
        lines = [line.split(",") for line in body["csv_bonuses"].split("\n") if line]
        strangers = [each for each, _ in lines if each not in self.took_part]
        if strangers or not lines or len(lines) > MOST_AT_ONCE or body["study_id"] not in self.studies:
            return _error(400, f"These did not take part: {strangers}")
        bulk = f"bulk{len(self.prepared) + 1}"
        self.prepared[bulk] = [(each, int(Decimal(amount) * 100)) for each, amount in lines]
        cents = sum(amount for _, amount in self.prepared[bulk]) + self.cents_too_many
        fees = cents // 3
        return Answer(
            201,
            {
                "id": bulk,
                "study": body["study_id"],
                "amount": cents,
                "fees": fees,
                "vat": 0,
                "total_amount": cents + fees,
            },
        )

    def _pay(self, bulk: str) -> Answer:
        if bulk not in self.prepared:
            return _error(404, "Not found.")
        for each, cents in self.prepared[bulk]:
            self.paid[each] += cents
        return Answer(202, {})


def _error(status: int, detail: str) -> Answer:
    return Answer(status, {"error": {"status": status, "detail": detail}})
