"""A study played by simulated people: which session that is, and what is said of it afterwards."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from cheap_talk_game.data.pages_as_read import write_pages
from forecast_sharing.session.draws import arms_of_session
from forecast_sharing.session.earnings import COMPLETED
from forecast_sharing.study.session_config import PREFIX
from forecast_sharing.study.study import Study
from forecast_sharing.tables.formula_safety import InvalidFileError
from settings import STUDIES

PAGE = re.compile(r"/p/(?P<code>\w+)/")
NUMBER = 1  # of the session in the study; it decides which blocks have which arm


def planned(name: str, blocks: int = 0) -> tuple[str, int, dict[str, Any]]:
    """Return session config, people and settings of a rehearsal: this many blocks, and no fewer than hold each arm."""
    study = _study(name)
    design = replace(study.design, study_session=NUMBER)
    n_blocks = max(len(study.arms), blocks)
    while len(set(arms_of_session(design, n_blocks))) < len(study.arms):
        n_blocks += 1
    n_people = n_blocks * design.people_per_block
    return f"{PREFIX}{name}", n_people, {"purpose": "rehearsal", "study_session": NUMBER}


def report(name: str, folder: Path, opened: Mapping[str, bytes]) -> str:
    """Return how long each arm is, what it pays, what the study will cost, and what went wrong; keep the pages."""
    study = _study(name)
    with (folder / "participants.csv").open(encoding="utf-8", newline="") as stream:
        people = list(csv.DictReader(stream))
    pages = Counter(found["code"] for url in set(opened) if (found := PAGE.search(url)))
    lines = [
        "",
        f"{'arm':<20} {'people':>6} {'pages':>6}   pay: {'least':>8} {'10%':>8} {'median':>8} {'90%':>8} {'most':>8}",
    ]
    lines += [_line(arm.name, [person for person in people if person["arm"] == arm.name], pages) for arm in study.arms]
    pays = [float(person["total_payment"]) for person in people if person["total_payment"]]
    if pays:
        cost = mean(pays) * study.participants
        lines.append(f"\nbudget: {cost:.2f} for the {study.participants} people planned, paid as here on average")
    n_pages = write_pages(folder / "pages", study, people, opened, _language(folder / "session.csv"))
    lines.append(f"\npages: {n_pages}, as people of each arm read them, in {folder / 'pages'}")
    found = [*problems(study, people), *_unreadable(folder / "rounds.csv")]
    return "\n".join([*lines, "problems: " + ("; ".join(found) or "none found")])


def problems(study: Study, people: Iterable[Mapping[str, str]]) -> list[str]:
    """Return what should not be so after a session that everybody plays to its end."""
    people = list(people)
    played = {one["arm"] for one in people}
    found = [f"nobody played the arm {arm.name}" for arm in study.arms if arm.name not in played]
    ends = Counter(one["exit_reason"] or "still in the session" for one in people)
    found += [f"{n} people: {end}" for end, n in ends.items() if end != COMPLETED]
    unpaid = sum(not one["total_payment"] or float(one["total_payment"]) == 0 for one in people)
    return [*found, f"{unpaid} people are paid nothing"] if unpaid else found


def _line(arm: str, people: list[dict[str, str]], pages: Counter[str]) -> str:
    pays = sorted(float(person["total_payment"]) for person in people if person["total_payment"])
    seen = [pages[person["participant_code"]] for person in people]
    start = f"{arm:<20} {len(people):>6} {median(seen) if seen else 0:>6.0f}       "
    if len(pays) < 2:
        return f"{start} –"
    tenths = quantiles(pays, n=10, method="inclusive")
    said = (pays[0], tenths[0], tenths[4], tenths[8], pays[-1])
    return start + " ".join(f"{pay:>8.2f}" for pay in said)


def _unreadable(rounds: Path) -> list[str]:
    """Return why the rounds cannot be analysed: reading them computes every payoff anew."""
    # Imported here: pandas takes its time, and a server needs none of it.
    from forecast_sharing import dataset  # noqa: PLC0415

    try:
        dataset.read_rounds(rounds)
    except InvalidFileError as error:
        return [str(error)]
    return []


def _language(session: Path) -> str:
    with session.open(encoding="utf-8", newline="") as stream:
        return next(csv.DictReader(stream))["language"]


def _study(name: str) -> Study:
    known = {study.name: study for study, _ in STUDIES.studies}
    if name not in known:
        raise ValueError(f"--study must be one of {', '.join(known)}, not {name!r}")
    return known[name]
