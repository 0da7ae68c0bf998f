"""One small fit, looked at from all sides: the numbers, the tables, the page and the pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import PARTICIPANTS, write_table
from forecast_sharing.theory.assumptions import AVERAGED, WORDS

pytestmark = pytest.mark.slow

THEORIES = ["trust", "level_k", "hybrid", "truth", "babbling", "uniform", "linear"]
SCORES = {"log_likelihood", "n_parameters", "aic", "bic", "held_out_log_likelihood"}


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    directory = tmp_path_factory.mktemp("simulated")
    arguments = ["--theory", "trust", "--cells", "ch_uh,cl_ul", "--pairs", "4", "--rounds", "4", "--seed", "3"]
    assert main(["simulate", *arguments, "--out", str(directory)]) == 0
    return directory / "rounds.csv"


@pytest.fixture(scope="module")
def report(rounds, tmp_path_factory):
    directory = tmp_path_factory.mktemp("report")
    # Left by an earlier fit that compared more theories.
    (directory / "pictures").mkdir()
    (directory / "pictures/posterior_types_cognitive_hierarchy.svg").write_text("earlier")
    people = directory / "participants.csv"
    write_table(people, PARTICIPANTS, [participant(cell, n) for cell in ("ch_uh", "cl_ul") for n in range(1, 9)])
    arguments = [str(rounds), "--out", str(directory), "--bootstrap", "3", "--survey", str(people), "--seed", "5"]
    assert main(["fit", *arguments, "--jobs", "2"]) == 0
    return directory


@pytest.fixture(scope="module")
def results(report):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads((report / "results.json").read_text(), parse_constant=refuse)


def participant(cell, number):
    row = dict.fromkeys(column.name for column in PARTICIPANTS)
    scores = {"trust_ipip": 1 + number % 4, "trust_gps": number, "trust_wvs": 1}
    return (
        row
        | scores
        | {"session_code": f"sim3-{cell}", "participant_code": f"p{number}", "seat": number}
        | {"block": 1 + (number - 1) // 4}
    )


def test_results_hold_the_promised_keys(results):
    assert results["verdict"] in {"trust", "level_k", "hybrid", "neither", "undecided"}
    assert list(results["theories"]) == THEORIES
    assert all(set(score) >= SCORES for score in results["theories"].values())
    assert set(results) >= {"people", "excluded", "options", "versions"}


def names_in(part):
    """Return the keys of all objects inside, but for those that are data: names of parameters, options, columns."""
    if isinstance(part, list):
        return set().union(*(names_in(one) for one in part[:1]))
    if not isinstance(part, dict):
        return set()
    return set(part).union(*(names_in(one) for one in part.values()))


def test_every_name_in_the_results_is_explained(results):
    reference = Path(__file__).resolve().parents[2] / "docs" / "reference"
    pages = [(reference / name).read_text(encoding="utf-8") for name in ("notation.md", "commands.md", "survey.md")]
    explained = {name for page in pages for name in re.findall(r"`(\w+)`", page)}

    assert len(names_in(results)) > 60
    assert sorted(names_in(results) - explained) == []


def test_every_person_has_both_theories(results):
    people = results["people"]

    assert len(people) == 16
    for person in people:
        assert set(person) >= {"code", "role", "n_obs", "trust", "level_k", "better"}
        assert set(person["trust"]) >= {"params", "standard_errors", "log_likelihood"}
        assert set(person["level_k"]) >= {"level", "posterior", "params", "log_likelihood"}
        assert sum(person["level_k"]["posterior"]) == pytest.approx(1)
        assert person["better"] in {"trust", "level_k", "undecided"}
    assert sum(person["n_obs"] for person in people) == results["n_obs"] == 64


def test_mixtures_have_the_number_of_types_that_predicts(report, results):
    number = results["numbers_of_types"]["trust"]
    tried = {one["n_types"]: one for one in number["tried"]}
    within = [n for n, one in tried.items() if one["behind"] <= one["error"]]

    assert number["chosen"] == min(within)
    assert len(results["mixtures"]["trust"]["types"]) == number["chosen"]
    assert len(results["mixtures"]["hybrid"]["types"]) == number["chosen"] + 5
    assert any(note.startswith("no joint region of trust") for note in results["mixtures"]["trust"]["notes"])
    page = (report / "report.html").read_text()
    assert "trust mixture: no joint region of trust" in page
    assert "Blocks are left out in 4 groups" in page
    assert f"{number['chosen']} (chosen)</td><td>{tried[number['chosen']]['held_out']:,.1f}</td>" in page


def test_beliefs_are_not_mentioned_where_none_were_asked(report, results):
    assert results["beliefs"] is None
    assert "belief_n" not in pd.read_csv(report / "people.csv").columns
    assert "Stated beliefs" not in (report / "report.html").read_text(encoding="utf-8")
    assert not list((report / "pictures").glob("beliefs.*"))


def test_criteria_follow_from_the_log_likelihood(results):
    for score in results["theories"].values():
        assert score["aic"] == pytest.approx(2 * score["n_parameters"] - 2 * score["log_likelihood"])


def test_tables_hold_the_same_numbers(report, results):
    comparison = pd.read_csv(report / "comparison.csv").set_index("theory")
    people = pd.read_csv(report / "people.csv")

    assert list(comparison.index) == THEORIES
    assert comparison.loc["trust", "bic"] == pytest.approx(results["theories"]["trust"]["bic"])
    assert list(people["code"]) == [person["code"] for person in results["people"]]
    receivers = [one["trust"]["params"]["trust"] for one in results["people"] if one["role"] == "receiver"]
    assert list(people["trust_model_trust"].dropna()) == pytest.approx(receivers)


def test_page_needs_nothing_else(report):
    page = (report / "report.html").read_text()
    addresses = re.findall(r"""(?:src|href)=["']([^"']*)""", page)

    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page
    assert "<script" not in page
    assert addresses
    assert all(address.startswith("data:image/") for address in addresses)


def test_page_says_what_a_reader_asks(report, results):
    page = (report / "report.html").read_text()

    assert f"<title>Trust or level-k: {results['verdict']}</title>" in page
    assert "more than 1,000 times less likely" in page
    assert "64 decisions of 16 people in 4 blocks and 2 sessions are used" in page
    assert "No decision is left out." in page
    assert "Vuong" in page
    assert "Completeness" in page
    doubtful = [
        person
        for person in results["people"]
        if any(not note.endswith("lapse at its lowest") for note in person["notes"])
    ]
    assert doubtful
    assert all(f"{person['code']} ({person['role']}, {person['session']})" in page for person in doubtful)


def test_every_open_choice_is_tried(results):
    tried = {(one["option"], one["value"]) for one in results["sensitivity"]}

    assert tried == {(name, word) for name in AVERAGED for word in WORDS[name]}
    assert results["averaged"] == list(AVERAGED)
    for name, words in results["variants"]["level_k"].items():
        assert sum(words.values()) == pytest.approx(1)
        # Estimates are under the likeliest words, but for ties, of which normal noise knows fewer.
        if name not in {"noise", "tie_break"}:
            assert results["options"][name] == max(words, key=words.get)


def test_four_blocks_have_no_confidence_set(report, results):
    for score in results["theories"].values():
        assert score["confidence_p_value"] is score["in_confidence_set"] is None
    assert "it takes 6 blocks to leave one of two models out, and there are 4." in (report / "report.html").read_text()


def test_restrictiveness_stands_beside_completeness(report, results):
    comparison = pd.read_csv(report / "comparison.csv").set_index("theory")
    page = (report / "report.html").read_text()

    for role in ("sender", "receiver"):
        values = {name: score[f"restrictiveness_{role}"] for name, score in results["theories"].items()}
        errors = {name: score[f"restrictiveness_{role}_error"] for name, score in results["theories"].items()}
        assert 0 < values["linear"] < values["hybrid"] <= min(values["trust"], values["level_k"]) < values["truth"] == 1
        assert comparison[f"restrictiveness_{role}"].to_dict() == pytest.approx(values)
        assert 0 < errors["trust"] < 0.05
        assert f"<td>{values['trust']:.2f} ({errors['trust']:.2f})</td>" in page
    assert "says how much a model rules out, whatever these people did" in page


def test_pictures_are_both_png_and_svg_and_no_others_stay(report, results):
    names = {
        "choices_ch_uh",
        "choices_cl_ul",
        "estimates",
        "held_out",
        "inflation_by_round",
        "posterior_types",
        "predictive_checks",
        "survey",
    }
    # Whether any type is in enough blocks hangs on the number of types.
    if any(one["joint_region"] for one in results["mixtures"]["trust"]["types"]):
        names.add("joint_regions")
    directory = report / "pictures"

    assert {path.name for path in directory.iterdir()} == {f"{name}.{end}" for name in names for end in ("png", "svg")}
    assert all((directory / f"{name}.png").read_bytes().startswith(b"\x89PNG") for name in names)


def test_survey_is_correlated_where_it_varies(results):
    by_scale = {(one["scale"], one["parameter"]): one for one in results["survey"]}

    assert by_scale["trust_ipip", "trust"]["low"] < by_scale["trust_ipip", "trust"]["value"]
    assert by_scale["trust_wvs", "trust"]["note"] == "all people are alike"
    assert by_scale["trust_yamagishi", "trust"]["note"] == "0 people answered: too few"


def test_bootstrap_is_over_blocks(results):
    pooled = {(one["role"], one["theory"]): one for one in results["pooled"]}

    assert set(pooled) == {(role, theory) for role in ("sender", "receiver") for theory in ("trust", "level_k")}
    assert pooled["receiver", "trust"]["standard_errors"]["bootstrap"]["trust"] > 0
    low, high = pooled["receiver", "trust"]["bootstrap_interval"]["trust"]
    assert 0 <= low <= high <= 1


@pytest.mark.slow
def test_numbers_depend_on_the_seed_alone_and_not_on_the_number_of_processors(rounds, report, tmp_path):
    people = report / "participants.csv"
    arguments = [str(rounds), "--out", str(tmp_path), "--bootstrap", "3", "--survey", str(people), "--seed", "5"]
    assert main(["fit", *arguments, "--jobs", "1"]) == 0

    for name in ("results.json", "people.csv", "comparison.csv", "report.html", "pictures/estimates.svg"):
        assert (tmp_path / name).read_bytes() == (report / name).read_bytes(), name
