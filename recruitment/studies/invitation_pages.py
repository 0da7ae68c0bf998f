"""Inviting people, and what a round of invitations was."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from recruitment.models import InvitationRound, OutgoingMail, Study
from recruitment.refused import Refused
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import CHANGERS, READERS
from recruitment.studies.audiences import preview
from recruitment.studies.condition_tree_forms import tree_of
from recruitment.studies.conditions import InvalidConditions
from recruitment.studies.invitation_forms import InvitationForm
from recruitment.studies.invitations import invite
from recruitment.studies.page_access import visible_study


@staff_page(*CHANGERS)
def invite_people(request: HttpRequest, study_id: int) -> HttpResponse:
    study = visible_study(request, study_id)
    form = InvitationForm(request.POST or None, study=study)
    counts = None
    if form.is_valid():
        wanted = form.cleaned_data
        conditions = wanted["audience"].conditions if wanted["audience"] else {}
        try:
            if request.POST.get("do") == "invite":
                made = invite(
                    study=study,
                    session=wanted["session"],
                    conditions=conditions,
                    n_wanted=wanted["n_wanted"],
                    mails_per_hour=wanted["mails_per_hour"],
                    new_people_first=wanted["new_people_first"],
                    by=request.user,
                )
                text = ngettext("%(n)d person is invited.", "%(n)d people are invited.", made.n_drawn)
                messages.success(request, text % {"n": made.n_drawn})
                return redirect("invitation_round", made.pk)
            counts = preview(conditions=conditions, study=study, session=wanted["session"])
        except (Refused, InvalidConditions) as refusal:
            form.add_error(None, str(refusal))
    return render(request, "recruitment/studies/invite.html", {"form": form, "study": study, "counts": counts})


@staff_page(*READERS)
def invitation_round(request: HttpRequest, round_id: int) -> HttpResponse:
    visible = InvitationRound.objects.filter(study__in=Study.objects.visible_to(request.user))
    made = get_object_or_404(visible.select_related("study", "session", "created_by"), pk=round_id)
    by_state = dict(made.invitations.order_by().values_list("mail__state").annotate(n=Count("pk")))
    states = [(label, by_state[state]) for state, label in OutgoingMail.State.choices if state in by_state]
    return render(
        request,
        "recruitment/studies/invitation_round.html",
        {
            "round": made,
            "study": made.study,
            "states": states,
            "root": tree_of(made.conditions).placed(),
        },
    )
