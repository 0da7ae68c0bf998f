"""Players that follow a given or fitted parameter vector: one decision at a time, drawn from `log_choice_probs`.

A `Policy` says what one player does in either role. It is plain JSON on the outside, so that a setting can declare it
and an export can hold it, and what `fit` writes can be read into it. Nothing here knows how a session is run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

import numpy as np

from forecast_sharing.game import Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_noise import draw_actions
from forecast_sharing.models.choice_problem import ROLES, Design, Role
from forecast_sharing.models.naive import BENCHMARKS, Uniform
from forecast_sharing.models.people import Decider
from forecast_sharing.models.registry import NAMES, theory_of
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.theory.assumptions import DEFAULTS, OLD_NAMES, Options, check_word

_BENCHMARKS = {model.name: model for model in BENCHMARKS}
MODELS = (*NAMES, *_BENCHMARKS)
# What a choice has beside its model: how noisy it is.
_NOISE = ("precision", "noise_sd", "lapse")
_ROUNDING = 1e-6
_LONGEST_QUOTE = 80  # characters of what was given, in an error


class PolicyError(ValueError):
    """A policy breaks its rule. The message names what, the rule and the value; docs/reference/policies.md has all."""


@dataclass(frozen=True)
class Policy:
    """What a computer player does.

    Parameters
    ----------
    model : str
        The name of a theory of `registry` or of a benchmark: truth, babbling, uniform or linear.
    params : dict
        By role, a number for each parameter of the model in that role, noise and lapse included, as
        ``fit`` names them; and the kind, such as the `level` of level_k. A role may be lacking: the player never has
        it.
    options : Options
        The choices that the theories leave open.

    Raises
    ------
    PolicyError
        If the model is unknown, no role is there, or a parameter is lacking, unknown or out of its range.

    """

    model: str
    params: Mapping[Role, Mapping[str, float]]
    options: Options = DEFAULTS

    def __post_init__(self) -> None:
        """Check everything by taking a decision in each role."""
        try:
            check_word("model", self.model, MODELS)
            if not self.params:
                raise ValueError("there must be parameters of the sender, the receiver, or both")
            for role in self.params:
                check_word("role", role, ROLES)
        except ValueError as error:
            raise PolicyError(f"policy: {error}") from None
        for role, values in self.params.items():
            try:
                _require_numbers(values)
                _require_probabilities(self, role)
            except ValueError as error:
                raise PolicyError(f"policy of the {role}: {error}") from None

    def model_of(self, role: Role) -> tuple[ChoiceModel, dict[str, float]]:
        """Return the model of one role and its parameters.

        Raises
        ------
        PolicyError
            If the player never has this role.

        """
        if role not in self.params:
            raise PolicyError(f"policy: it has parameters of the {', '.join(self.params)} only, not of the {role}")
        if self.model in _BENCHMARKS:
            return _BENCHMARKS[self.model](role, self.options), dict(self.params[role])
        return theory_of(self.model).model_of(role, self.options, self.params[role])

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON; `from_dict` takes them back."""
        return {"model": self.model, **{role: dict(params) for role, params in self.params.items()}} | {
            "options": self.options.as_dict()
        }

    def as_json(self) -> str:
        """Return one line of JSON; `from_json` takes it back."""
        return json.dumps(self.as_dict())

    @classmethod
    def from_dict(cls, values: object) -> "Policy":
        """Return the policy that plain values describe.

        Parameters
        ----------
        values : dict
            `model`; `sender`, `receiver` or both, each with its parameters by name; and, where they differ from the
            defaults, `options`.

        Raises
        ------
        PolicyError
            If something is lacking, unknown or out of its range.

        """
        known = {"model", *ROLES, "options"}
        if not isinstance(values, dict) or "model" not in values or not set(values) <= known:
            raise PolicyError(
                f"policy: it must be an object with model, sender or receiver or both, and perhaps options, "
                f"not {shortened(values)}"
            )
        return cls(
            values["model"], {role: values[role] for role in ROLES if role in values}, _options(values.get("options"))
        )

    @classmethod
    def from_json(cls, text: str) -> "Policy":
        """Return the policy in a JSON text; errors are those of `from_dict`."""
        return cls.from_dict(parsed(text))

    @classmethod
    def from_decider(cls, decider: Decider) -> "Policy":
        """Return what a simulated person does."""
        params = {role: {**decider.kind, **own} for role, own in decider.params.items()}
        return cls(decider.theory, params, next(iter(decider.models.values())).options)


