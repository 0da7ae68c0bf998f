from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from forecast_sharing.session.draws import draw_arms
from forecast_sharing.simulation.study_sessions import simulate_study
from forecast_sharing.study.outcomes import OUTCOMES
from forecast_sharing.study.study import Contrast
from forecast_sharing.summary import outcome_moments
from forecast_sharing.summary.contrast_text import as_text
from forecast_sharing.summary.contrasts import contrasts
from forecast_sharing.summary.differences import combination, statistics
from forecast_sharing.summary.outcome_moments import Moments, moments_of
from forecast_sharing.summary.played_parts import OtherStudyError, PlayedParts
from forecast_sharing.summary.randomisation import redraw
from forecast_sharing.summary.treatments import summarize
from forecast_sharing.tables.counted_rounds import counterpart
from tests.harness.planned_studies import study

CROSSOVER, CELLS = study("crossover"), study("four_cells")
# As the summary of a treatment calls them.
SUMMARY = {
    "inflation": "inflation",
    "report_on_forecast": "report_on_forecast",
    "capacity_on_report": "capacity_on_report",
    "capacity": "mean_capacity",
    "efficiency": "efficiency",
    "sender_profit": "mean_sender_profit",
    "receiver_profit": "mean_receiver_profit",
}


@pytest.fixture(scope="module")
def crossover():
    return simulate_study(CROSSOVER, "hybrid", seed=1).rounds()


@pytest.fixture(scope="module")
def cells():
    return simulate_study(CELLS, "hybrid", seed=1).rounds()


def by_name(found):
    return {result.contrast.name: result for result in found.results}


def test_an_outcome_in_a_treatment_is_what_its_summary_says(cells):
    """Values and intervals, each computed in another way; some rounds do not count."""
    rounds = cells.assign(report_timed_out=cells.index % 7 == 0)
    played = PlayedParts.of(rounds, CELLS)
    for summary in summarize(rounds):
        where = played.is_in(summary.treatment, played.arm)
        for outcome, name in SUMMARY.items():
            found = combination([played.sums(moments_of(outcome, played.used)).where(where)], (1,))
            expected = getattr(summary, name)
            assert (found.value, found.low, found.high) == pytest.approx(
                (expected.value, expected.low, expected.high)
            ), outcome


def test_trust_in_reports_is_how_far_capacities_go():
    """In ch_uh 159.16 units are built without a report, and 205 and the report under full trust."""
    planned = study("demo_study", ("rounds = 2", "rounds = 1"))
    rounds = simulate_study(planned, "trust", seed=1).rounds().sort_values(["treatment", "block"], ignore_index=True)
    decided = {"report": [50, -20, 50, -20], "capacity": [200, 170, 200, 170]}
    played = PlayedParts.of(rounds.assign(**{k: pd.array(v, dtype="Int64") for k, v in decided.items()}), planned)
    dear = played.sums(moments_of("trust_in_reports", played.used)).where(played.is_in("dear", played.arm))
    way, gone = np.array([255 - 159.164, 185 - 159.164]), np.array([200 - 159.164, 170 - 159.164])

    assert combination([dear], (1,)).value == pytest.approx(gone @ way / (way @ way), rel=1e-4)


