"""Studies: their permission, and opening and closing them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from recruitment.models import LabSession, Study, StudyClass
from recruitment.refused import Refused


@transaction.atomic
def save_study(*, study: Study, with_owner: bool = True, new_class: str = "") -> Study:
    """Save a study as it is in memory, unless that leaves a session without a permission.

    Of a study that exists the state, and without `with_owner` the owner, stay as they are by now: colleagues may have
    changed them since it was read. `new_class` names its class of studies, which is made where there is none of the
    name.
    """
    if new_class:
        study.study_class, _is_new = StudyClass.objects.get_or_create(name=new_class)
    if study.pk is not None:
        # A session planned at the same moment waits here, or has been seen.
        now = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
        study.status = now.status
        if not with_owner:
            study.owner_id = now.owner_id
        _move_permission(study)
    if study.status == Study.Status.OPEN:
        _check_permission(study)
    study.save()
    return study


@transaction.atomic
def open_study(*, study: Study) -> Study:
    """Let people sign up for its sessions."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    _check_permission(study)
    study.status = Study.Status.OPEN
    study.save(update_fields=["status"])
    return study


@transaction.atomic
def close_study(*, study: Study) -> Study:
    """End sign-up for good; sessions to come must have been played or called off."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if LabSession.objects.upcoming().filter(study=study).exists():
        raise Refused(_("There are sessions to come. Call them off first."))
    study.status = Study.Status.CLOSED
    study.save(update_fields=["status"])
    return study


def _check_permission(study: Study) -> None:
    if study.permitted_until is None:
        raise Refused(_("An open study needs an ethics number and the day on which the permission ends."))
    if study.permitted_until <= timezone.now():
        raise Refused(_("The ethics permission of this study has expired."))


def _move_permission(study: Study) -> None:
    sessions = LabSession.objects.filter(study=study).exclude(status=LabSession.Status.CALLED_OFF)
    until = study.permitted_until
    last_end = sessions.aggregate(last=Max("ends_at"))["last"]
    if until is not None and last_end is not None and last_end > until:
        day = date_format(timezone.localtime(last_end), "SHORT_DATE_FORMAT")
        raise Refused(_("A session of this study ends on %(day)s, after the ethics permission.") % {"day": day})
    if until is None and sessions.exclude(status=LabSession.Status.PLANNED).exists():
        raise Refused(_("Sessions of this study are open, so it needs an ethics permission."))
    LabSession.objects.filter(study=study).update(permitted_until=until)
