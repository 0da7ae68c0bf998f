"""Every section, question and score of the survey, in the order shown.

The name of a question is the name of its field, its `item` in the export, and part of the names of its texts:
participants read `survey-SECTION-title` and `survey-SECTION-intro`, `field-ITEM-label`, and `scale-SCALE-VALUE`. The
wording stands in the catalogue and nowhere else, so that a translation is one file. The name of a score is a column of
participants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

IPIP = (
    "International Personality Item Pool, scale Trust (facet of agreeableness), ipip.ori.org; "
    "public domain, free for any use"
)
WVS = (
    "World Values Survey, question on general trust (Q57 of wave 7), after the General Social Survey; "
    "in general use in surveys, no explicit licence known for the wording"
)
YAMAGISHI = (
    "Yamagishi and Yamagishi (1994), Trust and commitment in the United States and Japan, "
    "Motivation and Emotion 18:129-166, general trust scale; printed in the article and freely used in research, "
    "no explicit licence known"
)
GPS = (
    "Falk, Becker, Dohmen, Enke, Huffman and Sunde (2018), Global Evidence on Economic Preferences, "
    "Quarterly Journal of Economics 133:1645-1692, Global Preference Survey; published for use in research, "
    "no explicit licence known for the wording"
)
ARAD_RUBINSTEIN = (
    "After Arad and Rubinstein (2012), The 11-20 Money Request Game, American Economic Review 102:3561-3573; "
    "own wording, hypothetical and unpaid"
)
OWN = "Own question; same licence as this software"


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers that a question allows, in the order shown: whole numbers or words."""

    name: str
    values: tuple[int, ...] | tuple[str, ...]
    # Those that are shown as words; the others are shown as the numbers that they are.
    in_words: tuple[int, ...] | tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Return whether answers are numbers, so that they can be scored."""
        return isinstance(self.values[0], int)

    @property
    def is_graded(self) -> bool:
        """Return whether answers are steps between two ends."""
        return self.is_numeric and len(self.values) > 2


def _words(name: str, *values: Any) -> Scale:
    return Scale(name, values, in_words=values)


ACCURATE = _words("accurate_1_5", 1, 2, 3, 4, 5)
AGREE = _words("agree_1_5", 1, 2, 3, 4, 5)
CAN_BE_TRUSTED = _words("can_be_trusted", 1, 0)
DESCRIBES_ME = Scale("describes_me_0_10", tuple(range(11)), in_words=(0, 10))
WILLING = Scale("willing_0_10", tuple(range(11)), in_words=(0, 10))
REQUEST = Scale("request_11_20", tuple(range(11, 21)), in_words=())
# Points paid on top for asking exactly one point less than the other.
REQUEST_BONUS = 20

NO_ANSWER = "prefer_not_to_say"
AGE_BAND = _words("age_band", "18_24", "25_34", "35_44", "45_54", "55_64", "65_and_over", NO_ANSWER)
GENDER = _words("gender", "woman", "man", "another", NO_ANSWER)
OCCUPATION = _words(
    "occupation",
    "business_economics",
    "engineering_computing",
    "mathematics_natural_sciences",
    "social_sciences_law",
    "arts_humanities",
    "health_education",
    "something_else",
    NO_ANSWER,
)
EARLIER_EXPERIMENTS = _words("earlier_experiments", "none", "one_to_five", "more_than_five", NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the survey, with what the reference says of it."""

    name: str
    score: str  # in words
    note: str


