"""What cannot be seen in a picture's numbers: that it says why something is not there."""

from __future__ import annotations

from forecast_sharing.reporting.people_pictures import survey_picture
from forecast_sharing.reporting.style import styled
from forecast_sharing.reporting.survey import Correlation


def test_survey_picture_says_why_a_correlation_is_missing():
    known = Correlation("trust_ipip", "trust", 12, 0.4, -0.2, 0.8)
    missing = Correlation("trust_wvs", "trust", 3, None, None, None, "3 people answered: too few")

    with styled():
        shown = survey_picture([known, missing]).svg.decode()

    assert "3 people answered: too few" in shown
