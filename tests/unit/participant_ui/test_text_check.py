"""Texts as people paste them: what Fluent would drop or refuse later is named at once, with line, text and remedy."""

from __future__ import annotations

import os
import shutil
from functools import cache
from types import SimpleNamespace

import pytest
from fluent.syntax import FluentParser

from forecast_sharing.session.design import SessionDesign
from participant_ui import catalogue, text_check, text_files
from participant_ui.catalogue import LOCALES, Catalogue, MissingTextError, Texts, languages
from participant_ui.text_files import read
from settings import SESSION_CONFIG_DEFAULTS, SESSION_CONFIGS

DESIGNS = [SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config}) for config in SESSION_CONFIGS]
VOLUNTARY = "Taking part is voluntary."

# A test edits one file; the others are those of the project each time.
parsed_once = SimpleNamespace(parse=cache(FluentParser().parse))


@pytest.fixture
def locales(tmp_path, monkeypatch):
    """Return a folder of texts that may be edited, in place of the project's."""
    folder = tmp_path / "participant_ui" / "locales"
    shutil.copytree(LOCALES, folder)
    monkeypatch.setattr(catalogue, "LOCALES", folder)
    monkeypatch.setattr(catalogue, "_shown", {})
    monkeypatch.setattr(text_files, "FluentParser", lambda: parsed_once)
    return folder


def append(locales, text: str, file: str = "en/briefing.ftl") -> int:
    """Add a text at the end of a file and return its first line."""
    path = locales / file
    before = path.read_text(encoding="utf-8") + "\n"
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def replace_in(path, old: str, new: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")
    # Within one tick of the clock a file of the same size would look unchanged.
    os.utime(path, ns=(1, 1))


def test_the_texts_of_the_project_can_all_be_shown_with_every_config(locales):
    assert text_check.read_all(DESIGNS) == []


def test_the_list_of_texts_is_that_of_the_catalogue():
    consents = {name for name in catalogue.catalogue("en").texts if text_check.is_consent(name)}

    assert set(text_check.declared()) == set(catalogue.catalogue("en").texts) - consents
    assert "consent-v1" in consents


@pytest.mark.parametrize(
    "consent",
    [
        f"    You may come.\n\n    {VOLUNTARY} You are paid {{ $show_up_fee }}.\n",
        f"    It takes 60 minutes. Up to 150 people come.\n\n    1. {VOLUNTARY}\n    2. It is paid.\n",
        f"    You may come.\n\n    # What matters\n    - {VOLUNTARY}\n    • Art. 13 = GDPR\n",
        f'    You may come {{"{{"}}see below{{"}}"}}.\n    {VOLUNTARY}\n',
        f"    You may come.\r\n\r\n    {VOLUNTARY}\r\n",
    ],
    ids=["plain", "numbers", "indented signs", "braces as told", "from Windows"],
)
def test_a_consent_that_is_shown_whole_is_accepted(locales, consent):
    append(locales, f"consent-v2 =\n{consent}")

    assert text_check.read_all(DESIGNS) == []
    shown = Texts("en", {"show_up_fee": "5"}).paragraphs("consent-v2")
    assert VOLUNTARY in "\n".join(shown)


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("    You.\n\n    * Free.\n", 3, 'a line cannot begin with *; write {"*"}'),
        ("    You.\n\n    [1] Free.\n", 3, 'a line cannot begin with [; write {"["}'),
        ("    You.\n\n    ... and more.\n", 3, 'a line cannot begin with .; write {"."}'),
        (
            "    You.\n\nTaking part is voluntary.\n",
            3,
            "“Taking part is voluntary.” would end the text and not be shown",
        ),
        ("    You {see below}.\n", 1, "braces are for values"),
        ("    You { Art. 13 }.\n", 1, "braces are for values"),
        ("    You {see}.\n", 0, "there is no text see to put in the place of {see}; braces are for values"),
        ("    You { 13 } { 2024 }.\n", 0, "{13} would be shown without its braces"),
        ("    You { $fee }.\n", 0, "this text is not given a value $fee"),
        ("    You { $round_in_kind }.\n", 0, "this text is not given a value $round_in_kind"),
        ("    You { MONEY($show_up_fee) }.\n", 0, "there is no function MONEY"),
        ("    You { consent-v2 }.\n", 0, "cannot be filled in"),
        ("\tYou.\n", 1, "begins with a tab"),
        ("\u00a0\u00a0\u00a0\u00a0You.\n", 1, "begins with a tab or another sign that is not a blank"),
        (
            "    You.\n\nContact = lab@uni.example\n\n    Free.\n",
            3,
            "belongs to the text consent-v2 above it, put four",
        ),
        ("    You.\n\nvoluntary = yes\n", 3, "no page shows a text of this name"),
        ("    You.\n\n-Email = x\n\n    Free.\n", 3, "no page shows a text of this name"),
        ("    You.\n\n    .complaints = x\n    Free.\n", 3, "a line that begins with a dot, here .complaints ="),
        (
            "    You.\n\n# Free.\n",
            3,
            "a line that begins with # is a comment, is not shown, and ends the text consent-v2",
        ),
        ("    You.\n\n## Free.\n\n", 3, "a line that begins with # is a comment"),
        ("    You.\n# Free.\nour-name = We\n", 2, "a line that begins with # is a comment"),
        ("\n\nconsent-v3 =\n    You.\n", 0, "there are no words after the equals sign"),
    ],
)
def test_what_would_be_dropped_or_refused_later_is_named_with_line_and_remedy(locales, lines, line, said):
    first = append(locales, f"consent-v2 =\n{lines}")
    found = text_check.read_all(DESIGNS)

    assert f"participant_ui/locales/en/briefing.ftl, line {first + line}" in found[0]
    assert said in found[0]


