"""What is printed when the office fails."""

from __future__ import annotations

import logging


class WithoutKeys(logging.Filter):
    """Names the page that failed by its pattern: addresses of people hold keys that let in whoever reads them."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            record.msg, record.args = "failed: %s", (match.route,)
        return True
