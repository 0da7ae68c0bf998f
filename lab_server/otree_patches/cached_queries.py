"""oTree's most frequent questions to its database, with the statement kept ready instead of written anew each time.

SQLAlchemy 1.3 builds and compiles the SQL text of a query whenever it runs; for the short queries of a page this is
most of the server's work. Its own extension `baked` keeps the text. What is asked, and what comes back, stays.
"""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import bindparam, inspect
from sqlalchemy.ext import baked

_bakery = baked.bakery(size=2000)
PLAIN = (int, str, bool, float)
OF_ONE_ROUND = frozenset({"participant", "round_number"})


def objects_get(cls: Any, *criteria: Any, **conditions: Any) -> Any:
    """Return the one row that fulfils the conditions."""
    if not criteria:
        known = _known(cls, conditions)
        if known is not None:
            return known
        values = _values(cls, conditions)
        if values is not None:
            return _remembered(cls, conditions, _ready(cls, values).one())
    return cls.objects_filter(*criteria, **conditions).one()


def objects_first(cls: Any, *criteria: Any, **conditions: Any) -> Any:
    """Return a row that fulfils the conditions, or None."""
    values = None if criteria else _values(cls, conditions)
    if values is None:
        return cls.objects_filter(*criteria, **conditions).first()
    return _ready(cls, values).first()


def objects_exists(cls: Any, *criteria: Any, **conditions: Any) -> bool:
    """Return whether a row fulfils the conditions."""
    return bool(cls.objects_first(*criteria, **conditions))


def get_or_404(self: Any, model: Any, msg: str = "Not found (maybe the session was deleted)", **conditions: Any) -> Any:
    """Return the one row that fulfils the conditions, or answer that there is none."""
    from sqlalchemy.orm.exc import NoResultFound
    from starlette.exceptions import HTTPException

    try:
        return model.objects_get(**conditions)
    except NoResultFound:
        raise HTTPException(404, f"{msg}: {model.__name__}, {conditions}") from None


def participants_at_wait_page(self: Any, group_or_subsession: Any) -> list[Any]:
    """Return who waits for each other; oTree returns a query, which runs again in each loop over it."""
    from otree.models import Participant

    player, column = self.PlayerClass, "subsession_id" if self.wait_for_all_groups else "group_id"

    def build(session: Any) -> Any:
        players = session.query(Participant).join(player, player.participant_id == Participant.id)
        return players.filter(getattr(player, column) == bindparam("owner"))

    return _bakery(build, player, column)(_session()).params(owner=group_or_subsession.id).all()


def page_should_be_on(self: Any, participant_code: str) -> int | None:
    """Return the place of a participant in the order of pages, or None if there is no such participant."""
    from otree.models import Participant

    participant = Participant.objects_first(code=participant_code)
    return participant and participant._index_in_pages  # noqa: SLF001


def update_monitor_table(self: Any) -> None:
    """Tell the Monitor tab where a participant is, if anybody has it open."""
    from otree import export
    from otree.channels import utils

    group = utils.session_monitor_group_name(self._session_code)
    if utils.channel_layer._subs.get(group):  # noqa: SLF001
        utils.sync_group_send(group=group, data={"rows": export.get_rows_for_monitor([self])})


def ready_static_addresses() -> Any:
    """Return oTree's function for the address of a file, with its answers kept; it tries all routes each time."""
    from otree.common2 import url_of_static_file

    return functools.lru_cache(maxsize=1000)(url_of_static_file)


def keep_rows_after_commit() -> None:
    """Let what was read stay valid after a commit in the middle of a request, as the setting of a payoff is one.

    SQLAlchemy reads every row again after a commit, because somebody else may have changed it. Here nobody can:
    one request at a time has the database, and this process is its only user.
    """
    from otree.database import DBSession

    DBSession.configure(expire_on_commit=False)


def _session() -> Any:
    from otree.database import db

    return db._db  # noqa: SLF001 - oTree has no public way


def _ready(cls: Any, values: dict[str, Any]) -> Any:
    names = tuple(sorted(values))

    def build(session: Any) -> Any:
        return session.query(cls).filter(*(getattr(cls, name) == bindparam(f"{name}_asked") for name in names))

    return _bakery(build, cls, names)(_session()).params(**{f"{name}_asked": values[name] for name in names})


def _values(cls: Any, conditions: dict[str, Any]) -> dict[str, Any] | None:
    """Return the conditions as values of columns, or None if they are not that simple."""
    from otree.database import AnyModel

    columns, values = cls.__table__.columns, {}
    for name, value in conditions.items():
        if isinstance(value, AnyModel):
            column, plain = f"{name}_id", inspect(value).identity and value.id
        else:
            column, plain = name, value
        # None is asked for in another way in SQL, and an unknown name is an error that oTree words.
        if column not in columns or not isinstance(plain, PLAIN):
            return None
        values[column] = plain
    return values


def _known(cls: Any, conditions: dict[str, Any]) -> Any:
    """Return a row this request has already read, if the conditions can only mean that one."""
    session = _session()
    if conditions.keys() == {"id"}:
        known = session.identity_map.get(inspect(cls).identity_key_from_primary_key((conditions["id"],)))
    elif conditions.keys() == OF_ONE_ROUND:
        known = session.info.get((cls, conditions["participant"], conditions["round_number"]))
    else:
        return None
    if known is None or inspect(known).expired or known not in session or known in session.deleted:
        return None
    return known


def _remembered(cls: Any, conditions: dict[str, Any], row: Any) -> Any:
    if conditions.keys() == OF_ONE_ROUND:
        # A session of the database lives as long as a request, and nobody changes places within a round.
        _session().info[cls, conditions["participant"], conditions["round_number"]] = row
    return row
