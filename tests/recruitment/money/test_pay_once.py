"""Twelve people click at each step at once; everybody is paid exactly once, on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.harness.channels.fake_prolific import TOKEN, FakeProlific

pytestmark = pytest.mark.process

SCENARIO = Path(__file__).parents[1] / "scenarios" / "pay_once.py"


def test_a_list_is_made_approved_and_paid_once(office):
    happened = office.python(SCENARIO)

    assert happened == {
        "make": {"done": 1, "refused": 11},
        "approve": {"done": 1, "refused": 11},
        "export": {"done": 12},
        "files": {"different": 1},
        "pay": {"done": 12},
        "payments": 20,
        "entitlements paid": 20,
        "receipts": 20,
        "calls that pay": 0,
    }


def test_a_channel_is_asked_to_pay_once(office):
    with FakeProlific() as fake:
        fake.studies["study1"] = {"status": "ACTIVE"}
        fake.took_part = {f"pid{n}" for n in range(20)}

        happened = office.python(SCENARIO, "prolific", f"{fake.url}/api/v1", TOKEN)

    assert happened["pay"] == {"done": 1, "refused": 11}
    assert happened["entitlements paid"] == 20
    # One euro of each is the reward, which the channel pays by itself.
    assert fake.paid == {f"pid{n}": 100 * n for n in range(1, 20)}
    assert len([path for path in fake.paths() if path.endswith("/pay/")]) == 1
