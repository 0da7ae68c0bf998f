"""What a study file says: title, hypotheses, treatments, arms, sessions planned, and how the data will be analysed.

A study is a folder, `studies/NAME`, with `study.toml` and the study's texts. `read` reads the file and refuses what is
wrong with it, by file, key, rule and value. Its session config is made in `session_config.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from forecast_sharing.matching import InfeasiblePlanError, plan
from forecast_sharing.models.policy import shortened
from forecast_sharing.models.registry import COMPARED, RIVALS
from forecast_sharing.session import arms as planned
from forecast_sharing.session.arms import Arm, Part
from forecast_sharing.session.design import MAY_DIFFER, SessionDesign, SettingError
from forecast_sharing.session.draws import HIGHEST_SEED, stream
from forecast_sharing.study.fit_flags import flags_of
from forecast_sharing.study.outcomes import OUTCOMES

FILE = "study.toml"
# What the study itself says of a session's settings.
OF_THE_STUDY = (
    *("num_rounds", "study", "study_version", "study_sha256", "study_session"),
    *("arms", "arm_seed", "purpose", "seed"),
)
LONGEST_TEXT = 5000


class StudyError(ValueError):
    """A study is not as it should be. The message names the file, the key, the rule and the value."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference between two treatments, `first` minus `second`, in an outcome."""

    outcome: str
    first: str
    second: str

    @property
    def name(self) -> str:
        """Return what tables call it."""
        return f"{self.outcome}: {self.first} - {self.second}"


@dataclass(frozen=True)
class Study:
    """A study as its file says it; `source` is the file's text. Build it with `read` or `parse`."""

    name: str
    title: str
    question: str
    seed: int
    arms: tuple[Arm, ...]
    settings: tuple[tuple[str, Any], ...]
    sessions: int
    hypotheses: tuple[str, ...]
    exclusions: tuple[str, ...]
    contrasts: tuple[Contrast, ...]
    theories: tuple[str, ...]
    fit: tuple[tuple[str, str], ...]
    ethics: str
    people: tuple[tuple[str, str], ...]
    source: str

    @cached_property
    def treatments(self) -> dict[str, SessionDesign]:
        """Return the settings of each treatment that is played, by its name."""
        parts = [part for arm in self.arms for part in arm.parts]
        return dict(zip([part.treatment for part in parts], self.design.parts, strict=True))

    @cached_property
    def design(self) -> SessionDesign:
        """Return the settings of its sessions."""
        return SessionDesign(
            **dict(self.settings),
            study=self.name,
            num_rounds=self.arms[0].rounds,
            arms=planned.as_json(self.arms),
            arm_seed=self.seed,
        )

    @property
    def blocks(self) -> int:
        """Return how many blocks are planned, over all arms and sessions."""
        return sum(arm.blocks for arm in self.arms)

    @property
    def participants(self) -> int:
        """Return how many people are planned."""
        return self.blocks * self.design.people_per_block


def read(folder: Path) -> Study:
    """Return the study of a folder.

    Raises
    ------
    StudyError
        If there is no file, or it is not a study.

    """
    path = folder / FILE
    try:
        source = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StudyError(f"{folder.name}/{FILE}: there is no such file") from None
    except UnicodeDecodeError:
        raise StudyError(f"{folder.name}/{FILE}: must be text in UTF-8") from None
    return parse(folder.name, source)


def parse(name: str, source: str) -> Study:
    """Return the study of this name that a text says."""
    try:
        try:
            said = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            raise StudyError(f"must be TOML: {error}") from None
        if planned.NAME.fullmatch(name) is None:
            raise StudyError(f"the study's folder must {planned.NAME_RULE}, not {name!r}")
        study = _study(name, said, source)
        _check(study)
    except ValueError as error:
        raise StudyError(f"{name}/{FILE}: {error}") from None
    return study


