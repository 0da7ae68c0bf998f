"""Types of people are printed with what is known of them, and in the JSON too."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from forecast_sharing.estimation.joint_regions import JointRegion, JointRegions
from forecast_sharing.estimation.mixture_errors import Known, MixtureErrors
from forecast_sharing.game import CELLS
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.reporting.mixture_types import type_rows
from forecast_sharing.reporting.results import _mixture

RECEIVERS = SimpleNamespace(name="trust 1", models={"receiver": None})
OTHERS = SimpleNamespace(name="trust 2", models={"receiver": None})
MIXTURE = SimpleNamespace(
    types=(RECEIVERS, OTHERS),
    params=({"receiver": {"trust": 0.25, "lapse": 0.0}}, {"receiver": {"trust": 0.75, "lapse": 0.1}}),
    shares={"receiver": np.array([0.6, 0.4]), "both": np.array([1.0, 0.0])},
    errors=MixtureErrors(
        ({"receiver": {"trust": Known(0.05, (0.125, 0.375)), "lapse": None}}, {"receiver": {}}),
        {"receiver": [Known(0.1, (0.38, 0.79)), None], "both": [None, None]},
        (),
    ),
    converged=True,
    notes=("said",),
)


def test_a_row_has_shares_and_parameters_with_intervals_where_there_are_any():
    first, second = type_rows({"trust": MIXTURE})

    assert first[1:3] == ["trust 1", "receiver"]
    assert first[3] == "receiver: 60% (38% to 79%); both: 100%"
    assert first[4] == "trust 0.25 (0.125 to 0.375); lapse 0"
    assert second[3:] == ["receiver: 40%", "trust 0.75; lapse 0.1"]


def test_a_type_of_nobody_has_no_row():
    absent = SimpleNamespace(**vars(MIXTURE) | {"shares": {"receiver": np.array([0.996, 0.004])}})

    assert [row[1] for row in type_rows({"trust": absent})] == ["trust 1"]


def test_the_json_has_errors_beside_numbers():
    outline = np.array([[0.0, 0.6], [9.0, 0.8]])
    region = JointRegion(0, "sender", Trust("sender").own_parameters(CELLS["ch_uh"]), outline)
    regions = {"trust": JointRegions((region,), ("not of trust 2",))}

    entry = _mixture(SimpleNamespace(mixtures={"trust": MIXTURE}, regions=regions), "trust")

    first = entry["types"][0]
    assert first["standard_errors"] == {"receiver": {"trust": 0.05, "lapse": None}}
    assert first["clustered_interval"] == {"receiver": {"trust": [0.125, 0.375]}}
    assert first["share_errors"] == {"receiver": 0.1, "both": None}
    assert first["share_interval"] == {"receiver": [0.38, 0.79]}
    assert first["joint_region"] == {"sender": {"trustworthiness": [0.0, 9.0], "believed_trust": [0.6, 0.8]}}
    assert entry["types"][1]["joint_region"] == {}
    assert entry["notes"] == ["said", "not of trust 2"]
