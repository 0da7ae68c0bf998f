"""Writes the reference page of the survey, docs/reference/survey.md: `python -m trust_survey.reference > PAGE`."""

from __future__ import annotations

from collections.abc import Iterable

from forecast_sharing.session.design import SURVEY_SECTIONS
from participant_ui.catalogue import Texts
from trust_survey.items import ITEMS, REQUEST, REQUEST_BONUS, Item, Scale, items_of

INTRODUCTION = """\
# The survey

This page is made from `trust_survey/items.py` and the English catalogue by `python -m trust_survey.reference`; a
test checks that it is current.

The session setting `survey_sections` names the sections to show, in the order to show them; empty means no survey.
Every question can be left unanswered.
An unanswered question is empty in the data, never 0.
`survey_items_answered` counts the questions that have an answer, "prefer not to say" included.

Standard questions about trust often fail to predict what people do.
Use them beside the behaviour in the game, not in its place.

What people read stands in `participant_ui/locales/LANGUAGE/survey.ftl`: `field-ITEM-label` is the wording of an item,
`scale-SCALE-VALUE` the label of an answer.
For another language, take the published translation of a scale where there is one.

## Rules of scoring

- A reversed item counts lowest plus highest answer minus the answer, so 6 minus the answer on a scale from 1 to 5.
- The score of a scale of several items is the mean of the items answered, if at least half of them were answered;
  otherwise it is missing.
- Every other score is the answer itself, except for the 11-20 game.
"""

SCORES = {
    "ipip_trust": "`trust_ipip`, the mean, from 1 to 5",
    "wvs_trust": "`trust_wvs`: 1 if most people can be trusted, 0 if one needs to be very careful",
    "yamagishi_trust": "`trust_yamagishi`, the mean, from 1 to 5",
    "gps": "`trust_gps` and `risk_gps`, each the answer, from 0 to 10",
    "eleven_twenty": f"`level_11_20`: {max(REQUEST.values)} minus the request, the number of steps below the highest",
    "demographics": "none; the answers are exported as words",
}
NOTES = {
    "ipip_trust": """\
The ten items of the scale, the reversed ones spread among the others.
Wording compared with public copies of the item list.""",
    "wvs_trust": """\
The answers are coded 1 and 0 here; the World Values Survey codes them 1 and 2.
Wording compared with public copies of the questionnaire.""",
    "yamagishi_trust": """\
None of the six items is reversed.
Wording compared with public copies of the scale, not with the article itself.""",
    "gps": """\
The survey's trust item, and its self-assessment of risk taking.
The Global Preference Survey measures risk taking with choices between a lottery and a sure payment as well; these are
not asked here, so `risk_gps` is not its full measure.
The meaning of the two ends stands at the answers and not in the question.
Wording compared with public copies of the questionnaire, not with the article's appendix.""",
    "eleven_twenty": f"""\
Each of two players requests {min(REQUEST.values)} to {max(REQUEST.values)} points and receives them; who requests
exactly one point less than the other receives {REQUEST_BONUS} points more.
The page says that the game is imagined and that nothing is paid for it; answers are weaker evidence than paid ones.
A low request may also be a guess, so the higher levels are best not taken literally.""",
    "demographics": "There is no free text, and nothing that names a person.",
}
SCALES = """\
## Scales

The values in the order shown, each with its label if that is not the number itself.
"""


def as_markdown() -> str:
    """Return the whole page."""
    parts = [INTRODUCTION]
    parts += [_section(section) for section in SURVEY_SECTIONS]
    parts += [SCALES, *(_scale_line(scale) for scale in dict.fromkeys(item.scale for item in ITEMS))]
    return "\n".join(parts) + "\n"


def _section(section: str) -> str:
    items = items_of(section)
    title = Texts("en")(f"survey-{section}-title").unescape()
    sources = "\n".join(f"Source: {source}." for source in dict.fromkeys(item.source for item in items))
    return f"## `{section}`: {title}\n\n{sources}\n\n{NOTES[section]}\n\nScore: {SCORES[section]}.\n\n{_table(items)}\n"


def _table(items: Iterable[Item]) -> str:
    rows = ["| Item | Wording | Scale | Key |", "|---|---|---|---|"]
    rows += [f"| `{item.name}` | {item.wording} | `{item.scale.name}` | {_key(item)} |" for item in items]
    return "\n".join(rows)


def _key(item: Item) -> str:
    if not item.scale.is_numeric:
        return "not scored"
    return "reversed" if item.is_reversed else "+"


def _scale_line(scale: Scale) -> str:
    labels = zip(scale.values, scale.labels(Texts("en")), strict=True)
    answers = [f"`{value}`" if label == str(value) else f"`{value}` “{label}”" for value, label in labels]
    return f"- `{scale.name}`: {', '.join(answers)}"


if __name__ == "__main__":
    print(as_markdown(), end="")
