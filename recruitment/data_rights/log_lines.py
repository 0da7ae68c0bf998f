"""An entry of the log in words: what for, and what a column held before and after.

Values of personal columns are not in the log, so none can be shown.
"""

from __future__ import annotations

from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from recruitment.data_rights.access_log import WITHHELD
from recruitment.data_rights.log_labels import of_purpose

NOTHING = {"", "None", "[]", "{}"}
SIGNS = {"add": "+", "delete": "−"}


def lines_of(entry: LogEntry) -> list[str]:
    """Return what the entry says beyond who, when, and of what."""
    purpose = (entry.additional_data or {}).get("purpose")
    return [*([of_purpose(purpose)] if purpose else []), *_changes(entry)]


def _changes(entry: LogEntry) -> list[str]:
    changes: dict[str, Any] = entry.changes_dict
    model = entry.content_type.model_class()
    if model is None:  # a table of an earlier version
        return sorted(changes)
    changes = {name: values for name, values in changes.items() if not _are_rows_of_another_table(model, name)}
    many = {name: values for name, values in changes.items() if isinstance(values, dict)}
    withheld = {name: values for name, values in changes.items() if name not in many and WITHHELD in values}
    lines = [
        f"{name}: {SIGNS.get(row['operation'], '')} {', '.join(sorted(row['objects']))}"
        for name, row in sorted(many.items())
    ]
    entry.changes = {name: values for name, values in changes.items() if name not in {**many, **withheld}}
    shown = entry.changes_display_dict
    shown |= {model._meta.get_field(name).verbose_name: values for name, values in withheld.items()}  # noqa: SLF001
    order = {str(field.verbose_name): place for place, field in enumerate(model._meta.fields)}  # noqa: SLF001
    for name, (old, new) in sorted(shown.items(), key=lambda line: order.get(str(line[0]), len(order))):
        before, after = ("–" if str(value) in NOTHING else str(value) for value in (old, new))
        if entry.action == LogEntry.Action.UPDATE:
            lines.append(f"{name}: {before} → {after}")
        elif (value := before if entry.action == LogEntry.Action.DELETE else after) != "–":
            lines.append(f"{name}: {value}")
    return lines


def _are_rows_of_another_table(model: type[Model], name: str) -> bool:
    """Return whether this is not a column; an earlier version recorded such names, without what they stand for."""
    try:
        field = model._meta.get_field(name)  # noqa: SLF001
    except FieldDoesNotExist:
        # By the name under which the rows are asked for, as in `person.sign_ups`.
        return hasattr(model, name)
    return field.auto_created and not field.concrete
