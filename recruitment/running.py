"""The two parts of a running office: pages in this process, mail and housekeeping in a second one."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from django.conf import settings

N_THREADS = 8
# Browsers keep theirs open after a page; when no more are let in, even people with a page must wait for others' to end.
MOST_CONNECTIONS = 900  # a process may usually open 1024 files
IDLE_CONNECTION_S = 30
# A worker finishes the mail it is sending; a provider has 30 seconds to answer.
LONGEST_STOP_S = 40
PAUSE_BEFORE_RESTART_S = 5

log = logging.getLogger(__name__)


def serve(listener: socket.socket) -> None:
    """Answer requests until the process is told to stop."""
    from recruitment.wsgi import application  # noqa: PLC0415

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # waiting for a thread is no news
    # Waitress finishes what it is answering when SystemExit or KeyboardInterrupt reaches it.
    server(listener, application).run()


def server(listener: socket.socket, application: Callable[..., Iterable[bytes]]) -> Any:
    """Return waitress, ready to run."""
    return waitress.create_server(
        application,
        sockets=[listener],
        # Who asks, and whether by https, is known to the proxy alone; whatever else claims to know is cleared away.
        trusted_proxy=settings.OFFICE_PROXY,
        trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto"},
        threads=N_THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_CONNECTION_S,
        asyncore_use_poll=True,  # the usual way ends at the 1024th file
        ident=None,
    )


@contextmanager
def mail_worker() -> Iterator[None]:
    """Keep a mail worker running beside this process, and stop it in the end."""
    stopping = threading.Event()
    worker = [_started()]

    def keep_running() -> None:
        while not stopping.is_set():
            status = worker[0].wait()
            if stopping.wait(PAUSE_BEFORE_RESTART_S):
                return
            log.error("the mail worker ended with %s and is started again", status)
            worker[0] = _started()

    threading.Thread(target=keep_running, daemon=True, name="keeper of the mail worker").start()
    try:
        yield
    finally:
        stopping.set()
        worker[0].terminate()
        try:
            worker[0].wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            worker[0].kill()


def _started() -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches it through this process only, once.
    return subprocess.Popen(
        [sys.executable, settings.BASE_DIR / "manage.py", "office_worker", "--parent", str(os.getpid())],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
