"""What the numbers mean, in sentences."""

from collections.abc import Mapping, Sequence

import numpy as np

from forecast_sharing.estimation.comparison import Comparison, TheoryScore, Vuong
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.estimation.verdict import LEFT, REJECTED, SUBSTANTIAL, Verdict
from forecast_sharing.game import Game
from forecast_sharing.models.registry import HYBRID, NAMES, NEITHER, UNDECIDED, theory_of
from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.beliefs import ALIKE, PersonBeliefs
from forecast_sharing.reporting.results import excluded_by_reason
from forecast_sharing.reporting.sensitivity import Alone
from forecast_sharing.reporting.style import LABEL
from forecast_sharing.theory.assumptions import AVERAGED, Options

_TIMES, _STILL = (f"{np.exp(units):,.0f} times" for units in (REJECTED, LEFT))
_NO_ODDS = (
    "These numbers are ratios of likelihoods and no calibrated odds. The thresholds are the program's and were not "
    "chosen for these data; how often they err on simulated data is in docs/explanation/verdicts.md."
)
_PREDICTED = "Each person's decisions are predicted under each theory from the people of other blocks."
_REJECTS = (
    f"is rejected where giving it all people makes the data more than {_TIMES} less likely than the best {{shares}} "
    f"does, still more than {_STILL} without the person and without the block that speak most against it, and where "
    "the blocks agree"
)
_NEITHER = (
    "The verdict is neither where straight lines, each person's own, learnt from the same people, predict better than "
    "the theories by the same measure."
)

SAME_PLACES = (
    (
        "A sender who expects full trust and does not mind lying is the level-1 sender with minimal lies, and a "
        "receiver with full trust is the level-0 receiver: for such people trust and level-k say the same."
    ),
    (
        "Trust and level-k are told apart by what differs: inflation where the minimal lie is far from what people do, "
        "people who differ by degrees rather than by steps, and the shape of capacity in the report: partial trust "
        "makes it rise by less than a unit per unit everywhere, while a level-k receiver takes whole minimal lies off "
        "the report, builds the same after all reports that are too low to be sent, and jumps at the highest. Slopes "
        "of straight lines do not tell them apart: through that ladder a line can be as flat as under trust."
    ),
)

CAUTION = (
    "Correlations are Spearman's, of ranks: an estimate at an end of its range says only that the person is beyond the "
    "others, so all who are there share a rank, and how many they are is counted. People of one block have played with "
    "each other, so intervals are clustered by block (the jackknife, t with Satterthwaite's degrees of freedom). "
    "Standard questions about trust often fail to foretell behaviour. With a few dozen people an interval is wide, "
    "several correlations are looked at here at once, and estimates have errors of their own, which draw correlations "
    "towards 0. None of this is evidence about cause."
)


_SIGNIFICANT = 0.05

# Who never decides at random has no lapses to estimate: that is how it should be.
_NO_DOUBT = "lapse at its lowest"


def question(theories: Sequence[Theory]) -> str:
    """Return which theories the data are asked about: "Trust or level-k"."""
    *others, last = [theory.label for theory in theories]
    asked = f"{', '.join(others)} or {last}"
    return asked[0].upper() + asked[1:]


def verdict_sentence(word: str, theories: Sequence[Theory]) -> str:
    """Return what the verdict says."""
    are_two = len(theories) == 2
    if word == HYBRID:
        follow = "some follow one and some the other" if are_two else "some follow one and some another"
        neither = "neither theory alone predicts" if are_two else "no theory alone predicts"
        return f"Hybrid: {neither} these people's decisions; {follow}."
    if word == NEITHER:
        return (
            f"{'Neither' if are_two else 'None'}: people's decisions are predicted better without "
            f"{'either' if are_two else 'any'} theory."
        )
    if word == UNDECIDED:
        return f"Undecided: these data do not tell the {'two ' if are_two else ''}theories apart."
    others = [theory for theory in theories if theory.name != word]
    return theory_of(word).found.format(others=f"{others[0].label} does" if are_two else "the others do")


def rule(theories: Sequence[Theory]) -> str:
    """Return the rule by which the verdict is found."""
    if len(theories) > 2:
        return (
            f"{_PREDICTED} Suppose that each theory is followed by a share of the people. A theory "
            f"{_REJECTS.format(shares='mixture')}. If all but one are rejected, the verdict is that one; if several "
            f"are left, undecided; if all are rejected, hybrid where the 95% intervals of at least two shares lie "
            f"above {SUBSTANTIAL:.0%}. {_NEITHER} {_NO_ODDS}"
        )
    first, second = theories
    return (
        f"{_PREDICTED} Suppose that a share of the people follow {second.title} and the others {first.title}. A theory "
        f"{_REJECTS.format(shares='share')}. If one is rejected, the verdict is the other; if neither is, undecided; "
        f"if both are, hybrid where the 95% interval of the share lies between {SUBSTANTIAL:.0%} and "
        f"{1 - SUBSTANTIAL:.0%}. {_NEITHER} {_NO_ODDS}"
    )


