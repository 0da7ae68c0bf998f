"""Bots: each enters its place in the session times the round."""

from otree.api import Bot, SubmissionMustFail

import counting


class PlayerBot(Bot):
    cases = ["whole", "refused_first"]

    def play_round(self):
        number = self.player.id_in_group * self.round_number
        if self.case == "refused_first":
            too_large = 100 * self.session.config["step"] + 1
            yield SubmissionMustFail(counting.EnterNumber, {"number": too_large})
        yield counting.EnterNumber, {"number": number}
