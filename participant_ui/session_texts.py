"""The values that texts are filled with: every number of the session that a participant may read."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency, format_decimal
from otree import settings

from forecast_sharing.demand.distributions import Distribution
from forecast_sharing.session.belief_scoring import winning_chance_interval, winning_chance_point
from forecast_sharing.session.design import CHOICES, SessionDesign


@lru_cache(maxsize=64)
def _values(design: SessionDesign) -> tuple[tuple[str, Any], ...]:
    game = design.game
    lowest_report, highest_report = (int(bound) for bound in game.report_range)
    exchange_points = _telling_points(_exact(design.exchange_rate))
    lowest_capacity, highest_capacity = (int(bound) for bound in game.capacity_range)
    return tuple(
        {
            **{name: getattr(design, name) for name in CHOICES},
            "mean_demand": design.mean_demand,
            "lowest_forecast": lowest_report,
            "highest_forecast": highest_report,
            "noise_half_width": design.noise_half_width,
            "lowest_noise": -design.noise_half_width,
            **_likely_part("forecast", game.prior),
            **_likely_part("noise", game.noise),
            "lowest_capacity": lowest_capacity,
            "highest_capacity": highest_capacity,
            "retail_price": design.retail_price,
            "wholesale_price": design.wholesale_price,
            "production_cost": design.production_cost,
            "capacity_cost": design.capacity_cost,
            "sender_margin": _exact(design.retail_price) - _exact(design.wholesale_price),
            "receiver_margin": _exact(design.wholesale_price) - _exact(design.production_cost),
            "practice_rounds": design.practice_rounds,
            "num_rounds": design.num_rounds,
            "n_paid_rounds": design.n_paid_rounds,
            "pays_all_rounds": "yes" if design.n_paid_rounds == design.num_rounds else "no",
            "decision_seconds": design.decision_seconds,
            "presence_seconds": design.presence_seconds,
            "page_seconds": design.page_seconds,
            "max_wait_seconds": design.max_wait_seconds,
            "lost_round_pay": design.lost_round_pay,
            "block_size": design.block_size,
            "endowment": design.endowment,
            "quiz_max_attempts": design.quiz_max_attempts,
            "exchange_points": exchange_points,
            "exchange_money": money(exchange_points * _exact(design.exchange_rate), design.language),
            "show_up_fee": money(design.show_up_fee, design.language),
            "show_up_fee_on_decline": "yes" if design.show_up_fee_on_decline else "no",
            "completion_code": design.completion_code,
            "belief_prize": design.belief_prize,
            "belief_money": money(_exact(design.belief_prize) * _exact(design.exchange_rate), design.language),
            **_belief_examples(design),
        }.items()
    )


def _likely_part(quantity: str, drawn: Distribution) -> dict[str, Any]:
    """Return whether all is equally likely, the middle half of the range, and how many draws of 100 fall there.

    Texts choose by whether all is equally likely and not by a distribution's name: they are true of every other one.
    """
    middle = round(drawn.half_width / 2)
    return {
        f"{quantity}_is_uniform": "yes" if drawn.name == "uniform" else "no",
        f"{quantity}_middle": middle,
        f"lowest_{quantity}_middle": -middle,
        f"{quantity}_middle_percent": round(100 * drawn.share_within(middle)),
    }


def _belief_examples(design: SessionDesign) -> dict[str, int]:
    """Return what the instructions say about the chances of a prize: a near and a far answer to each question."""
    values = {}
    for quantity, (low, high) in {"capacity": design.game.capacity_range, "forecast": design.game.report_range}.items():
        for name, miss in {"near": _part(low, high, 10), "far": _part(low, high, 2)}.items():
            values[f"{quantity}_{name}_miss"] = miss
            values[f"{quantity}_{name}_chance"] = round(100 * winning_chance_point(low + miss, low, low, high))
    low, high = design.game.report_range
    for name, width in {"narrow": _part(low, high, 10), "wide": _part(low, high, 2)}.items():
        values[f"{name}_width"] = width
        values[f"{name}_chance"] = round(100 * winning_chance_interval(low, low + width, low, low, high))
    return values


def _part(low: int, high: int, divisor: int) -> int:
    return max(1, (high - low) // divisor)


def session_values(design: SessionDesign) -> dict[str, Any]:
    """Return the values of a session's settings by the names that texts use."""
    return dict(_values(design))


def money(amount: float | Decimal, language: str) -> str:
    """Return an amount in the currency of the server as people of this language write it."""
    return format_currency(amount, settings.REAL_WORLD_CURRENCY_CODE, locale=language)


# A history of rounds shows the same numbers page after page, and the library takes its time over each.
@lru_cache(maxsize=16_384)
def number(amount: float | Decimal, language: str) -> str:
    """Return a number as people of this language write it."""
    return format_decimal(amount, locale=language)


def _telling_points(exchange_rate: Decimal) -> int:
    # The least power of ten whose worth is at least 1 in money and, if that is soon, needs no more than two decimals.
    points = 1
    while (worth := points * exchange_rate) < 1 or (worth < 100 and worth.normalize().as_tuple().exponent < -2):
        points *= 10
    return points


def _exact(price: float) -> Decimal:
    return Decimal(str(price))
