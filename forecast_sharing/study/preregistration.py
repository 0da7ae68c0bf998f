"""The preregistration of a study: its plan in the fields of two templates, AsPredicted's and OSF's.

What the study file and its settings say is filled in; what only the authors know is left as a line to fill in.
"""

from collections.abc import Sequence

from forecast_sharing.session.arms import Arm
from forecast_sharing.session.design import MAY_DIFFER, SessionDesign
from forecast_sharing.study.lock import StudyLock
from forecast_sharing.study.outcomes import OUTCOMES
from forecast_sharing.study.study import Study

FILE = "preregistration.md"
TO_FILL_IN = "*To be filled in by the authors.*"


def as_markdown(study: Study, lock: StudyLock, power: str | None) -> str:
    """Return the preregistration; `power` is the text of the power of this design, None where it was not computed."""
    return "\n".join(
        [
            f"# Preregistration: {study.title}",
            "",
            f"Study `{study.name}`, version {lock.version}, SHA-256 `{lock.sha256}`.",
            "The study file as it was frozen, every setting of its sessions and the versions of all packages are in",
            f"`study.lock.json`; whatever differs in a session is reported as a deviation. {_ethics(study)}",
            "",
            "## In the fields of AsPredicted",
            "",
            *_sections(_as_predicted(study, power)),
            "## In the fields of the OSF preregistration",
            "",
            *_sections(_osf(study, power)),
            "## Arms and parts",
            "",
            *_arms(study),
            "",
            "## What treatments differ in",
            "",
            *_treatments(study),
            "",
        ]
    )


def _sections(sections: Sequence[tuple[str, str]]) -> list[str]:
    return [line for title, text in sections for line in (f"### {title}", "", text, "")]


def _as_predicted(study: Study, power: str | None) -> list[tuple[str, str]]:
    return [
        ("1. Have any data been collected for this study already?", TO_FILL_IN),
        ("2. What's the main question being asked or hypothesis being tested?", _question(study)),
        ("3. Describe the key dependent variable(s) specifying how they will be measured.", _outcomes(study)),
        ("4. How many and which conditions will participants be assigned to?", _conditions(study)),
        ("5. Specify exactly which analyses you will conduct.", _analyses(study)),
        ("6. Describe exactly how outliers will be defined and handled, and your rule for excluding observations.",
         _exclusions(study)),
        ("7. How many observations will be collected, or what will determine sample size?", _sample(study, power)),
        ("8. Anything else you would like to pre-register?", _theories(study)),
    ]  # fmt: skip


def _osf(study: Study, power: str | None) -> list[tuple[str, str]]:
    return [
        ("Study information", _question(study)),
        ("Study type and blinding", _BLINDING),
        ("Study design", _conditions(study)),
        ("Randomization", _randomization(study)),
        ("Existing data", TO_FILL_IN),
        ("Data collection procedures", _procedures(study)),
        ("Sample size and its rationale", _sample(study, power)),
        ("Stopping rule", "Data collection ends with the sessions planned, whatever they show. " + TO_FILL_IN),
        ("Manipulated variables", "Those in which treatments differ, below."),
        ("Measured variables and indices", _outcomes(study)),
        ("Statistical models and inference criteria", _analyses(study)),
        ("Data exclusion and missing data", _exclusions(study)),
        ("Exploratory analysis", "Every contrast that is not listed above is reported as exploratory."),
        ("Other", _theories(study)),
    ]  # fmt: skip


_BLINDING = (
    "An experiment. Participants are not told which theory is tested, nor what other arms play; nobody is deceived. "
    "The session server assigns blocks to arms; the analysis is fixed below."
)


def _ethics(study: Study) -> str:
    return f"Ethics approval: {study.ethics}." if study.ethics else "Ethics approval: " + TO_FILL_IN


def _question(study: Study) -> str:
    return "\n".join([study.question, "", *(f"- {hypothesis}" for hypothesis in study.hypotheses)]).strip()


