"""``manage.py export_person WHO``: all the office knows of a person, for that person."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from recruitment.data_rights.access_log import record_reading
from recruitment.data_rights.own_data import own_data
from recruitment.management import person_argument


class Command(BaseCommand):
    help = "Print all that the office knows about a person as JSON, as on the person's own page. The log records it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        person_argument.add_arguments(parser)

    def handle(self, *, who: str, channel_id: str, channel: str, **_: Any) -> None:
        person = person_argument.found(who, channel_id, channel)
        record_reading(people=[person], reader=AnonymousUser(), purpose="export_person on the command line")
        text = json.dumps(own_data(person), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        self.stdout.write(text)
