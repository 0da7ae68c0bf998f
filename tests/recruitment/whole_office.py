"""A table of all addresses of the office: who may open a page, and who may send its form.

It is asked of an office with one of everything, in which Charlie and Lin must be kept out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sesame.utils
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from recruitment.models import Person
from recruitment.people.link_tokens import account_of, new_address_link
from recruitment.session_day.waiting import token_of
from tests.recruitment.one_of_everything import WholeOffice

STAFF = ("alice", "charlie", "doris", "aud", "ada")
PEOPLE = ("rosa", "lin")


@dataclass(frozen=True)
class Page:
    """One address.

    Who gets in is said of each visitor in a row: STAFF for pages of staff, PEOPLE for pages of people.
    An empty `get` belongs to a page that only takes forms, an empty `post` to one that takes none.
    """

    args: Callable[[WholeOffice], list[Any]]
    get: str
    post: str
    data: Callable[[WholeOffice], dict[str, Any]]
    sender: str  # somebody whose form changes something
    query: Callable[[WholeOffice], str]

    def address(self, name: str, office: WholeOffice) -> str:
        return reverse(name, args=self.args(office)) + self.query(office)


def page(
    get: str = "",
    post: str = "",
    *,
    args: Callable[[WholeOffice], Any] = lambda _: (),
    data: Callable[[WholeOffice], dict[str, Any]] = lambda _: {},
    sender: str = "ada",
    query: Callable[[WholeOffice], str] = lambda _: "",
) -> Page:
    def several(office: WholeOffice) -> list[Any]:
        found = args(office)
        return list(found) if isinstance(found, tuple) else [found]

    return Page(several, get, post, data, sender, query)


def moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def study_form(_: WholeOffice) -> dict[str, Any]:
    return {
        "title": "Changed", "public_title": "Changed", "budget_0": "1", "budget_1": "EUR", "show_up_fee_0": "1",
        "show_up_fee_1": "EUR", "channel": "pool", "owner": _.alice.pk, "ethics_number": "2026-2",
        "ethics_expires_on": (timezone.localdate() + timedelta(days=300)).isoformat(),
    }  # fmt: skip


def session_form(office: WholeOffice) -> dict[str, Any]:
    return {"starts_at": moment(timezone.now() + timedelta(days=30)), "seats": "4", "reserve": "0", "minimum": "2"}


def profile(_: WholeOffice) -> dict[str, Any]:
    return {"given_name": "Changed", "family_name": "Changed", "language": "de"}


def registration(office: WholeOffice) -> dict[str, Any]:
    return profile(office) | {"email": "new@example.org", "consent_text": office.consent_text.pk, "agrees": "on"}


def link(person: Person) -> str:
    return sesame.utils.get_token(account_of(person), scope="log_in")


def new_address_token(office: WholeOffice) -> str:
    return new_address_link(office.people["rosa"]).partition("?link=")[2]


AUDIENCE = {"do": "save", "name": "Changed", "c-n": "0", "c-join": "all"}
REASON = {"reason": "a mistake"}
CORRECTION = {"amount_0": "2.50", "amount_1": "EUR", "reason": "the server stopped", "request_key": "k1"}
OFFER = {
    "places": "25", "minutes": "60", "reward_0": "6.00", "reward_1": "GBP", "completion_code": "DONE1",
    "screen_out_reward_0": "0", "screen_out_reward_1": "GBP", "screen_out_places": "0", "workspace_id": "workspace1",
    "devices": ["desktop"],
}  # fmt: skip

# Everybody who has the address.
FOR_ALL: dict[str, Page] = {
    "home": page("in"),
    "healthz": page("in"),
    "waiting": page("in", "in", args=lambda o: token_of(o.waiting), sender="nobody"),
    "arrival": page(
        "in", "in", args=lambda o: o.online.public_id, data=lambda _: {"channel_id": "pid9"}, sender="nobody"
    ),
    "register": page("in", "in", data=registration, sender="nobody"),
    "log_in": page("in", "in", data=lambda _: {"email": "rosa@example.org"}, sender="nobody"),
    "link_sent": page("in"),
    "enter": page(
        "in", "in", query=lambda o: f"?link={link(o.people['lin'])}",
        data=lambda o: {"link": link(o.people["lin"])}, sender="nobody",
    ),
    "erased": page("in"),
    # Its form leads to the log-in, which is a refusal elsewhere (test_address_change.py).
    "confirm_address": page("in", query=lambda o: f"?link={new_address_token(o)}"),
}  # fmt: skip

# rosa lin
FOR_PEOPLE: dict[str, Page] = {
    "calendar": page("in in"),
    "sign_up": page("", "in 404", args=lambda o: o.next_week.public_id, sender="rosa"),
    "cancel": page("in 404", "in 404", args=lambda o: o.seat.public_id, sender="rosa"),
    "session_file": page("in 404", args=lambda o: o.seat.public_id),
    "history": page("in in"),
    "my_data": page("in in", "in in", data=profile, sender="rosa"),
    "my_data_file": page("in in"),
    "consent": page(
        "in in", "in in", data=lambda o: {"consent_text": o.consent_text.pk, "agrees": "on"}, sender="rosa"
    ),
    "new_address": page("in in", "in in", data=lambda _: {"email": "newer@example.org"}, sender="rosa"),
    "keep_address": page("", "in in", sender="rosa"),
    "pause": page("", "in in", sender="rosa"),
    "resume": page("", "in in", sender="lin"),
    "withdraw": page("", "in in", sender="rosa"),
    "erase": page("in in", "in in", data=lambda _: {"is_sure": "on"}, sender="rosa"),
    "bank_details": page("in in", "in in", data=lambda _: {"iban": "DE89370400440532013000"}, sender="rosa"),
}

# alice charlie doris aud ada
FOR_STAFF: dict[str, Page] = {
    "staff_home": page("in in in in in"),
    # Check-in: the assistant's only place, and never an amount.
    "check_in_list": page("in in in in in"),
    "check_in": page("in 404 in in in", args=lambda o: o.lab.public_id),
    "check_in_mark": page(
        "", "in 404 in 403 in", args=lambda o: o.lab.public_id,
        data=lambda o: {"sign_up": o.guest.pk, "state": "present"}, sender="doris",
    ),
    "check_in_let_in": page(
        "", "in 404 in 403 in", args=lambda o: o.lab.public_id, data=lambda o: {"sign_up": o.in_line.pk}, sender="doris"
    ),
    "check_in_absent": page("", "in 404 in 403 in", args=lambda o: o.lab.public_id, sender="doris"),
    "run_create": page("", "in 404 in 403 in", args=lambda o: o.lab.public_id, sender="doris"),
    "run_settle": page("", "in 404 403 403 in", args=lambda o: o.doubtful.public_id),
    "run_end": page(
        "", "in 404 403 403 in", args=lambda o: o.played.public_id, data=lambda _: {"reason": "the server burnt"}
    ),
    "seat_cards": page("in 404 in 403 in", args=lambda o: o.played.public_id),
    "arms": page("in 404 in 403 in", args=lambda o: o.played.public_id),
    "outcomes_fetch": page("", "in 404 403 403 in", args=lambda o: o.played.public_id),
    # Servers belong to the laboratory.
    "servers": page("in in 403 in in"),
    "server_preflight": page("in in 403 in in", args=lambda o: o.server.pk),
    "server_ask": page("", "in in 403 403 in", args=lambda o: o.server.pk),
    # Money.
    "payments": page("in in 403 in in"),
    "balances_table": page("in in 403 in in"),
    "batch_list": page("in in 403 in in"),
    "study_payments": page("in 404 403 in in", args=lambda o: o.study.pk),
    "make_batch": page(
        "in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.study.pk,
        data=lambda _: {"way": "cash", "currency": "EUR"},
    ),
    "sign_up_payments": page(
        "in 404 403 in in", "in 404 403 403 in", args=lambda o: o.open.sign_up_id, data=lambda _: CORRECTION
    ),
    "cancel_entitlement": page("", "in 404 403 403 in", args=lambda o: o.correction.pk, data=lambda _: REASON),
    "payment_batch": page("in 404 403 in in", args=lambda o: o.made.public_id),
    "approve_batch": page(
        "", "in 404 403 403 in", args=lambda o: o.made.public_id, data=lambda o: {"seen": o.made.contents_hash}
    ),
    "discard_batch": page("", "in 404 403 403 in", args=lambda o: o.made.public_id, data=lambda _: REASON),
    "export_batch": page("", "in 404 403 403 in", args=lambda o: o.approved.public_id),
    "mark_batch_paid": page("", "in 404 403 403 in", args=lambda o: o.exported.public_id),
    "void_payment": page(
        "", "in 404 403 403 in", args=lambda o: (o.approved.public_id, o.approved.payments.first().pk),
        data=lambda _: REASON,
    ),
    "channel_payment": page("in 404 403 in in", args=lambda o: o.channel_list.public_id),
    "pay_at_channel": page("", "in 404 403 403 in", args=lambda o: o.channel_list.public_id),
    "settle_call": page(
        "", "in 404 403 403 in", args=lambda o: o.call.pk, data=lambda _: {"happened": "yes", "external_id": "s2"}
    ),
    "channel_offer": page(
        "in 404 403 in in", "in 404 403 403 in", args=lambda o: o.drafted.study_id, data=lambda _: OFFER
    ),
    "draft_offer": page("", "in 404 403 403 in", args=lambda o: o.drafted.study_id),
    "publish_offer": page("", "in 404 403 403 in", args=lambda o: o.online.study_id),
    "credits_table": page("in 404 403 in in", args=lambda o: o.sona.study_id),
    "grant_credits": page("", "in 404 403 403 in", args=lambda o: o.sona.study_id),
    # Studies and sessions.
    "studies": page("in in 403 in in"),
    "new_study": page("in in 403 403 in", "in in 403 403 in", data=study_form),
    "study": page("in 404 403 in in", args=lambda o: o.study.pk),
    "edit_study": page("in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.study.pk, data=study_form),
    "study_status": page("", "in 404 403 403 in", args=lambda o: o.draft.pk, data=lambda _: {"status": "open"}),
    "study_report": page("in 404 403 in in", args=lambda o: o.study.pk),
    "new_session": page("in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.study.pk, data=session_form),
    "new_audience": page("in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.study.pk, data=lambda _: AUDIENCE),
    "invite": page(
        "in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.study.pk,
        data=lambda _: {"do": "invite", "n_wanted": "1", "mails_per_hour": "100"},
    ),
    "audience": page("in 404 403 in in", "in 404 403 403 in", args=lambda o: o.audience.pk, data=lambda _: AUDIENCE),
    "permanent_rules": page("in in 403 in in"),
    "new_permanent_rule": page("403 403 403 403 in", "403 403 403 403 in", data=lambda _: AUDIENCE),
    "permanent_rule": page(
        "in in 403 in in", "403 403 403 403 in", args=lambda o: o.rule.pk, data=lambda _: AUDIENCE
    ),
    "invitation_round": page("in 404 403 in in", args=lambda o: o.round.pk),
    "session_calendar": page("in in 403 in in"),
    "session_list": page("in in 403 in in"),
    "edit_session": page("in 404 403 403 in", "in 404 403 403 in", args=lambda o: o.planned.pk, data=session_form),
    "session_status": page(
        "", "in 404 403 403 in", args=lambda o: o.planned.pk, data=lambda _: {"status": "called_off"}
    ),
    "reports": page("in in 403 in in"),
    # The pool by name, and what the laboratory has.
    "export_pool": page("", "403 403 403 403 in"),
    "upload_pool": page(
        "403 403 403 403 in", "403 403 403 403 in",
        data=lambda _: {"file": SimpleUploadedFile("more.csv", b"email\ntwo@example.org\n")},
    ),
    "map_pool": page(
        "403 403 403 403 in", "403 403 403 403 in", args=lambda o: o.file.public_id, data=lambda _: {"do": "discard"}
    ),
    "laboratory": page("403 403 403 in in"),
    "new_part": page(
        "403 403 403 403 in", "403 403 403 403 in", args=lambda _: "rooms", data=lambda _: {"name": "New", "seats": "3"}
    ),
    "edit_part": page(
        "403 403 403 403 in", "403 403 403 403 in", args=lambda o: ("rooms", o.room.pk),
        data=lambda _: {"name": "Changed", "seats": "3"},
    ),
    "new_account": page(
        "403 403 403 403 in", "403 403 403 403 in",
        data=lambda _: {"username": "new", "email": "new@example.org", "role": "assistant"},
    ),
    "edit_account": page(
        "403 403 403 403 in", "403 403 403 403 in", args=lambda o: o.alice.pk,
        data=lambda _: {"username": "alice", "email": "new@example.org", "role": "auditor", "is_active": "on"},
    ),
    "people": page("403 403 403 in in", query=lambda _: "?q=example"),
    "person": page("403 403 403 in in", args=lambda o: o.people["rosa"].public_id),
    "person_data": page("403 403 403 403 in", args=lambda o: o.people["rosa"].public_id),
    "person_withdraw": page(
        "403 403 403 403 in", "403 403 403 403 in", args=lambda o: o.people["rosa"].public_id
    ),
    "person_erase": page("403 403 403 403 in", "403 403 403 403 in", args=lambda o: o.people["lin"].public_id),
    "person_place": page(
        "403 403 403 403 in", "403 403 403 403 in",
        args=lambda o: (o.people["rosa"].public_id, o.seat.sign_ups.get().pk),
    ),
    "address_works": page("", "403 403 403 403 in", args=lambda o: o.unreached.public_id),
    "mails": page("403 403 403 in in"),
    "settle_mails": page("", "403 403 403 403 in", data=lambda o: {"list": "failed", "do": "seen"}),
    "access_log": page("403 403 403 in in"),
}  # fmt: skip

# Whoever is logged in keeps an own account; strangers are sent to the log-in.
OF_AN_ACCOUNT = {
    "two_factor:setup", "two_factor:qr", "two_factor:setup_complete", "two_factor:backup_tokens",
    "two_factor:profile", "two_factor:disable",
}  # fmt: skip
# They say who comes, and in which language: nothing of anybody's to see. The link to choose a password is its own key.
WITHOUT_A_PAGE = {"staff_password", "two_factor:login", "log_out", "set_language"}

PAGES = {**FOR_ALL, **FOR_PEOPLE, **FOR_STAFF}

# Where providers of e-mail tell what became of a mail; each request carries a secret (test_mail_events.py).
OF_MAIL_PROVIDERS = "anymail:"


def names_of_all_addresses() -> Iterator[str]:
    def below(resolver: URLResolver, space: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                yield from below(each, f"{each.namespace}:" if each.namespace else space)
            elif space != OF_MAIL_PROVIDERS:
                yield f"{space}{each.name}"

    return below(get_resolver(), "")
