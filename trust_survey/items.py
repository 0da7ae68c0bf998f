"""Every question of the survey: its name, section, scale, key and source, in the order shown.

The name is the name of the field, the column `item` of the export and the end of the message id of the wording:
participants read `field-NAME-label` of the catalogue, and answers are labelled `scale-SCALE-VALUE`. The wording
stands there and nowhere else, so that a translation is one file.
"""

from __future__ import annotations

from dataclasses import dataclass

from participant_ui.catalogue import Texts

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

    @property
    def is_numeric(self) -> bool:
        """Return whether answers are numbers, so that they can be scored."""
        return isinstance(self.values[0], int)

    @property
    def is_graded(self) -> bool:
        """Return whether answers are steps between two ends."""
        return self.is_numeric and len(self.values) > 2

    def labels(self, t: Texts) -> list[str]:
        """Return what each answer is called; a number without a text of its own is called by its number."""
        ids = [f"scale-{self.name}-{value}" for value in self.values]
        return [
            t(message_id, value=value) if t.has(message_id) else str(value)
            for message_id, value in zip(ids, self.values, strict=True)
        ]


ACCURATE = Scale("accurate_1_5", (1, 2, 3, 4, 5))
AGREE = Scale("agree_1_5", (1, 2, 3, 4, 5))
CAN_BE_TRUSTED = Scale("can_be_trusted", (1, 0))
DESCRIBES_ME = Scale("describes_me_0_10", tuple(range(11)))
WILLING = Scale("willing_0_10", tuple(range(11)))
REQUEST = Scale("request_11_20", tuple(range(11, 21)))
# Points paid on top for asking exactly one point less than the other.
REQUEST_BONUS = 20

NO_ANSWER = "prefer_not_to_say"
AGE_BAND = Scale("age_band", ("18_24", "25_34", "35_44", "45_54", "55_64", "65_and_over", NO_ANSWER))
GENDER = Scale("gender", ("woman", "man", "another", NO_ANSWER))
OCCUPATION = Scale(
    "occupation",
    (
        "business_economics",
        "engineering_computing",
        "mathematics_natural_sciences",
        "social_sciences_law",
        "arts_humanities",
        "health_education",
        "something_else",
        NO_ANSWER,
    ),
)
EARLIER_EXPERIMENTS = Scale("earlier_experiments", ("none", "one_to_five", "more_than_five", NO_ANSWER))


@dataclass(frozen=True, slots=True)
class Item:
    """One question."""

    name: str
    section: str
    scale: Scale
    source: str
    is_reversed: bool = False

    @property
    def wording(self) -> str:
        """Return the question in English, as participants read it."""
        return self.wording_in("en")

    def wording_in(self, language: str) -> str:
        """Return the question as participants read it in a language."""
        return Texts(language)(f"field-{self.name}-label").unescape()


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
