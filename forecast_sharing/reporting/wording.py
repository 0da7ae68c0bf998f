"""What the numbers mean, in sentences."""

from collections.abc import Mapping, Sequence

import numpy as np

from forecast_sharing.estimation.comparison import Comparison, TheoryScore
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.verdict import REJECTED, Verdict
from forecast_sharing.game import Game
from forecast_sharing.reporting.beliefs import PersonBeliefs
from forecast_sharing.reporting.results import excluded_by_reason
from forecast_sharing.reporting.sensitivity import Variant
from forecast_sharing.reporting.style import LABEL
from forecast_sharing.theory.assumptions import Options

VERDICTS = {
    "trust": "Trust: the trust-embedded model predicts these people's decisions better than level-k does.",
    "level_k": "Level-k: steps of reasoning predict these people's decisions better than trust does.",
    "hybrid": "Hybrid: neither theory alone predicts these people's decisions; some follow one and some the other.",
    "undecided": "Undecided: these data do not tell the two theories apart.",
}

RULE = (
    "The rule was fixed before the data: each person's decisions are predicted under each theory from the people of "
    "other blocks. Suppose that a share of the people follow level-k and the others the trust-embedded model. A theory "
    "is rejected where giving it all people makes the data more than "
    f"{np.exp(REJECTED):.0f} times less likely than the best share does. If one is rejected, the verdict is the other; "
    "if both are, hybrid; if neither is, undecided."
)

SAME_PLACES = (
    (
        "A sender who expects full trust and does not mind lying is the level-1 sender with minimal lies, and a "
        "receiver with full trust is the level-0 receiver: for such people both theories say the same."
    ),
    (
        "The two theories are told apart by what differs: inflation where the minimal lie is far from what people do, "
        "people who differ by degrees rather than by steps, and the slope of capacity on report, which is below 1 and "
        "curved under partial trust and 1, shifted, under level-k."
    ),
)

CAUTION = (
    "Standard questions about trust often fail to foretell behaviour. With a few dozen people an interval is wide, "
    "several correlations are looked at here at once, and estimates have errors of their own, which draw correlations "
    "towards 0. None of this is evidence about cause."
)


_SIGNIFICANT = 0.05

_THEORIES = ("trust", "level_k", "hybrid")

# Who never decides at random has no lapses to estimate: that is how it should be.
_NO_DOUBT = "lapse at its lowest"


def verdict_detail(verdict: Verdict) -> str:
    """Return what the verdict rests on."""
    share = (
        f"The data are most likely if {verdict.level_k_share:.1%} of the people follow level-k; shares between "
        f"{verdict.low:.1%} and {verdict.high:.1%} make them at most {np.exp(REJECTED):.0f} times less likely."
    )
    return f"{share} In short: {verdict.reason}."


def benchmark_sentence(scores: Mapping[str, TheoryScore]) -> str:
    """Return which benchmarks predict better than every theory, which the verdict cannot say; empty if none does."""
    best = max(scores[name].held_out_rounds for name in _THEORIES)
    ahead = [name for name, score in scores.items() if name not in _THEORIES and score.held_out_rounds > best]
    if not ahead:
        return ""
    return (
        f"Held-out rounds are predicted better without either theory, by {' and '.join(ahead)}: the verdict compares "
        "two theories of which neither describes these people well."
    )


def data_sentences(sample: Sample) -> list[str]:
    """Return what the data were and what was left out."""
    people, blocks = len(sample.people), len(np.unique(sample.blocks))
    sessions = len({person.session for person in sample.people})
    treatments = ", ".join(sorted(set(sample.treatments)))
    sentences = [
        (
            f"{sample.n_obs:,} decisions of {people} people in {counted(blocks, 'block')} and "
            f"{counted(sessions, 'session')} are used; treatments: {treatments}."
        )
    ]
    left_out = excluded_by_reason(sample)
    if left_out:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in left_out.items())
        sentences.append(
            f"{sum(left_out.values()):,} decisions are left out, by the first reason that applies: {reasons}."
        )
    else:
        sentences.append("No decision is left out.")
    if blocks < 2:
        sentences.append("There is one block only, so nobody can be predicted from others and nothing is clustered.")
    if len(set(sample.treatments)) < 2:
        sentences.append("There is one treatment only, so no treatment can be predicted from others.")
    return sentences


def overlap_sentences(comparison: Comparison, games: Sequence[tuple[str, Game]]) -> list[str]:
    """Return where the theories cannot be told apart: in general, and among these people."""
    alike = [one for one in comparison.people if one.better == "undecided"]
    return [
        *SAME_PLACES,
        *(
            f"In {name} the minimal lie is {game.minimal_lie():g} units; where people inflate by about that much, "
            "reports say little about which theory is right."
            for name, game in games
        ),
        f"Here, {counted(len(alike), 'fit')} of {len(comparison.people)} (a person in a role) are described about as "
        "well by one theory as by the other (BIC differs by less than 2)" + (f": {_codes(alike)}." if alike else "."),
    ]


