"""How hypothesis runs here: the same examples each time, and no deadline that a busy computer would miss."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# After every small change; what is wrong in general mostly is so in the first few.
settings.register_profile("quick", settings.get_profile("repeatable"), max_examples=20)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.getoption("few_examples") else "repeatable")
