"""What staff do for people who ask by telephone or letter, or who have no way in of their own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.mail.outgoing import queue_mail
from recruitment.models import LabSession, Person, SignUp
from recruitment.refused import Refused
from recruitment.seats.sign_ups import give_up_all_seats


@transaction.atomic
def cancel_seat(*, sign_up: SignUp) -> SignUp:
    """Give the seat back, whatever the deadline says, so that it does not become a no-show. The person is notified."""
    person = Person.objects.select_for_update(no_key=True).get(pk=sign_up.person_id)
    not_over = LabSession.objects.filter(pk=sign_up.session_id, ends_at__gt=timezone.now())
    given_up = give_up_all_seats(person=person, sessions=not_over.exclude(status=LabSession.Status.FINISHED))
    if not given_up:
        raise Refused(
            _("There is nothing to cancel: the person came, the session is over, or the seat has been given up.")
        )
    [sign_up] = given_up
    key = f"cancelled-by-staff:{sign_up.pk}:{sign_up.moved_at.isoformat()}"
    queue_mail(template="cancelled", person=person, key=key, context={"session": sign_up.session_id})
    return sign_up
