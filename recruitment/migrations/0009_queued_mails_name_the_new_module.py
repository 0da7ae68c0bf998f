"""Mails that wait in the queue name the function that sends them by its path, which is another one now."""

from __future__ import annotations

from typing import Any

from django.db import migrations

OLD, NEW = "recruitment.services.outgoing_mail.deliver", "recruitment.mail.outgoing.deliver"


def rename(old: str, new: str) -> Any:
    def run(apps: Any, _schema_editor: Any) -> None:
        apps.get_model("django_tasks_database", "DBTaskResult").objects.filter(task_path=old).update(task_path=new)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0008_submissions_begun_anew"),
        ("django_tasks_database", "0001_initial"),
    ]

    operations = [migrations.RunPython(rename(OLD, NEW), rename(NEW, OLD))]
