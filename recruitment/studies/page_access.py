"""What the pages of studies share: whose study it is, and how a refusal is shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from recruitment.models import Study


def visible_study(request: HttpRequest, study_id: int) -> Study:
    """Return the study if it may be seen; others do not learn whether there is one."""
    return get_object_or_404(Study.objects.visible_to(request.user).select_related("owner", "study_class"), pk=study_id)


def say_no(request: HttpRequest, refusal: Exception) -> None:
    messages.error(request, str(refusal))
