"""Studies: the list, one study, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recruitment.laboratory import session_servers
from recruitment.laboratory.session_configs import ask_for_treatments
from recruitment.models import Study
from recruitment.refused import Refused
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import CHANGERS, READERS
from recruitment.studies import permission, reports
from recruitment.studies.filters import StudyFilter
from recruitment.studies.page_access import say_no, visible_study
from recruitment.studies.study_forms import StudyForm
from recruitment.studies.tables import StudyTable
from recruitment.web.lists import listed


@staff_page(*READERS)
def study_list(request: HttpRequest) -> HttpResponse:
    own = Study.objects.visible_to(request.user).select_related("owner", "study_class")
    return render(
        request,
        "recruitment/studies/study_list.html",
        listed(request, own, as_table=StudyTable, narrowed_by=StudyFilter),
    )


@staff_page(*READERS)
def study_page(request: HttpRequest, study_id: int) -> HttpResponse:
    study = visible_study(request, study_id)
    return render(
        request,
        "recruitment/studies/study.html",
        {
            "study": study,
            "sessions": study.sessions.select_related("room", "session_server", "study").prefetch_related("run_by"),
            "audiences": study.audiences.all(),
            "rounds": study.invitation_rounds.select_related("session", "created_by"),
            "paying_otherwise": session_servers.paying_otherwise(study),
            "spent": reports.owed(study=study),
        },
    )


@staff_page(*CHANGERS)
def new_study(request: HttpRequest) -> HttpResponse:
    return _edit(request, Study(owner=request.user))


@staff_page(*CHANGERS)
def edit_study(request: HttpRequest, study_id: int) -> HttpResponse:
    return _edit(request, visible_study(request, study_id))


@staff_page(*CHANGERS)
@require_POST
def change_study_status(request: HttpRequest, study_id: int) -> HttpResponse:
    study = visible_study(request, study_id)
    try:
        if request.POST.get("status") == Study.Status.OPEN:
            permission.open_study(study=study)
            messages.success(request, _("The study is open."))
        elif request.POST.get("status") == Study.Status.CLOSED:
            permission.close_study(study=study)
            messages.success(request, _("The study is closed."))
    except Refused as refusal:
        say_no(request, refusal)
    return redirect("study", study.pk)


def _edit(request: HttpRequest, study: Study) -> HttpResponse:
    treatments = ask_for_treatments()
    form = StudyForm(request.POST or None, instance=study, by=request.user, treatments=treatments)
    if request.method == "POST" and form.is_valid():
        try:
            saved = permission.save_study(
                study=form.save(commit=False),
                with_owner="owner" in form.fields,
                new_class=form.cleaned_data["new_study_class"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("study", saved.pk)
    return render(
        request, "recruitment/studies/study_form.html", {"form": form, "study": study, "treatments": treatments}
    )
