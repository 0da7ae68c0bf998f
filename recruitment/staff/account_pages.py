"""Accounts of staff, and the page on which each chooses a password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from recruitment.data_rights.access_log import record_password
from recruitment.models import User
from recruitment.staff import accounts
from recruitment.staff.account_forms import StaffAccountForm
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR


@staff_page(ADMINISTRATOR)
def edit_account(request: HttpRequest, key: int | None = None) -> HttpResponse:
    """Make or change one account; people of the pool have accounts, too, and are not found here."""
    account = None if key is None else get_object_or_404(User, pk=key, is_staff=True)
    form = StaffAccountForm(request.POST or None, instance=account, by=request.user)
    if request.method == "POST" and form.is_valid():
        saved = accounts.save_account(user=form.save(commit=False), role=form.cleaned_data["role"])
        if form.cleaned_data.get("begin_anew"):
            accounts.begin_anew(user=saved)
        if account is None or form.cleaned_data.get("begin_anew"):
            accounts.send_link(user=saved)
            messages.success(request, _("A link to choose a password goes to %(address)s.") % {"address": saved.email})
        return redirect("laboratory")
    heading = _("New account") if account is None else account.username
    return render(request, "recruitment/laboratory/laboratory_form.html", {"form": form, "heading": heading})


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link; after it staff log in and set the second factor up."""

    template_name = "recruitment/staff/password.html"
    success_url = reverse_lazy("two_factor:login")

    def form_valid(self, form: SetPasswordForm) -> HttpResponseRedirect:
        answer = super().form_valid(form)
        record_password(user=self.user, what="password chosen behind the mailed link")
        messages.success(self.request, _("Your password is saved. Please log in with it."))
        return answer


choose_password = ChoosePassword.as_view()
