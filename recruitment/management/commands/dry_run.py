"""``manage.py dry_run``: print each call that a channel would get, without making any."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from recruitment.channels import registry
from recruitment.channels.interface import Call
from recruitment.data_rights.access_log import record_calls, record_reading
from recruitment.models import ChannelOffer, PaymentBatch
from recruitment.money.paying_by_calls import calls_to_pay


class Command(BaseCommand):
    help = "Print each call that a channel would get, without making any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        wanted = parser.add_mutually_exclusive_group(required=True)
        wanted.add_argument(
            "--study", type=int, help="number of a study: draft and publish its offer, grant its course credits"
        )
        wanted.add_argument("--list", dest="batch", help="identifier of a payment list: pay it")

    def handle(self, *, study: int | None, batch: str | None, **_: Any) -> None:
        calls = _of_offer(study) if study is not None else _of_batch(str(batch))
        if not calls:
            self.stdout.write("Nothing would be called.")
        for number, call in enumerate(calls, start=1):
            self.stdout.write(f"{number}. {call.purpose}\n{call.method} {call.url}\n{call.body_text}".rstrip() + "\n")


def _of_offer(study: int) -> list[Call]:
    offer = ChannelOffer.objects.select_related("study").filter(study=study).first()
    if offer is None:
        raise CommandError(f"Study {study} has no offer on a channel.")
    adapter = registry.named(offer.study.channel).adapter
    people = adapter.people_called_about(offer)
    record_reading(people=people, reader=AnonymousUser(), purpose=adapter.reading_purpose)
    return [*adapter.calls_to_draft(offer), *adapter.calls_to_publish(offer), *adapter.calls_about_people(offer)]


def _of_batch(public_id: str) -> list[Call]:
    batch = PaymentBatch.objects.select_related("study__offer").filter(public_id=public_id).first()
    if batch is None:
        raise CommandError(f"There is no list {public_id}.")
    if batch.approved_at is None or batch.exported_at is not None or batch.leaves_nothing:
        return []
    calls = calls_to_pay(batch)
    purpose = f"dry_run: calls of payment list {batch.public_id}"
    record_calls(batch=batch, calls=calls, reader=AnonymousUser(), purpose=purpose)
    return calls
