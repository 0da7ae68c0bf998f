"""A bot that tries what is not allowed, then reports with an inflation of 20 and builds what full trust would."""

from collections.abc import Iterator
from typing import Any

from otree.api import Bot, Submission, SubmissionMustFail

from cheap_talk_game.models import SENDER, session_design
from cheap_talk_game.pages import Capacity, Report, Results

INFLATION = 20
TEXT = "=1+1 <b>bold</b>"


class PlayerBot(Bot):
    def play_round(self) -> Iterator[Any]:
        design = session_design(self.session)
        if self.player.field_maybe_none("role_in_round") is None:
            return
        page = self._report(design) if self.player.role_in_round == SENDER else self._capacity(design)
        yield from page
        yield Results

    def _report(self, design: Any) -> Iterator[Any]:
        lowest, highest = design.game.report_range
        report = {"report": min(self.group.forecast + INFLATION, highest)}
        if design.messages == "none":
            yield Report
            return
        if self.round_number == 1:
            for wrong in ("", "ten", "12.5", lowest - 1, highest + 1, "9" * 30):
                yield SubmissionMustFail(Report, {**report, "report": wrong}, error_fields=["report"])
        if design.messages == "number_and_text":
            report["text"] = TEXT
        yield Report, report

    def _capacity(self, design: Any) -> Iterator[Any]:
        game = design.game
        lowest, highest = game.capacity_range
        report = self.group.field_maybe_none("report")
        best = game.babbling_capacity() if report is None else game.full_trust_capacity(report)
        if self.round_number == 1:
            for wrong in ("", "ten", "12.5", lowest - 1, highest + 1, -5):
                yield SubmissionMustFail(Capacity, {"capacity": wrong}, error_fields=["capacity"])
        yield Submission(Capacity, {"capacity": min(max(round(best), lowest), highest)})
