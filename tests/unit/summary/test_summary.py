from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import ROUNDS, read_rounds, write_table
from forecast_sharing.game import CELLS
from forecast_sharing.summary.plots import draw
from forecast_sharing.summary.text import as_text
from forecast_sharing.summary.treatments import efficiency, summarize
from tests.strategies import round_row

UNDECIDED = {"capacity": None, "demand": None, "sales": None, "sender_payoff": None, "receiver_payoff": None}


@pytest.fixture
def read(tmp_path):
    def write_and_read(*rows):
        write_table(tmp_path / "rounds.csv", ROUNDS, rows)
        return read_rounds(tmp_path / "rounds.csv")

    return write_and_read


def rows_of(forecasts, reports, capacities, *, blocks=None, **changes):
    blocks = blocks or [1] * len(forecasts)
    return [
        round_row(round_number=n, forecast=forecast, report=report, capacity=capacity, block=block, **changes)
        for n, (forecast, report, capacity, block) in enumerate(
            zip(forecasts, reports, capacities, blocks, strict=True), start=1
        )
    ]


def test_mean_inflation_and_its_interval_by_hand(read):
    # Inflation 10, 20 in block 1 and 40, 50 in block 2: mean 30. Residuals add up to -30 and 30 by block, so the
    # variance is (30^2 + 30^2) / 4^2 = 112.5, times G / (G - 1) * (N - 1) / (N - 1) = 2.
    rows = rows_of([0, 10, 20, 30], [10, 30, 60, 80], [200] * 4, blocks=[1, 1, 2, 2])
    (summary,) = summarize(read(*rows))
    half_width = stats.t.ppf(0.975, df=1) * np.sqrt(2 * 112.5)

    assert summary.inflation.value == pytest.approx(30)
    assert summary.inflation.low == pytest.approx(30 - half_width)
    assert summary.inflation.high == pytest.approx(30 + half_width)


def test_blocks_of_two_sessions_are_different_blocks(read):
    rows = rows_of([0, 10], [10, 30], [200, 200]) + rows_of([0, 10], [40, 60], [200, 200], session_code="other")
    (summary,) = summarize(read(*rows))

    assert (summary.sessions, summary.blocks, summary.pairs) == (2, 2, 2)
    assert summary.inflation.low is not None


def test_slopes_by_hand(read):
    # Reports on forecasts: 10, 40, 60 on -10, 0, 10 gives (60 - 10) / 20 = 2.5. Capacities on reports: the means are
    # 110 / 3 and 640 / 3; in thirds, deviations -80, 10, 70 and -40, -10, 50, so (3200 - 100 + 3500) / 11400.
    rows = rows_of([-10, 0, 10], [10, 40, 60], [200, 210, 230], blocks=[1, 2, 3])
    (summary,) = summarize(read(*rows))

    assert summary.report_on_forecast.value == pytest.approx(2.5)
    assert summary.capacity_on_report.value == pytest.approx(6_600 / 11_400)
    assert summary.report_on_forecast.low < 2.5 < summary.report_on_forecast.high


def test_means_by_hand(read):
    # Full trust after 50 and 10: 255 and 215. Capacities 240 and 200. Demand 280 both times, so all built is sold:
    # 25 * 240 and 25 * 200; 15 * 240 and 15 * 200.
    (summary,) = summarize(read(*rows_of([20, 20], [50, 10], [240, 200])))

    assert summary.mean_capacity.value == 220
    assert summary.mean_full_trust_capacity == 235
    assert summary.babbling_capacity == pytest.approx(159.164, abs=1e-3)
    assert summary.mean_sender_profit.value == 5_500
    assert summary.mean_receiver_profit.value == 3_300


def test_efficiency_by_hand():
    # Forecast 0: the first best builds 235 and sells 235 - 60^2 / 300 = 223: 22300 - 60 * 235 = 8200.
    # 250 sells 231.25: 23125 - 15000 = 8125. 175 sells itself: 40 * 175 = 7000. (8125 + 7000) / 16400.
    # Without the first or the second of the two blocks it is 7000 / 8200 or 8125 / 8200, 1125 / 16400 to either side.
    zero, blocks = np.zeros(2), np.arange(2)
    found = efficiency(CELLS["ch_uh"], zero, np.array([250, 175]), blocks)
    half_width = stats.t.ppf(0.975, df=1) * 1_125 / 16_400

    assert found.value == pytest.approx(15_125 / 16_400)
    assert (found.low, found.high) == pytest.approx((found.value - half_width, found.value + half_width))
    assert efficiency(CELLS["ch_uh"], zero, np.array([235, 235]), blocks).value == 1


