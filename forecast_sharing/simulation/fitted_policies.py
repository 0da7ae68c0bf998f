"""Policies from what `fit` writes into results.json: what each person did, or everybody taken together."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Literal

from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.policy import Policy, PolicyError

Theory = Literal["trust", "level_k"]
THEORIES: tuple[Theory, ...] = ("trust", "level_k")


def people_policies(results: Mapping[str, Any], theory: Theory) -> list[Policy]:
    """Return the policy of each person under one theory, with the roles that the person had.

    Parameters
    ----------
    results : mapping
        The content of results.json.
    theory : {"trust", "level_k"}
        Whose estimates; a level is the person's own in each role.

    Returns
    -------
    list of Policy
        In the order of results.json, senders first.

    Raises
    ------
    PolicyError
        If these are no results of `fit` or the theory is unknown.

    """
    _check(results, theory, "people")
    by_person: dict[tuple[str, str], dict[Role, dict[str, float]]] = defaultdict(dict)
    for one in results["people"]:
        by_person[one["session"], one["code"]][one["role"]] = _params(one[theory])
    return [_policy(theory, params, results) for params in by_person.values()]


def pooled_policy(results: Mapping[str, Any], theory: Theory) -> Policy:
    """Return the policy of everybody taken together under one theory; arguments and errors as in `people_policies`."""
    _check(results, theory, "pooled")
    params = {one["role"]: _params(one) for one in results["pooled"] if one["theory"] == theory}
    return _policy(theory, params, results)


def _check(results: Mapping[str, Any], theory: str, key: str) -> None:
    if theory not in THEORIES:
        raise PolicyError(f"theory must be one of {', '.join(THEORIES)}, not {theory!r}")
    if not isinstance(results, Mapping) or key not in results or "options" not in results:
        raise PolicyError(f"results must be those of fit, with {key} and options")


def _params(estimate: Mapping[str, Any]) -> dict[str, float]:
    level = estimate.get("level")
    return ({} if level is None else {"level": level}) | dict(estimate["params"])


def _policy(theory: Theory, params: Mapping[Role, Mapping[str, float]], results: Mapping[str, Any]) -> Policy:
    return Policy.from_dict({"model": theory, **params, "options": dict(results["options"])})
