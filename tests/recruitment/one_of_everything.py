"""An office with one of everything: all that belongs to somebody is Alice's, among staff, or Rosa's, among people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from djmoney.money import Money

from recruitment.models import (
    Audience,
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
from recruitment.money.batches import approve, make_batch
from recruitment.money.exports import export
from recruitment.people.link_tokens import account_of

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
        self.study = self.study_of("pool")
        self.draft = self.study_of("pool", status=Study.Status.DRAFT)
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
        self.other_study = self.study_of("pool")
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
        self.in_line = SignUp.objects.create(
            session=self.lab, person=self.person("in-line"), state=State.WAITING, position=99
        )
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
        self.online = self._offered(self.study_of("prolific"), external_id="study1", group_id="group1")
        online = self.session_of(self.online.study, starts_in=timedelta(minutes=10), room=None)
        self.waiting = self.place(online, State.SIGNED_UP, channel="prolific", channel_id="pid1")
        self.owe(online, "10.00", currency="GBP", channel="prolific", channel_id="pid2", email=None)
        self.channel_list = self._approved(self._list_of(self.online.study, "prolific", "GBP"))
        self.drafted = self._offered(self.study_of("prolific"), workspace_id="workspace1")
        self.call = ChannelCall.objects.create(
            offer=self.drafted, key="draft:earlier", method="POST", path="/studies/", state="unknown",
            failure=self.words("no answer"), made_by=self.alice,
        )  # fmt: skip
        self.sona = self._offered(self.study_of("sona"), external_id="123", credit_token="9185d436")
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
