"""Scripts and styles, from copies made at the start: compressed once, kept by browsers, never behind the lock."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from servestatic import ServeStaticASGI
from servestatic.compress import Compressor

from lab_server.gateway import csp_nonces
from lab_server.gateway.asgi import Application

PREFIX = "/static"
# Addresses without a version are written by hand into few places; a restart with new files must reach them soon.
SECONDS_WITHOUT_VERSION = 60
COMPRESSIBLE = {".css", ".html", ".js", ".json", ".svg", ".txt"}


class StaticFiles:
    """A folder of copies; the version in the addresses is drawn from their contents, so they never change."""

    def __init__(self, sources: Iterable[Path]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="static-")
        root = Path(self._folder.name)
        for source in sources:
            if source.is_dir():
                shutil.copytree(source, root, dirs_exist_ok=True)
        _tidy_otrees_scripts(root)
        self._root = root
        self.prefix = f"{PREFIX}/{_version(root)}"
        _compress(root)

    def before(self, app: Application) -> Application:
        """Return an application that answers for the files and leaves everything else to `app`."""
        files = ServeStaticASGI(
            app,
            max_age=SECONDS_WITHOUT_VERSION,
            allow_all_origins=False,
            immutable_file_test=lambda _, url: url.startswith(f"{self.prefix}/"),
        )
        for prefix in (PREFIX, self.prefix):
            files.add_files(self._root, prefix)
        return files

    def remove(self) -> None:
        self._folder.cleanup()


def _tidy_otrees_scripts(root: Path) -> None:
    for script in (root / "otree" / "js").glob("*.js"):
        script.write_text(csp_nonces.in_script(script.read_text(encoding="utf-8")), encoding="utf-8")


def _version(root: Path) -> str:
    contents = hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        contents.update(file.relative_to(root).as_posix().encode("utf-8") + b"\0")
        with file.open("rb") as stream:
            contents.update(hashlib.file_digest(stream, "sha256").digest())
    return contents.hexdigest()[:12]


def _compress(root: Path) -> None:
    compressor = Compressor(quiet=True)
    for file in [path for path in root.rglob("*") if path.suffix in COMPRESSIBLE and path.is_file()]:
        compressor.compress(file)
