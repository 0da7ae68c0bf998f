"""Writes the reference page of the survey, docs/reference/survey.md: `python -m trust_survey.reference > PAGE`."""

from __future__ import annotations

from collections.abc import Iterable

from forecast_sharing.session.survey_items import ITEMS, SECTIONS, Item, Scale, Section, items_of
from participant_ui.catalogue import Texts
from trust_survey.wordings import labels, wording

LANGUAGE = "en"

INTRODUCTION = """\
# The survey

This page is made from `forecast_sharing/session/survey_items.py` and the English catalogue by `make pages`; a test
checks that it is current.

The session setting `survey_sections` names the sections to show, in the order to show them; empty means no survey.
Every question can be left unanswered.
An unanswered question is empty in the data, never 0.
`survey_items_answered` counts the questions that have an answer, "prefer not to say" included.

Standard questions about trust often fail to predict what people do.
Use them beside the behaviour in the game, not in its place.

What people read is in `participant_ui/locales/LANGUAGE/survey.ftl`: `field-ITEM-label` is the wording of an item,
`scale-SCALE-VALUE` the label of an answer.
For another language, take the published translation of a scale where there is one.
The German wording was translated for this project and not compared with published German versions; a study that
compares its scores with those of others should put the published wording in its place.

## Rules of scoring

- A reversed item counts lowest plus highest answer minus the answer, so 6 minus the answer on a scale from 1 to 5.
- The score of a scale of several items is the mean of the items answered, if at least half of them were answered;
  otherwise it is missing.
- Every other score is the answer itself, except for the 11-20 game.
"""

SCALES = """\
## Scales

The values in the order shown, each with its label if that is not the number itself.
"""


def as_markdown() -> str:
    """Return the whole page."""
    parts = [INTRODUCTION]
    parts += [_section(section) for section in SECTIONS]
    parts += [SCALES, *(_scale_line(scale) for scale in dict.fromkeys(item.scale for item in ITEMS))]
    return "\n".join(parts) + "\n"


def _section(section: Section) -> str:
    items = items_of(section.name)
    title = Texts(LANGUAGE)(f"survey-{section.name}-title").unescape()
    sources = "\n".join(f"Source: {source}." for source in dict.fromkeys(item.source for item in items))
    return (
        f"## `{section.name}`: {title}\n\n{sources}\n\n{section.note}\n\nScore: {section.score}.\n\n{_table(items)}\n"
    )


def _table(items: Iterable[Item]) -> str:
    rows = ["| Item | Wording | Scale | Key |", "|---|---|---|---|"]
    rows += [f"| `{item.name}` | {wording(item, 'en')} | `{item.scale.name}` | {_key(item)} |" for item in items]
    return "\n".join(rows)


def _key(item: Item) -> str:
    if not item.scale.is_numeric:
        return "not scored"
    return "reversed" if item.is_reversed else "+"


def _scale_line(scale: Scale) -> str:
    labelled = zip(scale.values, labels(scale, Texts(LANGUAGE)), strict=True)
    answers = [f"`{value}`" if label == str(value) else f"`{value}` “{label}”" for value, label in labelled]
    return f"- `{scale.name}`: {', '.join(answers)}"


if __name__ == "__main__":
    print(as_markdown(), end="")
