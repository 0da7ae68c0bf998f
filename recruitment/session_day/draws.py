"""Who plays if more come than can play: full blocks, and a draw that can be redone.

People who held a seat come before those let in at check-in, and among them those in time before the late.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from recruitment.models import LabSession, SignUp

NO_FULL_BLOCK = "no_full_block"
NO_SEAT = "no_seat"
LEFT_THE_PAGE = "left_the_page"
REASONS = {
    NO_FULL_BLOCK: _("the last block was not full"),
    NO_SEAT: _("more people came than there are seats"),
    LEFT_THE_PAGE: _("left the waiting page before the start"),
}


@dataclass(frozen=True, slots=True)
class Draw:
    """Who plays, in the order of the seats, and who does not and why."""

    playing: list[SignUp]
    left_over: list[tuple[SignUp, str]]


def draw(session: LabSession, came: Sequence[SignUp], *, people_per_block: int) -> Draw:
    """Fill whole blocks from those who came. The session's seed decides, so looking ahead changes nothing."""
    order = sorted(came, key=lambda sign_up: sign_up.pk)
    random.Random(f"{session.public_id}:{session.draw_seed}").shuffle(order)
    # Stable: the draw decides among those in time, among the late, and among those let in at check-in.
    order.sort(key=lambda sign_up: (sign_up.is_let_in, sign_up.state == SignUp.State.LATE))
    n_seated = min(len(order), session.seats)
    n_playing = n_seated - n_seated % people_per_block
    return Draw(
        playing=order[:n_playing],
        left_over=[
            *((sign_up, NO_FULL_BLOCK) for sign_up in order[n_playing:n_seated]),
            *((sign_up, NO_SEAT) for sign_up in order[n_seated:]),
        ],
    )
