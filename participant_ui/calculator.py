"""The profit calculator: what both earn if this capacity is built and demand turns out so.

The answer comes from the function that pays people, over oTree's live connection, so a page cannot say anything else.
"""

from collections.abc import Callable
from typing import Any

from otree.api import BasePlayer

from forecast_sharing.session.design import SessionDesign
from participant_ui.catalogue import Texts
from participant_ui.fields import typed_number
from participant_ui.inert_text import one_line
from participant_ui.session_texts import session_values
from participant_ui.usage_events import note

LONGEST_NUMBER = 20  # characters that are noted
LONGEST_QUERY = 100  # characters that are read


def answering(
    design_of: Callable[[BasePlayer], SessionDesign],
) -> Callable[[BasePlayer, Any], dict[int, dict[str, str]]]:
    """Return a live_method of oTree that answers with the settings that hold for a player."""

    def answer(player: BasePlayer, query: Any) -> dict[int, dict[str, str]]:
        """Return both profits, or what is wrong with the query, to the person who asked."""
        shown = profits(design_of(player), query)
        asked = {name: _as_typed(query, name) for name in ("capacity", "demand")}
        note(player.participant, "calculator_query", **asked, is_answered="error" not in shown)
        return {player.id_in_group: shown}

    return answer


def profits(design: SessionDesign, query: Any) -> dict[str, str]:
    """Return the texts to show for a query such as {"capacity": "200", "demand": "180"}."""
    t = Texts(design.language, session_values(design))
    query = query if isinstance(query, dict) else {}
    game = design.game
    capacity = _whole(query.get("capacity"), design.language, *game.capacity_range)
    demand = _whole(query.get("demand"), design.language, *game.demand_range)
    if capacity is None or demand is None:
        lowest, highest = game.demand_range
        return {"error": t("calculator-error", lowest=lowest, highest=highest)}
    return {
        "sales": t("amount-units", amount=game.sales(demand, capacity)),
        "sender": t("amount-points", amount=game.sender_profit(demand, capacity)),
        "receiver": t("amount-points", amount=game.receiver_profit(demand, capacity)),
    }


def _as_typed(query: Any, name: str) -> str:
    typed = query.get(name) if isinstance(query, dict) else None
    return one_line(str(typed or ""))[:LONGEST_NUMBER]


def _whole(typed: Any, language: str, lowest: int, highest: int) -> int | None:
    number = typed_number(str(typed), language) if len(str(typed)) <= LONGEST_QUERY else None
    is_allowed = number is not None and lowest <= number <= highest and number == number.to_integral_value()
    return int(number) if is_allowed else None
