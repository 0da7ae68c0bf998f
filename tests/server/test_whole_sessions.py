"""A session that cannot be created leaves nothing behind, whatever goes wrong."""

from __future__ import annotations

import pytest

from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process


@pytest.mark.parametrize("error", ["KeyError", "TypeError"])
def test_a_session_that_fails_half_way_leaves_nothing_behind(counting_project, error):
    app = counting_project / "counting" / "__init__.py"
    failing = f"\n\ndef creating_session(subsession):\n    if subsession.session.config['step'] == 13: raise {error}\n"
    app.write_text(app.read_text(encoding="utf-8") + failing, encoding="utf-8")
    with SessionServer(counting_project) as server:
        with pytest.raises(RuntimeError, match="answered"):
            server.rest.create_session("counting", 2, step=13)
        left = server.rest.get("/api/sessions").json()
        code = server.rest.create_session("counting", 2, step=1)

        assert left == []
        assert len(server.rest.session(code)["participants"]) == 2
