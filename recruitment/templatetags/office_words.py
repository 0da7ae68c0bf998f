"""What is kept in English, in the language of the page."""

from __future__ import annotations

from auditlog.models import LogEntry
from django import template

from recruitment.data_rights import log_labels
from recruitment.laboratory import session_servers
from recruitment.models import LabSession

register = template.Library()


@register.filter
def action_words(entry: LogEntry) -> str:
    return str(log_labels.ACTIONS[entry.action])


@register.filter
def kind_words(entry: LogEntry) -> str:
    return log_labels.of(log_labels.KINDS, entry.content_type.model)


@register.filter
def purpose_words(purpose: str) -> str:
    return log_labels.of_purpose(purpose)


@register.filter
def held_for(session: LabSession) -> str:
    return session_servers.held_for(session)


@register.filter
def role_words(name: str) -> str:
    return log_labels.of(log_labels.ROLES, name)


@register.filter
def exit_words(reason: str) -> str:
    return log_labels.of(log_labels.EXIT_REASONS, reason)
