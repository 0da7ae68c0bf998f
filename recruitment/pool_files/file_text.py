"""The text of an uploaded table of people, whatever program wrote it; anything else is refused by its kind."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruitment.pool_files.workbooks import is_workbook, text_of_workbook
from recruitment.refused import Refused

# What older systems and other programs write that is not UTF-8, and what to call it.
OLD_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (850)"}
# Read in the wrong one of these, letters turn into signs that stand in no name.
_LETTERS = frozenset("ÄÖÜäöüßÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝàáâãåæçèéêëìíîïñòóôõøùúûýÿŒœŠšŽž")
_WESTERN = frozenset("ÄÖÜäöüßéèêáàâçñóòôíìîúùûøåæ")

_BEGINNINGS: tuple[tuple[bytes, object], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        gettext_lazy(
            "This is a file of an old version of Excel, or one with a password. Save it as .xlsx without a password."
        ),
    ),
    (b"%PDF", gettext_lazy("This is a PDF. Export the people as .xlsx or CSV.")),
    (b"\x89PNG", gettext_lazy("This is a picture. Export the people as .xlsx or CSV.")),
    (b"\xff\xd8\xff", gettext_lazy("This is a picture. Export the people as .xlsx or CSV.")),
    (
        b"PK\x03\x04",
        gettext_lazy("This is an archive, not an Excel table. Unpack it, or save the table as .xlsx or CSV."),
    ),
    (b"\x1f\x8b", gettext_lazy("This is an archive. Unpack it first.")),
)
_WEB_PAGE = gettext_lazy(
    "This is a web page, not a table: probably the log-in page of the older system, saved instead of its export. Log "
    "in there and export again."
)
_DATABASE = gettext_lazy("This is a copy of a database. Export the table of people as .xlsx or CSV.")
_TEXTS: tuple[tuple[re.Pattern[str], object], ...] = (
    (re.compile(r"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE), _WEB_PAGE),
    (re.compile(r"\s*<\?xml|\s*<\w+[\s>]"), gettext_lazy("This is XML, not a table. Save it as .xlsx or CSV.")),
    (re.compile(r'\s*[{\[]\s*["{\[]'), gettext_lazy("This is JSON, not a table. Export the people as .xlsx or CSV.")),
    (re.compile(r"\s*(-- \w+ dump|-- phpMyAdmin|CREATE TABLE|INSERT INTO|SQLite format)", re.IGNORECASE), _DATABASE),
    (re.compile(r"\s*BEGIN:VCARD"), gettext_lazy("These are contact cards. Export the people as .xlsx or CSV.")),
)


@dataclass(frozen=True, slots=True)
class PeopleText:
    """The table as CSV, and what staff should know of how it was read."""

    text: str
    notes: list[str] = field(default_factory=list)


def people_text(content: bytes) -> PeopleText:
    """Return the text of a CSV file or an Excel table; raises Refused with what the file is instead."""
    if is_workbook(content):
        return PeopleText(*text_of_workbook(content))
    for beginning, message in _BEGINNINGS:
        if content.startswith(beginning):
            raise Refused(str(message))
    text, encoding = _decoded(content)
    for pattern, message in _TEXTS:
        if pattern.match(text):
            raise Refused(str(message))
    if not encoding:
        return PeopleText(text)
    note = _("The file is not in UTF-8. It was read as %(encoding)s: look at the umlauts and accents below.")
    return PeopleText(text, [note % {"encoding": encoding}])


def decoded(content: bytes) -> str:
    """Return the text of a file; older systems still write in Windows' own encoding, and Excel in UTF-16."""
    return _decoded(content)[0]


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and, where the encoding is a guess, what it is called."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ""
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        best = max(OLD_ENCODINGS, key=_names_as(content))
        return content.decode(best, errors="replace"), OLD_ENCODINGS[best]


def _names_as(content: bytes) -> Callable[[str], int]:
    """Return how much the file looks like names in an encoding; the first of several that are alike is taken."""
    foreign = bytes(byte for byte in content if byte >= 0x80)

    def score(encoding: str) -> int:
        signs = foreign.decode(encoding, errors="replace")
        return sum(2 if sign in _WESTERN else 1 if sign in _LETTERS else -2 for sign in signs)

    return score
