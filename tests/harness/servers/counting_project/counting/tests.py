"""Bots: each enters its place in the group times the round times the step."""

from otree.api import Bot, SubmissionMustFail

import counting


class PlayerBot(Bot):
    def play_round(self):
        step = self.session.config["step"]
        number = self.player.id_in_group * self.round_number * step * self.session.config["exaggerates"]
        yield SubmissionMustFail(counting.EnterNumber, {"number": 100 * step + 1})
        yield counting.EnterNumber, {"number": number}
