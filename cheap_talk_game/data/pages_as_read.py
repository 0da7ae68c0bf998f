"""The pages of a rehearsal as people of each arm read them: files that need neither server nor script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from otree.lookup import get_page_lookup

from forecast_sharing.study.study import Study

PAGE = re.compile(r"/p/(?P<code>\w+)/\w+/(?P<page>\w+)/(?P<index>\d+)")
STYLE = Path("_static/participant/participant.css")
STYLESHEET = re.compile(r'<link rel="stylesheet"[^>]*>')
SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.DOTALL)
GAME = "cheap_talk_game"


def write_pages(
    folder: Path, study: Study, people: Iterable[Mapping[str, str]], opened: Mapping[str, bytes], language: str
) -> int:
    """Write each page of each arm once, a round only at the beginning of a part; return how many.

    Parameters
    ----------
    folder : Path
        Gets `LANGUAGE/ARM/INDEX-PAGE.html`, and a list of all in `LANGUAGE/index.html`.
    people : iterable of mappings
        Rows of the table of participants: their codes are taken out of the pages.
    opened : mapping
        Every page by its address, as it was first shown.
    language : str
        Of the pages.

    """
    by_code = {person["participant_code"]: person for person in people}
    codes = re.compile("|".join({re.escape(name) for one in by_code.values() for name in _codes(one)}) or r"(?!)")
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    begins = {arm.name: _first_rounds(study, number) for number, arm in enumerate(study.arms, start=1)}
    written: dict[str, list[str]] = {arm.name: [] for arm in study.arms}
    for url, content in opened.items():
        found = PAGE.search(url)
        person = by_code.get(found["code"]) if found else None
        if found is None or person is None or person["arm"] not in begins:
            continue
        lookup = get_page_lookup(person["session_code"], int(found["index"]))
        if lookup.app_name == GAME and lookup.round_number not in begins[person["arm"]]:
            continue
        name = f"{int(found['index']):04}-{found['page']}.html"
        if name in written[person["arm"]]:
            continue
        written[person["arm"]].append(name)
        page = SCRIPT.sub("", STYLESHEET.sub(lambda _: style, content.decode("utf-8")))
        path = folder / language / person["arm"] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(codes.sub("participant", page), encoding="utf-8")
    _write_list(folder / language, study, written)
    return sum(len(names) for names in written.values())


def _codes(person: Mapping[str, str]) -> tuple[str, str]:
    return person["participant_code"], person["session_code"]


def _first_rounds(study: Study, arm: int) -> set[int]:
    """Return the first round of each part, practice included."""
    parts = [study.design.part_of(arm, number) for number in range(1, study.design.total_rounds + 1)]
    return {parts.index(part) + 1 for part in set(parts)}


def _write_list(folder: Path, study: Study, written: Mapping[str, list[str]]) -> None:
    lines = [
        f"<h2>{escape(arm)}</h2>\n<ol>\n"
        + "\n".join(f'<li><a href="{arm}/{name}">{name.removesuffix(".html")}</a></li>' for name in sorted(names))
        + "\n</ol>"
        for arm, names in written.items()
    ]
    title = escape(f"Pages of {study.title}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n'
        f"<h1>{title}</h1>\n" + "\n".join(lines) + "\n</body>\n</html>\n",
        encoding="utf-8",
    )
