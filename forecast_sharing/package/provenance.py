"""`provenance.md`: where the data are from, in the shape of AsCollected's disclosure and INFORMS' checklist."""

from dataclasses import dataclass

import pandas as pd

from forecast_sharing.package import flow
from forecast_sharing.package.deviations import Deviations
from forecast_sharing.package.documents import counted, template
from forecast_sharing.study.study import Study

FLOW = "provenance_flow.svg"
UNKNOWN_DATE = "1970-01-01"


@dataclass(frozen=True)
class Dates:
    """The first and the last day of data collection, in UTC; None where no table says."""

    first: str | None
    last: str | None

    @property
    def published(self) -> str:
        """Return the date that the package bears: no clock is asked."""
        return self.last or UNKNOWN_DATE


def dates(tables: dict[str, pd.DataFrame]) -> Dates:
    """Return the first and the last day that any table knows."""
    moments = [
        tables[name][column].dropna()
        for name, column in (("session", "created_at"), ("participants", "consent_at"), ("events", "at"))
        if name in tables
    ]
    known = pd.concat(moments) if moments else pd.Series(dtype="datetime64[us, UTC]")
    if known.empty:
        return Dates(None, None)
    return Dates(f"{known.min():%Y-%m-%d}", f"{known.max():%Y-%m-%d}")


def provenance(
    study: Study,
    tables: dict[str, pd.DataFrame],
    deviations: Deviations,
    counts: pd.DataFrame,
    *,
    with_text: bool,
    is_preregistered: bool,
) -> str:
    """Return provenance.md."""
    people, sessions = dict(study.people), tables["session"]
    when = dates(tables)
    arms = [arm.name for arm in study.arms]
    return template("provenance.txt").format(
        title=study.title,
        name=study.name,
        where_kind=_kind(sessions),
        when=f"from {when.first} to {when.last} (UTC)" if when.first else "[fill in: no table says when]",
        **{who: people.get(who) or "[fill in]" for who in ("collect", "clean", "analyse")},
        ethics=study.ethics or "[fill in: committee and number]",
        preregistration="design/preregistration.md; [fill in: link]"
        if is_preregistered
        else "[fill in: link, or none]",
        versions=_versions(sessions),
        planned=f"{counted(study.blocks, 'block')} of {study.participants} people in all",
        planned_sessions=counted(study.sessions, "session"),
        run_sessions=counted(len(sessions), "session"),
        people=_people(tables),
        flow=FLOW,
        counts=flow.as_markdown(counts, "People who", dict(flow.STAGES)),
        exits=flow.as_markdown(flow.exits(tables["participants"], arms), "Left because")
        if "participants" in tables
        else "The package has no table of participants, so only people who played are counted.",
        sessions=_sessions(tables),
        exclusions="\n".join(f"- {rule}" for rule in study.exclusions) or "None was planned.",
        texts="free text is in the tables of messages and help alone."
        if with_text
        else "free text was left out: messages, questions for help, and reasons given in the console.",
        deviations="\n".join(deviations.sentences),
    )


def _kind(sessions: pd.DataFrame) -> str:
    words = {"lab": "in a laboratory", "arrival": "online, in the order of arrival"}
    kinds = sorted({words[word] for word in sessions["arrival"].dropna()})
    return " and ".join(kinds) or "[fill in: laboratory or online]"


def _versions(sessions: pd.DataFrame) -> str:
    names = {"software_version": "this software", "otree_version": "oTree", "python_version": "Python"}
    found = [
        f"{name} {', '.join(sorted(set(sessions[column].dropna())))}"
        for column, name in names.items()
        if sessions[column].notna().any()
    ]
    return "; ".join(found) or "[fill in: no table says which]"


def _people(tables: dict[str, pd.DataFrame]) -> str:
    people = tables.get("participants")
    if people is None:
        return "No table says what people were paid."
    paid = people["total_payment"].dropna()
    currency = ", ".join(sorted(set(people["currency"].dropna())))
    if paid.empty:
        return "Nobody was paid."
    spread = f"from {paid.min():.2f} to {paid.max():.2f}, {paid.mean():.2f} on average"
    return f"{_were_paid(len(paid))} {spread} ({currency})."


def _were_paid(number: int) -> str:
    return "One person was paid" if number == 1 else f"{number} people were paid"


def _sessions(tables: dict[str, pd.DataFrame]) -> str:
    sessions, rounds = tables["session"], tables["rounds"]
    blocks = rounds.groupby("session_code")["block"].nunique()
    lines = [
        "| Session | Created (UTC) | Number in the study | Purpose | Blocks | Seats |",
        "|---|---|---|---|---|---|",
    ]
    for row in sessions.to_dict("records"):
        created = "" if pd.isna(row["created_at"]) else f"{row['created_at']:%Y-%m-%d %H:%M}"
        cells = [row["session_code"], created, row["study_session"], row["purpose"], blocks.get(row["session_code"], 0)]
        lines.append("| " + " | ".join("" if pd.isna(cell) else str(cell) for cell in [*cells, row["people"]]) + " |")
    return "\n".join(lines)
