"""The picture of joint regions, and where they are in results.json."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from forecast_sharing.estimation.joint_regions import JointRegion, JointRegions
from forecast_sharing.game import CELLS
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.reporting.region_picture import region_pictures

SENDER = Trust("sender")
PARAMETERS = SENDER.own_parameters(CELLS["ch_uh"])
OUTLINE = np.array([[0.0, 0.6], [9.0, 0.8], [4.0, 1.0]])
MIXTURE = SimpleNamespace(
    types=[SimpleNamespace(name=f"trust {number}") for number in (1, 2)],
    params=[{"sender": {"trustworthiness": 4.0, "believed_trust": 0.8}}] * 2,
)


def comparison(*regions):
    return SimpleNamespace(mixtures={"trust": MIXTURE}, regions={"trust": JointRegions(regions, ())})


def test_types_with_a_region_are_drawn():
    (drawn,) = region_pictures(comparison(JointRegion(1, "sender", PARAMETERS, OUTLINE)))

    svg = drawn.svg.decode()
    assert drawn.name == "joint_regions"
    for words in ("Senders", "Trustworthiness (points per unit)", "Believed trust (share)", "trust 2"):
        assert f">{words}</text>" in svg
    assert ">trust 1</text>" not in svg


def test_without_regions_nothing_is_drawn():
    assert region_pictures(comparison()) == []
