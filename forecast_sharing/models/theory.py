"""What a theory is to everything that estimates, compares, draws, simulates or reports it.

A theory is declared once, beside its model, and listed in `registry`. Anyone who needs something of a theory asks the
object; nobody asks which theory it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.theory.assumptions import Options

# What makes people of a kind alike in both roles, beside parameters: a level, for one. Empty where all are of one kind.
Kind = Mapping[str, float]
# A simulated person: the kind, and the theory's own parameters by role.
Drawn = tuple[Kind, dict[Role, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Look:
    """How a theory is drawn in every picture: colour, dash and marker as Matplotlib names them, and in words."""

    colour: str
    dash: Any
    marker: str
    line_in_words: str
    marker_in_words: str


@dataclass(frozen=True, eq=False)
class Theory:
    """A theory of how people decide.

    Parameters
    ----------
    name : str
        As in flags, columns and results.json.
    label : str
        As in sentences and pictures: "all trust", "the level-k mixture".
    model_name : str
        Of its model: "trust-embedded model".
    title : str
        As the subject of a sentence: "the trust-embedded model".
    found : str
        What the report says where the verdict is this theory.
    make : function
        From role, options and, as keywords, the kind, to the model.
    look : Look
        How it is drawn.
    options : tuple of str
        Which of the open choices of `Options` concern this theory; noise and stated beliefs concern all.
    population : object
        How people are spread over kinds and own parameters, by default.
    draw : function
        From such a population, the game, the options and a source of chance to a simulated person.
    kinds_of : function
        From options to all kinds, each with the same parameters in one role; one empty kind by default. A kind's first
        value is what `kind_word` counts; others, where there are any, tell kinds of the same number apart.
    kind_word : str
        What a kind is called, as its first value is; empty where there is one. No two theories share it.
    n_types : int
        How many types of each kind a mixture has; where more than one, only where people are too few to choose it by
        (`estimation.number_of_types`).
    columns : str
        What columns of people.csv begin with; by default the name.

    """

    name: str
    label: str
    model_name: str
    title: str
    found: str
    make: Callable[..., ChoiceModel]
    look: Look
    options: tuple[str, ...]
    population: Any
    draw: Callable[[Any, Game, Options, np.random.Generator], Drawn]
    kinds_of: Callable[[Options], tuple[Kind, ...]] = lambda _options: ({},)
    kind_word: str = ""
    n_types: int = 1
    columns: str = ""

    @property
    def has_kinds(self) -> bool:
        """Return whether people are of several kinds."""
        return bool(self.kind_word)

    @property
    def column_prefix(self) -> str:
        """Return what columns of people.csv begin with."""
        return self.columns or self.name

    def models(self, role: Role, options: Options) -> tuple[ChoiceModel, ...]:
        """Return the model of each kind in this role, in the order of the kinds."""
        return tuple(self.make(role, options, **kind) for kind in self.kinds_of(options))

    def kind_label(self, kind: Kind) -> str:
        """Return what tells this kind from the others, without the word for kinds: "2", "2 (mean steps 1.5)"."""
        first, *others = kind.items()
        return f"{first[1]:g}" + "".join(f" ({name.replace('_', ' ')} {value:g})" for name, value in others)

    def kind_name(self, kind: Kind) -> str:
        """Return the kind in words, "level 2"; empty where there is one."""
        return f"{self.kind_word} {self.kind_label(kind)}" if self.has_kinds else ""

    def model_of(
        self, role: Role, options: Options, params: Mapping[str, float]
    ) -> tuple[ChoiceModel, dict[str, float]]:
        """Return the model of the kind that is among the parameters, and the other parameters.

        Raises
        ------
        ValueError
            If the kind is none of the theory's.

        """
        kinds = self.kinds_of(options)
        names = {name for kind in kinds for name in kind}
        wanted = {name: value for name, value in params.items() if name in names}
        if wanted not in kinds:
            known = ", ".join(self.kind_label(kind) for kind in kinds)
            given = ", ".join(f"{name} {value!r}" for name, value in wanted.items())
            raise ValueError(f"{self.kind_word} must be one of {known}, not {given or 'missing'}")
        own = {name: value for name, value in params.items() if name not in names}
        return self.make(role, options, **kinds[kinds.index(wanted)]), own
