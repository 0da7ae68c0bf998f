"""Each person of a rehearsal has a policy of its own: from the default population, or from a file."""

from __future__ import annotations

import json

import pytest

from forecast_sharing.game import CELLS
from forecast_sharing.models.policy import Policy, PolicyError
from forecast_sharing.simulation.cast import Cast, Place, read_cast

GAME = CELLS["ch_uh"]
NOISE = {"noise_sd": 10.0, "lapse": 0.05}
BOTH, SENDER_ONLY, RECEIVER_ONLY = (
    Policy("truth", {"sender": NOISE, "receiver": NOISE}),
    Policy("truth", {"sender": NOISE | {"lapse": 0.1}}),
    Policy("truth", {"receiver": NOISE | {"lapse": 0.2}}),
)


def places(seed=1):
    return [Place(seed, block, seat, 4) for block in (1, 2) for seat in (1, 2, 3, 4)]


def test_people_follow_the_policies_that_know_their_role_in_turn():
    cast = Cast(policies=(BOTH, SENDER_ONLY, RECEIVER_ONLY))

    assert [cast.policy(place, GAME, "sender") for place in places()] == [BOTH, SENDER_ONLY] * 4
    assert [cast.policy(place, GAME, "receiver") for place in places()] == [BOTH, RECEIVER_ONLY] * 4


def test_a_role_that_no_policy_knows_is_refused():
    with pytest.raises(PolicyError, match="at least one must have parameters of the receiver"):
        Cast(policies=(SENDER_ONLY,)).policy(places()[0], GAME, "receiver")


def test_people_of_a_theory_differ_and_are_the_same_again_with_the_same_seed():
    cast = read_cast("hybrid")
    policies = [cast.policy(place, GAME, "sender") for place in places()]

    assert len({policy.as_json() for policy in policies}) == 8
    assert {policy.model for policy in policies} == {"trust", "level_k"}
    assert policies == [read_cast("hybrid").policy(place, GAME, "sender") for place in places()]
    assert policies != [cast.policy(place, GAME, "sender") for place in places(seed=2)]


@pytest.mark.parametrize(
    ("text", "policies"),
    [(BOTH.as_json(), (BOTH,)), (json.dumps([BOTH.as_dict(), SENDER_ONLY.as_dict()]), (BOTH, SENDER_ONLY))],
    ids=["one policy", "a list"],
)
def test_a_file_holds_one_policy_or_a_list(text, policies, tmp_path):
    file = tmp_path / "policies.json"
    file.write_text(text)

    assert read_cast(str(file)) == Cast(policies=policies)


@pytest.mark.parametrize(
    ("text", "rule"), [("[]", "must hold at least one"), ("{", "must be JSON"), ("[1]", "must be an object with model")]
)
def test_a_wrong_file_is_refused(text, rule, tmp_path):
    file = tmp_path / "policies.json"
    file.write_text(text)

    with pytest.raises(PolicyError, match=rule):
        read_cast(str(file))


def test_what_is_neither_theory_nor_file_is_refused():
    with pytest.raises(
        PolicyError, match="policies must be trust, level_k, hybrid, qre, cognitive_hierarchy or a file, not 'levelk'"
    ):
        read_cast("levelk")
