"""Importing an old pool: upload, map the columns, see what would happen, do it."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from recruitment.models import PoolFile
from recruitment.pool_files.file_text import people_text
from recruitment.pool_files.import_forms import ColumnsForm, PoolFileForm, has_header
from recruitment.pool_files.importing import Outcome, import_people
from recruitment.pool_files.people_table import read_table, refuse_without_addresses
from recruitment.refused import Refused
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR

MOST_ERRORS_SHOWN = 100
LONGEST_FILE_NAME = 200
PEOPLE_A_SECOND = 600  # come in, roughly, on a busy computer with SQLite


@staff_page(ADMINISTRATOR)
def upload_pool(request: HttpRequest) -> HttpResponse:
    form = PoolFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = people_text(upload.read())
            refuse_without_addresses(read_table(found.text))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            name = upload.name[:LONGEST_FILE_NAME]
            file = PoolFile.objects.create(name=name, text=found.text, created_by=request.user)
            for note in found.notes:
                messages.warning(request, note)
            return redirect("map_pool", file.public_id)
    return render(request, "recruitment/pool_files/upload.html", {"form": form})


@staff_page(ADMINISTRATOR)
def map_pool(request: HttpRequest, public_id: str) -> HttpResponse:
    file = get_object_or_404(PoolFile, public_id=public_id, created_by=request.user)
    if request.method == "POST":
        return _decided(request, file)
    kept = request.session.get(_place_of(file))
    chosen = QueryDict(kept) if kept else None
    form = _form_of(file, chosen)
    context: dict[str, Any] = {"form": form, "file": file, "table": form.table, "most": MOST_ERRORS_SHOWN}
    if chosen and form.is_valid():
        try:
            outcome = _imported(request, file, form, dry_run=True)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context |= {
                "outcome": outcome,
                "errors": outcome.errors[:MOST_ERRORS_SHOWN],
                "n_seconds": math.ceil(outcome.n_new / PEOPLE_A_SECOND),
            }
    return render(request, "recruitment/pool_files/map.html", context)


def _decided(request: HttpRequest, file: PoolFile) -> HttpResponse:
    """Import or discard; a try is the page itself, which can be gone back to and loaded again."""
    if request.POST.get("do") == "discard":
        file.delete()
        request.session.pop(_place_of(file), None)
        return redirect("upload_pool")
    request.session[_place_of(file)] = request.POST.urlencode()
    form = _form_of(file, request.POST)
    if request.POST.get("do") == "import" and form.is_valid():
        try:
            outcome = _imported(request, file, form, dry_run=False)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if not outcome.errors:
                text = ngettext("%(n)d person came into the pool.", "%(n)d people came into the pool.", outcome.n_new)
                messages.success(request, text % {"n": outcome.n_new})
                del request.session[_place_of(file)]
                return redirect("staff_home")
    return redirect("map_pool", file.public_id)


def _form_of(file: PoolFile, chosen: QueryDict | None) -> ColumnsForm:
    return ColumnsForm(chosen, table=read_table(file.text, has_header=has_header(chosen)))


def _imported(request: HttpRequest, file: PoolFile, form: ColumnsForm, *, dry_run: bool) -> Outcome:
    return import_people(
        file=file,
        targets=form.targets,
        ways=form.ways,
        has_header=form.table.has_header,
        consent=form.consent,
        by=request.user,
        dry_run=dry_run,
    )


def _place_of(file: PoolFile) -> str:
    """Return where the session keeps what was chosen for the file."""
    return f"columns of {file.public_id}"
