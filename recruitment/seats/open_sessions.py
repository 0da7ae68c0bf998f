"""What a person may sign up for now."""

from __future__ import annotations

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Greatest

from recruitment.models import LabSession, Person, SignUp
from recruitment.seats.models import LabSessionQuerySet


def is_in_the_pool(person: Person) -> bool:
    return person.status == Person.Status.ACTIVE and person.consents.filter(withdrawn_at=None).exists()


def open_sessions_for(person: Person) -> LabSessionQuerySet:
    """Return open sessions the person is invited to, of studies not taken part in, with `n_waiting` and `n_free`.

    Free for a newcomer is what those who wait leave over.
    """
    if not is_in_the_pool(person):
        return LabSession.objects.none()
    taken = SignUp.objects.counting_for_a_study().filter(person=person, session__study=OuterRef("study"))
    waits = Q(sign_ups__state=SignUp.State.WAITING)
    return (
        LabSession.objects.known_to(person)
        .open_for_sign_up()
        .filter(~Exists(taken))
        .annotate(
            n_waiting=Count("sign_ups", filter=waits),
            n_free=Greatest(
                F("seats")
                + F("reserve")
                - F("seats_taken")
                - Count("sign_ups", filter=waits & Q(sign_ups__person__bounced_at=None)),
                0,
                output_field=IntegerField(),
            ),
        )
        .select_related("study", "room")
        .order_by("starts_at")
    )
