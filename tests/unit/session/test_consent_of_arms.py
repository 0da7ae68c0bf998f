"""A consent that differs between arms cannot be shown to people who have no arm yet."""

import pytest

from briefing import preparation
from forecast_sharing.session import arms
from forecast_sharing.session.arms import Arm, Part
from forecast_sharing.session.design import SessionDesign, SettingError

PLANNED = tuple(Arm(name, (Part(name, 1, (("capacity_cost", cost),)),)) for name, cost in (("dear", 60), ("cheap", 15)))


@pytest.fixture
def consent_with_a_price(monkeypatch):
    monkeypatch.setattr(preparation, "consent_paragraphs", lambda design: [f"Capacity costs {design.capacity_cost}."])


def design(arrival):
    return SessionDesign(num_rounds=1, arms=arms.as_json(PLANNED), arrival=arrival)


def test_online_it_is_refused_with_both_arms(consent_with_a_price):
    with pytest.raises(
        SettingError, match=r"consent_version must be a text that is the same in all arms.*dear and cheap"
    ):
        preparation.refuse_different_consents(design("arrival"))


def test_in_a_laboratory_everybody_has_an_arm_before(consent_with_a_price):
    preparation.refuse_different_consents(design("lab"))


def test_the_consent_that_ships_is_the_same_in_all_arms():
    preparation.refuse_different_consents(design("arrival"))
