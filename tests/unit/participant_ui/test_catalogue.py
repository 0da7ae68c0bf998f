"""The catalogue of texts: complete, used, filled in and safe."""

import re
from pathlib import Path

import numpy as np
import pytest

from forecast_sharing.demand.distributions import DISTRIBUTIONS
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.typed_numbers import plain_text
from participant_ui.catalogue import MissingTextError, Texts, catalogue, languages
from participant_ui.fields import number_error, typed_number
from participant_ui.session_texts import session_values
from participant_ui.text_check import declared

REPOSITORY = Path(__file__).resolve().parents[3]
CALLED = re.compile(r"""\bt\(\s*"([\w-]+)\"""")
# Ids that are put together from a value; each family by its beginning.
COMPOSED = (
    "field-",
    "explain-",
    "consent-v",
    "goodbye-",
    "history-role-",
    "survey-",
    "scale-",
    "error-number-",
    "waiting-for-",
    "results-",
    "part-question-",
    "part-topic-",
    "part-value-",
)


def messages(language):
    return catalogue(language).texts


def ids_in_use():
    found = set()
    for file in [
        *REPOSITORY.glob("*/*.html"),
        *REPOSITORY.glob("_templates/*/*.html"),
        *REPOSITORY.glob("*/*.py"),
        *REPOSITORY.glob("cheap_talk_game/*/*.py"),
    ]:
        source = file.read_text(encoding="utf-8")
        found |= set(CALLED.findall(source))
        found |= set(re.findall(r'(?:title|button|waiting_for|question|advice) = "([\w-]+)"', source))
        found |= set(re.findall(r'\["t"\]\("([\w-]+)"', source))
    return found


def test_every_text_that_is_used_is_in_the_catalogue():
    assert sorted(ids_in_use() - set(messages("en"))) == []


def test_every_text_in_the_catalogue_is_used():
    inside = {name for entry in messages("en") for name in re.findall(r"\{ ([\w-]+) \}", _source(entry))}
    unused = set(messages("en")) - ids_in_use() - inside

    assert sorted(name for name in unused if not name.startswith(COMPOSED)) == []


def _source(name):
    for file in (REPOSITORY / "participant_ui" / "locales" / "en").glob("*.ftl"):
        text = file.read_text(encoding="utf-8")
        match = re.search(rf"^{re.escape(name)} =.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        if match:
            return match.group()
    raise AssertionError(name)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_and_needs_no_other_values(language):
    texts = catalogue(language)
    parts_of_its_own = set(messages(language)) - set(messages("en"))

    assert set(messages("en")) <= set(messages(language))
    assert parts_of_its_own <= {part for name in messages("en") for part in texts.inner(name)}
    for name in messages("en"):
        assert catalogue(language).variables(name) <= catalogue("en").variables(name)


def test_values_are_escaped():
    shown = Texts("en", {"typed": "<b>&"})("error-number-unreadable")

    assert "&lt;b&gt;&amp;" in shown
    assert "<b>" not in shown


def test_a_missing_text_and_a_missing_value_are_named():
    with pytest.raises(MissingTextError, match="has no text 'no-such-text'"):
        Texts("en")("no-such-text")
    with pytest.raises(MissingTextError, match="needs a value for typed"):
        Texts("en")("error-number-unreadable")


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("", "Please type a number"),
        ("  ", "Please type a number"),
        ("12.5", "“12.5” is not a whole number"),
        (",5", "“,5” is not a whole number"),
        ("twelve", "“twelve” is not a number"),
        ("1e9", "“1e9” is not a number"),
        ("2_5", "“2_5” is not a number"),
        ("\u202a5O", "“5O” is not a number"),
        ("0,100", "“0,100” is not a whole number"),
        ("1.500", "“1.500” can be read as 1500 or as 1.5."),
        ("\u200b", "Please type a number"),
        ("151", "“151” is out of range. Please type a whole number from -150 to 150"),
        ("-" + "9" * 5000, "“-999"),
    ],
)
def test_each_wrong_number_has_its_reason(typed, start):
    assert number_error(typed, Texts("en"), lowest=-150, highest=150).startswith(start)


@pytest.mark.parametrize("name", sorted(set(DISTRIBUTIONS) - {"uniform"}))
def test_what_people_read_of_a_distribution_is_true(name):
    design = SessionDesign.from_config({"forecast_distribution": name, "noise_distribution": name})
    shown = [Texts("en", session_values(design))(name) for name in ("instructions-step-forecast", "instructions-noise")]
    drawn = design.game.prior.whole_units((np.arange(100_000) + 0.5) / 100_000)
    percent = round(100 * (np.abs(drawn) <= 75).mean())

    assert not any("equally likely" in text for text in shown)
    assert f"about {percent} of 100 forecasts are from -75 to 75" in str(shown[0])
    assert "rounds it is from -38 to 38" in str(shown[1])
    assert "equally likely" in Texts("en", session_values(SessionDesign()))("instructions-noise")


