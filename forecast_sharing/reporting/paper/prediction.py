"""The table of which models predict people best, and how much they rule out."""

from collections.abc import Iterator

from forecast_sharing.estimation.confidence_set import FEWEST_BLOCKS
from forecast_sharing.estimation.restrictiveness import N_DRAWS
from forecast_sharing.reporting.paper.source import Declaration, Row, Source
from forecast_sharing.reporting.paper.table import Column, fixed, probability
from forecast_sharing.reporting.style import LABEL

_IN_SET = {True: "yes", False: "no", None: None}
_KEYS = (
    "restrictiveness_sender",
    "restrictiveness_sender_error",
    "restrictiveness_receiver",
    "restrictiveness_receiver_error",
)


def _rows(source: Source) -> Iterator[Row]:
    for name, score in source.numbers["theories"].items():
        yield (
            LABEL[name],
            score["held_out_log_likelihood"],
            score["confidence_p_value"],
            _IN_SET[score["in_confidence_set"]],
            score["completeness"],
            *(score[key] for key in _KEYS),
        )


def _notes(source: Source) -> Iterator[str]:
    yield source.size
    yield (
        "Held-out people are log predictive densities of each person from the people of other blocks. The 95% set is "
        "the model confidence set (Hansen, Lunde and Nason 2011) of these scores by block: the signs of each block's "
        "differences are flipped in every way, or at random where there are many blocks, and blocks are the "
        "independent units. p is that of the step in which a model is the worst, or the largest before."
    )
    if source.numbers["n_blocks"] < FEWEST_BLOCKS:
        yield f"There is no set, since it takes {FEWEST_BLOCKS} blocks to leave one of two models out."
    yield (
        "Completeness is the gain in held-out rounds over the best naive benchmark (truth, babbling, uniform) as a "
        "share of the gain of the linear benchmark. Restrictiveness (Fudenberg, Gao and Liang) is the mean squared "
        f"distance of a model's nearest rule from {N_DRAWS:,} monotone rules drawn at random, as a share of that of "
        "truth and full trust: 0 where a model describes anything, 1 where it allows truth and full trust alone; "
        "standard errors are over the draws."
    )


PREDICTION = Declaration(
    "prediction",
    "Which models predict people best, and how much they rule out",
    (
        Column("Model"),
        Column("Held-out people", fixed(1)),
        Column("p", probability),
        Column("In the 95% set", str),
        Column("Completeness", fixed(2)),
        Column("Restrictiveness, senders", fixed(2)),
        Column("Standard error", fixed(2)),
        Column("Restrictiveness, receivers", fixed(2)),
        Column("Standard error", fixed(2)),
    ),
    _rows,
    _notes,
)
