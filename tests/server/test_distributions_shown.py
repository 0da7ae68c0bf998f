"""What a sender reads and sees of demand is true for the distribution that it is drawn from."""

from __future__ import annotations

import re

import pytest

from tests.harness.people.web_people import WebPerson
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

SHAPE = re.compile(r'<path class="picture-range" d="M0,100 L([^"]+) Z"')


def senders_page(session_server, **modified) -> WebPerson:
    played = WebSession(session_server, "demo", 2, **modified)
    played.bring_to_the_game(played.people)
    return next(person for person in played.people if person.page == "Report")


def test_the_striped_part_has_the_shape_of_the_noise(session_server):
    page = senders_page(session_server, noise_distribution="truncated_normal")
    heights = [100 - float(corner.split(",")[1]) for corner in SHAPE.search(page.html)[1].split()[:-1]]

    # The density of a normal two standard deviations from its mean is exp(-2) of that at the mean.
    assert heights[0] == heights[-1] == pytest.approx(13.5, abs=0.1)
    assert max(heights) == heights[len(heights) // 2] == 100
    assert "numbers in the middle are more likely" in page.text
    assert "The striped part is higher where demand is more likely." in page.text


def test_where_all_is_equally_likely_nothing_has_a_shape(session_server):
    page = senders_page(session_server)

    assert SHAPE.search(page.html) is None
    assert "every whole number equally likely" in page.text
    assert "higher where demand" not in page.text
