"""How many people were invited, came, consented, passed, were paired and finished, by arm: as a table and a picture."""

from collections.abc import Sequence
from html import escape

import pandas as pd

from forecast_sharing.session.earnings import COMPLETED

STAGES = (
    ("seats", "had a seat in a session"),
    ("came", "opened the consent page"),
    ("consented", "consented"),
    ("passed", "answered all questions right"),
    ("played", "played a round"),
    ("finished", "finished"),
)
NO_ARM = "no arm"
_WIDTH, _HEIGHT, _GAP = 150, 48, 34


def flow(tables: dict[str, pd.DataFrame], arms: Sequence[str]) -> pd.DataFrame:
    """Return the number of people at each stage, a column for each arm, for those without one, and for all."""
    people = tables.get("participants")
    if people is None:
        return _of_rounds(tables["rounds"], arms)
    is_at = pd.DataFrame(
        {
            "seats": True,
            "came": people["consent_version"].notna(),
            "consented": people["consent_given"].fillna(False),
            "passed": people["quiz_passed"].fillna(False),
            "played": (people["rounds_played"] > 0).fillna(False),
            "finished": (people["exit_reason"] == COMPLETED).fillna(False),
        }
    ).astype("int64")
    return _counted(is_at, people["arm"], arms)


def exits(people: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Return how many people left for which reason, with the columns of `flow`."""
    is_reason = pd.get_dummies(people["exit_reason"].astype(object), dtype="int64")
    return _counted(is_reason, people["arm"], arms)


def _of_rounds(rounds: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    seen = [
        rounds[["session_code", f"{role}_code", "arm"]].set_axis(["session", "code", "arm"], axis=1)
        for role in ("sender", "receiver")
    ]
    people = pd.concat(seen, ignore_index=True).drop_duplicates(["session", "code"], ignore_index=True)
    return _counted(pd.DataFrame({"played": 1}, index=people.index), people["arm"], arms)


def _counted(is_at: pd.DataFrame, arm: pd.Series, arms: Sequence[str]) -> pd.DataFrame:
    by_arm = is_at.groupby(arm.fillna(NO_ARM).to_numpy()).sum().T
    columns = [*arms, *([NO_ARM] if NO_ARM in by_arm else [])]
    return by_arm.reindex(columns=columns, fill_value=0).assign(all=is_at.sum())


def as_markdown(counts: pd.DataFrame, first: str, words: dict[str, str] | None = None) -> str:
    """Return counts as a table in Markdown."""
    names = words or {}
    lines = [f"| {first} | {' | '.join(counts.columns)} |", "|---|" + "---:|" * len(counts.columns)]
    lines += [
        f"| {names.get(str(stage), str(stage))} | {' | '.join(str(int(n)) for n in row)} |"
        for stage, row in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return "\n".join(lines)


def as_svg(counts: pd.DataFrame, title: str) -> str:
    """Return counts drawn as a flow from stage to stage, a column of boxes for each arm."""
    words = dict(STAGES)
    left, top = 210, 60
    width = left + len(counts.columns) * (_WIDTH + 20)
    height = top + len(counts) * (_HEIGHT + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
        'font-family="sans-serif" font-size="14" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, stage in enumerate(counts.index):
        y = top + number * (_HEIGHT + _GAP)
        parts.append(f'<text x="10" y="{y + _HEIGHT / 2 + 5:g}">{escape(words.get(str(stage), str(stage)))}</text>')
    for column, arm in enumerate(counts.columns):
        x = left + column * (_WIDTH + 20)
        middle = x + _WIDTH / 2
        parts.append(f'<text x="{middle:g}" y="40" text-anchor="middle" font-weight="bold">{escape(arm)}</text>')
        for number, count in enumerate(counts[arm]):
            y = top + number * (_HEIGHT + _GAP)
            parts.append(
                f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" fill="#f4f4f4" stroke="#444"/>'
                f'<text x="{middle:g}" y="{y + _HEIGHT / 2 + 5:g}" text-anchor="middle">{int(count)}</text>'
            )
            if number:
                end = y - 2
                parts.append(f'<path d="M{middle:g} {y - _GAP} V{end} m-5 -7 l5 7 l5 -7" fill="none" stroke="#444"/>')
    return "\n".join([*parts, "</svg>\n"])