def test_no_number_of_the_game_is_typed_into_a_text():
    # A consent is the ethics board's text, numbers included.
    defaults = {str(getattr(SessionDesign(), name)) for name in ("mean_demand", "forecast_half_width", "capacity_cost")}
    for file in (REPOSITORY / "participant_ui" / "locales" / "en").glob("*.ftl"):
        prose = re.sub(
            r"^#.*$|^consent-v(?!1 ).*\n(?:(?: .*)?\n)*", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE
        )

        assert not [number for number in defaults if re.search(rf"(?<![\w-]){number}(?![\w-])", prose)], file.name


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("5,125", "5125"),
        ("-1,234,567.5", "-1234567.5"),
        ("\N{MINUS SIGN}2,325", "-2325"),
        ("5 125", "5125"),
        ("12,5", "12.5"),
        ("1,2345", "1.2345"),
        ("12.5", "12.5"),
        ("ten", None),
        ("2_5", None),
        ("", None),
    ],
)
def test_numbers_are_read_as_pages_print_them(typed, plain):
    number = typed_number(typed, "en")

    assert (None if number is None else plain_text(number)) == plain


@pytest.mark.parametrize(("typed", "language", "plain"), [("1.500", "de", "1500"), ("1\u202f500,5", "fr", "1500.5")])
def test_numbers_are_read_by_the_language_of_the_page(typed, language, plain):
    assert plain_text(typed_number(typed, language)) == plain


def words(name, **values):
    return str(Texts("en", {"frame": "supply-chain", **values})(name))


@pytest.mark.parametrize(
    ("round_kind", "lost_round_pay", "said"),
    [
        ("counted", 0, "You earn nothing in it."),
        ("counted", 1000, "If it is a paid round, you get 1,000 points for it."),
        ("practice", 1000, "this round is not played."),
    ],
)
def test_a_lost_round_says_what_is_paid_for_it(round_kind, lost_round_pay, said):
    assert words("results-partner-left", round_kind=round_kind, lost_round_pay=lost_round_pay).strip().endswith(said)


@pytest.mark.parametrize("name", ["capacity-no-report", "results-no-capacity"])
def test_without_a_time_limit_no_time_ran_out(name):
    assert "time ran out" not in words(name, decision_seconds=0)
    for seconds in (0, 60):
        assert "the experimenter moved" in words(name, decision_seconds=seconds).replace("The", "the")
    assert "time ran out" in words(name, decision_seconds=60)


# People who play with a computer by plan never come to these.
ONLY_WITH_PEOPLE = (
    "instructions-leaving",
    "instructions-max-wait",
    "explain-quiz_same_partner",
    "field-quiz_same_partner-label",
    "goodbye-partner_left",
    "goodbye-waited_too_long",
    "goodbye-dropped_out-waited",
    "earnings-lost-rounds",
    "results-partner-left",
    "results-no-capacity",
    "waiting-",
    # Which of the two it is, is asked.
    "field-quiz_counterpart-label",
    "choice-person",
)
OF_OTHERS = re.compile(
    r"other (person|people|side)|person you|people you|\bothers\b|somebody waits|without you|you both|neither of you"
    r"|Both of you|two people",
    re.IGNORECASE,
)


@pytest.mark.parametrize("dropout", ["wait", "end_pair", "robot"])
def test_who_plays_with_a_computer_reads_of_no_other_person(dropout):
    design = SessionDesign(
        counterpart="robot",
        matching="partner",
        block_size=2,
        dropout=dropout,
        page_seconds=0 if dropout == "wait" else 300,
    )
    of_page = {"computer": "always", "role": "sender", "exit_reason": "completed"}
    told = {
        name: Texts("en", {**dict.fromkeys(values, 1), **of_page, **session_values(design)})(name)
        for name, values in declared().items()
        if not name.startswith(("survey-", "scale-", "field-ipip", "field-wvs", "field-yama", "field-gps"))
    }

    assert [n for n, text in told.items() if OF_OTHERS.search(text) and not n.startswith(ONLY_WITH_PEOPLE)] == []


def test_where_a_computer_stands_in_for_one_round_the_profit_is_the_computers():
    assert words("results-partner-payoff", computer="instead") == "The computer’s profit"
    assert words("results-partner-payoff", computer="no") == "The other person’s profit"
    assert words("history-partner-payoff", counterpart="human", dropout="robot") == "Other side’s profit"


@pytest.mark.parametrize("dropout", ["robot", "end_pair"])
def test_whoever_dropped_out_is_told_every_way_in_which_that_happens(dropout):
    told = {
        seconds: words(
            "goodbye-dropped_out", counterpart="human", dropout=dropout, dropout_pay="fee", page_seconds=seconds
        )
        for seconds in (0, 900)
    }

    assert not any(text.startswith("Nothing was heard") for text in told.values())
    assert all("the experimenter" in text for text in told.values())
    assert ["a page is not finished in time" in text for text in told.values()] == [False, True]
    assert ["a computer plays in your place" in text for text in told.values()] == [dropout == "robot"] * 2


def test_whoever_has_not_consented_may_also_have_been_sent_on_by_the_experimenter():
    assert "or the experimenter has ended it for you" in words("goodbye-came_too_late", counterpart="human")
