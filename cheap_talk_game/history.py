"""What a person may see of a round, and the table of their own past rounds."""

from functools import lru_cache

from markupsafe import Markup

from cheap_talk_game.models import SENDER
from cheap_talk_game.past_rounds import PastRound
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.feedback import SHOWN, is_shown
from forecast_sharing.session.message_types import REPORT
from participant_ui.catalogue import Catalogue, Texts, catalogue
from participant_ui.session_texts import number, session_values


def visible(past: PastRound, design: SessionDesign) -> dict[str, str | None]:
    """Return what one of the two may see of a round, by role and the session's feedback; None is not to be seen."""
    # Of a round that is not over there is nothing to see but what the person saw and did.
    is_over, own = past.demand is not None, ("forecast", "report") if past.role == SENDER else ("report", "capacity")
    return {
        name: _amount(past, name, design)
        if is_shown(name, past.role, design.feedback) and (is_over or name in own)
        else None
        for name in SHOWN
    }


def _amount(past: PastRound, name: str, design: SessionDesign) -> str | None:
    if name == REPORT:
        return in_words(tuple(past.sent[field] for field in design.message_type.numbers), design.language)
    amount = getattr(past, name)
    return None if amount is None else number(amount, design.language)


def in_words(numbers: tuple[int | None, ...] | None, language: str) -> str | None:
    """Return the numbers of a message as people read them; None if none was sent."""
    if not numbers or None in numbers:
        return None
    return " \N{EN DASH} ".join(number(sent, language) for sent in numbers)


def number_in_kind(round_number: int, design: SessionDesign) -> int:
    """Return the number of a round among the practice rounds or among the others."""
    return round_number if round_number <= design.practice_rounds else round_number - design.practice_rounds


def table_rows(past: list[PastRound], design: SessionDesign) -> Markup:
    """Return the rows of the history table, newest first; each as its own part has it."""
    texts = catalogue(design.language)
    return Markup("").join(_row(one, design, texts) for one in reversed(past))


# A past round never changes, and thirty rows printed by the template cost as much as the rest of a page.
@lru_cache(maxsize=16_384)
def _row(past: PastRound, design: SessionDesign, texts: Catalogue) -> Markup:
    # `texts` only tells rows in words that have been replaced since from those in today's.
    played = design.in_part(past.arm, past.part)
    t = Texts(design.language, session_values(played) | {"part": past.part or 1})
    tag = Markup(' <span class="tag">{}</span>').format(t("history-practice")) if past.is_practice else ""
    if past.arm and len(design.planned_arms[past.arm - 1].parts) > 1:
        tag += Markup(' <span class="tag">{}</span>').format(t("history-part"))
    nothing = Markup('<span aria-hidden="true">\N{EN DASH}</span><span class="visually-hidden">{}</span>').format(
        t("history-nothing")
    )
    seen = visible(past, played)
    numbers = (
        Markup("<td>{}</td>").format(nothing)
        if seen[name] is None
        else Markup('<td translate="no">{}</td>').format(seen[name])
        for name in SHOWN
    )
    return Markup('<tr><th scope="row">{}{}</th><td>{}</td>{}</tr>').format(
        number_in_kind(past.round_number, design), tag, t(f"history-role-{past.role}"), Markup("").join(numbers)
    )
