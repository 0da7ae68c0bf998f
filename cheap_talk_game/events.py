"""What happens beside the decisions, noted as it happens."""

import logging
from typing import Any

from otree.models import Participant

logger = logging.getLogger(__name__)


def record(participant: Participant, kind: str, **detail: Any) -> None:
    """Note in the server's log what has just happened to a participant."""
    logger.info("%s %s %s", participant.code, kind, detail)