def test_differences_are_those_of_blocks_that_played_both(crossover):
    """Blocks of one size: the interval of the mean of their differences, and p by every way of drawing arms."""
    used = crossover[~crossover["is_practice"]]
    inflation = (used["report"] - used["forecast"]).astype(float)
    by_block = used.assign(inflation=inflation).pivot_table("inflation", ["session_code", "block"], "treatment")
    difference = (by_block["ch_uh"] - by_block["cl_ul"]).to_numpy()
    usual = stats.t.interval(0.95, 11, loc=difference.mean(), scale=difference.std(ddof=1) / np.sqrt(12))
    is_first = used.groupby(["session_code", "block"])["arm"].first().to_numpy() == "ch_uh_first"

    found = by_name(contrasts(crossover, CROSSOVER))["inflation: ch_uh - cl_ul"]

    assert found.is_registered
    assert (found.difference.value, found.difference.low, found.difference.high) == pytest.approx(
        (difference.mean(), *usual)
    )
    assert (found.first, found.second) == pytest.approx((by_block["ch_uh"].mean(), by_block["cl_ul"].mean()))
    assert (found.blocks_first, found.blocks_second, found.blocks_both) == (12, 12, 12)
    assert found.order.value == pytest.approx(difference[is_first].mean() - difference[~is_first].mean())
    # Three blocks of six in each of two sessions begin with ch_uh; whose arm is another than drawn turns round.
    as_large = []
    of_a_session = [np.isin(np.arange(6), chosen) for chosen in combinations(range(6), 3)]
    for drawn in product(of_a_session, repeat=2):
        other = np.where(np.concatenate(drawn) == is_first, difference, -difference)
        as_large.append(abs(other.mean()) / other.std() >= abs(difference.mean()) / difference.std() * (1 - 1e-9))
    exact = np.mean(as_large)
    assert found.p_value == pytest.approx(exact, abs=4.5 * np.sqrt(exact * (1 - exact) / 2_000))
    assert found.lowest_p_value == pytest.approx(2 / 400, abs=0.008)


def test_too_few_ways_of_drawing_arms_are_said(crossover, cells):
    one_session = crossover[crossover["session_code"] == crossover["session_code"].iloc[0]]
    (note,) = contrasts(one_session, CROSSOVER, only_registered=True).notes

    assert note.startswith("Arms could be drawn in 20 ways only, so whatever people did, no p could be below 0.1")
    assert contrasts(cells, CELLS, only_registered=True).notes == ()


def test_between_blocks_only_those_of_the_two_treatments_count(cells):
    kept = cells[cells["treatment"].isin(["ch_uh", "cl_uh"])]
    found, alone = (by_name(contrasts(some, CELLS, n_draws=20)) for some in (cells, kept))
    name = "inflation: ch_uh - cl_uh"

    assert found[name].difference == alone[name].difference
    assert (found[name].blocks_first, found[name].blocks_second, found[name].blocks_both) == (6, 6, 0)
    assert found[name].order is None
    assert 0 < found[name].lowest_p_value < 0.06


def test_draws_that_leave_nothing_to_compare_count_against_the_finding(cells):
    """Of two blocks of each of two cells, other draws leave fewer in one of them."""
    blocks = cells.groupby("treatment")[["session_code", "block"]].apply(lambda some: some.drop_duplicates().head(2))
    kept = pd.MultiIndex.from_frame(blocks.loc[["ch_uh", "cl_uh"]])
    some = cells[pd.MultiIndex.from_frame(cells[["session_code", "block"]]).isin(kept)]
    found = by_name(contrasts(some, CELLS, n_draws=400))["capacity: ch_uh - cl_uh"]

    assert (found.blocks_first, found.blocks_second) == (2, 2)
    # That each of both is drawn twice for these four blocks, of four cells, is seldom.
    assert found.p_value > 0.8


def test_contrasts_of_the_file_come_first_and_all_others_are_exploratory(cells):
    found = contrasts(cells, CELLS, n_draws=20)
    registered = [result.contrast for result in found.results if result.is_registered]
    pairs = {(one.contrast.outcome, frozenset((one.contrast.first, one.contrast.second))) for one in found.results}

    assert registered == list(CELLS.contrasts)
    assert [result.is_registered for result in found.results] == [True] * 4 + [False] * (len(found.results) - 4)
    assert len(pairs) == len(found.results) == len(OUTCOMES) * 6
    assert [one.contrast for one in contrasts(cells, CELLS, only_registered=True).results] == registered


def test_every_outcome_can_be_contrasted():
    assert set(OUTCOMES) == set(SUMMARY) | {"trust_in_reports"} == set(outcome_moments._OUTCOMES)


