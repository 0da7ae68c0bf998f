"""The form that creates a session: each setting in words, words to choose from, numbers as people write them.

oTree makes one line of each setting from its bare name and value, and has no way to say more.
"""

from __future__ import annotations

from dataclasses import Field, fields
from decimal import Decimal
from html import escape
from typing import Any

from otree.session import SessionConfig

from forecast_sharing.session.design import SessionDesign, config_name

SETTINGS: dict[str, Field[Any]] = {config_name(spec): spec for spec in fields(SessionDesign)}
LONGEST_LINE = 80  # characters; longer texts get a box of several lines


def show_settings_in_words() -> None:
    """Let the forms of oTree's pages "Create session" and "Rooms" use this."""
    SessionConfig.editable_fields_html = lambda config: [row(config, name) for name in _in_our_order(config)]


def row(config: SessionConfig, name: str) -> str:
    """Return the row of one setting as HTML."""
    field_id = f"{config['name']}-{name}"
    meaning, more = _words(name)
    hint = f"<br>{escape(more)}" if more else ""
    return (
        f'<tr><th scope="row"><label for="{escape(field_id)}">{escape(meaning)}</label></th>'
        f"<td>{_control(config, name, field_id)}"
        f'<small class="text-muted"><code>{escape(name)}</code>{hint}</small></td></tr>'
    )


def _in_our_order(config: SessionConfig) -> list[str]:
    editable = config.editable_fields()
    return [name for name in SETTINGS if name in editable] + [name for name in editable if name not in SETTINGS]


def _words(name: str) -> tuple[str, str]:
    spec = SETTINGS.get(name)
    if spec is None:
        return name, ""
    meaning, dot, rest = spec.metadata["meaning"].partition(". ")
    rule = f"It {spec.metadata['rule']}."
    return f"{meaning}{dot}".strip(), " ".join(part for part in (rest, rule) if part)


def _control(config: SessionConfig, name: str, field_id: str) -> str:
    value = config[name]
    common = f'id="{escape(field_id)}" name="{escape(config.html_field_name(name))}"'
    if isinstance(value, bool):
        return f'<input {common} type="checkbox" {"checked" if value else ""}><br>'
    spec = SETTINGS.get(name)
    if spec is not None and "choices" in spec.metadata:
        options = "".join(
            f"<option {'selected' if choice == value else ''}>{escape(choice)}</option>"
            for choice in spec.metadata["choices"]
        )
        return f'<select {common} class="form-select">{options}</select>'
    if isinstance(value, int | float | Decimal):
        return f'<input {common} class="form-control" type="number" step="any" required value="{_plainly(value)}">'
    if len(str(value)) > LONGEST_LINE:
        return f'<textarea {common} class="form-control" rows="4">{escape(str(value))}</textarea>'
    return f'<input {common} class="form-control" type="text" value="{escape(str(value))}">'


def _plainly(value: float | Decimal) -> str:
    """Return a number as people write it: 30 and not 30.0, 0.0001 and not 1e-04."""
    # By way of float: money of oTree's prints itself with its currency.
    text = f"{Decimal(repr(float(value))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
