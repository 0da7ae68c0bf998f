"""Importing an old pool: upload, map the columns, see what would happen, do it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from recruitment.forms.pool_import import ColumnsForm, PoolFileForm
from recruitment.models import PoolFile
from recruitment.roles import ADMINISTRATOR, staff_page
from recruitment.services.pool_import import decoded, import_people, read_table
from recruitment.services.refusal import Refused

MOST_ERRORS_SHOWN = 100
LONGEST_FILE_NAME = 200


@staff_page(ADMINISTRATOR)
def upload_pool(request: HttpRequest) -> HttpResponse:
    form = PoolFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        text = decoded(upload.read())
        try:
            read_table(text)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            file = PoolFile.objects.create(name=upload.name[:LONGEST_FILE_NAME], text=text, created_by=request.user)
            return redirect("map_pool", file.public_id)
    return render(request, "recruitment/upload_pool.html", {"form": form})


@staff_page(ADMINISTRATOR)
def map_pool(request: HttpRequest, public_id: str) -> HttpResponse:
    file = get_object_or_404(PoolFile, public_id=public_id, created_by=request.user)
    if request.POST.get("do") == "discard":
        file.delete()
        return redirect("upload_pool")
    table = read_table(file.text)
    form = ColumnsForm(request.POST or None, headers=table.headers)
    context: dict[str, Any] = {"form": form, "file": file, "n_rows": len(table), "most": MOST_ERRORS_SHOWN}
    if request.method == "POST" and form.is_valid():
        is_trial = request.POST.get("do") != "import"
        try:
            outcome = import_people(
                file=file, targets=form.targets, consent=form.consent, by=request.user, dry_run=is_trial
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not is_trial and not outcome.errors:
                text = ngettext("%(n)d person came into the pool.", "%(n)d people came into the pool.", outcome.n_new)
                messages.success(request, text % {"n": outcome.n_new})
                return redirect("staff_home")
            context |= {"outcome": outcome, "errors": outcome.errors[:MOST_ERRORS_SHOWN]}
    return render(request, "recruitment/map_pool.html", context)
