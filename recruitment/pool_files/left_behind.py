"""Files of people that wait for being mapped: they hold names, so they do not wait long."""

from __future__ import annotations

from django.db import transaction

from recruitment.models import PoolFile


@transaction.atomic
def delete_left_behind() -> int:
    """Delete files that nobody has worked on for hours; return how many there were."""
    n_files = 0
    for file in PoolFile.objects.left_behind():  # one by one, so that each deletion is logged
        file.delete()
        n_files += 1
    return n_files
