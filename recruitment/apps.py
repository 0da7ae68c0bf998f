"""What the office adds to Django when it starts."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# Subjects that write e-mails; each says what in its `mails.py`.
WRITING = ("data_rights", "money", "people", "seats", "staff", "studies")


class RecruitmentConfig(AppConfig):
    name = "recruitment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist from here on.
        from anymail.signals import tracking  # noqa: PLC0415

        from recruitment.data_rights import access_log  # noqa: PLC0415
        from recruitment.mail import events, kinds  # noqa: PLC0415

        access_log.register()
        for subject in WRITING:
            kinds.register(import_module(f"recruitment.{subject}.mails").KINDS)
        tracking.connect(events.hear)
        post_migrate.connect(_make_groups, sender=self)


def _make_groups(**_: Any) -> None:
    from django.contrib.auth.models import Group  # noqa: PLC0415

    from recruitment.staff.roles import ROLES  # noqa: PLC0415

    for role in ROLES:
        Group.objects.get_or_create(name=role)
