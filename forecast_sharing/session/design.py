"""Every setting of a session: its name, default, rule and meaning, checked in one place.

The session configs of settings.py, the form in the admin, the pages that explain the session and the
reference page in docs are all made from the fields of `SessionDesign`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from forecast_sharing.demand.distributions import DISTRIBUTIONS
from forecast_sharing.game import Game
from forecast_sharing.matching import MATCHINGS, PARTNER, ROLES
from forecast_sharing.models.choice_problem import ROLES as ROLES_IN_A_ROUND
from forecast_sharing.models.policy import Policy, decide, shortened
from forecast_sharing.session import arms as planned
from forecast_sharing.session import choices
from forecast_sharing.session.arms import Arm
from forecast_sharing.session.dropouts import Limits
from forecast_sharing.session.feedback import SHOWS
from forecast_sharing.session.message_types import IN_WORDS, MESSAGE_TYPES, MessageType
from forecast_sharing.session.survey_items import SECTIONS

SURVEY_SECTIONS = tuple(section.name for section in SECTIONS)
# oTree's own names for two settings that its admin pages also use.
OTREE_NAMES = {"show_up_fee": "participation_fee", "exchange_rate": "real_world_currency_per_point"}


# What else oTree keeps in a session config.
OTREE_KEYS = {
    "name",
    "display_name",
    "doc",
    "app_sequence",
    "num_demo_participants",
    "use_browser_bots",
    "mturk_hit_settings",
}

# A computer that trusts by halves and inflates accordingly. Sessions with computers should declare their own.
DEFAULT_POLICY = (
    '{"model": "trust", '
    '"sender": {"trustworthiness": 5, "believed_trust": 0.5, "precision": 0.01, "lapse": 0}, '
    '"receiver": {"trust": 0.5, "precision": 0.01, "lapse": 0}}'
)


class SettingError(ValueError):
    """A setting breaks its rule. The message names the setting, the rule and the value, shortened."""


def _setting(default: Any, rule: str, is_allowed: Callable[[Any], bool], meaning: str) -> Any:
    return field(default=default, metadata={"rule": rule, "is_allowed": is_allowed, "meaning": meaning})


def _emptiable(default: str, rule: str, is_allowed: Callable[[Any], bool], meaning: str) -> Any:
    # The admin's form takes an emptied box for an unchanged one, so the word "none" empties a setting.
    return field(
        default=default,
        metadata={"rule": f"{rule}; or none", "is_allowed": is_allowed, "meaning": meaning, "none_is_empty": True},
    )


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    # Whole numbers are finite, and isfinite fails at those too large for a float.
    return isinstance(value, int) or (isinstance(value, float | Decimal) and math.isfinite(value))


def _is_whole(value: Any) -> bool:
    return _is_number(value) and value == int(value)


def _whole(default: int, lowest: int, highest: int, meaning: str) -> Any:
    return _setting(
        default,
        f"must be a whole number from {lowest} to {highest}",
        lambda value: _is_whole(value) and lowest <= value <= highest,
        meaning,
    )


def _price(default: int, meaning: str) -> Any:
    return _setting(
        default,
        "must be a number from 0 to 1000000 with at most two decimals",
        lambda value: _is_number(value) and 0 <= value <= 1_000_000 and round(value, 2) == value,
        meaning,
    )


def _word(default: str, choices: tuple[str, ...], meaning: str) -> Any:
    return field(
        default=default,
        metadata={
            "rule": f"must be one of: {', '.join(choices)}",
            "is_allowed": lambda value: value in choices,
            "meaning": meaning,
            "choices": choices,
        },
    )


def _yes_or_no(meaning: str, *, default: bool = True) -> Any:
    return _setting(default, "must be yes or no (true or false)", lambda value: isinstance(value, bool), meaning)


def _text(default: str, longest: int, meaning: str) -> Any:
    return _setting(
        default,
        f"must be text of at most {longest} characters",
        lambda value: isinstance(value, str) and len(value) <= longest,
        meaning,
    )


def _by_part(setting: Any) -> Any:
    """Let the parts of a session with arms differ in a setting."""
    return field(default=setting.default, metadata={**setting.metadata, "may_differ": True})


def _are_sections(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    sections = value.split()
    return set(sections) <= set(SURVEY_SECTIONS) and len(sections) == len(set(sections))


def _is_link(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"(https://[^\s\"'<>/]+\.[^\s\"'<>]+)?", value) is not None


_DISTRIBUTIONS_IN_WORDS = "; ".join(f"{name}, {kind.in_words}" for name, kind in DISTRIBUTIONS.items())


@dataclass(frozen=True)
class SessionDesign:
    """The settings of one session, all checked.

    Units are those of the game: money in points, quantities in units, unless a meaning says otherwise.
    Build it with `from_config`; every error is a `SettingError` that names the setting, rule and value.
    """

    mean_demand: int = _by_part(
        _whole(250, 0, 1_000_000, "Demand when the forecast and the market noise are both zero, in units.")
    )
    forecast_half_width: int = _by_part(
        _whole(150, 1, 1_000_000, "Forecasts are whole units from minus to plus this number.")
    )
    noise_half_width: int = _by_part(
        _whole(75, 0, 1_000_000, "Market noise is whole units from minus to plus this number.")
    )
    forecast_distribution: str = _by_part(
        _word(
            "uniform",
            tuple(DISTRIBUTIONS),
            f"How forecasts are drawn: {_DISTRIBUTIONS_IN_WORDS}.",
        )
    )
    noise_distribution: str = _by_part(
        _word("uniform", tuple(DISTRIBUTIONS), "How market noise is drawn, in the words of forecast_distribution.")
    )
    retail_price: float = _by_part(_price(100, "What the sender earns from the market for each unit sold, in points."))
    wholesale_price: float = _by_part(_price(75, "What the sender pays the receiver for each unit sold, in points."))
    production_cost: float = _by_part(_price(0, "What each unit sold costs the receiver to make, in points."))
    capacity_cost: float = _by_part(
        _price(60, "What each unit of capacity costs the receiver, sold or not, in points.")
    )

    frame: str = _word(
        "supply-chain",
        choices.FRAMES,
        "Names shown to participants: manufacturer and supplier, or neutral words.",
    )
    messages: str = _by_part(
        _word(
            "number",
            tuple(MESSAGE_TYPES),
            f"What the sender may send: {IN_WORDS}.",
        )
    )
    feedback: str = _by_part(
        _word(
            "full",
            choices.FEEDBACKS,
            "After a round: everything; capacity, demand and own profit; or nothing until the end.",
        )
    )
    history: str = _by_part(
        _word(
            "open",
            choices.HISTORIES,
            "How the table of a person's own past rounds comes with each page: open, or closed until they open it, "
            "which is an event.",
        )
    )
    beliefs: str = _by_part(
        _word(
            "off",
            choices.BELIEFS,
            "asked: after the report the sender states which capacity will be built on average, and after the capacity "
            "the receiver states what the forecast was on average, and a range. Nobody else is shown it.",
        )
    )
    belief_pay: str = _word(
        choices.ONE_ROUND,
        choices.BELIEF_PAYS,
        "Which stated beliefs can win the prize: those of one of a person's paid rounds, drawn by lot at the end, or "
        "those of every paid round. With every_round, choose a smaller belief_prize.",
    )
    belief_prize: float = _price(
        50_000,
        "What a stated belief can win in a round that pays it, in points; the closer it is to the truth, the larger "
        "the chance.",
    )
    matching: str = _word(
        "stranger",
        MATCHINGS,
        "Same partner throughout; drawn each round within the block, but never the partner of the round before; or "
        "nobody twice.",
    )
    roles: str = _word(
        "fixed",
        ROLES,
        "Same role throughout; switched each round; or drawn each round within the pair.",
    )
    block_size: int = _whole(4, 2, 1000, "People in an independent block; nobody ever meets anyone of another block.")
    arrival: str = _word(
        "lab",
        choices.ARRIVALS,
        "lab: seats are assigned when the session is created. arrival: blocks fill in order of arrival after the quiz.",
    )
    participation: str = _word(
        "once",
        choices.PARTICIPATIONS,
        "Whether people may take part again. once: anyone who has agreed to the consent of another session of this "
        "server is turned away on arrival; repeated: they are let in; pilot: anybody is let in, and it does not count "
        "as having taken part. People are known by their label; the labels in a room's file are seats, not people.",
    )
    prolific_study: str = _emptiable(
        "",
        "must be at most 64 letters, digits, - or _",
        lambda value: isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{0,64}", value) is not None,
        "The study's id on Prolific, its STUDY_ID. The console names anyone who comes by the link of another study.",
    )
    practice_rounds: int = _whole(0, 0, 20, "Unpaid rounds played first, with the same matching rule.")
    num_rounds: int = _whole(30, 1, 500, "Rounds that follow the practice rounds.")
    paid_rounds: int = _whole(
        0, 0, 500, "How many of the rounds are paid, drawn when the session is created; 0 means all of them."
    )
    decision_seconds: int = _whole(
        0, 0, 3600, "Time limit of each decision page in seconds; 0 means none. A time-out is never a decision."
    )

    dropout: str = _word(
        "wait",
        choices.DROPOUTS,
        "What happens when somebody drops out: wait for them without end; end_pair: the rounds they would have played "
        "are not played; robot: a computer that is announced plays in their place.",
    )
    presence_seconds: int = _whole(
        120,
        4,  # pages beat every quarter of it, and no faster than once a second
        3600,
        "How long nothing may be heard from a person's page, a locked phone for instance, while somebody waits for "
        "them, before they count as dropped out. Below 90 is too short for people: a browser that slows a hidden page "
        "down may look absent. Below 30, so may a slow connection; such values are for rehearsals.",
    )
    page_seconds: int = _whole(
        0,
        0,
        7200,
        "Time limit in seconds of every page up to the last round, where decision_seconds sets none: anyone who lets "
        "it pass has dropped out; 0 means none. Needs dropout = end_pair or robot. Below 300 is too short for people: "
        "the instructions and the comprehension questions have this limit too.",
    )
    max_wait_seconds: int = _whole(
        0,
        0,
        7200,
        "After waiting this long in seconds people are asked whether to go on waiting or to leave and be paid; 0 means "
        "they are never asked. Below 60 is too short for people: they are asked while their partner is still deciding.",
    )
    counterpart: str = _word(
        "human",
        choices.COUNTERPARTS,
        "robot: everybody plays with a computer, which is announced, and can take part alone. Needs partner matching "
        "and a block_size of 2: a person and a computer.",
    )
    robot_policy: str = _text(
        DEFAULT_POLICY, 2000, "How computers decide, as JSON; docs/explanation/dropouts.md says what it may hold."
    )
    dropout_pay: str = _word(
        "fee",
        choices.DROPOUT_PAYS,
        "What people who dropped out are paid: nothing, the show-up fee, or the fee and what they had earned.",
    )
    lost_round_pay: float = _price(
        0, "Points for each paid round that a person could not play because the other had left."
    )

    endowment: float = _price(0, "Points each person starts with, added to the profits of the paid rounds.")
    negative_balance: str = _word(
        "forgiven",
        choices.NEGATIVE_BALANCES,
        "A balance below zero counts as zero, or is deducted from the show-up fee. Nobody ever pays.",
    )
    exchange_rate: float = _setting(
        0.0001,
        "must be a number from 0.0000001 to 1 with at most ten decimals",
        lambda value: _is_number(value) and 1e-7 <= value <= 1 and round(value, 10) == value,
        "Money paid for one point. oTree's name for it is real_world_currency_per_point.",
    )
    show_up_fee: float = _setting(
        5.00,
        "must be an amount from 0 to 10000 with at most two decimals",
        lambda value: _is_number(value) and 0 <= value <= 10_000 and round(value, 2) == value,
        "Money everyone gets who takes part. oTree's name for it is participation_fee.",
    )
    show_up_fee_on_decline: bool = _yes_or_no("Whether people who decline the consent are paid the show-up fee.")

    language: str = _text("en", 10, "Language of every text a participant reads.")
    consent_version: str = _text("v1", 40, "Which consent text is shown; its version and a hash of it are stored.")
    quiz_max_attempts: int = _whole(
        0, 0, 100, "Attempts at the comprehension questions before the paid exit; 0 means as many as it takes."
    )
    quiz_new_numbers: bool = _yes_or_no(
        "Whether each further attempt at the questions asks with other numbers: an explanation tells the right number, "
        "which could be copied otherwise.",
        default=False,
    )
    survey_sections: str = _emptiable(
        " ".join(SURVEY_SECTIONS),
        f"must be some of these words, once each, with blanks between: {' '.join(SURVEY_SECTIONS)}",
        _are_sections,
        "Sections of the survey in the order shown; empty for no survey.",
    )
    completion_link: str = _emptiable(
        "",
        "must be empty or a link that starts with https:// without blanks, quotes or angle brackets",
        _is_link,
        "Where people return to the recruiting channel when they have finished.",
    )
    completion_code: str = _emptiable(
        "",
        "must be at most 40 letters, digits, - or _",
        lambda value: isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{0,40}", value) is not None,
        "Code shown at the end for people who must type it into the recruiting channel.",
    )
    seed: int = _whole(
        0,
        0,
        2**31 - 1,
        "Seed of every random draw; 0 draws one when the session is created. Same seed, same forecasts and noise.",
    )

    purpose: str = _word(
        choices.DATA,
        choices.PURPOSES,
        "data: collected to be analysed; pilot or rehearsal: shown to staff wherever the session is, and in no package "
        "of a study's data unless it is asked for.",
    )
    study: str = _emptiable(
        "",
        f"must {planned.NAME_RULE}",
        lambda value: value == "" or (isinstance(value, str) and planned.NAME.fullmatch(value) is not None),
        "The study that the session belongs to, a folder in studies/.",
    )
    study_version: int = _whole(0, 0, 10_000, "Version of the study that is frozen; 0 where none is.")
    study_sha256: str = _emptiable(
        "",
        "must be 64 hexadecimal digits",
        lambda value: isinstance(value, str) and re.fullmatch(r"([0-9a-f]{64})?", value) is not None,
        "SHA-256 of the frozen study.",
    )
    study_session: int = _whole(
        0,
        0,
        10_000,
        "Number of the session in its study, over all servers; it decides which arms its blocks have. 0 takes the "
        "number after the last on this server.",
    )
    arms: str = _emptiable(
        "",
        "must be arms in JSON of at most 20000 characters",
        lambda value: isinstance(value, str) and len(value) <= 20_000,
        "What blocks play, part after part, as the session config of a study has it; nothing where all play the same.",
    )
    arm_seed: int = _whole(
        0,
        0,
        2**31 - 1,
        "Seed of the assignment of blocks to arms, the study's; 0 takes the session's own.",
    )

    def __post_init__(self) -> None:
        """Check each setting by its own rule and then the rules that join several."""
        for spec in fields(self):
            value = getattr(self, spec.name)
            if not spec.metadata["is_allowed"](value):
                raise SettingError(f"{config_name(spec)} {spec.metadata['rule']}, not {shortened(value)}")
        if self.paid_rounds > self.num_rounds:
            raise SettingError(f"paid_rounds must be at most num_rounds = {self.num_rounds}, not {self.paid_rounds}")
        if self.block_size % 2:
            raise SettingError(f"block_size must be even, because people play in pairs, not {self.block_size}")
        if self.page_seconds and not self.drops_people:
            raise SettingError(f"page_seconds must be 0 where dropout is wait, not {self.page_seconds}")
        if self.plays_with_computers and (self.matching, self.block_size) != (PARTNER, 2):
            raise SettingError(
                "counterpart = robot needs matching = partner and block_size = 2, "
                f"not {self.matching} and {self.block_size}"
            )
        try:
            if self.arms:
                self._check_arms()
                return
            self.game  # noqa: B018 - built to have its rules checked
            self._check_policy()
        except ValueError as error:
            raise SettingError(str(error)) from None

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> SessionDesign:
        """Return the design in a session config; settings that the config leaves out take their default."""
        values = []
        for spec in fields(cls):
            if config_name(spec) in config:
                value = _plain(config[config_name(spec)])
                if value == "none" and "none_is_empty" in spec.metadata:
                    value = ""
                if not isinstance(value, Hashable):
                    raise SettingError(f"{config_name(spec)} {spec.metadata['rule']}, not {shortened(value)}")
                # The type belongs to the key: True and 1 are equal and hash alike.
                values.append((spec.name, type(value), value))
        return _checked_design(tuple(values))

    @cached_property
    def planned_arms(self) -> tuple[Arm, ...]:
        """Return the arms of the session's blocks; none where all blocks play the same."""
        return planned.from_json(self.arms) if self.arms else ()

    @cached_property
    def _parts(self) -> tuple[tuple[SessionDesign, ...], ...]:
        return tuple(tuple(self._with(part) for part in arm.parts) for arm in self.planned_arms)

    @property
    def parts(self) -> tuple[SessionDesign, ...]:
        """Return the settings of each part of each arm; where there are no arms, those of the session."""
        return tuple(part for arm in self._parts for part in arm) or (self,)

    def parts_of(self, arm: int | None) -> tuple[SessionDesign, ...]:
        """Return the settings of each part of an arm, from 1; where there are no arms, those of the session."""
        return self._parts[arm - 1] if self.arms and arm else (self,)

    def in_part(self, arm: int | None, part: int | None) -> SessionDesign:
        """Return the settings that hold in a part of an arm, both from 1; the session's where it has no arms."""
        if not self.arms:
            return self
        if not arm or not part:
            raise ValueError(f"a session with arms has its settings by arm and part, not by {arm} and {part}")
        return self._parts[arm - 1][part - 1]

    def part_of(self, arm: int | None, round_number: int) -> int | None:
        """Return the part of an arm that a round belongs to, practice rounds included; None without arms."""
        return self.planned_arms[arm - 1].part_of(round_number - self.practice_rounds) if self.arms and arm else None

    def _with(self, part: planned.Part) -> SessionDesign:
        return replace(self, arms="", **{name: _plain(value) for name, value in part.settings})

    def _check_arms(self) -> None:
        """Refuse arms that cannot be played, with the part at fault."""
        for arm in self.planned_arms:
            if arm.rounds != self.num_rounds:
                raise ValueError(f"num_rounds must be that of the arms, {arm.rounds}, not {self.num_rounds}")
            for number, part in enumerate(arm.parts, start=1):
                where = f"part {number} of arm {arm.name}"
                if same := [name for name, _ in part.settings if name not in MAY_DIFFER]:
                    raise ValueError(
                        f"{where}: {same[0]} must be the same in the whole session; "
                        f"parts may differ in {', '.join(MAY_DIFFER)}"
                    )
                try:
                    self._with(part)
                except ValueError as error:
                    raise ValueError(f"{where}: {error}") from None

    @cached_property
    def game(self) -> Game:
        """Return the game that this session plays; where it has arms, only its parts have one."""
        if self.arms:
            raise TypeError("a session with arms has no game of its own: ask one of its parts")
        return Game(**{parameter.name: getattr(self, parameter.name) for parameter in fields(Game)})

    @cached_property
    def policy(self) -> Policy:
        """Return how computers decide."""
        try:
            return Policy.from_json(self.robot_policy)
        except ValueError as error:
            raise ValueError(
                f"robot_policy must be a policy in JSON, not {shortened(self.robot_policy)}: {error}"
            ) from None

    def _check_policy(self) -> None:
        """Refuse a policy that cannot decide in this game: found out in a round, it would be too late."""
        if not (self.computers_stand_in or self.plays_with_computers):
            self.policy  # noqa: B018 - built to have its rules checked
            return
        if not self.message_type.suits_computers:
            raise ValueError(f"messages must have a report where computers play, not {self.messages!r}")
        for role in ROLES_IN_A_ROUND:
            try:
                decide(self.policy, self.game, role, 0, 0.5)
            except ValueError as error:
                raise ValueError(
                    f"robot_policy must decide in both roles, not {shortened(self.robot_policy)}: {error}"
                ) from None

    @property
    def people_per_block(self) -> int:
        """Return how many people make a block; computers take the other seats."""
        return 1 if self.plays_with_computers else self.block_size

    def n_seats(self, n_people: int) -> int:
        """Return how many seats a session of so many people has, those of computers included."""
        return n_people * self.block_size // self.people_per_block

    @property
    def limits(self) -> Limits:
        """Return how long people may be silent, let a page stand, and have to wait, in seconds."""
        return Limits(
            presence=self.presence_seconds if self.drops_people else None,
            page=self.page_seconds or None,
            wait=self.max_wait_seconds or None,
        )

    @property
    def message_type(self) -> MessageType:
        """Return what the sender may send."""
        return MESSAGE_TYPES[self.messages]

    @property
    def shows_own_results(self) -> bool:
        """Return whether people see their own profit after a round, and what led to it."""
        return SHOWS[self.feedback].own

    @property
    def asks_beliefs(self) -> bool:
        """Return whether people state beliefs."""
        return _ASKS[self.beliefs]

    @property
    def pays_one_belief(self) -> bool:
        """Return whether stated beliefs are paid in one round of each person, and not in every paid round."""
        return _PAYS_ONE_BELIEF[self.belief_pay]

    @property
    def opens_history(self) -> bool:
        """Return whether the table of past rounds comes open."""
        return _OPENS[self.history]

    @property
    def fills_by_arrival(self) -> bool:
        """Return whether blocks fill in the order in which people arrive."""
        return _FILLS_BY_ARRIVAL[self.arrival]

    @property
    def drops_people(self) -> bool:
        """Return whether somebody who is away may drop out, so that others need not wait for them without end."""
        return _DROPS[self.dropout].people

    @property
    def computers_stand_in(self) -> bool:
        """Return whether a computer plays in the place of somebody who has left."""
        return _DROPS[self.dropout].computers_stand_in

    @property
    def plays_with_computers(self) -> bool:
        """Return whether everybody plays with a computer by plan."""
        return _PLAYS_WITH_COMPUTERS[self.counterpart]

    @property
    def total_rounds(self) -> int:
        """Return the number of rounds played, practice included."""
        return self.practice_rounds + self.num_rounds

    @property
    def n_paid_rounds(self) -> int:
        """Return how many rounds are paid."""
        return self.paid_rounds or self.num_rounds


