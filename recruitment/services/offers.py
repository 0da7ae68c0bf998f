"""What a person may sign up for now."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from recruitment.models import LabSession, Person, SignUp
from recruitment.models.sessions import LabSessionQuerySet
from recruitment.services.sign_ups import COUNTS_FOR_THE_STUDY


def is_in_the_pool(person: Person) -> bool:
    return person.status == Person.Status.ACTIVE and person.consents.filter(withdrawn_at=None).exists()


def offers_for(person: Person) -> LabSessionQuerySet:
    """Return open sessions the person is invited to, of studies not taken part in, with `n_waiting`."""
    if not is_in_the_pool(person):
        return LabSession.objects.none()
    taken = SignUp.objects.filter(person=person, state__in=COUNTS_FOR_THE_STUDY, session__study=OuterRef("study"))
    return (
        LabSession.objects.known_to(person)
        .open_for_sign_up()
        .filter(~Exists(taken))
        .annotate(n_waiting=Count("sign_ups", filter=Q(sign_ups__state=SignUp.State.WAITING)))
        .select_related("study", "room")
        .order_by("starts_at")
    )
