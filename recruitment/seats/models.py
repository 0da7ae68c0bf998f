"""Rooms, session servers, sessions, and who comes to them."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recruitment.laboratory.models import Room, SessionServer
from recruitment.people.models import Person
from recruitment.public_ids import new_public_id
from recruitment.staff.models import User
from recruitment.staff.roles import ASSISTANT, EXPERIMENTER, has_role
from recruitment.studies.models import Invitation, Study


def new_draw_seed() -> int:
    return secrets.randbelow(2**31)


class LabSessionQuerySet(models.QuerySet["LabSession"]):
    def visible_to(self, user: User) -> LabSessionQuerySet:
        """Return the sessions whose check-in the user may run; an assistant sees what is not over yet."""
        of_studies = Q(study__in=Study.objects.visible_to(user))
        if has_role(user, ASSISTANT):
            return self.filter(of_studies | ~Q(status__in=[LabSession.Status.FINISHED, LabSession.Status.CALLED_OFF]))
        return self.filter(of_studies)

    def of_studies_visible_to(self, user: User) -> LabSessionQuerySet:
        """Return the sessions whose plan, money and earlier days the user may see, too."""
        return self.filter(study__in=Study.objects.visible_to(user))

    def of_ones_own(self, user: User) -> LabSessionQuerySet:
        """Return the sessions of studies that the user may see, and those they run for others."""
        theirs = Q(study__in=Study.objects.visible_to(user))
        if has_role(user, EXPERIMENTER):
            theirs |= Q(pk__in=user.sessions_to_run.values("pk"))
        return self.filter(theirs)

    def with_check_in_for(self, user: User) -> LabSessionQuerySet:
        """Return the sessions whose check-in the user may open: those visible to them or run by them."""
        return self.filter(Q(pk__in=self.visible_to(user).values("pk")) | Q(pk__in=self.of_ones_own(user).values("pk")))

    def upcoming(self) -> LabSessionQuerySet:
        return self.filter(starts_at__gt=timezone.now()).exclude(status=LabSession.Status.CALLED_OFF)

    def open_for_sign_up(self) -> LabSessionQuerySet:
        return self.filter(status=LabSession.Status.OPEN, sign_up_closes_at__gt=timezone.now(), study__status="open")

    def below_their_minimum(self) -> LabSessionQuerySet:
        """Return the coming sessions for which staff are warned because too few have signed up so far."""
        return self.upcoming().filter(
            status__in=[LabSession.Status.OPEN, LabSession.Status.CLOSED],
            remind_staff_at__lte=timezone.now(),
            seats_taken__lt=F("minimum"),
        )

    def known_to(self, person: Person) -> LabSessionQuerySet:
        """Return the sessions of which the person knows: invited and no longer only planned, or once signed up."""
        invited = Invitation.objects.filter(
            Q(session=OuterRef("pk")) | Q(session=None), study=OuterRef("study"), person=person
        )
        signed_up = SignUp.objects.filter(session=OuterRef("pk"), person=person)
        return self.filter(Exists(signed_up) | (Exists(invited) & ~Q(status=LabSession.Status.PLANNED)))

    def overlapping(self, session: LabSession) -> LabSessionQuerySet:
        """Return the other sessions that overlap with this one and take place."""
        return (
            self.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
            .exclude(pk=session.pk)
            .exclude(status=LabSession.Status.CALLED_OFF)
        )


class LabSession(models.Model):
    """A date on which a study is played. `seats_taken` counts sign-ups that hold a seat; only services change it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open for sign-up")
        CLOSED = "closed", _("sign-up closed")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        CALLED_OFF = "called_off", _("called off")

    # Waiting lists end with it.
    BEFORE_IT_BEGINS = (Status.PLANNED, Status.OPEN, Status.CLOSED)

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    study = models.ForeignKey("recruitment.Study", on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    reserve = models.PositiveSmallIntegerField(
        default=0, help_text=_("people beyond the seats, in case some do not come")
    )
    minimum = models.PositiveSmallIntegerField(
        default=2, help_text=_("with fewer, staff are warned and decide whether to call it off")
    )
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    sign_up_closes_at = models.DateTimeField()
    cancel_until = models.DateTimeField()
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    session_server = models.ForeignKey(
        SessionServer, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    session_code = models.CharField(max_length=50, blank=True, help_text=_("oTree's code of the session"))
    draw_seed = models.PositiveIntegerField(
        default=new_draw_seed,
        editable=False,
        help_text=_("of the draw that decides who plays if more come than can play"),
    )
    waiting_minutes = models.PositiveSmallIntegerField(
        default=15, help_text=_("online: nobody waits longer for the session to begin")
    )
    run_by = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="sessions_to_run")
    remind_staff_at = models.DateTimeField(
        null=True, blank=True, help_text=_("from then on staff get an e-mail if fewer than the minimum have signed up")
    )
    # The end of the study's ethics permission, here once more so that the database can refuse a session beyond it.
    permitted_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LabSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["status", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("seats") + F("reserve")), name="seats_are_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="sessions_have_a_seat",
                violation_error_message=_("A session needs at least one seat."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("seats")),
                name="minimum_is_not_above_the_seats",
                violation_error_message=_("The minimum exceeds the number of seats."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="sessions_end_after_they_start",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=Q(sign_up_closes_at__lte=F("starts_at")), name="sign_up_closes_before_the_start"
            ),
            models.CheckConstraint(
                condition=Q(cancel_until__lte=F("starts_at")), name="cancelling_ends_before_the_start"
            ),
            models.CheckConstraint(
                condition=Q(status="called_off")
                | Q(status="planned", permitted_until=None)
                # Said twice, since a comparison with nothing would count as kept.
                | Q(permitted_until__isnull=False, permitted_until__gte=F("ends_at")),
                name="no_session_beyond_the_ethics_permission",
            ),
            models.UniqueConstraint(
                fields=["session_server", "session_code"],
                condition=~Q(session_code=""),
                name="one_session_per_code_of_a_server",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    def save(self, **options: Any) -> None:
        if options.get("update_fields") is None:
            self.permitted_until = self.study.permitted_until
        super().save(**options)

    @property
    def capacity(self) -> int:
        return self.seats + self.reserve

    @property
    def free_seats(self) -> int:
        return max(0, self.capacity - self.seats_taken)

    @property
    def can_be_cancelled(self) -> bool:
        return self.cancel_until > timezone.now()

    @property
    def has_not_begun(self) -> bool:
        """Whether it is still to be created on its server, and its time has not come."""
        return self.status in self.BEFORE_IT_BEGINS and self.starts_at > timezone.now()

    @property
    def takes_sign_ups(self) -> bool:
        is_open = self.status == LabSession.Status.OPEN and self.study.status == Study.Status.OPEN
        return is_open and self.sign_up_closes_at > timezone.now()


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def holding_a_seat(self) -> SignUpQuerySet:
        return self.exclude(state__in=SignUp.WITHOUT_SEAT)

    def waiting(self) -> SignUpQuerySet:
        return self.filter(state=SignUp.State.WAITING).order_by("position")

    def who_can_be_notified(self) -> SignUpQuerySet:
        """Leave out people whose e-mails come back: they would not read of a seat and leave it empty."""
        return self.filter(person__bounced_at=None)

    def of_the_future(self) -> SignUpQuerySet:
        """Return seats and waiting places of sessions that are not over."""
        return self.filter(state__in=("signed_up", "waiting"), session__ends_at__gt=timezone.now())

    def counting_for_a_study(self) -> SignUpQuerySet:
        """Return what keeps people from the other sessions of a study: that they played, or a place that may become so.

        Having come once is enough for a study. People turned away may try again, and so may those who waited in vain.
        """
        return self.filter(Q(state__in=("present", "late")) | self._may_become_so())

    def keeping_a_time_free(self) -> SignUpQuerySet:
        """Return seats, and waiting places that may still become one."""
        return self.filter(self._may_become_so())

    @staticmethod
    def _may_become_so() -> Q:
        now = timezone.now()
        has_not_begun = Q(session__starts_at__gt=now, session__status__in=LabSession.BEFORE_IT_BEGINS)
        return Q(state="signed_up", session__ends_at__gt=now) | Q(state="waiting") & has_not_begun


class SignUp(models.Model):
    """A person and a session: from the click to what happened at check-in. Cancelling and coming back keep the row."""

    class State(models.TextChoices):
        SIGNED_UP = "signed_up", _("signed up")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        NO_SHOW = "no_show", _("did not come")
        TURNED_AWAY = "turned_away", _("came and was turned away")

    class ChannelState(models.TextChoices):
        """Of the submission on the person's channel, after the words of Prolific."""

        RESERVED = "reserved", _("has a place there")
        ACTIVE = "active", _("has begun there")
        AWAITING_REVIEW = "awaiting_review", _("awaits review there")
        APPROVED = "approved", _("approved there")
        RETURNED = "returned", _("returned there")
        TIMED_OUT = "timed_out", _("out of time there")
        REJECTED = "rejected", _("rejected there")
        SCREENED_OUT = "screened_out", _("screened out there")
        NOT_KNOWN = "not_known", _("not known there")

    NOT_REWARDED = ("returned", "timed_out", "rejected", "screened_out", "not_known")
    NOT_DECIDED = ("reserved", "active")
    WITHOUT_SEAT = ("waiting", "cancelled")

    session = models.ForeignKey(LabSession, on_delete=models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey("recruitment.Person", on_delete=models.PROTECT, related_name="sign_ups")
    state = models.CharField(max_length=20, choices=State)
    position = models.PositiveIntegerField(null=True, blank=True, help_text=_("on the waiting list; lowest first"))
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(default=timezone.now, help_text=_("last change of state"))
    participant_code = models.CharField(max_length=50, blank=True, help_text=_("oTree's code of the participant"))
    # Plays only if everybody plays who held a seat before.
    is_let_in = models.BooleanField(default=False, help_text=_("from the waiting list, at check-in"))
    channel_state = models.CharField(
        max_length=20, blank=True, choices=ChannelState, help_text=_("of the submission on the channel, as last heard")
    )
    channel_state_at = models.DateTimeField(null=True, blank=True)
    # By which the person came last; who returns a submission and begins anew has another one.
    channel_submission = models.CharField(max_length=64, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        indexes = [
            # With the person, so that who may come is read from the index alone.
            models.Index(fields=["session", "state", "person"]),
            models.Index(fields=["person", "state"]),
            # Whether people have played is asked for whole pools.
            models.Index(fields=["person"], condition=Q(state__in=["present", "late"]), name="people_who_played"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_sign_up_per_person_and_session"),
            models.UniqueConstraint(
                fields=["session", "position"],
                condition=Q(position__isnull=False),
                name="one_person_per_position_on_a_waiting_list",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", position__isnull=False) | (~Q(state="waiting") & Q(position=None)),
                name="only_waiting_people_have_a_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.session_id} {self.state}"

    @property
    def can_be_cancelled(self) -> bool:
        if self.state == SignUp.State.WAITING:
            return self.session.has_not_begun
        return self.state == SignUp.State.SIGNED_UP and self.session.can_be_cancelled

    @property
    def staff_can_cancel(self) -> bool:
        return self.state in {"signed_up", "waiting"} and self.session.ends_at > timezone.now()

    @property
    def may_take_a_seat(self) -> bool:
        """Whether a seat is free for this person, who waits or is new, as the rule in seats/sign_ups.py has it."""
        if self.state == SignUp.State.WAITING and self.moved_at <= self.session.cancel_until:
            return self.session.free_seats > 0
        before = SignUp.objects.waiting().filter(session=self.session).who_can_be_notified()
        if self.state == SignUp.State.WAITING:
            before = before.filter(position__lt=self.position)
        return self.session.free_seats > before.count()

    @property
    def position_in_line(self) -> int | None:
        """Return 1 for the next who moves up."""
        if self.position is None:
            return None
        return SignUp.objects.waiting().filter(session=self.session_id, position__lte=self.position).count()