def test_capacity_and_profits_have_intervals(read):
    # Capacities 200, 220 in block 1 and 240, 260 in block 2; all built is sold, at 25 and 15 a unit.
    rows = rows_of([30, 30, 60, 60], [30, 40, 60, 70], [200, 220, 240, 260], blocks=[1, 1, 2, 2])
    (summary,) = summarize(read(*rows))
    half_width = stats.t.ppf(0.975, df=1) * 20

    for name, per_unit in (("mean_capacity", 1), ("mean_sender_profit", 25), ("mean_receiver_profit", 15)):
        found = getattr(summary, name)
        assert (found.low, found.value, found.high) == pytest.approx(
            tuple(per_unit * (230 + side * half_width) for side in (-1, 0, 1))
        )


def test_each_round_left_out_has_one_reason(read):
    changes = [
        {},
        {"is_practice": True, "is_paid": False, "sender_is_robot": True},
        {"receiver_is_robot": True},
        {"report": None, "report_timed_out": True},
        {"report": None},
        {**UNDECIDED, "capacity_timed_out": True},
        UNDECIDED,
    ]
    rows = [round_row(round_number=n, **change) for n, change in enumerate(changes, start=1)]
    (summary,) = summarize(read(*rows))

    assert (summary.rounds, summary.rounds_used) == (7, 1)
    assert summary.left_out == dict.fromkeys(
        ("practice", "robot", "report timed out", "report missing", "capacity timed out", "capacity missing"), 1
    )


def test_a_robot_that_stands_in_leaves_the_round_out_wherever_it_sits(read):
    rows = [round_row(), round_row(round_number=2, sender_is_robot=True)]
    (summary,) = summarize(read(*rows, round_row(round_number=3, receiver_is_robot=True)))

    assert (summary.rounds_used, summary.left_out) == (1, {"robot": 2})


def test_play_with_a_robot_by_plan_stands_apart_and_counts_what_people_decide(read):
    robots = [
        # The person's inflation is 30 and 10; the robot's, 120, does not count; nor does what robots build, 160.
        round_row(session_code="alone", counterpart="robot", receiver_is_robot=True, report=50, capacity=160),
        round_row(
            session_code="alone",
            counterpart="robot",
            receiver_is_robot=True,
            round_number=2,
            report=30,
            capacity=160,
            stated_capacity=200,
        ),
        round_row(
            session_code="alone", counterpart="robot", sender_is_robot=True, round_number=3, report=140, capacity=200
        ),
    ]
    with_people, with_robots = summarize(read(round_row(), *robots))

    assert (with_people.counterpart, with_people.rounds) == ("human", 1)
    assert (with_robots.counterpart, with_robots.rounds_used, with_robots.left_out) == ("robot", 3, {})
    assert with_robots.inflation.value == pytest.approx(20)
    assert with_robots.mean_capacity.value == 200
    # Sold out each time: 25 * 160 for the person who sends, 15 * 200 for the one who builds.
    assert (with_robots.mean_sender_profit.value, with_robots.mean_receiver_profit.value) == (4_000, 3_000)
    assert (with_robots.beliefs.missing_capacity, with_robots.beliefs.missing_forecast) == (1, 1)
    assert "ch_uh, with a computer" in as_text([with_robots])


def test_treatments_are_told_apart(read):
    summaries = summarize(read(round_row(), round_row("cl_ul", session_code="other")))

    assert [summary.treatment for summary in summaries] == ["ch_uh", "cl_ul"]
    assert [round(summary.babbling_capacity) for summary in summaries] == [159, 340]


def test_sessions_without_communication_stand_apart(read):
    silent = rows_of([0, 10], [None, None], [200, 210], session_code="silent")
    talking, control = sorted(summarize(read(round_row(), *silent)), key=lambda summary: not summary.communication)

    assert talking.rounds_used == 1
    assert control.rounds_used == 2
    assert control.mean_capacity.value == 205
    assert control.efficiency.value is not None
    assert control.inflation.value is None
    assert "since there are no reports" in control.inflation.note


