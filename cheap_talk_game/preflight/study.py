"""Whether a study is frozen, the same as when it was frozen, and what its sessions will say."""

from __future__ import annotations

from forecast_sharing.preflight.check import GREEN, RED, Check
from forecast_sharing.study import finding
from forecast_sharing.study.lock import StudyLock, content_of, differences, read_lock
from forecast_sharing.study.session_config import PREFIX
from forecast_sharing.study.study import StudyError, read
from settings import SESSION_CONFIGS, STUDIES

NAME = "study"
MOST_SHOWN = 3
RESTART = "Restart the server, which reads its studies when it starts."


def check_study(name: str = "") -> Check:
    """Judge the study of this name; without a name all those that are frozen."""
    if name:
        return _judged(name)
    frozen = [study.name for study, lock in STUDIES.studies if lock is not None]
    judged = [_judged(one) for one in frozen]
    bad = [check for check in judged if check.state == RED]
    if bad:
        return Check(NAME, RED, "; ".join(check.found for check in bad), bad[0].remedy)
    if not frozen:
        return Check(NAME, GREEN, "none was named, and none here is frozen")
    return Check(NAME, GREEN, "; ".join(check.found for check in judged))


def _judged(name: str) -> Check:
    if name not in {study.name for study, _ in STUDIES.studies}:
        found = f"there was no study {name} in studies/ when the server started"
        return Check(NAME, RED, found, "Copy its folder there and restart the server.")
    try:
        folder = finding.folder_of(name)
        study, lock = read(folder), read_lock(folder)
        content = content_of(study, folder)
    except StudyError as error:
        return Check(NAME, RED, str(error), f"python -m forecast_sharing study check {name}")
    freeze = f"python -m forecast_sharing study freeze {name}, then restart the server."
    if lock is None:
        return Check(NAME, RED, f"{name} is sound and not frozen", freeze)
    if changed := differences(lock.content, content):
        shown = "; ".join(changed[:MOST_SHOWN]) + ("; and more" if len(changed) > MOST_SHOWN else "")
        return Check(
            NAME, RED, f"{name} was changed since version {lock.version}: {shown}", f"Undo the changes, or {freeze}"
        )
    if said := _said_otherwise(name, lock):
        return Check(NAME, RED, f"{name}: {said}", RESTART)
    return Check(
        NAME, GREEN, f"{name} is frozen as version {lock.version}, SHA-256 {lock.sha256[:12]}…, and unchanged since"
    )


def _said_otherwise(name: str, lock: StudyLock) -> str:
    """Return what the session config says instead of the lock's version; empty if it says that."""
    config = next((config for config in SESSION_CONFIGS if config["name"] == f"{PREFIX}{name}"), None)
    if config is None:
        return "the server has no session config of it"
    if (config.get("study_version"), config.get("study_sha256")) == (lock.version, lock.sha256):
        return ""
    return f"its session config says version {config.get('study_version', 0)}, the lock in its folder {lock.version}"