def test_treatments_of_one_game_are_told_apart_by_their_arms():
    planned = study("no_communication")
    rounds = simulate_study(planned, "trust", seed=2).rounds()
    found = by_name(contrasts(rounds, planned, n_draws=20))
    means = rounds[~rounds["is_practice"]].groupby("arm")["capacity"].mean()

    assert set(rounds["treatment"]) == {"ch_uh"}
    capacity = found["capacity: reports - no_reports"]
    assert (capacity.first, capacity.second) == pytest.approx((means["with_reports"], means["without_reports"]))
    # Nothing is sent in one of them: of reports there is no contrast, unless the file names it.
    assert not any(name.startswith(("inflation", "trust", "report_on")) for name in found)
    named = study("no_communication", ('outcome = "capacity"', 'outcome = "inflation"'))
    (inflation,) = (one for one in contrasts(rounds, named, n_draws=20).results if one.contrast.outcome == "inflation")
    assert inflation.difference.value is None
    assert inflation.p_value is None
    assert inflation.blocks_second == 0
    assert "no round can be used" in as_text(contrasts(rounds, named, n_draws=20))


def test_parts_of_other_lengths_are_compared_round_by_round():
    """In one arm the first part is shorter: what a block would have played in a round is another part's treatment."""
    planned = study(
        "crossover",
        (
            'parts = [{ treatment = "ch_uh", rounds = 15 }, { treatment = "cl_ul", rounds = 15 }]',
            'parts = [{ treatment = "ch_uh", rounds = 10 }, { treatment = "cl_ul", rounds = 20 }]',
        ),
    )
    rounds = simulate_study(planned, "trust", seed=2).rounds()
    played = PlayedParts.of(rounds, planned)

    assert played.treatments.tolist() == [["ch_uh", "cl_ul", "cl_ul"], ["cl_ul", "cl_ul", "ch_uh"]]
    inflation = (played.used["report"] - played.used["forecast"]).astype(float)
    found = by_name(contrasts(rounds, planned, n_draws=20))["inflation: ch_uh - cl_ul"]
    by_treatment = inflation.groupby(played.used["treatment"]).mean()
    assert (found.first, found.second) == pytest.approx((by_treatment["ch_uh"], by_treatment["cl_ul"]))


def test_where_all_blocks_play_the_same_there_is_no_test():
    source = CROSSOVER.source
    second_arm = source[source.index("[arms.cl_ul_first]") : source.index("[plan]")]
    planned = study("crossover", (second_arm, ""))
    rounds = simulate_study(planned, "trust", seed=2).rounds()
    found = contrasts(rounds, planned, n_draws=20, only_registered=True)

    for result in found.results:
        assert result.p_value is None
        assert result.test_note == "no test: whatever arms are drawn, the same rounds are compared"
        assert result.difference.low is not None
        assert result.order is None
    assert found.notes == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arm": pd.NA, "part": pd.NA}, "session sim1-crossover-1 has no arms, so it is no session of the study cross"),
        ({"arm": "dear_first"}, "session sim1-crossover-1: the study crossover has no arm dear_first"),
        ({"part": 2}, r"block \d, round 3: in the study crossover it is in part 1 of arm c._u._first, not 2"),
        ({"planned_rounds": 40}, "the study crossover has 30 rounds, and the session another number"),
    ],
)
def test_rounds_of_other_studies_are_refused(crossover, change, message):
    with pytest.raises(OtherStudyError, match=message):
        contrasts(crossover.assign(**change), CROSSOVER)


def test_a_block_in_two_arms_is_refused(crossover):
    arm = crossover["arm"].where(crossover["round_number"] < 20, "ch_uh_first")

    with pytest.raises(OtherStudyError, match="has a block with several arms"):
        contrasts(crossover.assign(arm=arm), CROSSOVER)


def test_practice_alone_is_nothing(crossover):
    with pytest.raises(OtherStudyError, match="no round but practice"):
        contrasts(crossover[crossover["is_practice"]], CROSSOVER)


