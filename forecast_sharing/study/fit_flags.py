"""What a study file may say of its fit: open choices of the models, and numbers."""

from collections.abc import Mapping
from typing import Any

from forecast_sharing.models.policy import shortened
from forecast_sharing.theory.assumptions import WORDS

# By name, the lowest.
NUMBERS = {"highest_level": 1, "seed": 0, "bootstrap": 0}
NAMES = (*WORDS, *NUMBERS)


def flags_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the flags of `fit` that a study says, each checked; numbers may be text.

    Raises
    ------
    ValueError
        If a name or value is not one of those that there are.

    """
    return {name: _value(name, value) for name, value in said.items()}


def _value(name: str, value: Any) -> Any:
    if name not in NAMES:
        raise ValueError(f"there is no key analysis.fit.{name}; there are: {', '.join(NAMES)}")
    if name in WORDS:
        if value not in WORDS[name]:
            raise ValueError(f"analysis.fit.{name} must be one of {', '.join(WORDS[name])}, not {shortened(value)}")
        return value
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if not isinstance(number, int) or isinstance(number, bool) or number < NUMBERS[name]:
        raise ValueError(
            f"analysis.fit.{name} must be a whole number, at least {NUMBERS[name]}, not {shortened(value)}"
        )
    return number
