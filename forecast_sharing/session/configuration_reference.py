"""Write the configuration reference from the fields of `SessionDesign`, the session configs and the rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, fields
from typing import Any

from forecast_sharing.session.design import SessionDesign, config_name, default_config

_INTRODUCTION = """\
# Configuration

This page is generated from `forecast_sharing/session/design.py` and `settings.py` by
`python -m forecast_sharing settings`; a test checks that it is current.

A session takes its settings from a session config in `settings.py`.
What a config leaves out has the default of this page.
Every setting can be changed for one session: under "Configure session" when it is created in the admin's pages, or in
`modified_session_config_fields` over REST.
All settings are checked when the session is created; a wrong one is refused with its name, its rule and the value.
A session that exists keeps its settings.

oTree's form in the admin's pages takes a field that is emptied for an unchanged one: type `none` to leave the survey,
the completion link or the completion code out.

Money paid out is in the currency of the server, everything inside the game is in points, quantities are in units.
Prices and quantities are explained in [notation](notation.md).
"""

_JOINT_RULES = """\
## Rules that join several settings

- `mean_demand` must be at least `forecast_half_width` + `noise_half_width`, so that demand is never negative.
- `retail_price` must be greater than `wholesale_price`, and `wholesale_price` greater than `production_cost`.
- `capacity_cost` must be greater than 0 and less than `wholesale_price` - `production_cost`.
- `paid_rounds` must be at most `num_rounds`.
- `page_seconds` must be 0 where `dropout` is `wait`.
- `counterpart` = `robot` needs `matching` = `partner` and `block_size` = 2; the number of participants is then free.
- `robot_policy` must decide in both roles where `dropout` or `counterpart` is `robot`.
- `practice_rounds` + `num_rounds` must be at most the largest such sum over the session configs: oTree fixes the
  number of rounds when the server starts.
- `block_size` must be even, and at least 4 with `stranger` matching.
- The number of participants must be a multiple of `block_size`, in an `arrival` session too.
- With `perfect_stranger` matching, a block plays at most `block_size` / 2 rounds, practice included; with `random`
  roles at most `block_size` - 1.
- `language` must have texts in `participant_ui/locales`, and `consent_version` must name a text `consent-VERSION`
  among them.
"""

_LABEL_RULE = """\
A label has 1 to 64 letters, digits, dots, hyphens or underscores and starts with a letter or digit.
A link with any other label is refused, and so is one that names two.
Upper and lower case are the same label, and blanks around a label are not part of it.
The labels in a room's file are seats: different people sit there, so `participation` asks nothing about them.
Files are plain text in UTF-8 and judged when the server starts: with a line that is not a label it does not start."""

_ENVIRONMENT = """\
## Environment of the server

| Variable | Without it | Meaning |
|---|---|---|
| `PORT` | 8000 | Port the server listens on. |
| `OTREE_ADMIN_PASSWORD` | drawn once, kept in `.private/admin_password` | Password of the user `admin`. |
| `OTREE_SECRET_KEY` | drawn once, kept in `.private/secret_key` | Signs cookies and the addresses of websockets. |
| `OTREE_REST_KEY` | REST is off | Key that programs send to use the REST interface. |
| `OTREE_AUTH_LEVEL` | `STUDY` | `STUDY`: participants need a link. `DEMO`: anybody may start demo sessions. |
| `OTREE_PRODUCTION` | `1` | `0` shows the source of errors in the browser: only for developing. |
| `DATABASE_URL` | the file `db.sqlite3` | A PostgreSQL database, as `postgresql://USER:PASSWORD@HOST/NAME`. |
| `LAB_HOSTS` | none | More names, separated by commas, under which the server answers; addresses always work. |
| `LAB_CLOSED_NETWORK` | none | `1`: nobody outside can reach the server, so `preflight` takes http for safe. |
| `LAB_LOG` | `events` | `events`: refusals and errors. `requests`: a line for every request too. |
| `FORWARDED_ALLOW_IPS` | `127.0.0.1` | Web servers in front whose word for https is taken. |
| `CURRENCY` | `USD` | Three-letter code of the currency people are paid in. |
| `REHEARSE_WITH` | fixed answers | What oTree's bots decide by, for `otree test`: `trust`, `level_k`, `hybrid`, or a \
[file of policies](policies.md). The server and people's decisions know nothing of it. |

The defaults are those of `make serve`.
`otree devserver` has oTree's own: no password, everything open, errors with their source, data in memory.
"""


def as_markdown(session_configs: Sequence[Mapping[str, Any]], rooms: Sequence[Mapping[str, Any]]) -> str:
    """Return the whole page.

    Parameters
    ----------
    session_configs, rooms : sequence of mapping
        SESSION_CONFIGS and ROOMS of an oTree project's settings.

    """
    return "\n".join(
        [
            _INTRODUCTION,
            f"## Settings\n\n{_settings_table()}\n",
            _JOINT_RULES,
            f"## Session configs\n\n{_configs_table(session_configs)}\n",
            f"## Rooms\n\n{_rooms_table(rooms)}\n",
            _ENVIRONMENT,
        ]
    )


def _settings_table() -> str:
    lines = ["| Setting | Default | Rule | Meaning |", "|---|---|---|---|"]
    lines += [_setting_row(spec) for spec in fields(SessionDesign)]
    return "\n".join(lines)


def _setting_row(spec: Field) -> str:
    rule, meaning = spec.metadata["rule"], spec.metadata["meaning"]
    return f"| `{config_name(spec)}` | {_as_code(spec.default)} | {rule} | {meaning} |"


def _configs_table(session_configs: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| Name | In the admin's list | People in a demo | Changed from the defaults |", "|---|---|---|---|"]
    for config in session_configs:
        changes = ", ".join(f"`{name}` {_as_code(value)}" for name, value in _changes(config).items())
        cells = (f"`{config['name']}`", config["display_name"], config["num_demo_participants"], changes or "none")
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _changes(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: config[name] for name, default in default_config().items() if config.get(name, default) != default}


def _rooms_table(rooms: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| Name | Address | In the admin's list | Labels |", "|---|---|---|---|"]
    for room in rooms:
        file = room.get("participant_label_file")
        labels = f"those in `{file}`, one a line" if file else "any label that keeps the label rule, or none"
        lines.append(f"| `{room['name']}` | `/room/{room['name']}` | {room['display_name']} | {labels} |")
    return "\n".join([*lines, "", _LABEL_RULE])


def _as_code(value: Any) -> str:
    if value == "":
        return "empty"
    # 0.0001 and not 1e-04; whole numbers without a point.
    text = f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f"`{text}`"