def _outcomes(study: Study) -> str:
    named = list(dict.fromkeys(contrast.outcome for contrast in study.contrasts))
    lines = [f"- `{name}`: {OUTCOMES[name].label}{_in(OUTCOMES[name].unit)}." for name in named]
    return "\n".join([*lines, "- The verdict on the theories: " + ", ".join(study.theories) + "."])


def _in(unit: str) -> str:
    return f", in {unit}" if unit else ""


def _conditions(study: Study) -> str:
    within = any(len({part.treatment for part in arm.parts}) > 1 for arm in study.arms)
    kind = "Blocks of people are assigned to arms, and an arm is a sequence of treatments: people are compared with "
    kind += "themselves in other treatments, and arms with each other." if within else "people of other arms."
    return "\n".join([kind, "", *(f"- {_arm(arm)}" for arm in study.arms)])


def _arm(arm: Arm) -> str:
    parts = ", then ".join(f"{part.rounds} rounds of {part.treatment}" for part in arm.parts)
    return f"`{arm.name}`: {parts}; {arm.blocks} blocks."


def _randomization(study: Study) -> str:
    return (
        f"Blocks of {study.design.block_size} people, which never meet people of other blocks, are drawn to arms from "
        f"the seed {study.seed} and the session's number in the study: {_BALANCE[study.design.fills_by_arrival]}"
    )


_BALANCE = {
    False: "a session holds each arm in proportion to its planned blocks, in random order, and blocks left over "
    "are turned from session to session.",
    True: "arms follow in runs of two rounds of all arms, in random order, as blocks fill.",
}


def _procedures(study: Study) -> str:
    design = study.design
    return (
        f"{study.sessions} sessions; pairs by `{design.matching}` matching, roles `{design.roles}`, "
        f"{design.practice_rounds} practice rounds and {design.num_rounds} rounds that count. Show-up fee "
        f"{design.show_up_fee:g}, {design.exchange_rate:g} for each point. " + TO_FILL_IN
    )


def _sample(study: Study, power: str | None) -> str:
    planned = f"{study.participants} people in {study.blocks} blocks over {study.sessions} sessions."
    if power is None:
        return f"{planned} The power of this design was not computed; `power --study {study.name}` computes it."
    return f"{planned} Power of this very design, from simulated people:\n\n```text\n{power.strip()}\n```"


def _exclusions(study: Study) -> str:
    return "\n".join(f"- {rule}" for rule in study.exclusions) or "Nobody and nothing is excluded."


def _analyses(study: Study) -> str:
    lines = [
        f"- `{one.outcome}`: {one.first} minus {one.second}, with a 95% interval clustered by block and a "
        "randomisation test that draws arms as they were drawn."
        for one in study.contrasts
    ]
    return "\n".join(lines) or "No contrasts between treatments are registered."


def _theories(study: Study) -> str:
    fixed = ", ".join(f"{name} = {value}" for name, value in study.fit) or "none: each theory is averaged over them"
    return (
        f"Theories compared: {', '.join(study.theories)}, by the rule of the verdict in the documentation of the "
        f"version frozen. Open choices fixed beforehand: {fixed}."
    )


def _arms(study: Study) -> list[str]:
    lines = ["| Arm | Blocks | Parts |", "|---|---|---|"]
    return lines + [
        f"| {arm.name} | {arm.blocks} | {', '.join(f'{part.treatment} ({part.rounds} rounds)' for part in arm.parts)} |"
        for arm in study.arms
    ]


def _treatments(study: Study) -> list[str]:
    designs = study.treatments
    names = [name for name in MAY_DIFFER if len({getattr(design, name) for design in designs.values()}) > 1]
    lines = [f"| Setting | {' | '.join(designs)} |", f"|---|{'---|' * len(designs)}"]
    return lines + [
        f"| `{name}` | {' | '.join(_value(design, name) for design in designs.values())} |" for name in names
    ]


def _value(design: SessionDesign, name: str) -> str:
    return str(getattr(design, name))
