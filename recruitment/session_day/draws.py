"""Who plays if more come than can play: full blocks, and a draw that can be redone.

Whoever held a seat comes before those let in at the door, and among them whoever was in time before the late.
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
    order = sorted(came, key=lambda place: place.pk)
    random.Random(f"{session.public_id}:{session.draw_seed}").shuffle(order)
    # Stable: the draw decides among those in time, among the late, and among those let in at the door.
    order.sort(key=lambda place: (place.is_let_in, place.state == SignUp.State.LATE))
    n_seated = min(len(order), session.seats)
    n_playing = n_seated - n_seated % people_per_block
    return Draw(
        playing=order[:n_playing],
        left_over=[
            *((place, NO_FULL_BLOCK) for place in order[n_playing:n_seated]),
            *((place, NO_SEAT) for place in order[n_seated:]),
        ],
    )
