"""What is kept in English, in the language of the page."""

from __future__ import annotations

from auditlog.models import LogEntry
from django import template

from recruitment import words

register = template.Library()


@register.filter
def action_words(entry: LogEntry) -> str:
    return str(words.ACTIONS[entry.action])


@register.filter
def kind_words(entry: LogEntry) -> str:
    return words.of(words.KINDS, entry.content_type.model)


@register.filter
def purpose_words(purpose: str) -> str:
    return words.of_purpose(purpose)


@register.filter
def role_words(name: str) -> str:
    return words.of(words.ROLES, name)


@register.filter
def exit_words(reason: str) -> str:
    return words.of(words.EXIT_REASONS, reason)
