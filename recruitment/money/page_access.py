"""Whose money a member of staff may see and move. An assistant has neither role, and so sees none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recruitment.models import PaymentBatch
from recruitment.refused import Refused
from recruitment.staff.roles import CHANGERS, READERS

WHO_READS, WHO_CHANGES = READERS, CHANGERS


def own_batch(request: HttpRequest, public_id: str) -> PaymentBatch:
    batches = PaymentBatch.objects.visible_to(request.user).select_related("study", "created_by", "approved_by")
    return get_object_or_404(batches, public_id=public_id)


def attempt(request: HttpRequest, done: str, action: Callable[..., Any], **arguments: Any) -> Any:
    """Do it and say so, or say why not; None if it was refused."""
    try:
        result = action(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    if done:
        messages.success(request, done)
    return result