def test_what_is_said_is_ready_for_json(crossover):
    first = contrasts(crossover, CROSSOVER, n_draws=20).as_dicts()[0]

    assert first["name"] == "inflation: ch_uh - cl_ul"
    assert (first["registered"], first["unit"], first["blocks_both"]) == (True, "units", 12)
    assert first["low"] < first["value"] < first["high"]
    assert first["value"] == pytest.approx(first["value_first"] - first["value_second"])
    assert first["order"]["low"] < first["order"]["value"] < first["order"]["high"]


def test_rounds_with_computers_by_plan_are_those_that_people_decided(cells):
    # As if every sender were a computer by plan.
    rounds = cells.assign(counterpart="robot", sender_is_robot=True)
    found = by_name(contrasts(rounds, CELLS, n_draws=20))

    assert set(counterpart(rounds)) == {"robot"}
    assert found["inflation: ch_uh - cl_uh"].difference.value is None
    assert found["efficiency: ch_ul - ch_uh"].difference.value is not None


# Blocks of a log-normal outcome, in which arms make no difference.
def null_sums(rng, n_blocks, n_stretches):
    means = np.exp(rng.normal(size=(n_blocks, 1)) + 0.3 * rng.normal(size=(n_blocks, n_stretches)))
    return Moments(np.full((n_blocks, n_stretches, 1, 1), 20.0), 20 * means[..., None])


@pytest.mark.parametrize(
    ("planned", "sizes", "pair"),
    [(CELLS, (6, 6, 6, 6), ("ch_uh", "cl_uh")), (CROSSOVER, (2,) * 12, ("ch_uh", "cl_ul"))],
)
def test_the_test_by_drawn_arms_errs_as_often_as_it_says(planned, sizes, pair):
    """Each data set's arms are drawn, and drawn again, the same 199 times for all: of 400 p-values each level has its
    share, or less by a step of p; there are 64 ways of drawing arms for twelve sessions of two blocks, and two of them
    compare the same.
    """
    rng = np.random.default_rng(7)
    weights = [arm.blocks for arm in planned.arms]
    ends = 1 if planned is CELLS else 2
    table = np.array([[part.treatment for part in arm.parts] for arm in planned.arms])
    blocks = tuple((f"s{number:02}", block) for number, size in enumerate(sizes, 1) for block in range(1, size + 1))
    numbers = {f"s{number:02}": number for number in range(1, len(sizes) + 1)}
    again = redraw(planned, numbers, blocks, 199, 5)
    p_values = []
    for seed in range(1, 401):
        own = np.concatenate(
            [draw_arms(seed, session=n, n_blocks=size, weights=weights) for n, size in enumerate(sizes, 1)]
        )
        arms = np.concatenate([own[None] - 1, again])
        first, second = ((table == name)[arms] for name in pair)
        found = statistics(null_sums(rng, len(blocks), ends), first, second)
        p_values.append(np.mean(found >= found[0] * (1 - 1e-9)))

    for level in (0.05, 0.1, 0.25, 0.5):
        chance = 4.5 * np.sqrt(level * (1 - level) * (1 / 400 + 1 / 199))
        assert level - 1 / 32 - chance <= np.mean(np.array(p_values) <= level) <= level + chance, level


def test_a_real_difference_is_found(cells):
    """Capacities in ch_uh are more than a hundred units below those in cl_uh. Draws that part dear cells from cheap
    ones show as much, and there are some: the other two cells are drawn with them."""
    found = by_name(contrasts(cells, CELLS))["capacity: ch_uh - cl_uh"]

    assert found.p_value < 0.05
    assert found.difference.high < -50


def test_the_text_marks_what_is_exploratory(crossover):
    text = as_text(contrasts(crossover, CROSSOVER, n_draws=20))
    named, others = text.split("Exploratory: not named by the study's file")

    assert "inflation: ch_uh - cl_ul" in named
    assert "efficiency: ch_uh - cl_ul" in others
    assert Contrast("inflation", "ch_uh", "cl_ul").name not in others
    assert "Outcomes: inflation, report minus forecast, on average; report_on_forecast, slope" in others
