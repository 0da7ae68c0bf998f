"""Policies from what `fit` writes into results.json: what each person did, or everybody taken together."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.policy import Policy, PolicyError
from forecast_sharing.models.registry import NAMES, theory_of
from forecast_sharing.theory.assumptions import DEFAULTS


def people_policies(results: Mapping[str, Any], theory: str) -> list[Policy]:
    """Return the policy of each person under one theory, with the roles that the person had.

    Parameters
    ----------
    results : mapping
        The content of results.json.
    theory : str
        Whose estimates, by the name of a theory that was fitted; a level is the person's own in each role.

    Returns
    -------
    list of Policy
        In the order of results.json, senders first.

    Raises
    ------
    PolicyError
        If these are not results of `fit` or the theory is unknown.

    """
    _check(results, theory, "people")
    by_person: dict[tuple[str, str], dict[Role, dict[str, float]]] = defaultdict(dict)
    for one in results["people"]:
        by_person[one["session"], one["code"]][one["role"]] = _params(one[theory], theory)
    return [_policy(theory, params, results) for params in by_person.values()]


def pooled_policy(results: Mapping[str, Any], theory: str) -> Policy:
    """Return the policy of everybody taken together under one theory; arguments and errors as in `people_policies`."""
    _check(results, theory, "pooled")
    params = {one["role"]: _params(one, theory) for one in results["pooled"] if one["theory"] == theory}
    return _policy(theory, params, results)


def _check(results: Mapping[str, Any], theory: str, key: str) -> None:
    if not isinstance(results, Mapping) or not {key, "options", "theories"} <= set(results):
        raise PolicyError(f"results must be those of fit, with {key}, options and theories")
    fitted = [name for name in NAMES if name in results["theories"]]
    if theory not in fitted:
        raise PolicyError(f"theory must be one of {', '.join(fitted)}, not {theory!r}")


def _params(estimate: Mapping[str, Any], theory: str) -> dict[str, float]:
    kinds = {name for kind in theory_of(theory).kinds_of(DEFAULTS) for name in kind}
    return {name: estimate[name] for name in kinds if name in estimate} | dict(estimate["params"])


def _policy(theory: str, params: Mapping[Role, Mapping[str, float]], results: Mapping[str, Any]) -> Policy:
    return Policy.from_dict({"model": theory, **params, "options": dict(results["options"])})
