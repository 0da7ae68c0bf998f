"""The door around oTree's application, and what it needs from inside oTree 6.

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

from lab_server import otree_errors, rest_wishes
from lab_server.backup import serialised
from lab_server.changes_to_otree import Change, apply, change, check_parts
from lab_server.create_once import create_once
from lab_server.door import own_code
from lab_server.door.asgi import Application
from lab_server.door.backup_request import BackupRequest
from lab_server.door.closed_paths import ClosedPaths
from lab_server.door.headers import SecurityHeaders
from lab_server.door.health import Health
from lab_server.door.hosts import KnownHosts, own_names
from lab_server.door.limits import Limits
from lab_server.door.login import ThrottledLogin
from lab_server.door.outcomes import Outcome, Outcomes
from lab_server.door.sockets import SignedSockets
from lab_server.door.static_files import PREFIX, StaticFiles
from lab_server.hearing import Arrivals

logger = logging.getLogger("lab_server")

# A project may have these templates; they are given the fields of an Outcome.
REFUSED_TEMPLATE = "door/Refused.html"
FAILED_TEMPLATE = "door/Failed.html"
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
    if own_code.STATIC_FOLDER not in static_files_app.all_directories:
        static_files_app.all_directories.append(own_code.STATIC_FOLDER)
    # The project's files come last, since they go before oTree's of the same name.
    return StaticFiles(Path(folder) for folder in reversed(static_files_app.all_directories))


def compose(static: StaticFiles) -> Application:
    """Return oTree's application behind the door; what stands first here is asked last."""
    _name_static_files(static)
    otree_errors.raise_again()
    engine.hide_parameters = True  # an error of the database would show what participants typed

    sockets = SignedSockets(asgi.app, settings.SECRET_KEY)
    apply(_changes(sockets))
    # oTree's loader looks the class of templates up each time it reads a file; what it has read goes.
    loader.ibis_loader.cache.clear()
    door: Application = ThrottledLogin(sockets)
    door = Limits(door)
    door = Health(door, _probe)
    door = BackupRequest(door, settings.SECRET_KEY, _copy_of_the_file)
    door = static.before(door)
    door = ClosedPaths(door)
    door = KnownHosts(door, own_names())
    door = Outcomes(door, _page, _place)
    door = SecurityHeaders(door)
    return Arrivals(door, asgi.app.state.hearing)


def _changes(sockets: SignedSockets) -> Iterator[Change]:
    """Yield what the door replaces: templates mark our own scripts, addresses of sockets are signed, wishes judged."""

    class MarkedTemplate(template_module.Template):
        def __init__(self, template_string: str, *arguments: str, **named: str) -> None:
            super().__init__(own_code.in_template(template_string), *arguments, **named)

    yield change("otree.templating.template", "Template", MarkedTemplate, "82e2f6bf6711")
    for name, checksum in SOCKET_ADDRESSES.items():
        yield change("otree.channels.utils", name, sockets.signing(getattr(channel_utils, name)), checksum)
    yield change("otree.views.rest", "create_session", _judging_wishes(rest.create_session), "60c442615e34")


def _judging_wishes(create_session: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(create_session)
    def judged(**wishes: Any) -> Any:
        if rule := rest_wishes.rule_broken(wishes, ROOM_DICT):
            raise CreateSessionInvalidArgs(rule)
        if rest_wishes.KEY in wishes:
            key, labels = wishes.pop(rest_wishes.KEY), wishes.pop(rest_wishes.LABELS)
            return create_once(create_session, key=key, labels=labels, **wishes)
        return create_session(**wishes)

    return judged


def _name_static_files(static: StaticFiles) -> None:
    check_parts({"otree.urls": {"get_urlpatterns": "45df6995699c"}})
    routes = asgi.app.router.routes
    [place] = [index for index, route in enumerate(routes) if getattr(route, "name", None) == "static"]
    # oTree still writes the addresses, but no longer serves files: it can be led out of its folder.
    routes[place] = Mount(static.prefix, app=NotFoundASGI(), name="static")


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


def _place(path: str) -> str:
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
