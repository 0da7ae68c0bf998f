"""Tasks that waited while the office was updated still find their function."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django_tasks_db.models import DBTaskResult

from recruitment.mail.outgoing import deliver

pytestmark = pytest.mark.django_db

MOVED = import_module("recruitment.migrations.0009_queued_mails_name_the_new_module")


def test_a_mail_queued_before_the_move_is_delivered_after_it():
    row = DBTaskResult.objects.create(
        task_path=MOVED.OLD, args_kwargs={"args": [[]], "kwargs": {}}, backend_name="default"
    )
    for operation in MOVED.Migration.operations:
        operation.code(apps, None)

    row.refresh_from_db()
    assert row.task == deliver
