"""What an erasure would do to a person's data, shown to staff before they do it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from djmoney.money import Money

from recruitment.data_rights.erasure import end_of_keeping, open_money, unsettled
from recruitment.models import Entitlement, Payment, Person, SignUp


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """Sentences for staff, none of which names the person."""

    erased: list[str]
    kept: list[str]
    refusals: list[str]  # why it cannot be done yet; empty: it can


def plan(person: Person) -> ErasurePlan:
    refusals = [_of_money(each) for each in open_money(person).select_related("sign_up__session__study")]
    refusals += [_of_a_session(each) for each in unsettled(person).select_related("session__study")]
    return ErasurePlan(_erased(person), _kept(person), refusals)


def _erased(person: Person) -> list[str]:
    n_answers, n_labels = person.answers.count(), person.labels.count()
    n_places = SignUp.objects.of_the_future().filter(person=person).count()
    return [
        _("name, e-mail address, id on a channel, bank account and PayPal address"),
        _("the account, with its log-ins and mailed links, and the text of e-mails"),
        ngettext("%(n)d answer to a question", "%(n)d answers to questions", n_answers) % {"n": n_answers},
        ngettext(
            "the link between the person and the decisions in %(n)d study",
            "the link between the person and the decisions in %(n)d studies",
            n_labels,
        )
        % {"n": n_labels},
        ngettext(
            "%(n)d seat in a coming session, which goes to others",
            "%(n)d seats in coming sessions, which go to others",
            n_places,
        )
        % {"n": n_places},
    ]


def _kept(person: Person) -> list[str]:
    kept = []
    days = Payment.objects.paid().filter(entitlement__sign_up__person=person).values_list("paid_at", flat=True)
    if days:
        until = date_format(end_of_keeping(timezone.localdate(max(days))), "SHORT_DATE_FORMAT")
        words = ngettext(
            "for the accounts: who received %(n)d payment and on which account, until %(day)s",
            "for the accounts: who received %(n)d payments and on which account, until %(day)s at the latest",
            len(days),
        )
        kept.append(words % {"n": len(days), "day": until})
    kept.append(_("sign-ups, consents and amounts under the public id, so that the books balance"))
    kept.append(_("the decisions, in the session server's data, where nothing leads to the person any more"))
    if person.email:
        kept.append(_("a keyed digest of the e-mail address, so that no old file brings the person back"))
    return kept


def _of_money(owed: Entitlement) -> str:
    words = _("%(amount)s is owed for “%(study)s”. Pay it, or cancel it among the payments.")
    return words % {"amount": _amount(owed.amount), "study": owed.sign_up.session.study}


def _of_a_session(sign_up: SignUp) -> str:
    day = date_format(timezone.localtime(sign_up.session.starts_at), "SHORT_DATE_FORMAT")
    words = _(
        "The earnings in “%(study)s” on %(day)s are not known yet. Fetch them on the check-in page of that session."
    )
    return words % {"study": sign_up.session.study, "day": day}


def _amount(money: Money) -> str:
    return f"{money.currency} {money.amount:.2f}"
