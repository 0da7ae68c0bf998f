"""What a sender may send, one object for each type of message; all that differs between them is said here.

Pages, questions, computers, bots, exports, checks of tables and the documentation ask these objects. A text that
differs chooses by `$messages`, and participant_ui.text_check refuses one that says nothing for a type.
"""

from dataclasses import dataclass
from itertools import pairwise

REPORT, TEXT = "report", "text"


@dataclass(frozen=True, slots=True)
class MessageType:
    """One type of message.

    Parameters
    ----------
    name : str
        The word of the setting `messages`.
    meaning : str
        What the sender may send, in words.
    numbers : tuple of str
        What is asked and what the receiver sees, in this order: whole numbers from the lowest to the highest forecast.
        Each is the name of a field, of a column of rounds, and of the texts `field-NAME-label` and `field-NAME-hint`.
        `report` is the one that stands for the forecast itself: pictures of demand, computers, plots and estimates use
        it, and without it they say so.
    has_text : bool
        Whether a text may go with the numbers.
    is_ascending : bool
        Whether no number may be less than the one before, as with the bounds of a range. Pages and the reader of tables
        refuse what is not.

    """

    name: str
    meaning: str
    numbers: tuple[str, ...] = ()
    has_text: bool = False
    is_ascending: bool = False

    @property
    def ascending_pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of numbers of which the second may not be less than the first."""
        return list(pairwise(self.numbers)) if self.is_ascending else []

    @property
    def sends(self) -> bool:
        """Return whether anything is sent at all."""
        return bool(self.numbers)

    @property
    def has_report(self) -> bool:
        """Return whether one number that is sent stands for the forecast itself."""
        return REPORT in self.numbers

    @property
    def suits_computers(self) -> bool:
        """Return whether a computer can send and read it: a report, or nothing."""
        return self.has_report or not self.sends

    @property
    def fields(self) -> tuple[str, ...]:
        """Return what the sender's page asks, in order."""
        return (*self.numbers, TEXT) if self.has_text else self.numbers


MESSAGE_TYPES = {
    message.name: message
    for message in (
        MessageType("number", "a number", (REPORT,)),
        MessageType("number_and_text", "a number with a text", (REPORT,), has_text=True),
        MessageType("none", "nothing (the control without communication)"),
    )
}
# Of all types, each once.
NUMBERS = tuple(dict.fromkeys(name for message in MESSAGE_TYPES.values() for name in message.numbers))
IN_WORDS = " or ".join(", ".join(message.meaning for message in MESSAGE_TYPES.values()).rsplit(", ", 1))