@lru_cache(maxsize=256)
def _checked_design(values: tuple[tuple[str, type, Any], ...]) -> SessionDesign:
    # A page asks for its session's settings many times, and checking them takes as long as a query.
    return SessionDesign(**{name: value for name, _, value in values})


class _Drops(NamedTuple):
    people: bool
    computers_stand_in: bool


# What the words of settings come to. A word without its line here stops the program when it starts.
_DROPS = choices.for_each(
    choices.DROPOUTS,
    {
        choices.WAIT: _Drops(people=False, computers_stand_in=False),
        choices.END_PAIR: _Drops(people=True, computers_stand_in=False),
        choices.ROBOT_STANDS_IN: _Drops(people=True, computers_stand_in=True),
    },
)
_ASKS = choices.for_each(choices.BELIEFS, {choices.OFF: False, choices.ASKED: True})
_PAYS_ONE_BELIEF = choices.for_each(choices.BELIEF_PAYS, {choices.ONE_ROUND: True, choices.EVERY_ROUND: False})
_OPENS = choices.for_each(choices.HISTORIES, {choices.OPEN: True, choices.CLOSED: False})
_FILLS_BY_ARRIVAL = choices.for_each(choices.ARRIVALS, {choices.LAB: False, choices.ARRIVAL: True})
_PLAYS_WITH_COMPUTERS = choices.for_each(choices.COUNTERPARTS, {choices.HUMAN: False, choices.ROBOT: True})