def _study(name: str, said: dict[str, Any], source: str) -> Study:
    table = _Table(said)
    table.only("title", "question", "hypotheses", "seed", "ethics", "people", "session", "treatments", "arms", "plan")
    analysis, plan_, people = table.table("analysis"), table.table("plan"), table.table("people")
    table.known.add("analysis")
    table.refuse_unknown()
    treatments = {key: _treatment(table.table("treatments"), key) for key in table.table("treatments").said}
    if not treatments:
        raise StudyError("treatments must hold at least one")
    arms = tuple(_arm(table.table("arms"), key, treatments) for key in table.table("arms").said)
    if not arms:
        raise StudyError("arms must hold at least one")
    plan_.only("sessions", "exclusions").refuse_unknown()
    analysis.only("theories", "contrasts", "fit").refuse_unknown()
    people.only("collect", "clean", "analyse").refuse_unknown()
    return Study(
        name=name,
        title=table.text("title"),
        question=table.text("question"),
        seed=table.whole("seed", 1, HIGHEST_SEED),
        arms=arms,
        settings=tuple(_session_settings(table.table("session").said).items()),
        sessions=plan_.whole("sessions", 1, 1000),
        hypotheses=table.texts("hypotheses"),
        exclusions=plan_.texts("exclusions"),
        contrasts=_contrasts(analysis, {part.treatment for arm in arms for part in arm.parts}),
        theories=_theories(analysis),
        fit=tuple((key, str(value)) for key, value in flags_of(analysis.table("fit").said).items()),
        ethics=table.text("ethics", default=""),
        people=tuple((key, words) for key in people.said if (words := people.text(key, default=""))),
        source=source,
    )


