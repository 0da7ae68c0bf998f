"""An office with one of everything, and a table of all its addresses: who may open a page, and who may send its form.

All that belongs to somebody is Alice's, among staff, or Rosa's, among people; Charlie and Lin must be kept out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sesame.utils
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from djmoney.money import Money

from recruitment.models import (
    Audience,
    Channel,
    ChannelCall,
    ChannelOffer,
    Entitlement,
    Invitation,
    InvitationRound,
    LabSession,
    OutgoingMail,
    PaymentBatch,
    Person,
    PoolConsent,
    PoolConsentText,
    PoolFile,
    ProfileAnswer,
    ProfileField,
    Room,
    ServerRun,
    ServerSeat,
    SessionServer,
    SignUp,
    Study,
    StudyClass,
    User,
)
from recruitment.services.link_tokens import account_of, new_address_link
from recruitment.services.payment_batches import approve, make_batch
from recruitment.services.payment_exports import export
from recruitment.services.waiting import token_of

STAFF = ("alice", "charlie", "doris", "aud", "ada")
PEOPLE = ("rosa", "lin")
State = SignUp.State


@dataclass
class WholeOffice:
    """`text` is what everybody has typed wherever there is room for words."""

    text: str
    staff: dict[str, User]
    people: dict[str, Person] = field(default_factory=dict)
    n_people: int = 0

    @property
    def alice(self) -> User:
        return self.staff["alice"]

    def words(self, usual: str) -> str:
        return self.text or usual

    def build(self) -> WholeOffice:
        """Make everything; the attributes set on the way are what the table below asks for."""
        self._describe_the_laboratory()
        self._invite_people()
        self._open_the_door()
        self._owe_money()
        self._go_online()
        return self

    def _describe_the_laboratory(self) -> None:
        self.room = Room.objects.create(name=self.words("Laboratory 1"), address=self.words("1 Street"), seats=24)
        # Nobody listens there.
        self.server = SessionServer.objects.create(
            name=self.words("Server A"), url="http://127.0.0.1:9", last_failure=self.words("was away")
        )
        self.consent_text = PoolConsentText.objects.create(
            version="2", language="en", text=self.words("We keep your name."), published_at=timezone.now()
        )
        ProfileField.objects.create(key="pick", label=self.words("Pick"), kind="choice", choices=[self.words("a"), "b"])
        self.question = ProfileField.objects.create(key="pet", label=self.words("Pet"), kind="text")
        self.study_class = StudyClass.objects.create(name=self.words("Cheap talk"))
        self.study = self.study_of(Channel.POOL)
        self.draft = self.study_of(Channel.POOL, status=Study.Status.DRAFT)
        self.audience = Audience.objects.create(
            name=self.words("Beginners"), study=self.study, created_by=self.alice,
            conditions={"all": [{"is": "answer_contains", "field": "pet", "text": self.words("a")}]},
        )  # fmt: skip
        self.rule = Audience.objects.create(
            name=self.words("Rule"), is_permanent_rule=True, created_by=self.staff["ada"], conditions={"all": []}
        )
        self.round = InvitationRound.objects.create(
            study=self.study, seed="seed", n_wanted=1, n_eligible=1, n_drawn=1, mails_per_hour=1,
            created_by=self.alice, conditions=self.audience.conditions,
        )  # fmt: skip
        self.file = PoolFile.objects.create(
            name=self.words("people.csv"), created_by=self.staff["ada"],
            text=f'email,"{self.words("name").replace(chr(34), chr(34) * 2)}"\none@example.org,Ona\n',
        )  # fmt: skip

    def _invite_people(self) -> None:
        self.next_week = self.session_of(self.study, starts_in=timedelta(days=7))
        self.planned = self.session_of(self.study, starts_in=timedelta(days=20), status=LabSession.Status.PLANNED)
        self.other_study = self.study_of(Channel.POOL)
        self.seat = self.session_of(self.other_study, starts_in=timedelta(days=9), seats_taken=1)
        rosa = self.person("rosa", new_email="rosa.new@example.org", new_email_asked_at=timezone.now())
        lin = self.person("lin", status=Person.Status.PAUSED)
        self.people = {"rosa": rosa, "lin": lin}
        for each in self.people.values():
            account_of(each)
        self.unreached = self.person("unreached", bounced_at=timezone.now())
        self.failed = OutgoingMail.objects.create(
            person=lin, template="log_in", idempotency_key="failed", state="failed", failure=self.words("refused")
        )
        ProfileAnswer.objects.create(person=rosa, field=self.question, value=self.words("a cat"))
        Invitation.objects.create(study=self.study, person=rosa, round=self.round)
        Invitation.objects.create(study=self.other_study, person=rosa)
        SignUp.objects.create(session=self.seat, person=rosa, state=State.SIGNED_UP)
        past = self.session_of(self.other_study, starts_in=timedelta(days=-9), status=LabSession.Status.FINISHED)
        SignUp.objects.create(session=past, person=rosa, state=State.NO_SHOW)

    def _open_the_door(self) -> None:
        begun = {"starts_in": timedelta(minutes=-5), "session_server": self.server}
        self.lab = self.session_of(self.study, **begun)
        self.guest = self.place(self.lab, State.SIGNED_UP)
        for state in (State.PRESENT, State.LATE):
            self.place(self.lab, state)
        self.doubtful = self.session_of(self.study, **begun)
        self._run(self.doubtful, asked_at=timezone.now() - timedelta(hours=1), last_failure=self.words("silent"))
        self.played = self.session_of(self.study, **begun, status=LabSession.Status.RUNNING, session_code="abc")
        self._run(self.played, made_at=timezone.now())

    def _owe_money(self) -> None:
        self.finished = self.session_of(self.study, starts_in=timedelta(days=-7), status=LabSession.Status.FINISHED)
        self.owe(self.finished, "12.34")
        self.owe(self.finished, "0.66")
        self.made = self._list_of(self.study, "cash", "EUR")
        self.owe(self.finished, "7.77")
        self.approved = self._approved(self._list_of(self.study, "cash", "EUR"))
        self.owe(self.finished, "8.88")
        self.exported = self._approved(self._list_of(self.study, "cash", "EUR"))
        export(batch=self.exported, reader=self.alice)
        self.open = self.owe(self.finished, "3.21")
        self.correction = Entitlement.objects.create(
            sign_up=self.open.sign_up, kind="correction", source="staff", amount=Money(1, "EUR"),
            reason=self.words("a mistake"), created_by=self.alice,
        )  # fmt: skip

    def _go_online(self) -> None:
        self.online = self._offered(self.study_of(Channel.PROLIFIC), external_id="study1", group_id="group1")
        online = self.session_of(self.online.study, starts_in=timedelta(minutes=10), room=None)
        self.waiting = self.place(online, State.SIGNED_UP, channel="prolific", channel_id="pid1")
        self.owe(online, "10.00", currency="GBP", channel="prolific", channel_id="pid2", email=None)
        self.channel_list = self._approved(self._list_of(self.online.study, "prolific", "GBP"))
        self.drafted = self._offered(self.study_of(Channel.PROLIFIC), workspace_id="workspace1")
        self.call = ChannelCall.objects.create(
            offer=self.drafted, key="draft:earlier", method="POST", path="/studies/", state="unknown",
            failure=self.words("no answer"), made_by=self.alice,
        )  # fmt: skip
        self.sona = self._offered(self.study_of(Channel.SONA), external_id="123", credit_token="9185d436")
        sona = self.session_of(self.sona.study, starts_in=timedelta(days=-3), room=None)
        self.owe(sona, "1.00", channel="sona", channel_id="1111", email=None)

    def study_of(self, channel: str, status: str = Study.Status.OPEN) -> Study:
        words = {
            "title": "High capacity cost",
            "public_title": "In pairs",
            "public_description": "Long",
            "treatment": "x",
        }
        return Study.objects.create(
            owner=self.alice, status=status, channel=channel, study_class=self.study_class,
            ethics_number=self.words("2026-1"), ethics_expires_on=timezone.localdate() + timedelta(days=365),
            consent_text=self.words("You agree."), budget=Money("987.65", "EUR"), show_up_fee=Money("4.56", "EUR"),
            **{name: self.words(usual) for name, usual in words.items()},
        )  # fmt: skip

    def session_of(self, study: Study, *, starts_in: timedelta, **columns: Any) -> LabSession:
        starts_at = timezone.now() + starts_in
        return LabSession.objects.create(
            **{
                "study": study,
                "room": self.room,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=2),
                "sign_up_closes_at": starts_at - timedelta(hours=1),
                "cancel_until": starts_at - timedelta(hours=24),
                "seats": 9,
                "minimum": 1,
                "status": LabSession.Status.OPEN,
                **columns,
            }
        )

    def person(self, name: str, **columns: Any) -> Person:
        made = Person.objects.create(
            **{
                "email": f"{name}@example.org",
                "given_name": self.words(name.title()),
                "family_name": self.words("Canarina"),
                "status": Person.Status.ACTIVE,
                "email_confirmed_at": timezone.now(),
                **columns,
            }
        )
        PoolConsent.objects.create(person=made, version="1", text_hash="0" * 64, given_at=timezone.now())
        return made

    def place(self, session: LabSession, state: str, **columns: Any) -> SignUp:
        self.n_people += 1
        return SignUp.objects.create(
            session=session, person=self.person(f"guest{self.n_people}", **columns), state=state
        )

    def owe(self, session: LabSession, amount: str, *, currency: str = "EUR", **columns: Any) -> Entitlement:
        return Entitlement.objects.create(
            sign_up=self.place(session, State.PRESENT, **columns),
            kind="session", source="session_server", exit_reason="completed", amount=Money(amount, currency),
        )  # fmt: skip

    def _run(self, session: LabSession, **columns: Any) -> None:
        run = ServerRun.objects.create(
            session=session, server=self.server, config_name="x", people_per_block=1, attempts=1, **columns
        )
        code = "code1" if run.made_at else ""
        place = self.place(session, State.PRESENT, family_name=self.words("Canarina"))
        ServerSeat.objects.create(run=run, sign_up=place, number=1, label="bcdfg", participant_code=code)

    def _offered(self, study: Study, **columns: Any) -> ChannelOffer:
        return ChannelOffer.objects.create(
            study=study, places=24, minutes=60, reward=Money(6, "GBP"), completion_code="DONE1", **columns
        )

    def _list_of(self, study: Study, way: str, currency: str) -> PaymentBatch:
        return make_batch(study=study, way=way, currency=currency, made_by=self.alice)

    def _approved(self, batch: PaymentBatch) -> PaymentBatch:
        return approve(batch=batch, approved_by=self.staff["ada"], seen=batch.contents_hash)


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
    "cancel": page("", "in 404", args=lambda o: o.seat.public_id, sender="rosa"),
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
    # The door: the assistant's only place, and never an amount.
    "doors": page("in in in in in"),
    "door": page("in 404 in in in", args=lambda o: o.lab.public_id),
    "door_mark": page(
        "", "in 404 in 403 in", args=lambda o: o.lab.public_id,
        data=lambda o: {"sign_up": o.guest.pk, "state": "present"}, sender="doris",
    ),
    "door_absent": page("", "in 404 in 403 in", args=lambda o: o.lab.public_id, sender="doris"),
    "run_create": page("", "in 404 in 403 in", args=lambda o: o.lab.public_id, sender="doris"),
    "run_settle": page("", "in 404 403 403 in", args=lambda o: o.doubtful.public_id),
    "run_end": page(
        "", "in 404 403 403 in", args=lambda o: o.played.public_id, data=lambda _: {"reason": "the server burnt"}
    ),
    "seat_cards": page("in 404 in 403 in", args=lambda o: o.played.public_id),
    "outcomes_fetch": page("", "in 404 403 403 in", args=lambda o: o.played.public_id),
    # Servers belong to the laboratory.
    "servers": page("in in 403 in in"),
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
