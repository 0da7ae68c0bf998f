"""Asking people to come: a random subset that can be drawn again, spread over time, each person once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.mail.outgoing import MAILS_PER_TASK, queue_mails
from recruitment.models import Invitation, InvitationRound, LabSession, OutgoingMail, Person, Study, User
from recruitment.people.models import PersonQuerySet
from recruitment.refused import Refused
from recruitment.studies.audiences import eligible, never_came
from recruitment.studies.conditions import InvalidConditions, Node

SEED_BYTES = 8
ROWS_AT_A_TIME = 1000


@transaction.atomic
def invite(
    *,
    study: Study,
    conditions: Node,
    n_wanted: int,
    mails_per_hour: int,
    by: User,
    session: LabSession | None = None,
    new_people_first: bool = False,
    seed: str = "",
) -> InvitationRound:
    """Draw people who may come, write the round down, and queue their e-mails, all of it or nothing."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    _check_open(study, session)
    seed = seed or secrets.token_hex(SEED_BYTES)
    try:
        candidates = eligible(conditions=conditions, study=study, session=session)
        n_eligible, chosen = _drawn(candidates, n_wanted, seed, new_people_first=new_people_first)
        chosen = _locked_and_still_eligible(chosen, candidates)
    except InvalidConditions as error:
        raise Refused(str(error)) from None
    if not chosen:
        raise Refused(_("Nobody is left who could be invited."))
    made = InvitationRound.objects.create(
        study=study,
        session=session,
        conditions=dict(conditions),
        seed=seed,
        new_people_first=new_people_first,
        n_wanted=n_wanted,
        n_eligible=n_eligible,
        n_drawn=len(chosen),
        mails_per_hour=mails_per_hour,
        created_by=by,
    )
    _queue(made, chosen)
    return made


def rank(seed: str, public_id: str) -> str:
    """Return a person's place in a drawing: it hangs on the seed and the person alone, so anybody can work it out."""
    return hashlib.sha256(f"{seed}:{public_id}".encode()).hexdigest()


def _drawn(candidates: PersonQuerySet, n_wanted: int, seed: str, *, new_people_first: bool) -> tuple[int, list[int]]:
    is_new = Case(When(never_came(), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = candidates.annotate(is_new=is_new).values_list("pk", "public_id", "is_new")
    ranked = sorted(
        (new_people_first and not is_new, rank(seed, public_id), pk) for pk, public_id, is_new in rows.iterator()
    )
    return len(ranked), [pk for _late, _rank, pk in ranked[:n_wanted]]


def _locked_and_still_eligible(chosen: list[int], candidates: PersonQuerySet) -> list[int]:
    # Another round may have invited them meanwhile; from here on it waits, and then looks again, too.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=chosen).order_by("pk").values_list("pk"))
    still = set(candidates.filter(pk__in=chosen).values_list("pk", flat=True))
    return [pk for pk in chosen if pk in still]


def _check_open(study: Study, session: LabSession | None) -> None:
    if study.status != Study.Status.OPEN:
        raise Refused(_("People can be invited once the study is open."))
    if study.permitted_until is None or study.permitted_until <= timezone.now():
        raise Refused(_("The ethics permission of this study has expired."))
    if session is not None and session.study_id != study.pk:
        raise ValueError(f"session {session.pk} belongs to study {session.study_id}, not to {study.pk}")
    if (
        not LabSession.objects.open_for_sign_up()
        .filter(study=study, **({"pk": session.pk} if session else {}))
        .exists()
    ):
        raise Refused(_("Nobody could sign up: no session of this study is open for it."))


def _queue(made: InvitationRound, person_ids: list[int]) -> None:
    began = timezone.now()
    # Whom an earlier mail did not reach is invited by this one instead.
    Invitation.objects.filter(
        study=made.study, session=made.session, person__in=person_ids, mail__in=OutgoingMail.objects.never_left()
    ).delete()
    context = {"study": made.study_id, "session": made.session_id}
    mails = queue_mails(
        [
            OutgoingMail(
                template="invitation",
                person_id=pk,
                context=context,
                idempotency_key=f"invitation:{made.pk}:{pk}",
                not_before=_moment(began, n, made.mails_per_hour),
            )
            for n, pk in enumerate(person_ids)
        ]
    )
    Invitation.objects.bulk_create(
        (
            Invitation(
                study=made.study, session=made.session, person_id=mail.person_id, mail=mail, round=made, queued_at=began
            )
            for mail in mails
        ),
        batch_size=ROWS_AT_A_TIME,
    )


def _moment(began: datetime, n: int, mails_per_hour: int) -> datetime | None:
    """Return when the n-th mail may leave: in handfuls that a worker takes at once, evenly spread."""
    handful = min(MAILS_PER_TASK, mails_per_hour)
    earlier = n // handful * handful
    return began + timedelta(hours=earlier / mails_per_hour) if earlier else None
