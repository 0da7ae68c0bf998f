"""The choices that the theories leave open, each with a name and a default.

docs/explanation/models.md says what each one changes. Results hold the options they were computed with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

Noise = Literal["logit", "normal"]
Prior = Literal["truncated", "untruncated"]
TieBreak = Literal["smallest", "uniform", "largest"]
OffPathBeliefs = Literal["lowest", "literal", "prior"]
Level0Errors = Literal["distance", "profit"]
StatedBeliefs = Literal["ignored", "used"]
# Whether people may round to fives or tens: to neither, to one of them, to either; or as predicts them best.
Heaping = Literal["auto", "no", "5", "10", "both"]
_MULTIPLES: dict[Heaping, tuple[int, ...]] = {"5": (5,), "10": (10,), "both": (5, 10)}

WORDS: dict[str, tuple[str, ...]] = {
    "noise": get_args(Noise),
    "prior": get_args(Prior),
    "tie_break": get_args(TieBreak),
    "off_path_beliefs": get_args(OffPathBeliefs),
    "level_0_errors": get_args(Level0Errors),
    "stated_beliefs": get_args(StatedBeliefs),
}

# What nobody knows of people, and a fit averages over unless it is told otherwise.
AVERAGED = ("noise", "prior", "tie_break", "off_path_beliefs", "level_0_errors")

# Options by the names that earlier results and policies have for them.
OLD_NAMES = {"unsent_reports": "off_path_beliefs"}


@dataclass(frozen=True, slots=True)
class Options:
    """Every open choice of the models.

    Parameters
    ----------
    noise : {"logit", "normal"}
        Choices respond to expected profit with a precision, or scatter around the best one with a standard deviation.
    prior : {"truncated", "untruncated"}
        What a trust receiver falls back on: forecasts no higher than the report, or all forecasts.
    tie_break : {"smallest", "uniform", "largest"}
        Which of several best reports a level-k sender is expected to send: the nearest to the truth, any with equal
        probability, or the highest. Normal noise scatters around one report, so it knows no "uniform".
    off_path_beliefs : {"lowest", "literal", "prior"}
        What a level-k receiver believes after a report that the sender of that level never sends: that the forecast
        is the lowest, that the report is true, or no more than before.
    level_0_errors : {"distance", "profit"}
        What the errors of a level-0 sender go by under logit noise: by the distance from the truth alone, or also by
        what a report earns from a receiver who believes it, less a cost of lying that makes the truth best.
    highest_level : int
        Levels considered are 0 to this one; at least 1.
    stated_beliefs : {"ignored", "used"}
        Whether what people say that they believe is part of the likelihood, beside what they decide.

    Raises
    ------
    ValueError
        If a word is not one of those above or the highest level is below 1.

    """

    noise: Noise = "logit"
    prior: Prior = "truncated"
    tie_break: TieBreak = "smallest"
    off_path_beliefs: OffPathBeliefs = "lowest"
    highest_level: int = 4
    stated_beliefs: StatedBeliefs = "ignored"
    level_0_errors: Level0Errors = "distance"

    def __post_init__(self) -> None:
        """Check the words and the number."""
        for name, words in WORDS.items():
            check_word(name, getattr(self, name), words)
        if isinstance(self.highest_level, bool) or not isinstance(self.highest_level, int) or self.highest_level < 1:
            raise ValueError(f"highest_level must be a whole number, at least 1, not {self.highest_level!r}")

        if self.noise == "normal" and self.tie_break == "uniform":
            raise ValueError("tie_break must be smallest or largest where noise is normal, not 'uniform'")

    def as_dict(self) -> dict[str, Any]:
        """Return the options by name, ready for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def check_word(name: str, word: object, words: tuple[str, ...] | None = None) -> None:
    """Raise ValueError unless the word is one of those that the option of this name allows."""
    allowed = WORDS[name] if words is None else words
    if word not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, not {word!r}")


DEFAULTS = Options()


@dataclass(frozen=True, slots=True)
class Considered:
    """What a fit holds to be possible of the choices that the theories leave open.

    Parameters
    ----------
    options : Options
        Those that are fixed, and where to begin with the others.
    averaged : tuple of str
        Names of options of which each word is possible; how likely is estimated.
    heaping : {"auto", "no", "5", "10", "both"}
        What people may round to. With "auto" it is to be decided by `estimation.heaping`; until then nobody rounds.

    Raises
    ------
    ValueError
        If a name is none of `AVERAGED`, or the word for heaping is another.

    """

    options: Options = DEFAULTS
    averaged: tuple[str, ...] = AVERAGED
    heaping: Heaping = "auto"

    def __post_init__(self) -> None:
        """Check the words."""
        for name in self.averaged:
            check_word("averaged", name, AVERAGED)
        check_word("heaping", self.heaping, get_args(Heaping))

    @property
    def multiples(self) -> tuple[int, ...]:
        """Return the multiples to which people may round."""
        return _MULTIPLES.get(self.heaping, ())

    def words(self, name: str) -> tuple[str, ...]:
        """Return the words that are possible of one option."""
        return WORDS[name] if name in self.averaged else (getattr(self.options, name),)

    def only(self, name: str, word: str) -> "Considered":
        """Return the same with one word of one option alone."""
        averaged = tuple(one for one in self.averaged if one != name)
        return replace(self, options=with_words(self.options, **{name: word}), averaged=averaged)


# Where nothing is fixed.
EVERYTHING = Considered()


def considered(options: Options = DEFAULTS, fixed: Sequence[str] = (), heaping: Heaping = "auto") -> Considered:
    """Return what is possible where only the options of these names are fixed."""
    return Considered(options, tuple(name for name in AVERAGED if name not in fixed), heaping)


def with_words(options: Options, **words: Any) -> Options:
    """Return the options with these words; with normal noise, which knows no "uniform", ties go to the smallest."""
    wanted = {name: getattr(options, name) for name in ("noise", "tie_break")} | words
    if wanted["noise"] == "normal" and wanted["tie_break"] == "uniform":
        words |= {"tie_break": "smallest"}
    return replace(options, **words)
