"""Bots: each enters its place in the group times the round times the step."""

from otree.api import Bot, SubmissionMustFail

import counting


class PlayerBot(Bot):
    cases = ["whole", "refused_first"]

    def play_round(self):
        step = self.session.config["step"]
        number = self.player.id_in_group * self.round_number * step
        if self.case == "refused_first":
            yield SubmissionMustFail(counting.EnterNumber, {"number": 100 * step + 1})
        yield counting.EnterNumber, {"number": number}