def verdict_detail(verdict: Verdict) -> str:
    """Return what the verdict rests on."""
    if len(verdict.shares) == 2:
        # The share of one says that of the other.
        name, share = list(verdict.shares.items())[1]
        return (
            f"The data are most likely if {share.value:.1%} of the people follow {theory_of(name).title} (95% "
            f"likelihood interval: {share.low:.1%} to {share.high:.1%}). In short: {verdict.reason}."
        )
    first, *others = [
        (f"{share.value:.1%}", f"{theory_of(name).title} ({share.low:.1%} to {share.high:.1%})")
        for name, share in verdict.shares.items()
    ]
    shares = enumerated([" of the people follow ".join(first), *(" ".join(other) for other in others)])
    return (
        f"The data are most likely if {shares}; in brackets are 95% likelihood intervals. In short: {verdict.reason}."
    )


def benchmark_sentence(scores: Mapping[str, TheoryScore]) -> str:
    """Return which benchmarks predict better than every theory, which the verdict cannot say; empty if none does."""
    theories = [name for name in scores if name in (*NAMES, HYBRID)]
    best = max(scores[name].held_out_rounds for name in theories)
    ahead = [name for name, score in scores.items() if name not in theories and score.held_out_rounds > best]
    if not ahead:
        return ""
    are_two = len(theories) == 3  # with their hybrid
    return (
        f"Held-out rounds are predicted better without {'either' if are_two else 'any'} theory, by "
        f"{' and '.join(ahead)}: the verdict compares {'two ' if are_two else ''}theories of which "
        f"{'neither' if are_two else 'none'} describes these people well."
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
    alike = [one for one in comparison.people if one.better == UNDECIDED]
    return [
        *SAME_PLACES,
        *(
            f"In {name} the minimal lie is {game.minimal_lie():g} units; where people inflate by about that much, "
            "reports say little about which theory is right."
            for name, game in games
        ),
        f"In {len(alike)} of {len(comparison.people)} fits (a person in a role) "
        f"{'both theories' if len(comparison.theories) == 2 else 'the best two theories'} do about equally well "
        "(BIC or log-likelihood differs by less than 2)" + (f": {_codes(alike)}." if alike else "."),
    ]


def vuong_sentences(comparison: Comparison) -> list[str]:
    """Return Vuong's test of each two theories in words, and how it stands to the verdict."""
    return [_vuong_sentence(test, pair, comparison.verdict.word) for pair, test in comparison.vuong.items()]


def _vuong_sentence(test: Vuong, pair: tuple[str, str], verdict: str) -> str:
    first, second = (LABEL[name] for name in pair)
    if test.statistic is None:
        return f"Vuong's test of the {first} and {second} mixtures cannot be made here: {test.note}."
    nearer = pair[0] if test.corrected_statistic > 0 else pair[1]
    if test.corrected_p_value >= _SIGNIFICANT:
        meaning = "At 5% it does not tell the two mixtures apart."
    elif verdict == nearer:
        meaning = f"At 5% it agrees with the verdict, {verdict}."
    elif verdict in NAMES and verdict not in pair:
        # Of two that the verdict rejects, one may well be nearer.
        meaning = f"At 5% it favours the {LABEL[nearer]} mixture of these two."
    else:
        meaning = (
            f"At 5% it favours the {LABEL[nearer]} mixture, which the verdict, {verdict}, does not bear out: the test "
            "asks which mixture fits the people from whom it was estimated, the verdict which theory predicts people "
            "from others. Where the two differ, the verdict counts."
        )
    return (
        f"Vuong's test over {test.n_people} people, of the {first} mixture against the {second} mixture: z = "
        f"{test.statistic:.2f} (p {p_value(test.p_value)}); with the Schwarz correction for the number of parameters "
        f"z = {test.corrected_statistic:.2f} (p {p_value(test.corrected_p_value)}). Positive favours {first}. "
        f"{meaning} The test takes people as independent, though people of one block are not quite."
    )


def better_sentence(comparison: Comparison) -> str:
    """Return the shares of people that each theory describes better."""
    shares = comparison.better_shares
    first, *others = comparison.theories
    described = [f"{first.title} describes {shares[first.name]:.0%} {'better' if len(others) == 1 else 'best'}"]
    described += [f"{other.title} {shares[other.name]:.0%}" for other in others]
    return (
        f"Of {len(comparison.people)} fits (a person in a role), {enumerated(described)}; {shares[UNDECIDED]:.0%} are "
        "undecided (BIC or log-likelihood within 2). This compares fits person by person and is not the "
        "verdict, which compares predictions."
    )


def belief_sentences(beliefs: Sequence[PersonBeliefs], options: Options) -> list[str]:
    """Return what the comparison of stated beliefs with the theories shows, and what it rests on."""
    sentences = [
        (
            "Senders stated which capacity would be built, receivers where the forecast was. Each is set beside what "
            "the theories, as fitted to the same person's decisions, say that the person believed: the capacity "
            "that the receiver a sender has in mind builds, or the mean of the forecasts that a receiver has in mind. "
            "Numbers are means over rounds, in units; apart is the mean absolute difference. The nearest theory is "
            "named where the best two differ by a unit or more."
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
            theories = list(beliefs[0].predicted)
            near = [f"{LABEL[theories[0]]} is nearest to the beliefs of {words.count(theories[0])}"]
            near += [f"{LABEL[name]} to those of {words.count(name)}" for name in theories[1:]]
            sentences.append(
                f"Of {counted(len(words), noun)}, {enumerated(near)}; for {words.count(ALIKE)} the best two are "
                "equally near."
            )
    held = [one.interval_share for one in beliefs if one.interval_share is not None]
    if held:
        sentences.append(
            f"The stated ranges hold the true forecast in {np.mean(held):.0%} of rounds, averaged over receivers."
        )
    return sentences


def sensitivity_sentence(variants: Sequence[Alone], chosen: str) -> str:
    """Return whether the verdict survives where one variant alone is possible; empty where none was averaged over."""
    if not variants:
        return ""
    different = [one for one in variants if one.verdict.word != chosen]
    if not different:
        return f"The verdict is the same with each of {len(variants)} variants alone."
    listed = "; ".join(f"{one.option} = {one.word} gives {one.verdict.word}" for one in different)
    return f"The verdict is another with {len(different)} of {len(variants)} variants alone: {listed}."


def variant_sentences(comparison: Comparison) -> list[str]:
    """Return what is averaged over, what is fixed, and under what the estimates are."""
    averaged, options = comparison.considered.averaged, comparison.options
    fixed = [name for name in AVERAGED if name not in averaged]
    said = []
    if averaged:
        said.append(
            "Nobody knows how people's choices scatter, nor how a theory's open choices are to be filled in. Each way "
            "is a variant; a theory predicts by the mixture of its variants, weighed by how well each predicts the "
            "people from whom is learnt. The table has the weights and what the verdict would be with one variant "
            "alone; the verdict above rests on no such choice."
        )
        chosen = ", ".join(f"{name} = {getattr(options, name)}" for name in averaged)
        said.append(
            f"Mixtures, person-by-person fits and pictures need one variant: those of most weight, {chosen}, which "
            "were chosen after the data were seen."
        )
    if fixed:
        held = ", ".join(f"{name} = {getattr(options, name)}" for name in fixed)
        said.append(f"Fixed by whoever asked for this fit: {held}.")
    return [*said, rounding_sentence(comparison)]


def rounding_sentence(comparison: Comparison) -> str:
    """Return whether people may round, why, and how much they do."""
    heaping = comparison.heaping
    some = "None" if heaping.multiples_of_five is None else f"{heaping.multiples_of_five:.0%}"
    are = f"{some} of the numbers inside their ranges are multiples of five"
    if heaping.used == "no":
        if heaping.asked == "no":
            return f"{are}. That nobody rounds was fixed by whoever asked for this fit."
        if heaping.gain is None:
            return f"{are}, hardly more than a fifth: nobody is taken to round."
        return f"{are}, but with rounding the theories predict no better: nobody is taken to round."
    why = (
        f"with rounding the theories predict people better, by {heaping.gain:.0f} log-likelihood units in sum"
        if heaping.gain is not None
        else "that people may round was fixed by whoever asked for this fit"
    )
    how_much = enumerated(
        [
            f"{enumerated([f'{share:.0%} to multiples of {multiple}' for multiple, share in shares.items()])} under "
            f"{LABEL[name]}"
            for name, shares in comparison.rounded.items()
        ]
    )
    return (
        f"{are}, and {why}. Of all decisions people are estimated to round {how_much}. Verdict, held-out scores and "
        "predictive checks know this; mixtures, person-by-person fits and pictures do not."
    )


def doubtful_people(comparison: Comparison) -> list[tuple[str, str]]:
    """Return who has which doubts: code with role, and the notes of all that is doubtful."""
    doubts = [(one, doubts_among(one.notes)) for one in comparison.people]
    return [(f"{one.code} ({one.role}, {one.session})", "; ".join(notes)) for one, notes in doubts if notes]


def doubts_among(notes: Sequence[str]) -> list[str]:
    """Return the notes on a person that say what is doubtful."""
    return [note for note in notes if not note.endswith(_NO_DOUBT)]


def counted(number: int, noun: str) -> str:
    """Return the number and the noun, plural where needed."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def enumerated(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, and {words[-1]}"


def p_value(value: float) -> str:
    """Return a p-value as it is printed after the letter p."""
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"


def _codes(people: Sequence[PersonFit]) -> str:
    most = 30
    listed = ", ".join(f"{one.code} ({one.role}, {one.session})" for one in people[:most])
    return listed + (f" and {len(people) - most} more, in people.csv" if len(people) > most else "")
