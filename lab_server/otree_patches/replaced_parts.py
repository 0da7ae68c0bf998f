"""Every part of oTree that this server replaces, in tables, and the check that it is the part it was written for.

Each replacement was read against the source of one release. Another release, or an edited copy of this one, would
run unguarded, so the server refuses to start on it.

This module has what the application needs; the gateway and the bots, which are not always there, have tables of their
own (`otree_gateway`, `rehearse`, `bot_client`), and the project's own pages name in `PARTS_OF_OTREE` of its settings
what they replace or override. All are checked here.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.resources
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runtime.refusal import RefusalToStart

RELEASE = "6.0.15"


@dataclass(frozen=True, slots=True)
class Change:
    """One name inside oTree that gets another value."""

    module: str
    name: str  # dotted within the module
    replacement: Any
    source: str  # where the source stands that was read; usually the name itself
    checksum: str  # of that source, the first 12 digits of SHA-256


def change(module: str, name: str, replacement: Any, checksum: str, source: str = "") -> Change:
    """Return a change; the source that was read is that of the name itself unless another is given."""
    return Change(module, name, replacement, source or name, checksum)


def changes() -> tuple[Change, ...]:
    """Return the application's table. oTree acts while it is imported, so this is called after it was set up."""
    from otree.channels.consumers import WSCreateSession
    from otree.session import create_session

    from lab_server.otree_patches import cached_queries, request_lock, sockets, views
    from lab_server.otree_patches.whole_sessions import leaving_nothing_half_made

    return (
        # One request at a time, from its first query to its commit, whatever asks.
        change("otree.middleware", "CommitTransactionMiddleware", request_lock.RequestLock, "299643940d1a"),
        change("otree.middleware", "PerfMiddleware", request_lock.nothing_between, "0b0d7dbbb3cd"),
        change(
            "otree.channels.consumers",
            "BaseCreateSession.lock",
            request_lock.the_lock(),
            "097e11682c8f",
            "BaseCreateSession",
        ),
        change("otree.channels.consumers", "LiveConsumer.on_receive", sockets.receive_under_the_lock(), "44dbaf676cd7"),
        change(
            "otree.channels.consumers",
            "WSCreateSession.post_receive_json",
            sockets.refusing_amounts_to_round(WSCreateSession.post_receive_json),
            "c52ff23940a9",
        ),
        # A session that cannot be created leaves nothing behind.
        change("otree.session", "create_session", leaving_nothing_half_made(create_session), "60c442615e34"),
        change("otree.views.rest", "create_session", leaving_nothing_half_made(create_session), "60c442615e34"),
        # What may take long runs beside the event loop, which goes on to serve files and sockets.
        change("otree.views.cbv", "AdminView.dispatch", views.dispatch_admin_view, "15745062f532"),
        change("otree.views.cbv", "BaseRESTView.dispatch", views.dispatch_rest_view, "7200937079da"),
        # Nobody's slow connection holds the lock, and sockets are only touched from their own loop.
        change(
            "otree.channels.consumers",
            "WSExportData.send_json",
            sockets.send_json_later,
            "139a50b85fd2",
            "_OTreeAsyncJsonWebsocketConsumer.send_json",
        ),
        change("otree.channels.utils", "ChannelLayer.sync_send", sockets.send_from_any_thread, "34a675465b0c"),
        # Statements kept ready, and nothing worked out that nobody reads.
        change("otree.database", "AnyModel.objects_get", classmethod(cached_queries.objects_get), "593b4693a46d"),
        change("otree.database", "AnyModel.objects_first", classmethod(cached_queries.objects_first), "201fbaf2c322"),
        change("otree.database", "AnyModel.objects_exists", classmethod(cached_queries.objects_exists), "d882709c93d5"),
        change("otree.database", "DBWrapper.get_or_404", cached_queries.get_or_404, "85eb901f13e2"),
        change(
            "otree.views.abstract",
            "WaitPage._get_participants_for_this_waitpage",
            cached_queries.participants_at_wait_page,
            "ed544c041d1d",
        ),
        change(
            "otree.channels.consumers",
            "DetectAutoAdvance.page_should_be_on",
            cached_queries.page_should_be_on,
            "7deab0fabff6",
        ),
        change(
            "otree.models.participant",
            "Participant._update_monitor_table",
            cached_queries.update_monitor_table,
            "a939d780cb34",
        ),
        change("otree.templating.nodes", "url_of_static_file", cached_queries.ready_static_addresses(), "4cc1c60297be"),
    )


def apply(table: Iterable[Change] | None = None) -> None:
    """Check the whole table, then make its changes; refuse to start if anything is not as it was read."""
    table = changes() if table is None else tuple(table)
    check_release()
    for change in table:
        check_source(change)
    for change in table:
        owner, name = _owner(change.module, change.name)
        setattr(owner, name, change.replacement)


def check_release() -> None:
    import otree

    if otree.__version__ != RELEASE:
        raise RefusalToStart(
            f"This is oTree {otree.__version__}, but the server was written for {RELEASE} and replaces parts of it: "
            "install what requirements.txt names."
        )


def check_parts(parts: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse to start if a part that the project replaces or overrides is not as it was read: by module and name."""
    for module, checksums in parts.items():
        for name, read in checksums.items():
            _check(module, name, read)


def check_source(change: Change) -> None:
    _check(change.module, change.source, change.checksum)


def _check(module: str, source: str, read: str) -> None:
    if source.endswith(".html"):
        found = _digits((importlib.resources.files(module) / source).read_text(encoding="utf-8"))
    else:
        owner, name = _owner(module, source)
        # A class inherits what it does not define: what counts is what is in the file of the one named.
        found = checksum(vars(owner).get(name))
    if found != read:
        raise RefusalToStart(
            f"{module}.{source} is not the one of oTree {RELEASE} that this server was written for "
            f"(checksum {found} instead of {read}): install oTree anew from requirements.txt."
        )


def checksum(part: Any) -> str:
    if part is None:
        return "absent"
    part = part.fget if isinstance(part, property) else part
    # Of what was wrapped, the original counts.
    return _digits(inspect.getsource(part.__func__ if isinstance(part, classmethod) else part))


def _digits(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def _owner(module: str, name: str) -> tuple[Any, str]:
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for step in path:
        owner = getattr(owner, step)
    return owner, last