# The settings in which parts of one session may differ; all others are the same for everybody in it.
MAY_DIFFER = tuple(spec.name for spec in fields(SessionDesign) if spec.metadata.get("may_differ"))

# The words of each setting that is chosen from a list; columns, forms and texts take them from here.
CHOICES: dict[str, tuple[str, ...]] = {
    spec.name: spec.metadata["choices"] for spec in fields(SessionDesign) if "choices" in spec.metadata
}


def config_name(spec: Field) -> str:
    """Return a setting's name in the session config."""
    return OTREE_NAMES.get(spec.name, spec.name)


def default_config() -> dict[str, Any]:
    """Return every setting with its default, as oTree's SESSION_CONFIG_DEFAULTS wants them."""
    return {config_name(spec): for_admin_form(spec.default) for spec in fields(SessionDesign)}


def unknown_settings(config: Mapping[str, Any]) -> list[str]:
    """Return the names in a config that are not settings: a misspelt one would run the default without a word."""
    known = {config_name(spec) for spec in fields(SessionDesign)} | OTREE_KEYS
    return sorted(set(config) - known)


def for_admin_form(value: Any) -> Any:
    """Return a setting's value so that oTree's admin form leaves it to us to judge what is typed.

    Where a config holds a whole number, that form cuts the decimals off whatever is typed: 2.5 rounds would be 2
    without a word. Floats pass as they are typed, and `SessionDesign` refuses what is not whole.
    """
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: Any) -> Any:
    # oTree keeps money as a Decimal subclass, and its admin form turns whole numbers into floats.
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
