"""The arguments that say which person a command is about."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db.models import Q

from recruitment.channels.registry import NAMES
from recruitment.models import Person
from recruitment.people.models import normalised_email


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("who", nargs="?", default="", help="public id or e-mail address")
    parser.add_argument("--channel-id", default="", metavar="ID", help="the person's id on an online channel instead")
    parser.add_argument("--channel", default="", choices=NAMES, help="if two channels know the same id")


def found(who: str, channel_id: str, channel: str) -> Person:
    """Return the one person meant; raises CommandError."""
    if bool(who) == bool(channel_id):
        raise CommandError("Say who: a public id or an e-mail address, or --channel-id ID.")
    meant = Q(public_id=who) | Q(email=normalised_email(who)) if who else Q(channel_id=channel_id)
    people = Person.objects.filter(meant, **({"channel": channel} if channel else {}))
    if len(people) > 1:
        channels = ", ".join(sorted(person.channel for person in people))
        raise CommandError(f"Several channels know this id: {channels}. Say which with --channel.")
    if not people:
        raise CommandError("Nobody was found.")
    return people[0]
