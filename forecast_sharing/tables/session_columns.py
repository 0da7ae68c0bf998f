"""The columns of the table of sessions: where each came from, every setting, and the versions that ran it."""

from dataclasses import Field, fields, replace

from forecast_sharing.session.design import MAY_DIFFER, SessionDesign
from forecast_sharing.tables.column import SESSION_CODE, Column, ColumnType
from forecast_sharing.tables.round_columns import ROUNDS
from forecast_sharing.tables.value_labels import MEANINGS

_NOT_KNOWN = "not known, since the table was made from one of rounds"
_LATER = "not a setting yet in the version that made the table"
_TYPES: dict[str, ColumnType] = {"int": "integer", "float": "number", "bool": "boolean", "str": "text"}
_IN_ROUNDS = {column.name: column for column in ROUNDS}

# The settings of the first version of this table, in its order; later ones follow by themselves.
_FIRST_SETTINGS = """
mean_demand forecast_half_width noise_half_width forecast_distribution noise_distribution retail_price wholesale_price
production_cost capacity_cost frame messages feedback history beliefs belief_pay belief_prize matching roles block_size
arrival participation prolific_study practice_rounds num_rounds paid_rounds decision_seconds dropout presence_seconds
page_seconds max_wait_seconds counterpart robot_policy dropout_pay lost_round_pay endowment negative_balance
exchange_rate show_up_fee show_up_fee_on_decline language consent_version quiz_max_attempts quiz_new_numbers
survey_sections completion_link completion_code purpose study study_version study_sha256 study_session arms arm_seed
""".split()  # noqa: SIM905
# The drawn seed has a column of its own.
_SETTINGS = {spec.name: spec for spec in fields(SessionDesign) if spec.name != "seed"}
SETTINGS = (*_FIRST_SETTINGS, *(name for name in _SETTINGS if name not in _FIRST_SETTINGS))


def _column(spec: Field) -> Column:
    name = spec.name
    reasons = [_NOT_KNOWN]
    if name in MAY_DIFFER:
        reasons.insert(0, "parts of the session differ in it, so see the rounds")
    if "none_is_empty" in spec.metadata:
        reasons.insert(0, "none")
    is_later = name not in _FIRST_SETTINGS
    column = _IN_ROUNDS.get(name) or _new_column(spec)
    return replace(
        column,
        missing="; or ".join([*reasons, _LATER] if is_later else reasons),
        said_by="experimenter",
        is_appended=is_later,
        before=None,
    )


def _new_column(spec: Field) -> Column:
    choices = spec.metadata.get("choices", ())
    return Column(
        spec.name,
        spec.metadata["meaning"],
        "choice" if choices else _TYPES[str(spec.type)],
        "seconds" if spec.name.endswith("_seconds") else "",
        choices=choices,
        value_labels={word: MEANINGS.get(spec.name, {}).get(word, word) for word in choices},
    )


SESSION: tuple[Column, ...] = (
    SESSION_CODE,
    Column("created_at", "When the session was created, UTC", "time", missing=_NOT_KNOWN, said_by="server"),
    Column("config", "Name of the session config", "text", missing=_NOT_KNOWN, said_by="experimenter"),
    Column("people", "Seats for people", "integer", "people", 1, missing=_NOT_KNOWN, said_by="experimenter"),
    replace(_IN_ROUNDS["seed"], missing="exported by an earlier version", is_appended=False),
    Column("currency", "Code of the currency", "text", missing=_NOT_KNOWN, said_by="experimenter"),
    *(
        Column(
            f"{name}_version",
            f"Version of {program} on the server that exported the table",
            "text",
            missing=_NOT_KNOWN,
            said_by="server",
        )
        for name, program in (("software", "this software"), ("otree", "oTree"), ("python", "Python"))
    ),
    *(_column(_SETTINGS[name]) for name in SETTINGS),
)
