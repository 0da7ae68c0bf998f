"""What is printed when the office fails."""

from __future__ import annotations

import logging
import textwrap


class WithoutKeys(logging.Filter):
    """Names the page that failed by its pattern: people's addresses hold keys that let anyone in who reads them."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            record.msg, record.args = "failed: %s", (match.route,)
        return True


class OneLine(logging.Formatter):
    """Lets nothing that somebody typed, such as a name at log-in, begin a line of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        record.message = "".join(sign if sign.isprintable() else _escaped(sign) for sign in record.message)
        return super().formatMessage(record)

    def formatException(self, ei: tuple) -> str:  # noqa: N802 - the library's own name
        return textwrap.indent(super().formatException(ei), "  ")


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