def decide(policy: Policy, game: Game, role: Role, seen: int | None, uniform: float) -> int:
    """Return what a player chooses: a report by a sender, a capacity by a receiver, in whole units.

    Parameters
    ----------
    policy : Policy
        With parameters of the role.
    game : Game
        The game played.
    role : {"sender", "receiver"}
        Who decides.
    seen : int or None
        The forecast by a sender, the report by a receiver. None: a receiver without a report, because there are no
        messages or the report timed out. It then falls back on the prior: its choice responds to expected profit over
        all forecasts, or scatters around the babbling capacity, with its own noise and lapses.
    uniform : float
        From 0 to below 1, such as `draws.draw_choice`. The same draw gives the same choice.

    Raises
    ------
    ValueError
        If a sender has no forecast, or what was seen or the draw is outside its range.
    PolicyError
        If the policy has no parameters of the role.

    """
    if not 0 <= uniform < 1:
        raise ValueError(f"uniform must be at least 0 and less than 1, not {uniform!r}")
    log_probs, design = _log_probs(policy, game, role, seen)
    return int(draw_actions(log_probs, design, np.array([uniform]))[0])


def parsed(text: str) -> Any:
    """Return what a JSON text holds.

    Raises
    ------
    PolicyError
        If it is not JSON, or JSON that cannot be read.

    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        # Not only a text that is no JSON: also one nested too deeply, or a number of more than 4300 digits.
        raise PolicyError(f"policy: it must be JSON, which {shortened(text)} is not: {error}") from None


def _log_probs(policy: Policy, game: Game, role: Role, seen: int | None) -> tuple[Any, Design]:
    model, params = policy.model_of(role)
    if seen is None:
        if role == "sender":
            raise ValueError("a sender must see a forecast, not None")
        model, params = _without_report(model, params)
    design = Design(game, role, np.array([0.0 if seen is None else seen]))
    return model.log_choice_probs(params, design), design


def _without_report(model: ChoiceModel, params: dict[str, float]) -> tuple[ChoiceModel, dict[str, float]]:
    """Return the model and parameters of a receiver who knows only the prior, whatever the report."""
    if isinstance(model, Uniform):
        return model, params
    # No trust in a report and nothing read into it: what is left is the whole prior.
    prior = Trust("receiver", Options(noise="logit" if model.noise == "logit" else "normal", prior="untruncated"))
    return prior, {"trust": 0.0} | {name: params[name] for name in _NOISE if name in params}


def _require_numbers(values: object) -> None:
    if not isinstance(values, Mapping):
        raise ValueError(f"parameters must be an object of names and numbers, not {shortened(values)}")
    for name, value in values.items():
        if not _is_finite_number(value):
            raise ValueError(f"{name} must be a finite number, not {shortened(value)}")


def _is_finite_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        # A whole number too large for the models, which compute with floats.
        return False


def _require_probabilities(policy: Policy, role: Role) -> None:
    # The names and limits of parameters are the same in every game.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        log_probs, _ = _log_probs(policy, Game(), role, 0)
        total = float(np.exp(log_probs).sum())
    if not abs(total - 1) < _ROUNDING:
        raise ValueError(f"parameters must give probabilities that sum to 1, not to {total!r}; one is far too large")


def _options(values: object) -> Options:
    if values is None:
        return DEFAULTS
    known = {option.name for option in fields(Options)}
    if not isinstance(values, dict) or not set(values) <= known | set(OLD_NAMES):
        raise PolicyError(f"policy: options must be some of {', '.join(sorted(known))}, not {shortened(values)}")
    try:
        return Options(**{OLD_NAMES.get(name, name): value for name, value in values.items()})
    except ValueError as error:
        raise PolicyError(f"policy: {error}") from None


def shortened(value: object) -> str:
    """Return a value as an error quotes it: at most 80 characters of what Python writes out."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        # Python writes out no number of more than 4300 digits and nothing nested without end.
        return f"{type(value).__name__} too long to write out"
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."