SECTIONS = (
    Section(
        "ipip_trust",
        "`trust_ipip`, the mean, from 1 to 5",
        """\
The ten items of the scale, the reversed ones spread among the others.
Wording compared with public copies of the item list.""",
    ),
    Section(
        "wvs_trust",
        "`trust_wvs`: 1 if most people can be trusted, 0 if one needs to be very careful",
        """\
The answers are coded 1 and 0 here; the World Values Survey codes them 1 and 2.
Wording compared with public copies of the questionnaire.""",
    ),
    Section(
        "yamagishi_trust",
        "`trust_yamagishi`, the mean, from 1 to 5",
        """\
None of the six items is reversed.
Wording compared with public copies of the scale, not with the article itself.""",
    ),
    Section(
        "gps",
        "`trust_gps` and `risk_gps`, each the answer, from 0 to 10",
        """\
The survey's trust item, and its self-assessment of risk taking.
The Global Preference Survey measures risk taking with choices between a lottery and a sure payment as well; these are
not asked here, so `risk_gps` is not its full measure.
The meaning of the two ends stands at the answers and not in the question.
Wording compared with public copies of the questionnaire, not with the article's appendix.""",
    ),
    Section(
        "eleven_twenty",
        f"`level_11_20`: {max(REQUEST.values)} minus the request, the number of steps below the highest",
        f"""\
Each of two players requests {min(REQUEST.values)} to {max(REQUEST.values)} points and receives them; who requests
exactly one point less than the other receives {REQUEST_BONUS} points more.
The page says that the game is imagined and that nothing is paid for it; answers are weaker evidence than paid ones.
A low request may also be a guess, so the higher levels are best not taken literally.""",
    ),
    Section(
        "demographics",
        "none; the answers are exported as words",
        "There is no free text, and nothing that names a person.",
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One question."""

    name: str
    section: str
    scale: Scale
    source: str
    is_reversed: bool = False


ITEMS = (
    Item("ipip_trust_others", "ipip_trust", ACCURATE, IPIP),
    Item("ipip_distrust_people", "ipip_trust", ACCURATE, IPIP, is_reversed=True),
    Item("ipip_good_intentions", "ipip_trust", ACCURATE, IPIP),
    Item("ipip_trust_what_people_say", "ipip_trust", ACCURATE, IPIP),
    Item("ipip_hidden_motives", "ipip_trust", ACCURATE, IPIP, is_reversed=True),
    Item("ipip_basically_moral", "ipip_trust", ACCURATE, IPIP),
    Item("ipip_wary_of_others", "ipip_trust", ACCURATE, IPIP, is_reversed=True),
    Item("ipip_human_goodness", "ipip_trust", ACCURATE, IPIP),
    Item("ipip_essentially_evil", "ipip_trust", ACCURATE, IPIP, is_reversed=True),
    Item("ipip_all_will_be_well", "ipip_trust", ACCURATE, IPIP),
    Item("wvs_trust", "wvs_trust", CAN_BE_TRUSTED, WVS),
    Item("yamagishi_basically_honest", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("yamagishi_trustworthy", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("yamagishi_good_and_kind", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("yamagishi_trustful_of_others", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("yamagishi_i_am_trustful", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("yamagishi_respond_in_kind", "yamagishi_trust", AGREE, YAMAGISHI),
    Item("gps_trust", "gps", DESCRIBES_ME, GPS),
    Item("gps_risk", "gps", WILLING, GPS),
    Item("request_11_20", "eleven_twenty", REQUEST, ARAD_RUBINSTEIN),
    Item("age_band", "demographics", AGE_BAND, OWN),
    Item("gender", "demographics", GENDER, OWN),
    Item("occupation", "demographics", OCCUPATION, OWN),
    Item("earlier_experiments", "demographics", EARLIER_EXPERIMENTS, OWN),
)


def items_of(section: str) -> tuple[Item, ...]:
    """Return the questions of a section in the order shown."""
    return tuple(item for item in ITEMS if item.section == section)


@dataclass(frozen=True, slots=True)
class Score:
    """What some items come to: their mean, once at least half of them are answered.

    Parameters
    ----------
    name : str
        A column of participants.
    items : tuple of str
        Of which it is the mean.
    is_about_trust : bool
        Whether the report compares it with trust in the game.

    """

    name: str
    items: tuple[str, ...]
    is_about_trust: bool


def _of_section(name: str, section: str, *, is_about_trust: bool) -> Score:
    return Score(name, tuple(item.name for item in items_of(section)), is_about_trust)


SCORES = (
    _of_section("trust_ipip", "ipip_trust", is_about_trust=True),
    _of_section("trust_yamagishi", "yamagishi_trust", is_about_trust=True),
    _of_section("trust_wvs", "wvs_trust", is_about_trust=True),
    Score("trust_gps", ("gps_trust",), is_about_trust=True),
    Score("risk_gps", ("gps_risk",), is_about_trust=False),
    Score("level_11_20", ("request_11_20",), is_about_trust=False),
)
