"""The theories that there are: the one list that fits, verdict, report, simulations, policies and commands go through.

docs/explanation/models.md says what each assumes.
"""

import copyreg
from collections.abc import Sequence

from forecast_sharing.models.cognitive_hierarchy import COGNITIVE_HIERARCHY
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.qre import QUANTAL_RESPONSE
from forecast_sharing.models.theory import Theory
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.theory.assumptions import check_word

# Compared always.
COMPARED: tuple[Theory, ...] = (TRUST, LEVEL_K)
# Compared with them where they are asked for.
RIVALS: tuple[Theory, ...] = (QUANTAL_RESPONSE, COGNITIVE_HIERARCHY)
THEORIES = (*COMPARED, *RIVALS)
NAMES = tuple(theory.name for theory in THEORIES)
HYBRID, NEITHER, UNDECIDED = "hybrid", "neither", "undecided"
# What simulated people can follow; in a hybrid population each follows one of the two theories.
MAKERS = (*(theory.name for theory in COMPARED), HYBRID, *(theory.name for theory in RIVALS))


def theory_of(name: str) -> Theory:
    """Return the theory of this name; ValueError says which there are."""
    check_word("theory", name, NAMES)
    return THEORIES[NAMES.index(name)]


# Whoever hands a theory to another process hands over its name: there is one object of each.
copyreg.pickle(Theory, lambda theory: (theory_of, (theory.name,)))


def chosen(names: Sequence[str]) -> tuple[Theory, ...]:
    """Return the theories of these names, in the order of the list.

    Raises
    ------
    ValueError
        If a name is unknown, or one of the two that are compared always is not among them.

    """
    for name in names:
        check_word("theories", name, NAMES)
    for theory in COMPARED:
        if theory.name not in names:
            raise ValueError(f"theories must hold {theory.name}, not only {', '.join(names) or 'nothing'}")
    return tuple(theory for theory in THEORIES if theory.name in names)
