"""``manage.py erase_person WHO``: forget a person who cannot do it alone, or all of a list after a backup came back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment.data_rights.erasure import erase
from recruitment.data_rights.erasure_plan import plan
from recruitment.management import person_argument
from recruitment.models import Person
from recruitment.refused import Refused


class Command(BaseCommand):
    help = "Erase a person, or everybody on a list that erased_since printed. What is owed must be paid first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        person_argument.add_arguments(parser)
        parser.add_argument(
            "--from-file", type=Path, metavar="FILE", help="public ids, one in a line, as erased_since prints them"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, who: str, channel_id: str, channel: str, from_file: Path | None, yes: bool, **_: Any) -> None:
        if from_file is None:
            self._erase_one(person_argument.found(who, channel_id, channel), is_sure=yes)
        elif who or channel_id:
            raise CommandError("Either one person, or a list.")
        else:
            self._erase_all(set(from_file.read_text(encoding="utf-8").split()), is_sure=yes)

    def _erase_one(self, person: Person, *, is_sure: bool) -> None:
        if person.status == Person.Status.ERASED:
            self.stdout.write(f"{person} was erased on {person.erased_at:%Y-%m-%d}.")
            return
        what = plan(person)
        if what.refusals:
            raise CommandError("\n".join([f"{person} cannot be erased yet.", *what.refusals]))
        self.stdout.write("\n".join([f"{person}", "Is erased:", *_list(what.erased), "Is kept:", *_list(what.kept)]))
        self._ask(is_sure=is_sure)
        try:
            erase(person=person)
        except Refused:  # something happened meanwhile
            raise CommandError("\n".join([f"{person} cannot be erased yet.", *plan(person).refusals])) from None
        self.stdout.write(f"{person} is erased.")

    def _erase_all(self, public_ids: set[str], *, is_sure: bool) -> None:
        people = Person.objects.filter(public_id__in=public_ids)
        waiting = list(people.exclude(status=Person.Status.ERASED).order_by("pk"))
        self.stdout.write(
            f"{len(waiting)} people of the list are erased now. {people.count() - len(waiting)} are erased already, "
            f"{len(public_ids) - people.count()} are not in this office."
        )
        if not waiting:
            return
        self._ask(is_sure=is_sure)
        refused = []
        for person in waiting:
            try:
                erase(person=person)
            except Refused:
                refused += [f"{person}: {reason}" for reason in plan(person).refusals]
        if refused:
            raise CommandError("\n".join(["These cannot be erased yet; run the list again later.", *refused]))

    def _ask(self, *, is_sure: bool) -> None:
        if is_sure:
            return
        try:
            answer = input("This cannot be undone. Type yes to erase: ")
        except EOFError:
            answer = ""
        if answer.strip() != "yes":
            raise CommandError("Nothing was erased.")


def _list(sentences: list[str]) -> list[str]:
    return [f"- {sentence}" for sentence in sentences]
