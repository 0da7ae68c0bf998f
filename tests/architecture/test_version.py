"""The version of this software is the same wherever it stands."""

from __future__ import annotations

import re
import tomllib

from forecast_sharing import __version__
from tests.harness.servers.project_copy import REPOSITORY


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    [cited] = re.findall(r"^version: (.+)$", (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)

    assert __version__ == project == cited