def test_two_texts_of_one_name_are_named_with_both_places(locales):
    first = append(locales, "consent-v1 =\n    The new text.\n", "en/game.ftl")
    [found] = text_check.read_all(DESIGNS)

    assert found.startswith(f"participant_ui/locales/en/game.ftl, line {first}, text consent-v1: there is another text")
    assert "en/briefing.ftl, line" in found


def test_a_text_of_the_last_page_is_missed_before_anybody_should_be_paid(locales):
    replace_in(locales / "en" / "goodbye.ftl", "goodbye-completed = You", "goodbye-complete = You")
    found = text_check.read_all(DESIGNS)

    assert any("there is no text goodbye-completed, which people are shown" in fault for fault in found)


@pytest.mark.parametrize("coding", ["utf-16", "latin-1"])
def test_a_file_in_another_coding_is_named(locales, coding):
    (locales / "en" / "entry.ftl").write_bytes("session-full = Völl\n".encode(coding))
    [found] = text_check.read_all(DESIGNS)

    assert found.startswith("participant_ui/locales/en/entry.ftl: cannot be read as UTF-8")


def test_a_byte_order_mark_does_no_harm(locales):
    file = locales / "en" / "entry.ftl"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert text_check.read_all(DESIGNS) == []


def test_a_folder_that_is_no_language_is_named(locales):
    shutil.copytree(locales / "en", locales / "en (copy)")

    assert text_check.read_all(DESIGNS) == [
        "locales/en (copy): a folder of texts is named by a language, such as de or pt_BR"
    ]


def test_a_language_that_lacks_a_text_is_told_so_and_its_people_read_english(locales, caplog):
    shutil.copytree(locales / "en", locales / "fi")
    replace_in(locales / "fi" / "common.ftl", "button-continue = Continue\n", "")
    replace_in(locales / "fi" / "common.ftl", "button-start = Start", "button-start = { $nothing }")
    found = text_check.read_all(DESIGNS)

    assert {"en", "fi"} <= set(languages())
    assert "locales/fi: there is no text button-continue" in found[0]
    assert [Texts("fi")("button-continue"), Texts("fi")("button-start")] == ["Continue", "Start"]
    assert "is shown in English" in caplog.text


def test_english_has_nothing_to_fall_back_to():
    with pytest.raises(MissingTextError):
        Texts("en")("no-such-text")


def test_a_text_that_was_edited_is_shown_once_a_session_has_found_it_right(locales):
    file = locales / "en" / "common.ftl"
    assert text_check.read_all(DESIGNS) == []
    replace_in(file, "button-continue = Continue", "button-continue = Go on")
    before = str(Texts("en")("button-continue"))
    text_check.refuse_bad_texts(DESIGNS[0])
    after = str(Texts("en")("button-continue"))
    replace_in(file, "button-continue = Go on", "button-continue = { broken")

    assert (before, after) == ("Continue", "Go on")
    with pytest.raises(text_check.TextsRefusedError, match=r"common\.ftl, line \d+, text button-continue"):
        text_check.refuse_bad_texts(DESIGNS[0])
    assert Texts("en")("button-continue") == "Go on"


@pytest.mark.parametrize("version", ["v9", "title", ""])
def test_a_session_names_a_consent_that_there_is(locales, version):
    design = SessionDesign(consent_version=version)

    with pytest.raises(text_check.TextsRefusedError, match=r"must name a text consent-VERSION .* there are: v1"):
        text_check.refuse_bad_texts(design)


def test_a_catalogue_knows_the_values_of_texts_inside_a_text(locales):
    append(locales, "our-lab = Lab { $num_rounds }\nconsent-v2 = Come to { our-lab }.\n")

    assert text_check.read_all(DESIGNS) == []
    assert Catalogue("en", read(locales / "en")).variables("consent-v2") == {"num_rounds"}
