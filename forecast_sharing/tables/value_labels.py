"""What each word of a choice means, for codebooks and for programs that label values."""

from forecast_sharing.demand.distributions import DISTRIBUTIONS
from forecast_sharing.matching import ALTERNATE, FIXED, MATCHINGS, PARTNER, PERFECT_STRANGER, RANDOM, ROLES, STRANGER
from forecast_sharing.models import choice_problem
from forecast_sharing.session import choices, earnings
from forecast_sharing.session.belief_scoring import ANSWERS, NUMBER, RANGE
from forecast_sharing.session.choices import for_each
from forecast_sharing.session.message_types import MESSAGE_TYPES

# By the name of a setting, and of what else is chosen from a list.
MEANINGS: dict[str, dict[str, str]] = {
    "matching": for_each(
        MATCHINGS,
        {
            PARTNER: "the same partner throughout",
            STRANGER: "drawn each round within the block, never the partner of the round before",
            PERFECT_STRANGER: "nobody meets anybody twice",
        },
    ),
    "roles": for_each(
        ROLES,
        {FIXED: "the same role throughout", ALTERNATE: "switched each round", RANDOM: "drawn each round in the pair"},
    ),
    "feedback": for_each(
        choices.FEEDBACKS,
        {
            choices.FULL: "everything",
            choices.OWN: "capacity, demand and own profit",
            choices.HIDDEN: "nothing until the end",
        },
    ),
    "messages": {message.name: message.meaning for message in MESSAGE_TYPES.values()},
    "frame": for_each(choices.FRAMES, {"supply-chain": "manufacturer and supplier", "neutral": "neutral words"}),
    "dropout": for_each(
        choices.DROPOUTS,
        {
            choices.WAIT: "the other waits without end",
            choices.END_PAIR: "the rounds they would have played are not played",
            choices.ROBOT_STANDS_IN: "a computer that is announced plays in their place",
        },
    ),
    "counterpart": for_each(
        choices.COUNTERPARTS,
        {choices.HUMAN: "people play with each other", choices.ROBOT: "each person plays with a computer"},
    ),
    "history": for_each(
        choices.HISTORIES, {choices.OPEN: "shown with each page", choices.CLOSED: "closed until opened"}
    ),
    "beliefs": for_each(choices.BELIEFS, {choices.OFF: "not asked", choices.ASKED: "asked after each decision"}),
    "belief_pay": for_each(
        choices.BELIEF_PAYS,
        {
            choices.ONE_ROUND: "one of a person's paid rounds, drawn at the end",
            choices.EVERY_ROUND: "every paid round",
        },
    ),
    "arrival": for_each(
        choices.ARRIVALS,
        {choices.LAB: "seats assigned at creation", choices.ARRIVAL: "blocks fill in the order of arrival"},
    ),
    "participation": for_each(
        choices.PARTICIPATIONS,
        {
            "once": "who took part before is turned away",
            "repeated": "people may take part again",
            "pilot": "anybody is let in, and it does not count as having taken part",
        },
    ),
    "dropout_pay": for_each(
        choices.DROPOUT_PAYS,
        {
            choices.NOTHING: "nothing",
            choices.FEE: "the show-up fee",
            choices.EARNED: "the fee and what was earned",
        },
    ),
    "negative_balance": for_each(
        choices.NEGATIVE_BALANCES,
        {choices.FORGIVEN: "counts as zero", choices.DEDUCTED: "deducted from the show-up fee"},
    ),
    "purpose": for_each(
        choices.PURPOSES,
        {
            "data": "collected to be analysed",
            "pilot": "a pilot, in no package of data unless asked for",
            "rehearsal": "a rehearsal, in no package of data unless asked for",
        },
    ),
    "distribution": {name: kind.in_words for name, kind in DISTRIBUTIONS.items()},
    "role": for_each(
        choice_problem.ROLES,
        {"sender": "sees the forecast and reports", "receiver": "reads the report and builds capacity"},
    ),
    "belief_answer": for_each(ANSWERS, {NUMBER: "the stated number", RANGE: "the stated range"}),
    "exit_reason": for_each(
        earnings.EXIT_REASONS,
        {
            earnings.COMPLETED: "played to the end",
            earnings.CONSENT_DECLINED: "declined the consent",
            earnings.QUIZ_FAILED: "used up the attempts at the comprehension questions",
            earnings.DROPPED_OUT: "not heard from for too long, or let a page's time limit pass",
            earnings.NO_SHOW: "had not come when somebody had waited long enough",
            earnings.CAME_TOO_LATE: "came after others had given up waiting",
            earnings.WAITED_TOO_LONG: "left, as offered, after waiting too long",
            earnings.PARTNER_LEFT: "nobody was left to play the last rounds with",
            earnings.ENDED: "session ended by the experimenter",
            earnings.FELL_SILENT: "closed the page when nobody waited for them any more",
        },
    ),
}
MEANINGS["forecast_distribution"] = MEANINGS["noise_distribution"] = MEANINGS["distribution"]
