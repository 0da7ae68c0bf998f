"""The tests' own way from page to page: what comes slowly is there before it is read."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.harness.people.arrivals import leading_on

pytestmark = pytest.mark.browser


class _SlowPage(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(b"<p><a href='/next'>next</a>")
            return
        self.wfile.write(b"<table><tr><td>first</td>" + b" " * 4096)
        self.wfile.flush()
        time.sleep(1)
        self.wfile.write(b"<td>last</td></tr></table>")

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def slow_site():
    with ThreadingHTTPServer(("localhost", 0), _SlowPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_a_page_that_comes_slowly_is_whole_when_it_is_read(browser, slow_site):
    page = browser.new_page()
    page.goto(slow_site)
    with leading_on(page):
        page.get_by_role("link", name="next").click()

    assert page.locator("td").all_inner_texts() == ["first", "last"]
    page.close()
