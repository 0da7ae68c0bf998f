"""All tables of one session, or of all sessions of its study on this server, in one archive for the administrator.

oTree's own data page mixes all sessions of the server. An archive is read by `python -m forecast_sharing`, which takes
the folders in it as they are.
"""

import io
import zipfile

from otree import export, settings
from otree.channels.routing import websocket_routes
from otree.models import Session
from otree.views.cbv import AdminSessionPage
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cheap_talk_game.studies import sessions_of_study
from forecast_sharing.tables.codebook import as_markdown

TABLE = "custom_export_"
# The same tables give the same bytes, whenever they are asked for.
MOMENT = (1980, 1, 1, 0, 0, 0)


class DownloadSession(AdminSessionPage):
    """The tables of one session."""

    def get(self, request: Request, code: str) -> Response:
        return _archive(code, [self.session])


class DownloadStudy(AdminSessionPage):
    """The tables of all sessions of a session's study on this server that were held for data."""

    def get(self, request: Request, code: str) -> Response:
        return _archive(self.session.config.get("study") or code, sessions_of_study(self.session))


def _archive(name: str, sessions: list[Session]) -> Response:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "codebook.md", as_markdown(name))
        for session in sessions:
            for app, function_name in _exports():
                _add(
                    archive,
                    f"{session.code}/{function_name.removeprefix(TABLE)}.csv",
                    _table(app, function_name, session),
                )
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"', "Cache-Control": "no-store"}
    return Response(held.getvalue(), media_type="application/zip", headers=headers)


def _exports() -> list[tuple[str, str]]:
    return [(app, name) for app in settings.OTREE_APPS for name in export.get_custom_export_functions(app)]


def _table(app: str, function_name: str, session: Session) -> str:
    stream = io.StringIO(newline="")
    export.custom_export_app(app, stream, session.code, function_name=function_name)
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text)


websocket_routes.extend(
    [
        Route("/download/{code}", DownloadSession, name="DownloadSession"),
        Route("/download/{code}/study", DownloadStudy, name="DownloadStudy"),
    ]
)
