"""Where a server listens and how other computers reach it."""

from __future__ import annotations

import errno
import os
import socket
import sys

from runtime.refusal import RefusalToStart

EVERY_INTERFACE = "0.0.0.0"  # noqa: S104  # lab computers must be able to connect
HIGHEST_PORT = 65_535


def chosen_port(from_command_line: str | None, *, variable: str, default: str) -> int:
    """Return the port asked for on the command line, else the one in the environment, else the default."""
    text = from_command_line or os.environ.get(variable) or default
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= HIGHEST_PORT):
        raise RefusalToStart(f"The port must be a number from 1 to {HIGHEST_PORT}, not {text!r}.")
    return int(text)


def listening_socket(host: str, port: int, *, variable: str) -> socket.socket:
    """Take the port now, before anything else happens, and keep it; a refusal names the variable that sets it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        # Lets a restarted server have its port at once. On Windows the same option would let
        # two servers share it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise RefusalToStart(_reason(error, host, port, variable)) from error
    return listener


def address_in_the_local_network() -> str | None:
    """Return the address under which this computer would speak to others, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address reserved for documentation. Connecting a datagram socket sends nothing.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None


def _reason(error: OSError, host: str, port: int, variable: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use: stop the program that has it, "
            f"or choose another one, for instance {variable}={port + 1 if port < HIGHEST_PORT else port - 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by this user: choose one above 1023, like {variable}={8000 + port}."
    return f"The server cannot listen on {host}:{port}: {error.strerror or error}."
