"""``manage.py reconcile`` prints the books and fails if they do not balance."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from recruitment.models import Entitlement, Payment

pytestmark = pytest.mark.django_db


def test_the_sums_are_printed(owed):
    owed("12.34")
    out = StringIO()

    call_command("reconcile", stdout=out)

    assert "owed 12.34\tpaid 0.00\topen 12.34" in out.getvalue()


def test_books_that_do_not_balance_are_an_error(owed, approved, alice):
    owed("12.34")
    approved()
    Payment.objects.update(paid_at=timezone.now())
    Entitlement.objects.update(cancelled_at=timezone.now(), cancelled_by=alice, cancel_reason="r")

    with pytest.raises(CommandError, match="do not balance"):
        call_command("reconcile", stdout=StringIO())
