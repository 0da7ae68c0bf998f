"""A file of people on its way into the pool."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from recruitment.public_ids import new_public_id

# It holds names and addresses, so it stays no longer than somebody works on it.
KEPT_FOR = timedelta(hours=12)


class PoolFileQuerySet(models.QuerySet["PoolFile"]):
    def left_behind(self) -> PoolFileQuerySet:
        return self.filter(created_at__lt=timezone.now() - KEPT_FOR)


class PoolFile(models.Model):
    """An uploaded table of people while its columns are mapped; deleted when they are in the pool."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=200)
    text = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pool_files")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PoolFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.public_id
