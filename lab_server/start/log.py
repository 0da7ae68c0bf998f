"""The log: one line of JSON for each event, on standard error, without personal data."""

from __future__ import annotations

import os
from logging.config import dictConfig

from runtime.refusal import RefusalToStart

VARIABLE = "LAB_LOG"
# `requests` writes a line for every request too, which would bury the few that matter in a terminal.
LEVELS = {"events": "WARNING", "requests": "INFO"}
DEFAULT = "events"
# Loggers to which oTree and uvicorn give handlers or levels of their own.
OTHERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets.server", "otree.perf")


def configure() -> None:
    """Take the log over from oTree, which sets up its own when it is imported."""
    chosen = os.environ.get(VARIABLE) or DEFAULT
    if chosen not in LEVELS:
        raise RefusalToStart(f"{VARIABLE} must be one of {', '.join(LEVELS)}, not {chosen!r}.")
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": "pythonjsonlogger.json.JsonFormatter",
                    "fmt": ["asctime", "levelname", "name", "message"],
                    "rename_fields": {"asctime": "at", "levelname": "level", "name": "by", "message": "event"},
                    "datefmt": "%Y-%m-%dT%H:%M:%S%z",
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "lab_server": {"level": "INFO"},
                "lab_server.requests": {"level": LEVELS[chosen]},
                **{name: {"handlers": [], "propagate": True, "level": "WARNING"} for name in OTHERS},
            },
        }
    )