def test_one_block_has_no_interval(read):
    rounds = read(*rows_of([-10, 0, 10], [10, 40, 60], [200, 210, 230]))
    (summary,) = summarize(rounds)

    assert summary.report_on_forecast.value == pytest.approx(2.5)
    assert summary.inflation.low is None
    assert "ch_uh: 1 block: too few for an interval of any estimate." in as_text([summary])


def test_one_row_and_no_row_work(read):
    (summary,) = summarize(read(round_row()))

    assert summary.inflation.value == 30
    assert summary.report_on_forecast.note == "a slope needs at least 2 rounds"
    assert as_text(summarize(read())) == "No rounds."


def test_constant_reports_have_no_slope(read):
    (summary,) = summarize(read(*rows_of([0, 10, 20], [150] * 3, [200, 210, 220], blocks=[1, 2, 3])))

    assert summary.report_on_forecast.value == pytest.approx(0)
    assert summary.capacity_on_report.note == "report never varies"


def test_slopes_of_two_blocks_have_no_interval(read):
    (summary,) = summarize(read(*rows_of([0, 10, 0, 10], [0, 5, 0, 5], [200, 210] * 2, blocks=[1, 1, 2, 2])))

    assert summary.report_on_forecast.value == pytest.approx(0.5)
    assert summary.report_on_forecast.low is None
    assert summary.report_on_forecast.note == "2 blocks: too few for an interval of slopes"
    assert summary.inflation.low is not None


def test_blocks_that_differ_in_level_only_have_a_slope_without_spread(read):
    # Reports rise by 2 a unit in each block. The variance is zero; rounding alone makes it -4e-15.
    rows = rows_of([0, 10] * 3, [57, 77, 2, 22, 8, 28], [200, 210] * 3, blocks=[1, 1, 2, 2, 3, 3])
    (summary,) = summarize(read(*rows))

    assert summary.report_on_forecast.low == pytest.approx(2, abs=1e-6)
    assert summary.report_on_forecast.high == pytest.approx(2, abs=1e-6)


def test_full_trust_without_exception_has_an_interval_of_no_width(read):
    reports = [0, 10, 20, 50, 55, 61]
    rows = rows_of([0] * 6, reports, [205 + report for report in reports], blocks=[1, 1, 2, 2, 3, 3])
    (summary,) = summarize(read(*rows))

    assert summary.capacity_on_report.low == pytest.approx(1)
    assert summary.capacity_on_report.high == pytest.approx(1)


def test_no_round_to_use_is_said(read):
    (summary,) = summarize(read(round_row(is_practice=True, is_paid=False)))

    assert summary.rounds_used == 0
    assert summary.efficiency.value is None
    assert "no round can be used" in as_text([summary])


def test_table_shows_every_treatment(read):
    rows = [round_row(cell, session_code=cell) for cell in CELLS]
    text = as_text(summarize(read(*rows)))

    assert all(cell in text for cell in CELLS)
    assert max(map(len, text.splitlines())) <= 120


def test_beliefs_by_hand(read):
    # Capacities 200 and 240 were expected as 230 and 250: errors 30 and 10. Forecasts 0, 10 and 20 were thought to be
    # -30, 20 and 20: errors -30, 10, 0. Of the intervals, 40, 10 and 0 wide, the first alone misses.
    rows = [
        *rows_of([0, 10, 20], [50, 60, 70], [200, 240, 220]),
        round_row(round_number=4, session_code="silent"),
    ]
    beliefs = [(230, -30, -50, -10), (250, 20, 10, 20), (None, 20, 20, 20)]
    names = ("stated_capacity", "stated_forecast", "stated_forecast_low", "stated_forecast_high")
    told = [row | dict(zip(names, stated, strict=True)) for row, stated in zip(rows[:3], beliefs, strict=True)]
    (summary,) = summarize(read(*told, rows[3]))

    assert summary.beliefs.rounds_asked == 3
    assert summary.beliefs.stated_capacity_error.value == pytest.approx(20)
    assert summary.beliefs.stated_forecast_error.value == pytest.approx(-20 / 3)
    assert summary.beliefs.interval_share == pytest.approx(2 / 3)
    assert summary.beliefs.interval_width == pytest.approx(50 / 3)
    assert (summary.beliefs.missing_capacity, summary.beliefs.missing_forecast) == (1, 0)


