"""``python manage.py``: the commands of the recruitment office."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error

from runtime import garbage

if __name__ == "__main__":
    garbage.look_rarely()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    except Error:
        # The settings stand by now, which recruitment.preparation needs.
        from recruitment.preparation import check_tables
        from runtime.refusal import RefusalToStart

        try:
            check_tables()
        except RefusalToStart as refusal:
            sys.exit(str(refusal))
        raise
