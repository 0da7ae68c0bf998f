"""At the door people read the language that their browser asks for, if there are texts in it."""

from __future__ import annotations

import shutil

import pytest

from participant_ui import catalogue
from participant_ui.arrival_language import ArrivalTexts, arrival_language, note_request
from participant_ui.catalogue import LOCALES


@pytest.fixture
def locales(tmp_path, monkeypatch):
    """Return a folder of texts with two languages besides English."""
    for language in ("en", "de", "pt_BR"):
        shutil.copytree(LOCALES / "en", tmp_path / language)
    monkeypatch.setattr(catalogue, "LOCALES", tmp_path)
    monkeypatch.setattr(catalogue, "_shown", {})
    return tmp_path


def ask(accepted: bytes | None) -> None:
    note_request({"headers": [] if accepted is None else [(b"accept-language", accepted)]})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "en"),
        (b"de", "de"),
        (b"de-AT,de;q=0.9,en;q=0.8", "de"),
        (b"fr,en;q=0.5,de;q=0.7", "de"),
        (b"de;q=0,en", "en"),
        (b"pt-BR,pt;q=0.9", "pt_BR"),
        (b"fr-FR,fr", "en"),
        (b"*", "en"),
        (b"", "en"),
        (b";q=;q=1e,,\xff<script>" + 10_000 * b"de,", "de"),
        (b"de;q=many", "en"),
        (b"../../etc", "en"),
    ],
)
def test_language_is_the_one_the_browser_asks_for_first(locales, accepted, language):
    ask(accepted)

    assert arrival_language() == language


def test_texts_follow_each_request(locales):
    file = locales / "de" / "common.ftl"
    file.write_text(file.read_text(encoding="utf-8").replace("room-title = ", "room-title = Hallo: "), encoding="utf-8")
    t = ArrivalTexts()
    shown = []
    for accepted in (b"de", b"en"):
        ask(accepted)
        shown.append((t.language, t("room-title").startswith("Hallo: ")))

    assert shown == [("de", True), ("en", False)]