class _Table:
    """A table of the file, which knows where it stands."""

    def __init__(self, said: Any, where: str = "") -> None:
        if not isinstance(said, dict):
            raise StudyError(f"{where} must be a table, not {shortened(said)}")
        self.said, self.where = said, where
        self.known: set[str] = set()

    def only(self, *keys: str) -> _Table:
        self.known |= set(keys)
        return self

    def refuse_unknown(self) -> None:
        if unknown := sorted(set(self.said) - self.known):
            raise StudyError(f"there is no key {self.key(unknown[0])}; there are: {', '.join(sorted(self.known))}")

    def key(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def table(self, name: str) -> _Table:
        return _Table(self.said.get(name, {}), self.key(name))

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self.said.get(name, default)
        least = 1 if default is None else 0
        if not isinstance(value, str) or not least <= len(value.strip()) <= LONGEST_TEXT:
            raise StudyError(f"{self.key(name)} must be text of {least} to {LONGEST_TEXT} characters, {_not(value)}")
        return value.strip()

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.said.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise StudyError(f"{self.key(name)} must be a list of texts, {_not(values)}")
        return tuple(value.strip() for value in values)

    def whole(self, name: str, lowest: int, highest: int) -> int:
        value = self.said.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise StudyError(f"{self.key(name)} must be a whole number from {lowest} to {highest}, {_not(value)}")
        return value


def _not(value: Any) -> str:
    return "and is missing" if value is None else f"not {shortened(value)}"


def _session_settings(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the whole session, each known and none that the study or a treatment says."""
    known = {spec.name for spec in fields(SessionDesign)}
    for name in said:
        if name in OF_THE_STUDY:
            raise StudyError(f"session.{name} must be left out: the study's own arms, seed and name say it")
        if name not in known:
            raise StudyError(f"there is no setting session.{name}; docs/reference/configuration.md lists all")
    return dict(said)


def _treatment(treatments: _Table, name: str) -> tuple[tuple[str, Any], ...]:
    where = treatments.key(name)
    if planned.NAME.fullmatch(name) is None:
        raise StudyError(f"the name {where} must {planned.NAME_RULE}")
    said = treatments.table(name).said
    if not_allowed := [key for key in said if key not in MAY_DIFFER]:
        raise StudyError(
            f"{where}.{not_allowed[0]} must be the same in the whole session; treatments may differ in "
            f"{', '.join(MAY_DIFFER)}"
        )
    for key, value in said.items():
        spec = SessionDesign.__dataclass_fields__[key]
        if isinstance(value, dict | list) or not spec.metadata["is_allowed"](value):
            raise StudyError(f"{where}.{key} {spec.metadata['rule']}, not {shortened(value)}")
    return tuple(sorted(said.items()))


def _arm(arms: _Table, name: str, treatments: Mapping[str, tuple[tuple[str, Any], ...]]) -> Arm:
    table = arms.table(name)
    table.only("parts", "blocks").refuse_unknown()
    if planned.NAME.fullmatch(name) is None:
        raise StudyError(f"the name {table.where} must {planned.NAME_RULE}")
    said = table.said.get("parts")
    if not isinstance(said, list) or not 1 <= len(said) <= planned.MOST_PARTS:
        raise StudyError(f"{table.key('parts')} must be a list of 1 to {planned.MOST_PARTS} parts, {_not(said)}")
    parts = []
    for number, one in enumerate(said, start=1):
        part = _Table(one, f"{table.key('parts')}[{number}]")
        part.only("treatment", "rounds").refuse_unknown()
        treatment = part.text("treatment")
        if treatment not in treatments:
            raise StudyError(
                f"{part.key('treatment')} must be one of the treatments: {', '.join(treatments)}, not {treatment!r}"
            )
        parts.append(Part(treatment, part.whole("rounds", 1, planned.MOST_ROUNDS), treatments[treatment]))
    return Arm(name, tuple(parts), table.whole("blocks", 1, planned.MOST_BLOCKS))


def _contrasts(analysis: _Table, treatments: set[str]) -> tuple[Contrast, ...]:
    said = analysis.said.get("contrasts", [])
    if not isinstance(said, list):
        raise StudyError(f"{analysis.key('contrasts')} must be a list of tables, {_not(said)}")
    found = []
    for number, one in enumerate(said, start=1):
        table = _Table(one, f"{analysis.key('contrasts')}[{number}]")
        table.only("outcome", "first", "second").refuse_unknown()
        contrast = Contrast(table.text("outcome"), table.text("first"), table.text("second"))
        if contrast.outcome not in OUTCOMES:
            raise StudyError(
                f"{table.key('outcome')} must be one of: {', '.join(OUTCOMES)}, not {shortened(contrast.outcome)}"
            )
        for key in ("first", "second"):
            if getattr(contrast, key) not in treatments:
                raise StudyError(
                    f"{table.key(key)} must be one of the treatments that are played: {', '.join(sorted(treatments))}, "
                    f"not {shortened(getattr(contrast, key))}"
                )
        if contrast.first == contrast.second:
            raise StudyError(f"{table.key('second')} must be another treatment than first, not {contrast.second!r}")
        if contrast in found:
            raise StudyError(f"{table.where} must not say the same as one before it")
        found.append(contrast)
    return tuple(found)


def _theories(analysis: _Table) -> tuple[str, ...]:
    compared = [theory.name for theory in COMPARED]
    names = analysis.texts("theories") or tuple(compared)
    known = [theory.name for theory in (*COMPARED, *RIVALS)]
    if unknown := [name for name in names if name not in known]:
        raise StudyError(f"analysis.theories must be some of: {', '.join(known)}, not {unknown[0]!r}")
    if missing := [name for name in compared if name not in names]:
        raise StudyError(f"analysis.theories must hold {missing[0]}, which every fit compares")
    return names


def _check(study: Study) -> None:
    """Refuse what cannot be played: settings, arms, and a plan of pairs that there is none of."""
    planned.check(study.arms)
    try:
        design = study.design
    except SettingError as error:
        raise StudyError(f"session: {error}") from None
    try:
        plan(
            design.n_seats(design.people_per_block),
            design.total_rounds,
            block_size=design.block_size,
            matching=design.matching,
            roles=design.roles,
            rng=stream(study.seed, "check"),
        )
    except InfeasiblePlanError as error:
        raise StudyError(f"arms: {error}") from None
