"""Mails that did not leave, or of which nobody knows; and addresses that staff know to work."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from recruitment.mail.failed import MOST_AT_ONCE, believe_address, mark_seen, send_again
from recruitment.models import OutgoingMail, Person
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR

MOST_SHOWN = 100


@staff_page(ADMINISTRATOR, AUDITOR)
def mails(request: HttpRequest) -> HttpResponse:
    """Show what became of e-mails without naming anybody."""
    failed = OutgoingMail.objects.to_look_at().select_related("person").order_by("-failed_at", "-pk")
    in_doubt = OutgoingMail.objects.in_doubt().select_related("person").order_by("-claimed_at", "-pk")
    context = {
        "failed": failed[:MOST_SHOWN],
        "n_failed": failed.count(),
        "in_doubt": in_doubt[:MOST_SHOWN],
        "n_in_doubt": in_doubt.count(),
        "most_at_once": MOST_AT_ONCE,
    }
    return render(request, "recruitment/mail/mails.html", context)


@staff_page(ADMINISTRATOR)
@require_POST
def settle_mails(request: HttpRequest) -> HttpResponse:
    """Send refused e-mails again, or take e-mails off the list: one of them, or all."""
    failed, in_doubt = OutgoingMail.objects.to_look_at(), OutgoingMail.objects.in_doubt()
    wanted = in_doubt if request.POST.get("list") == "in_doubt" else failed
    if key := request.POST.get("mail", ""):
        if not key.isdecimal():
            raise Http404
        wanted = wanted.filter(pk=key)
    if request.POST.get("do") == "send_again":
        n = send_again(mails=wanted.order_by("pk")[:MOST_AT_ONCE])
        text = ngettext("%(n)d e-mail is sent again.", "%(n)d e-mails are sent again.", n)
    else:
        n = mark_seen(mails=wanted.order_by("pk")[:MOST_AT_ONCE])
        text = ngettext("%(n)d e-mail was taken off the list.", "%(n)d e-mails were taken off the list.", n)
    messages.success(request, text % {"n": n})
    return redirect("mails")


@staff_page(ADMINISTRATOR)
@require_POST
def address_works(request: HttpRequest, public_id: str) -> HttpResponse:
    believe_address(person=get_object_or_404(Person, public_id=public_id))
    messages.success(request, _("E-mails are sent to this address again."))
    return redirect("person", public_id)
