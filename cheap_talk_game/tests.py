"""A bot that tries what is not allowed, then reports with an inflation of 20 and builds what full trust would.

Where the environment says REHEARSE_WITH, it decides as simulated people do: see docs/how-to/rehearse-a-session.md.
"""

import os
from collections.abc import Iterator
from typing import Any

from otree.api import Bot, Submission, SubmissionMustFail

from cheap_talk_game.models import RECEIVER, SENDER, round_design
from cheap_talk_game.new_part import NewPart, begins_part, part_before, question
from cheap_talk_game.pages import Capacity, Report, Results, StateCapacityBelief, StateForecastBelief

INFLATION = 20
# What bots state of the forecast: the report without the inflation, give or take this.
HALF_RANGE = 10
TEXT = "=1+1 <b>bold</b>"


class PlayerBot(Bot):
    def play_round(self) -> Iterator[Any]:
        if self.player.field_maybe_none("role_in_round") is None:
            return
        design = round_design(self.group)
        if begins_part(self.player):
            yield from self._new_part(design)
        page = self._report(design) if self.player.role_in_round == SENDER else self._capacity(design)
        yield from page
        if design.asks_beliefs:
            yield from self._belief(design)
        yield Results

    def _new_part(self, design: Any) -> Iterator[Any]:
        field, setting = question(self.player)
        wrong = getattr(part_before(self.player), setting)
        yield SubmissionMustFail(NewPart, {field: wrong}, error_fields=[field])
        yield NewPart, {field: getattr(design, setting)}

    def _report(self, design: Any) -> Iterator[Any]:
        lowest, highest = design.game.report_range
        message = design.message_type
        if not message.sends:
            yield Report
            return
        as_bot = min(self.group.forecast + INFLATION, highest)
        decided = self._rehearsed(design, SENDER, self.group.forecast, as_bot)
        sent: dict[str, int | str] = dict.fromkeys(message.numbers, decided)
        for field in message.numbers if self.round_number == 1 else ():
            for wrong in ("", "ten", "12.5", lowest - 1, highest + 1, "9" * 30):
                yield SubmissionMustFail(Report, {**sent, field: wrong}, error_fields=[field])
        if message.has_text:
            sent["text"] = TEXT
        yield Report, sent

    def _capacity(self, design: Any) -> Iterator[Any]:
        lowest, highest = design.game.capacity_range
        if self.round_number == 1:
            for wrong in ("", "ten", "12.5", lowest - 1, highest + 1, -5):
                yield SubmissionMustFail(Capacity, {"capacity": wrong}, error_fields=["capacity"])
        report, as_bot = self.group.field_maybe_none("report"), self._trusting_capacity(design)
        yield Submission(Capacity, {"capacity": self._rehearsed(design, RECEIVER, report, as_bot)})

    def _rehearsed(self, design: Any, role: str, seen: int | None, as_bot: int) -> int:
        """Return what the simulated person of this seat decides, or the bot's own decision if there is none."""
        name = os.environ.get("REHEARSE_WITH", "")
        if not name:
            return as_bot
        # Imported here: SciPy takes its time, and other bots need none of it.
        from forecast_sharing.simulation.cast import Place, read_cast  # noqa: PLC0415

        place = Place(self.subsession.seed, self.player.block, self.player.seat, design.block_size)
        return read_cast(name).decide(place, design.game, role, seen, self.round_number)

    def _trusting_capacity(self, design: Any) -> int:
        game = design.game
        lowest, highest = game.capacity_range
        report = self.group.field_maybe_none("report")
        best = game.babbling_capacity() if report is None else game.full_trust_capacity(report)
        return min(max(round(best), lowest), highest)

    def _belief(self, design: Any) -> Iterator[Any]:
        if self.player.role_in_round == SENDER:
            lowest, highest = design.game.capacity_range
            for wrong in ("", lowest - 1, highest + 1) if self.round_number == 1 else ():
                yield SubmissionMustFail(
                    StateCapacityBelief, {"stated_capacity": wrong}, error_fields=["stated_capacity"]
                )
            # By turns right about the partner, who is such a bot, and as wrong as can be.
            trusting = self._trusting_capacity(design)
            yield StateCapacityBelief, {"stated_capacity": trusting if self.round_number % 2 else lowest}
            return
        lowest, highest = design.game.report_range
        report = self.group.field_maybe_none("report") or 0
        answers = {
            "stated_forecast": max(report - INFLATION, lowest),
            "stated_forecast_low": max(report - INFLATION - HALF_RANGE, lowest),
            "stated_forecast_high": min(max(report - INFLATION, lowest) + HALF_RANGE, highest),
        }
        wrong_answers = {
            "stated_forecast": ["", lowest - 1],
            "stated_forecast_low": ["x", lowest - 1],
            "stated_forecast_high": [highest + 1, answers["stated_forecast_low"] - 1],
        }
        for field, wrongs in wrong_answers.items() if self.round_number == 1 else ():
            for wrong in wrongs:
                yield SubmissionMustFail(StateForecastBelief, {**answers, field: wrong}, error_fields=[field])
        yield StateForecastBelief, answers