def test_beliefs_have_lines_only_where_they_were_asked(read):
    stated = {"stated_capacity": 300, "stated_forecast": 0, "stated_forecast_low": -5, "stated_forecast_high": 5}
    asked, silent = round_row(**stated), round_row("cl_ul", session_code="other")
    lines = as_text(summarize(read(asked, silent))).splitlines()

    assert "stated" not in as_text(summarize(read(silent)))
    # Stated 300 against 240 built; forecast 20 outside -5 to 5; nothing under the treatment that did not ask.
    assert next(line.split()[-2:] for line in lines if line.startswith("stated - built")) == ["60.0", "-"]
    assert next(line.split()[-2:] for line in lines if line.startswith("ranges that hold")) == ["0.000", "-"]


def test_beliefs_of_practice_rounds_do_not_count(read):
    practice = round_row(is_practice=True, is_paid=False, stated_capacity=300)
    (summary,) = summarize(read(practice, round_row(round_number=2)))

    assert summary.beliefs.rounds_asked == summary.beliefs.missing_capacity == 1
    assert summary.beliefs.stated_capacity_error.note == "no stated_capacity in the rounds used"


@pytest.mark.slow
def test_plots_are_drawn_for_each_treatment(read, tmp_path):
    written, notes = draw(read(*rows_of([0, 10], [0, 5], [200, 210])), tmp_path / "new" / "plots")

    assert sorted(path.name for path in written) == [
        "capacity_ch_uh.png",
        "capacity_ch_uh.svg",
        "report_ch_uh.png",
        "report_ch_uh.svg",
    ]
    assert notes == []
    report_plot = (tmp_path / "new" / "plots" / "report_ch_uh.svg").read_text(encoding="utf-8")
    assert all(
        text in report_plot
        for text in ("Forecast (units)", "Report (units)", "n = 2 rounds of 1 pair", "minimal lie: forecast + 120")
    )


def test_plots_that_cannot_be_drawn_say_why(read, tmp_path):
    silent = rows_of([0], [None], [200], session_code="silent")
    practice = round_row("cl_ul", session_code="practice", is_practice=True, is_paid=False)
    written, notes = draw(read(*silent, practice), tmp_path)

    assert written == []
    assert notes == [
        "ch_uh: no plots, since there are no reports",
        "cl_ul: no plots, since no round can be used",
    ]


@pytest.mark.slow
def test_the_same_data_draw_the_same_files(read, tmp_path):
    rounds = read(*rows_of([0, 10], [0, 5], [200, 210]))
    first, second = draw(rounds, tmp_path / "a")[0], draw(rounds, tmp_path / "b")[0]

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_command_prints_a_table(read, tmp_path, capsys):
    read(*rows_of([0, 10], [0, 5], [200, 210]))

    assert main(["summarize", str(tmp_path / "rounds.csv")]) == 0
    assert "mean inflation (units)" in capsys.readouterr().out


@pytest.mark.slow
def test_command_prints_json_only_even_beside_plots(read, tmp_path, capsys):
    read(*rows_of([0, 10], [0, 5], [200, 210]))

    assert main(["summarize", str(tmp_path / "rounds.csv"), "--json", "--plot", str(tmp_path / "plots")]) == 0
    (summary,) = json.loads(capsys.readouterr().out)
    assert summary["inflation"]["value"] == pytest.approx(-2.5)
    assert len(list((tmp_path / "plots").iterdir())) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "No such file or directory", id="no file"),
        pytest.param(b"a,b\n", "rounds.csv: row 1 lacks the columns", id="another table"),
    ],
)
def test_command_refuses_a_bad_file_in_one_line(tmp_path, capsys, content, message):
    path = tmp_path / "rounds.csv"
    if content is not None:
        path.write_bytes(content)

    assert main(["summarize", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_pooling_sessions_with_other_rules_is_said(read):
    rows = rows_of([0, 10], [10, 30], [200, 200]) + rows_of(
        [0, 10], [40, 60], [200, 200], session_code="other", matching="partner", feedback="none"
    )
    (summary,) = summarize(read(*rows))

    assert set(summary.pooled) == {"matching", "feedback"}
    assert "pools rounds that differ in matching" in as_text([summary])


@pytest.mark.parametrize(
    ("messages", "communication", "left_out"),
    [("number", True, {"report missing": 2}), ("none", False, {}), (None, False, {})],
)
def test_the_setting_says_whether_a_round_without_a_report_lacks_one(messages, communication, left_out, read):
    rows = rows_of([0, 10], [None, None], [200, 200], messages=messages)
    (summary,) = summarize(read(*rows))

    assert (summary.communication, summary.left_out) == (communication, left_out)
