"""The gateway around oTree's application, and what it needs from inside oTree 6.

Like everything of oTree, imported only after the environment is ready.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

from otree import asgi, settings
from otree.channels import utils as channel_utils
from otree.common2 import static_files_app
from otree.database import db, engine, session_scope, sqlite_disk_conn
from otree.middleware import lock2
from otree.models_concrete import TaskQueueMessage
from otree.room import ROOM_DICT
from otree.session import CreateSessionInvalidArgs
from otree.templating import errors, loader, render
from otree.templating import template as template_module
from otree.views import rest
from servestatic.asgi import NotFoundASGI
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount

from lab_server.backup import serialised
from lab_server.gateway import csp_nonces
from lab_server.gateway.asgi import Application, Receive, Scope, Send
from lab_server.gateway.backup_request import BackupRequest
from lab_server.gateway.closed_paths import ClosedPaths
from lab_server.gateway.headers import SecurityHeaders
from lab_server.gateway.health import Health
from lab_server.gateway.hosts import KnownHosts, own_names
from lab_server.gateway.limits import Limits
from lab_server.gateway.login import ThrottledLogin
from lab_server.gateway.outcomes import Outcome, Outcomes
from lab_server.gateway.sockets import SignedSockets
from lab_server.gateway.static_files import PREFIX, StaticFiles
from lab_server.otree_patches import page_errors, session_request_rules
from lab_server.otree_patches.create_once import create_once
from lab_server.otree_patches.hearing import Arrivals
from lab_server.otree_patches.replaced_parts import Change, apply, change, check_parts
from lab_server.start.otree_application import of_project

logger = logging.getLogger("lab_server")

# A project may have these templates; they are given the fields of an Outcome.
REFUSED_TEMPLATE = "gateway/Refused.html"
FAILED_TEMPLATE = "gateway/Failed.html"
FAILURE_WITHOUT_TEMPLATE = (
    '<!DOCTYPE html><html lang="en"><title>Error</title><h1>Something went wrong</h1>'
    "<p>Reload this page. If this comes again, tell the experimenter this reference: {}</p></html>"
)

PROBE = "healthz"

# Functions of otree.channels.utils that write the addresses of the sockets of pages, with checksums of their sources.
SOCKET_ADDRESSES = {
    "auto_advance_path": "a305b96b6596",
    "chat_path": "7b12a4a663ae",
    "gbat_path": "c2d9fe668f14",
    "group_wait_page_path": "78b6f9a24bd9",
    "live_path": "82324c25c530",
    "room_participant_path": "dc116b07b4f8",
    "subsession_wait_page_path": "6f14a5ab2b44",
    "trial_path": "2ed61455e632",
}


def copy_static_files() -> StaticFiles:
    # Last, so that a file of the project of the same name goes before.
    if csp_nonces.STATIC_FOLDER not in static_files_app.all_directories:
        static_files_app.all_directories.append(csp_nonces.STATIC_FOLDER)
    # The project's files come last, since they go before oTree's of the same name.
    return StaticFiles(Path(folder) for folder in reversed(static_files_app.all_directories))


def compose(static: StaticFiles) -> Application:
    """Return oTree's application behind the gateway; what comes first here is asked last."""
    _name_static_files(static)
    page_errors.raise_again()
    engine.hide_parameters = True  # an error of the database would show what participants typed

    sockets = SignedSockets(asgi.app, settings.SECRET_KEY)
    apply(_changes(sockets))
    # oTree's loader looks the class of templates up each time it reads a file; what it has read goes.
    loader.ibis_loader.cache.clear()
    gateway: Application = ThrottledLogin(sockets)
    gateway = Limits(gateway)
    gateway = Health(gateway, _probe)
    gateway = BackupRequest(gateway, settings.SECRET_KEY, _copy_of_the_file)
    gateway = static.before(gateway)
    gateway = ClosedPaths(gateway)
    gateway = KnownHosts(gateway, own_names())
    gateway = Outcomes(gateway, _page, _route)
    gateway = _noting(gateway, of_project("NOTE_REQUEST"))
    gateway = SecurityHeaders(gateway)
    return Arrivals(gateway, asgi.app.state.hearing)


def _noting(app: Application, note: Callable[[Scope], None] | None) -> Application:
    """Return the application; the project is told of each request before it, if its settings name who."""

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            note(scope)
        await app(scope, receive, send)

    return noting if note else app


def _changes(sockets: SignedSockets) -> Iterator[Change]:
    """Yield what the gateway replaces: templates mark our scripts, addresses of sockets are signed, requests judged."""

    class MarkedTemplate(template_module.Template):
        def __init__(self, template_string: str, *arguments: str, **named: str) -> None:
            super().__init__(csp_nonces.in_template(template_string), *arguments, **named)

    yield change("otree.templating.template", "Template", MarkedTemplate, "82e2f6bf6711")
    for name, checksum in SOCKET_ADDRESSES.items():
        yield change("otree.channels.utils", name, sockets.signing(getattr(channel_utils, name)), checksum)
    yield change("otree.views.rest", "create_session", _judging_requests(rest.create_session), "60c442615e34")


def _judging_requests(create_session: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(create_session)
    def judged(**request: Any) -> Any:
        if rule := session_request_rules.rule_broken(request, ROOM_DICT):
            raise CreateSessionInvalidArgs(rule)
        if session_request_rules.KEY in request:
            key, labels = request.pop(session_request_rules.KEY), request.pop(session_request_rules.LABELS)
            return create_once(create_session, key=key, labels=labels, **request)
        return create_session(**request)

    return judged


def _name_static_files(static: StaticFiles) -> None:
    check_parts({"otree.urls": {"get_urlpatterns": "45df6995699c"}})
    routes = asgi.app.router.routes
    [position] = [index for index, route in enumerate(routes) if getattr(route, "name", None) == "static"]
    # oTree still writes the addresses, but no longer serves files: it can be led out of its folder.
    routes[position] = Mount(static.prefix, app=NotFoundASGI(), name="static")


async def _probe() -> None:
    """Write and forget a row, as every page writes: a database on a full disk still answers questions."""
    async with lock2:
        with session_scope():
            db.add(TaskQueueMessage(method=PROBE, kwargs_json="{}", epoch_time=0))
            db.query(TaskQueueMessage).filter_by(method=PROBE).delete()


async def _copy_of_the_file() -> bytes | None:
    if engine.name != "sqlite":
        return None
    async with lock2:
        return await run_in_threadpool(serialised, sqlite_disk_conn)


def _route(path: str) -> str:
    """Return the pattern of an address, without the codes and labels in it."""
    if path.startswith(f"{PREFIX}/"):
        return PREFIX
    patterns = (route.path for route in asgi.app.routes if route.path_regex.match(path))
    return next(patterns, "none")


def _page(outcome: Outcome) -> bytes | None:
    """Return the project's page about a failed request; None leaves what was sent as it is."""
    is_failure = outcome.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if is_failure and settings.DEBUG:
        return None
    try:
        return render(FAILED_TEMPLATE if is_failure else REFUSED_TEMPLATE, asdict(outcome)).body
    except errors.TemplateLoadError:
        return FAILURE_WITHOUT_TEMPLATE.format(outcome.reference).encode("utf-8") if is_failure else None
    except Exception:
        logger.exception("the page about a failed request cannot be shown")
        return FAILURE_WITHOUT_TEMPLATE.format(outcome.reference).encode("utf-8")
