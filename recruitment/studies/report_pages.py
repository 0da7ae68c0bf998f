"""Reports: how full sessions were, what an observation costs, and who the sample was."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recruitment.models import Study
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import READERS
from recruitment.studies import reports
from recruitment.studies.page_access import visible_study


@staff_page(*READERS)
def report_list(request: HttpRequest) -> HttpResponse:
    visible = Study.objects.visible_to(request.user).exclude(status=Study.Status.DRAFT)
    return render(request, "recruitment/studies/report_list.html", {"rows": reports.records_of_studies(visible)})


@staff_page(*READERS)
def study_report(request: HttpRequest, study_id: int) -> HttpResponse:
    study = visible_study(request, study_id)
    return render(
        request,
        "recruitment/studies/study_report.html",
        {
            "study": study,
            "sessions": reports.record_of_sessions(study),
            "whole": reports.record_of_study(study),
            "comparisons": reports.composition(study),
            "n_erased": reports.n_erased(study),
            "fewest": reports.FEWEST_SHOWN,
        },
    )
