"""What people meet first and last: rooms and their labels, the consent, and the way back to a recruiting channel."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from otree.room import ROOM_DICT

from cheap_talk_game.models import session_design
from forecast_sharing.preflight.check import CANNOT_TELL, GREEN, RED, Check
from forecast_sharing.session.choices import DATA
from forecast_sharing.session.design import SessionDesign
from participant_ui import room_labels, text_check

# The version of the consent that comes with the project.
SAMPLE = SessionDesign().consent_version


def rooms() -> Check:
    """Say which session waits in which room; one that is not held for data is no session for people."""
    said, others = [], []
    for room in ROOM_DICT.values():
        session = room.get_session()
        purpose = session_design(session).purpose if session else DATA
        words = f"{room.name}: session {session.code}" if session else f"{room.name}: no session yet"
        said.append(words + (f", {purpose}" if purpose != DATA else ""))
        others += [room.name] * (purpose != DATA)
    found = "; ".join(said) or "there are none"
    if others:
        return Check("rooms", CANNOT_TELL, found, f"Close {', '.join(others)} before people come who are to count.")
    return Check("rooms", GREEN, found)


def room_labels_check() -> Check:
    """Read the file of each room that has one."""
    files = {room.name: room.participant_label_file for room in ROOM_DICT.values() if room.has_participant_labels}
    if faults := room_labels.faults(files.values()):
        return Check("room labels", RED, "; ".join(faults), "Correct the file; the labels read before are kept.")
    found = [f"{name}: {len(room_labels.read(file))} labels" for name, file in files.items()]
    return Check("room labels", GREEN, "; ".join(found) or "no room has a file of them")


def consents(designs: Mapping[str, SessionDesign]) -> Check:
    """Look for the consent that each session config names, in its language."""
    missing = dict.fromkeys(fault for design in designs.values() for fault in text_check.consent_missing(design))
    if missing:
        return Check("consent", RED, "; ".join(missing), "Write it into participant_ui/locales/LANGUAGE/briefing.ftl.")
    named = sorted({(design.language, design.consent_version) for design in designs.values()})
    found = "; ".join(f"{language}: {version}" for language, version in named)
    if SAMPLE in {version for _, version in named}:
        remedy = f"{SAMPLE} comes with the project: is it what your ethics board approved? docs/how-to/first-session.md"
        return Check("consent", CANNOT_TELL, found, remedy)
    return Check("consent", GREEN, found)


def completion(designs: Mapping[str, SessionDesign]) -> Check:
    """Look at the link and code that lead people of online sessions back."""
    online = {name: design for name, design in designs.items() if design.fills_by_arrival}
    wrong = [name for name, design in online.items() if not _agree(design)]
    without = [name for name, design in online.items() if not (design.completion_link or design.completion_code)]
    name = "completion"
    if wrong:
        found = f"the link and the code of {', '.join(wrong)} are not the same"
        return Check(name, RED, found, "Copy both from the study's page of the channel once more.")
    if without:
        return Check(
            name,
            CANNOT_TELL,
            f"{', '.join(without)}: neither completion_link nor completion_code",
            "Give one when you create the session, unless the office does or people come from no channel.",
        )
    return Check(name, GREEN, ", ".join(online) or "no session config is online")


def _agree(design: SessionDesign) -> bool:
    """Return whether a link that holds a code, as Prolific's do, holds the one that is shown."""
    in_link = parse_qs(urlsplit(design.completion_link).query).get("cc", [])
    return not (in_link and design.completion_code) or in_link == [design.completion_code]
