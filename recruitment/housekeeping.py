"""What has to be looked after from time to time, whoever asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from recruitment.services import outgoing_mail, pool_files, registration, reminders, sessions

log = logging.getLogger(__name__)

# Each may run at any time and as often as it likes.
DUTIES: tuple[Callable[[], object], ...] = (
    outgoing_mail.settle_interrupted,
    outgoing_mail.hand_over_forgotten,
    sessions.remind_staff,
    pool_files.delete_left_behind,
    reminders.remind_all,
    registration.forget_unconfirmed,
)


def do_all() -> None:
    for duty in DUTIES:
        try:
            duty()
        except Exception:
            # The others must not wait for it; it is tried again at the next turn.
            log.exception("duty %s", duty.__name__)
