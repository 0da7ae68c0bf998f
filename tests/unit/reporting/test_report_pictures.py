"""What cannot be seen in a picture's numbers: that it says why something is not there, and which part is which."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from forecast_sharing.models.choice_model import Parameter
from forecast_sharing.models.cognitive_hierarchy import COGNITIVE_HIERARCHY
from forecast_sharing.models.trust_model import TRUST, Trust
from forecast_sharing.reporting import belief_picture, people_pictures
from forecast_sharing.reporting.beliefs import PersonBeliefs
from forecast_sharing.reporting.people_pictures import survey_picture
from forecast_sharing.reporting.style import LABEL, styled
from forecast_sharing.reporting.survey import Correlation
from forecast_sharing.theory.assumptions import DEFAULTS


def test_survey_picture_says_why_a_correlation_is_missing():
    known = Correlation("trust_ipip", "trust", 12, 0.4, -0.2, 0.8)
    missing = Correlation("trust_wvs", "trust", 3, None, None, None, "3 people answered: too few")

    with styled():
        shown = survey_picture([known, missing]).svg.decode()

    assert "3 people answered: too few" in shown


def person(role, **by_kind):
    names = ["0", "1", *(f"{step}_{mean}" for step in (2, 3, 4) for mean in (5, 10, 15, 25))]
    posterior = tuple(by_kind.get(f"step_{name}", 0.0) for name in names)
    return SimpleNamespace(role=role, theories={"cognitive_hierarchy": SimpleNamespace(posterior=posterior)})


def test_kinds_of_the_same_step_are_one_part_of_a_column(monkeypatch):
    drawn = []
    monkeypatch.setattr(people_pictures, "picture", lambda *parts: drawn.append(parts))
    people = [
        person("sender", step_4_25=1.0),
        person("sender", step_0=0.4, step_2_5=0.3, step_2_25=0.3),
        person("receiver", step_1=1.0),
    ]
    people_pictures._kinds(SimpleNamespace(people=people, options=DEFAULTS), COGNITIVE_HIERARCHY)
    *_, caption, shown = drawn[0]
    senders, receivers = shown.axes
    parts = {one.get_label(): one.get_data() for one in senders.patches}

    assert list(parts) == ["step 0", "step 1", "step 2", "step 3", "step 4"]
    # Stacked: each part ends where the next begins.
    np.testing.assert_allclose([part.values for part in parts.values()], [[0.4, 0], [0.4, 0], [1, 0], [1, 0], [1, 1]])
    np.testing.assert_allclose([one.get_data().values for one in receivers.patches], [[0], [1], [1], [1], [1]])
    assert "Kinds of the same step are taken together." in caption


@pytest.mark.parametrize(("lowest", "is_seen"), [(0.0, False), (-50.0, True)])
def test_estimates_below_zero_are_in_the_picture(monkeypatch, lowest, is_seen):
    """Where a parameter cannot be negative, the axis begins at zero; where it can, no person is cut off."""
    drawn = []
    monkeypatch.setattr(people_pictures, "picture", lambda *parts: drawn.append(parts))
    monkeypatch.setattr(Trust, "own_parameters", lambda *_: (Parameter("trust", "share", lowest, 50),))
    monkeypatch.setattr(people_pictures, "_treatment_of", lambda _: {("s", "p", "receiver"): "ch_uh"})
    estimate = SimpleNamespace(
        fit=SimpleNamespace(params={"trust": -20.0}), uncertainty=SimpleNamespace(hessian={"trust": 1.0}, notes=())
    )
    person = SimpleNamespace(session="s", code="p", role="receiver", theories={"trust": estimate})
    sample = SimpleNamespace(decisions=[SimpleNamespace(design=SimpleNamespace(game=None))])
    people_pictures._estimates(sample, SimpleNamespace(people=[person], options=DEFAULTS), TRUST)
    _, title, _, shown = drawn[0]

    assert (shown.axes[0].get_xlim()[0] < -20) == is_seen
    assert title == "Each person's estimates under the trust-embedded model"


@pytest.mark.parametrize(("names", "rows"), [(["trust", "level_k"], 2), (["trust", "level_k", "qre"], 3)])
def test_beliefs_are_no_wider_than_a_page(monkeypatch, names, rows):
    drawn = []
    monkeypatch.setattr(belief_picture, "picture", lambda *parts: drawn.append(parts))
    said = {name: np.array([1.0, 2.0]) for name in names}
    belief_picture.belief_picture(
        [PersonBeliefs("s", role, role, np.array([1.0, 3.0]), said, None) for role in ("sender", "receiver")]
    )
    *_, shown = drawn[0]

    assert shown.get_size_inches()[0] < 10
    assert shown.axes[0].get_subplotspec().get_gridspec().get_geometry() == (rows, 2)
    assert {axes.get_title().split(":")[0] for axes in shown.axes} == {
        f"{who}, {LABEL[name]}" for who in ("Senders", "Receivers") for name in names
    }
