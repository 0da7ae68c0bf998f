"""Hypothesis strategies, and a valid row of each table to change in tests."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hypothesis import strategies as st

from forecast_sharing.game import CELLS, Game
from forecast_sharing.matching import MATCHINGS, ROLES, most_rounds
from forecast_sharing.tables.columns import PARTICIPANTS, ROUNDS

# Text as a csv file in UTF-8 can hold it: no lone surrogates, and no NUL, which some readers stop at.
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=40)
hostile_texts = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", "''", "'=", '"', ",", "\n", " "]), texts
)


@st.composite
def games(draw: st.DrawFn) -> Game:
    """Draw any allowed game with whole and two-decimal prices."""
    forecast_half_width = draw(st.integers(1, 300))
    noise_half_width = draw(st.integers(0, 300))
    production_cents = draw(st.integers(0, 5_000))
    capacity_cents = draw(st.integers(1, 9_000))
    wholesale_cents = production_cents + capacity_cents + draw(st.integers(1, 9_000))
    return Game(
        mean_demand=forecast_half_width + noise_half_width + draw(st.integers(0, 200)),
        forecast_half_width=forecast_half_width,
        noise_half_width=noise_half_width,
        retail_price=(wholesale_cents + draw(st.integers(1, 9_000))) / 100,
        wholesale_price=wholesale_cents / 100,
        production_cost=production_cents / 100,
        capacity_cost=capacity_cents / 100,
    )


@st.composite
def feasible_plans(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the arguments of a plan that exists, without its generator."""
    matching, roles = draw(st.sampled_from(MATCHINGS)), draw(st.sampled_from(ROLES))
    block_size = 2 * draw(st.integers(2 if matching == "stranger" else 1, 8))
    limit = most_rounds(block_size, matching, roles) or 20
    return {
        "n_people": block_size * draw(st.integers(1, 4)),
        "n_rounds": draw(st.integers(1, limit)),
        "block_size": block_size,
        "matching": matching,
        "roles": roles,
    }


def round_row(cell: str = "ch_uh", **changes: Any) -> dict[str, Any]:
    """Return a round in which forecast 20 was reported as 50, 240 was built and demand was 280; then the changes.

    Whatever follows from forecast, market noise and capacity is computed unless it is among the changes.
    """
    game = CELLS[cell]
    row: dict[str, Any] = {
        "session_code": "abc",
        "round_number": 1,
        "is_practice": False,
        "is_paid": True,
        "block": 1,
        "pair_id": "1-2",
        "matching": "stranger",
        "roles": "fixed",
        "feedback": "full",
        "treatment": game.treatment,
        **asdict(game),
        "sender_code": "p1",
        "receiver_code": "p2",
        "sender_is_robot": False,
        "receiver_is_robot": False,
        "forecast": 20,
        "report": 50,
        "capacity": 240,
        "market_noise": 10,
        "demand": None,
        "sales": None,
        "sender_payoff": None,
        "receiver_payoff": None,
        "report_timed_out": False,
        "capacity_timed_out": False,
        "report_seconds": 12.5,
        "capacity_seconds": 9.25,
        "text": None,
        **dict.fromkeys(column.name for column in ROUNDS if column.is_appended and column.missing is not None),
        # As in files of the time before there was a choice.
        "belief_pay": "every_round",
    }
    row.update(changes)
    if row["capacity"] is not None:
        demand = game.demand(row["forecast"], row["market_noise"])
        outcomes = {
            "demand": demand,
            "sales": game.sales(demand, row["capacity"]),
            "sender_payoff": game.sender_profit(demand, row["capacity"]),
            "receiver_payoff": game.receiver_profit(demand, row["capacity"]),
        }
        row.update({name: value for name, value in outcomes.items() if name not in changes})
    return row


def participant_row(**changes: Any) -> dict[str, Any]:
    """Return a participant who completed the session; then the changes."""
    return {
        "session_code": "abc",
        "participant_code": "p1",
        "seat": 1,
        "block": 1,
        "first_role": "sender",
        "consent_version": "1",
        "consent_text_sha256": "0f" * 32,
        "consent_given": True,
        "consent_at": "2030-01-31T09:30:00Z",
        "quiz_attempts": 2,
        "quiz_passed": True,
        "exit_reason": "completed",
        "rounds_played": 3,
        "rounds_paid": 2,
        "points": 1250.5,
        "endowment": 500,
        "settled_points": 1750.5,
        "exchange_rate": 0.01,
        "show_up_fee": 5,
        "total_payment": 22.51,
        "currency": "EUR",
        "trust_ipip": 3.4,
        "trust_yamagishi": None,
        "trust_wvs": 0,
        "trust_gps": 10,
        "risk_gps": 0,
        "level_11_20": 3,
        "survey_items_answered": 14,
        **dict.fromkeys(column.name for column in PARTICIPANTS if column.is_appended),
        **changes,
    }
