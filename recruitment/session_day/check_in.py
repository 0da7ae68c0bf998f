"""Check-in: who came, who was late, who did not come, and who was turned away with the show-up fee."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import Entitlement, LabSession, Person, ServerRun, ServerSeat, SignUp
from recruitment.refused import Refused

State = SignUp.State
ON_THE_LIST = (State.SIGNED_UP, State.PRESENT, State.LATE, State.NO_SHOW, State.TURNED_AWAY)
HERE = (State.PRESENT, State.LATE)
GONE = (State.NO_SHOW, State.TURNED_AWAY)
OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=12)


def locked(session: LabSession) -> LabSession:
    """Return the session, which nobody else changes until this transaction has ended."""
    rows = LabSession.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("study", "room", "session_server").get(pk=session.pk)


def is_open(session: LabSession) -> bool:
    is_near = session.starts_at - OPENS_BEFORE <= timezone.now() <= session.ends_at + CLOSES_AFTER
    return is_near and session.status not in {LabSession.Status.PLANNED, LabSession.Status.CALLED_OFF}


def is_past(session: LabSession) -> bool:
    """Return whether check-in has closed for good; those who plan and pay may then still say who went in vain."""
    never_opened = session.status in {LabSession.Status.PLANNED, LabSession.Status.CALLED_OFF}
    return not never_opened and timezone.now() > session.ends_at + CLOSES_AFTER


@transaction.atomic
def mark(*, sign_up: SignUp, state: str, with_fee: bool = True) -> SignUp:
    """Record what happened at check-in; a mistake is corrected by marking again, until the session is created.

    Anyone turned away is owed the show-up fee, unless staff say that it was the person's own doing.
    Once check-in has closed, nobody can become present any more: only who did not come or was turned away is recorded.
    """
    session = locked(sign_up.session)
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    if state not in ON_THE_LIST or sign_up.state not in ON_THE_LIST:
        raise Refused(_("This person is not on the list of this session."))
    if is_past(session) and state in HERE:
        raise Refused(
            _("Check-in for this session is not open now. You can still record who did not come or was turned away.")
        )
    if not is_open(session) and not is_past(session):
        raise Refused(_("Check-in for this session is not open now."))
    if sign_up.state == state and not _changes_the_fee(sign_up, session, with_fee=with_fee):
        return sign_up
    _check_run(session, sign_up, state)
    if sign_up.state in GONE and state not in GONE and n_kept(session) >= session.capacity:
        raise Refused(_("The seat was given to somebody who waited. This person can only be turned away."))
    if sign_up.state == State.TURNED_AWAY:
        _take_fee_back(sign_up)
    return put(sign_up, State(state), reason=_("turned away at check-in"), session=session, with_fee=with_fee)


def n_kept(session: LabSession) -> int:
    """Return how many may still claim a seat: anyone who did not come, or was turned away, leaves it free."""
    return SignUp.objects.filter(session=session, state__in=(State.SIGNED_UP, *HERE)).count()


def free_seats(session: LabSession) -> int:
    """Return how many more could play; the reserve are people beyond the seats, and no seats to give away."""
    return max(0, session.seats - n_kept(session))


def _changes_the_fee(sign_up: SignUp, session: LabSession, *, with_fee: bool) -> bool:
    fees = Entitlement.objects.owed().filter(sign_up=sign_up, kind=Entitlement.Kind.SHOW_UP)
    has_choice = sign_up.state == State.TURNED_AWAY and session.study.show_up_fee.amount > 0
    return has_choice and with_fee != fees.exists()


@transaction.atomic
def let_in(*, sign_up: SignUp) -> SignUp:
    """Give somebody on the waiting list who has come a free seat."""
    # As everywhere: first the person, then the session.
    person = Person.objects.select_for_update(no_key=True).get(pk=sign_up.person_id)
    session = locked(sign_up.session)
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    if sign_up.state != State.WAITING:
        raise Refused(_("This person is not on the waiting list."))
    if not is_open(session):
        raise Refused(_("Check-in for this session is not open now."))
    _check_run(session, sign_up, State.PRESENT)
    if not free_seats(session):
        raise Refused(_("No seat is free."))
    others = SignUp.objects.filter(person=person).exclude(session=session)
    if others.counting_for_a_study().filter(session__study=session.study).exists():
        raise Refused(_("This person has signed up for another session of this study."))
    # The seat of somebody who did not come counts once.
    session.seats_taken = min(session.capacity, session.seats_taken + 1)
    session.save(update_fields=["seats_taken"])
    sign_up.position, sign_up.is_let_in = None, True
    return put(sign_up, State.PRESENT, reason="", session=session)


@transaction.atomic
def mark_the_rest_absent(*, session: LabSession) -> int:
    """Mark anyone who has not come as absent, after the start; return how many."""
    session = locked(session)
    if session.starts_at > timezone.now():
        raise Refused(_("The session has not begun yet."))
    absent = SignUp.objects.filter(session=session, state=State.SIGNED_UP)
    for sign_up in absent:
        put(sign_up, State.NO_SHOW, reason="", session=session)
    return len(absent)


def put(sign_up: SignUp, state: SignUp.State, *, reason: str, session: LabSession, with_fee: bool = True) -> SignUp:
    """Change the state; anyone turned away is owed the show-up fee. The caller has locked the session."""
    sign_up.state = state
    sign_up.moved_at = timezone.now()
    sign_up.save(update_fields=["state", "position", "moved_at", "is_let_in"])
    fee = session.study.show_up_fee
    if state == State.TURNED_AWAY and with_fee and fee.amount > 0:
        Entitlement.objects.get_or_create(
            sign_up=sign_up,
            kind=Entitlement.Kind.SHOW_UP,
            defaults={"source": Entitlement.Source.DOOR, "reason": reason, "amount": fee},
        )
    return sign_up


def _check_run(session: LabSession, sign_up: SignUp, state: str) -> None:
    if ServerSeat.objects.filter(sign_up=sign_up).exists():
        raise Refused(_("This person has a seat in the session that was created."))
    if state in HERE and ServerRun.objects.filter(session=session).exists():
        raise Refused(_("The session has been created. Anyone who comes now can only be turned away."))


def _take_fee_back(sign_up: SignUp) -> None:
    fee = Entitlement.objects.select_for_update().filter(sign_up=sign_up, kind=Entitlement.Kind.SHOW_UP).first()
    if fee is None or fee.cancelled_at:
        return
    if fee.payment:
        raise Refused(_("The show-up fee of this person is being paid already."))
    if fee.payments.exists():
        raise Refused(_("The show-up fee of this person was in a payment list. Cancel it among the payments."))
    fee.delete()
