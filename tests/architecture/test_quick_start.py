"""What every server and every command of the office imports does not load what few of them use."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
import forecast_sharing.session.earnings
print(*(name for name in sys.modules if name.startswith(("scipy.special", "scipy.stats", "pandas"))))
"""


@pytest.mark.process
def test_settings_of_a_session_load_neither_special_functions_nor_tables():
    """SciPy loads a module when it is first used: `import scipy`, and not `from scipy.special import ...`."""
    loaded = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True).stdout

    assert loaded.split() == []
