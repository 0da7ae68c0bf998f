"""``manage.py translate``: collect the texts of the office for translation, and compile what is translated."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Collect the texts of the office for translation (needs GNU gettext), and compile what is translated."

    def handle(self, **_: Any) -> None:
        os.chdir(settings.BASE_DIR / "recruitment")
        call_command("makemessages", all=True, no_location=True, no_wrap=True, extensions=["html", "txt", "py"])
        for catalogue in Path("locale").glob("*/LC_MESSAGES/django.po"):
            with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as compiled:
                mofile.write_mo(compiled, pofile.read_po(source))
