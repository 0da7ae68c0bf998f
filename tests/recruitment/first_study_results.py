"""What the session server itself says of a session: what each seat is owed, and all that it hands out."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import requests

from tests.harness.servers.session_exports import EXPORTS
from tests.harness.servers.session_server import REST_KEY
from tests.recruitment.first_study import ENDOWMENT, MONEY_PER_POINT, SHOW_UP_FEE, Story


def owed_by_the_rounds(story: Story) -> dict[int, Decimal]:
    """Return by seat what the exported decisions are worth, worked out from the rules that participants read."""
    rest = story.server.rest
    rounds = csv.DictReader(StringIO(rest.custom_export("cheap_talk_game", "custom_export_rounds")))
    people = csv.DictReader(StringIO(rest.custom_export("cheap_talk_game", "custom_export_participants")))
    seats = {row["participant_code"]: int(row["seat"]) for row in people}
    points = dict.fromkeys(seats, Decimal(ENDOWMENT))
    for row in rounds:
        capacity = int(row["capacity"])
        sales = min(250 + int(row["forecast"]) + int(row["market_noise"]), capacity)
        points[row["sender_code"]] += (100 - 75) * sales
        points[row["receiver_code"]] += 75 * sales - 60 * capacity
    return {
        seats[code]: SHOW_UP_FEE + (value * MONEY_PER_POINT).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for code, value in points.items()
    }


def owed_by_the_export(story: Story) -> dict[int, Decimal]:
    """Return by seat what the session server's own table says."""
    table = csv.DictReader(StringIO(story.server.rest.custom_export("cheap_talk_game", "custom_export_participants")))
    return {int(row["seat"]): Decimal(row["total_payment"]) for row in table}


def exported(story: Story) -> str:
    key = {"otree-rest-key": REST_KEY}
    answers = [requests.get(story.server.url + address, headers=key, timeout=60) for address in EXPORTS]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.text for answer in answers)