def vuong_sentence(comparison: Comparison) -> str:
    """Return Vuong's test in words, and how it stands to the verdict."""
    test = comparison.vuong
    if test.statistic is None:
        return f"Vuong's test of the two mixtures cannot be made here: {test.note}."
    verdict = comparison.verdict.word
    nearer = "trust" if test.corrected_statistic > 0 else "level_k"
    if test.corrected_p_value >= _SIGNIFICANT:
        meaning = "At 5% it does not tell the two mixtures apart."
    elif verdict == nearer:
        meaning = f"At 5% it agrees with the verdict, {verdict}."
    else:
        meaning = (
            f"At 5% it favours the {LABEL[nearer]} mixture, which the verdict, {verdict}, does not bear out: the test "
            "asks which mixture fits the people from whom it was estimated, the verdict which theory predicts people "
            "from others. Where the two differ, the verdict counts."
        )
    return (
        f"Vuong's test over {test.n_people} people, of the trust mixture against the level-k mixture: z = "
        f"{test.statistic:.2f} (p {p_value(test.p_value)}); with the Schwarz correction for the number of parameters "
        f"z = {test.corrected_statistic:.2f} (p {p_value(test.corrected_p_value)}). Positive favours trust. {meaning} "
        "The test takes people as independent, though people of one block are not quite."
    )


def better_sentence(comparison: Comparison) -> str:
    """Return the shares of people that each theory describes better."""
    shares = comparison.better_shares
    return (
        f"Of {len(comparison.people)} fits (a person in a role), the trust-embedded model describes "
        f"{shares['trust']:.0%} better and level-k {shares['level_k']:.0%}; {shares['undecided']:.0%} are undecided "
        "(BIC within 2). This compares fits person by person and is not the verdict, which compares predictions."
    )


def belief_sentences(beliefs: Sequence[PersonBeliefs], options: Options) -> list[str]:
    """Return what the comparison of stated beliefs with the theories shows, and what it rests on."""
    sentences = [
        (
            "Senders stated which capacity would be built, receivers where the forecast was. Each is set beside what "
            "the two theories, as fitted to the same person's decisions, say that the person believed: the capacity "
            "that the receiver a sender has in mind builds, or the mean of the forecasts that a receiver has in mind. "
            "Numbers are means over rounds, in units; apart is the mean absolute difference. The nearer theory is "
            "named where the two differ by a unit or more."
        ),
        (
            "A theory is only as sure of a belief as of the estimate behind it: who always tells the truth shows "
            "little of the trust expected, and what trust says of such a sender is next to a guess."
        ),
    ]
    if options.stated_beliefs == "used":
        sentences.append(
            "The beliefs were part of what the theories were fitted to, so this is how close they come after the fact "
            "and no test of them."
        )
    for role, noun in (("sender", "sender"), ("receiver", "receiver")):
        words = [one.nearer for one in beliefs if one.role == role]
        if words:
            sentences.append(
                f"Of {counted(len(words), noun)}, trust is nearer to the beliefs of {words.count('trust')} and level-k "
                f"to those of {words.count('level_k')}; for {words.count('alike')} both are equally near."
            )
    held = [one.interval_share for one in beliefs if one.interval_share is not None]
    if held:
        sentences.append(
            f"The stated ranges hold the true forecast in {np.mean(held):.0%} of rounds, averaged over receivers."
        )
    return sentences


def sensitivity_sentence(variants: Sequence[Variant], chosen: str) -> str:
    """Return whether the verdict survives."""
    others = [one for one in variants if one.verdict and one.note != "as chosen"]
    different = [one for one in others if one.verdict and one.verdict.word != chosen]
    if not different:
        return f"The verdict is the same under all {len(others)} other choices."
    listed = "; ".join(f"{one.option} = {one.value} gives {one.verdict.word}" for one in different if one.verdict)
    return f"The verdict changes under {len(different)} of {len(others)} other choices: {listed}."


def doubtful_people(comparison: Comparison) -> list[tuple[str, str]]:
    """Return who has which doubts: code with role, and the notes of all that is doubtful."""
    doubts = [(one, [note for note in one.notes if not note.endswith(_NO_DOUBT)]) for one in comparison.people]
    return [(f"{one.code} ({one.role}, {one.session})", "; ".join(notes)) for one, notes in doubts if notes]


def counted(number: int, noun: str) -> str:
    """Return the number and the noun, plural where needed."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def p_value(value: float) -> str:
    """Return a p-value as it is printed after the letter p."""
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"


def _codes(people: Sequence[PersonFit]) -> str:
    most = 30
    listed = ", ".join(f"{one.code} ({one.role}, {one.session})" for one in people[:most])
    return listed + (f" and {len(people) - most} more, in people.csv" if len(people) > most else "")
