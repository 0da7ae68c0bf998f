"""Takes the place of the survey's own bot: sends what the session's settings `plan` and `wrongs` hold for each page.

On every page it looks at which questions are shown before it sends anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from otree.api import Bot, Submission, SubmissionMustFail, expect

from forecast_sharing.session.survey_items import items_of
from trust_survey.pages import AnswerQuestions


class PlayerBot(Bot):
    def play_round(self) -> Iterator[Any]:
        config = self.session.config
        sections = config["survey_sections"].split()
        plan, all_wrongs = json.loads(config["plan"]), json.loads(config["wrongs"])
        for number, (section, answers, wrongs) in enumerate(zip(sections, plan, all_wrongs, strict=True), start=1):
            names = [item.name for item in items_of(section)]
            shown = list(dict.fromkeys(re.findall(r'type="radio" id="[^"]*" name="([^"]*)"', self.html)))
            expect(shown, names)
            expect(f"Part {number} of {len(sections)}", "in", self.html)
            expect(" checked", "not in", self.html)
            for wrong in wrongs:
                yield SubmissionMustFail(AnswerQuestions, wrong, error_fields=[next(iter(wrong))], check_html=False)
                # Kept on the page is what can be shown there, and in the database nothing.
                expect(self.html.count(" checked"), len(wrong) - 1)
                expect([self.player.field_maybe_none(name) for name in names], [None] * len(names))
            yield Submission(AnswerQuestions, answers, check_html="" not in answers.values())
            given = [None if answers.get(name, "") == "" else answers[name] for name in names]
            expect([self.player.field_maybe_none(name) for name in names], given)
