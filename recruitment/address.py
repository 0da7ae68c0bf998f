"""Where the office listens."""

from __future__ import annotations

import errno
import os
import socket
import sys

from recruitment.refusal import RefusalToStart

EVERY_INTERFACE = "0.0.0.0"  # noqa: S104  # the phone at the door must be able to connect
DEFAULT_PORT = "8001"
HIGHEST_PORT = 65_535


def chosen_port(from_command_line: str | None) -> int:
    """Return the port asked for on the command line, else OFFICE_PORT, else 8001."""
    text = from_command_line or os.environ.get("OFFICE_PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= HIGHEST_PORT):
        raise RefusalToStart(f"The port must be a number from 1 to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


def listening_socket(host: str, port: int) -> socket.socket:
    """Take the port now, before anything else happens, and keep it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # Lets a restarted office have its port at once. On Windows the same option would let two share it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise RefusalToStart(_reason(error, host, port)) from error
    return listener


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is already in use: stop the program that has it, or choose another one with OFFICE_PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user: choose one above 1023, like OFFICE_PORT=8001."
    return f"The office cannot listen on {host}:{port}: {error.strerror or error}."
