"""German: every wording that a setting, a role or a number can lead to is German, and its grammar holds."""

from __future__ import annotations

import re

import pytest

from forecast_sharing.session.design import CHOICES, SessionDesign
from participant_ui.catalogue import Texts, catalogue
from participant_ui.session_texts import number, session_values
from tests.harness.english_words import english_words
from tests.harness.every_wording import all_wordings, choices

# An article and a noun in a form that it cannot have.
WRONG_CASES = re.compile(
    r"\b([Dd]es (Hersteller|Lieferant|Sender|Empfänger)|[Dd]e[mn] Lieferant|[Dd]er (Lieferanten|Senders|Empfängers)"
    r"|(bin|sind|als|Sie) (Lieferanten|Herstellers))\b"
)
WRONG_SIGNS = re.compile(r'["“][^„]*["”]|„[^“]*$|,,|\.\.|\s[.,;:]|“\w')


@pytest.fixture(scope="module")
def german():
    return all_wordings("de")


def test_nothing_is_left_in_english(german):
    assert [wording for wording in german if english_words(wording.words)] == []


def test_no_text_is_that_of_the_english_catalogue(german):
    english = {wording.words for wording in all_wordings("en")}
    same = {wording.name for wording in german if wording.words in english and re.search(r"[A-Za-z]", wording.words)}

    # One word in both languages.
    assert same == {"role-sender", "Role-sender", "history-role-sender"}


def test_roles_stand_in_the_case_that_their_article_asks_for(german):
    assert [wording for wording in german if WRONG_CASES.search(wording.words)] == []


def test_signs_are_those_of_german(german):
    assert [wording for wording in german if WRONG_SIGNS.search(wording.words)] == []


def test_german_chooses_by_every_word_that_english_chooses_by():
    for name in catalogue("en").texts:
        english, german = (choices(catalogue(language), name) for language in ("en", "de"))

        for value in set(english) & set(CHOICES):
            assert german.get(value) == english[value], (name, value)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ("supply-chain", "Der Gewinn des Lieferanten kann in einer Runde negativ sein, der des Herstellers nicht."),
        ("neutral", "Der Gewinn des Empfängers kann in einer Runde negativ sein, der des Senders nicht."),
    ],
)
def test_each_frame_has_its_own_forms(frame, said):
    assert str(Texts("de", {"frame": frame})("instructions-loss")) == said


def test_numbers_money_and_plurals_are_those_of_german():
    design = SessionDesign(language="de", num_rounds=1, paid_rounds=1, practice_rounds=1, endowment=5000)
    t = Texts("de", session_values(design) | {"n_parts": 1, "part": 1})

    assert number(-1234.5, "de") == "-1.234,5"
    assert "mit 5.000 Punkten" in t("instructions-endowment")
    assert re.search(r"\d,\d\d\N{NO-BREAK SPACE}[$€]", str(t("instructions-show-up-fee")))
    assert "eine Proberunde, die nicht bezahlt wird, dann eine Runde, die zählt." in t("instructions-rounds")
