from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from forecast_sharing.__main__ import main
from forecast_sharing.reporting import model_pictures
from forecast_sharing.reporting.model_pictures import curves, pictures

IMAGES = Path(__file__).parents[3] / "docs" / "images"


def stored_curves(path):
    with Image.open(path) as image:
        return json.loads(image.text["Description"])


@pytest.fixture(scope="module")
def drawn():
    return pictures()


@pytest.mark.parametrize("name", ["theories", "tie_break", "off_path_beliefs", "prior", "noise"])
def test_the_stored_picture_shows_the_curves_that_are_drawn_now(drawn, name):
    stored, now = stored_curves(IMAGES / f"{name}.png"), curves(drawn[name])

    assert [curve[:2] for curve in stored] == [curve[:2] for curve in now]
    # Rounding may differ between machines; a change of a model moves curves by far more.
    np.testing.assert_allclose([curve[2:] for curve in stored], [curve[2:] for curve in now], rtol=1e-9, atol=1e-9)


def test_the_command_writes_pictures_that_hold_their_curves(drawn, monkeypatch, tmp_path):
    # One for all: laying them all out takes seconds.
    monkeypatch.setattr(model_pictures, "pictures", lambda: {"prior": drawn["prior"]})
    assert main(["model-pictures", str(tmp_path / "new")]) == 0

    written = {path.name: stored_curves(path) for path in (tmp_path / "new").iterdir()}
    assert written == {"prior.png": curves(drawn["prior"])}


def test_no_picture_is_drawn_that_the_documentation_lacks(drawn):
    assert set(drawn) <= {path.stem for path in IMAGES.iterdir()}


def test_axes_say_what_they_show_and_in_which_unit(drawn):
    labels = [
        label for figure in drawn.values() for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel())
    ]

    assert [label for label in labels if not label.endswith(("(units)", "(% per unit)"))] == []


def test_level_1_and_the_selfish_sender_who_expects_trust_are_one_curve(drawn):
    for axes in drawn["theories"].axes[:2]:
        by_label = {line.get_label(): line.get_ydata() for line in axes.get_lines()}
        np.testing.assert_allclose(by_label["level 1"], by_label[r"trust: $\beta$ = 0, $\hat\alpha$ = 1"], atol=1e-6)
