"""A study's permission: no session lies beyond it, whoever tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruitment.models import LabSession, Study
from recruitment.refused import Refused
from recruitment.studies.permission import close_study, open_study, save_study

pytestmark = pytest.mark.django_db


def in_days(n: int):
    return timezone.localdate() + timedelta(days=n)


def test_the_database_refuses_a_session_beyond_the_permission(study, session):
    Study.objects.filter(pk=study.pk).update(ethics_expires_on=in_days(6))
    study.refresh_from_db()

    with pytest.raises(IntegrityError), transaction.atomic():
        session()


def test_the_database_refuses_an_open_session_without_a_permission(study, session):
    lab = session()

    with pytest.raises(IntegrityError), transaction.atomic():
        LabSession.objects.filter(pk=lab.pk).update(permitted_until=None)


def test_the_last_day_of_the_permission_counts(study, session):
    lab = session()
    study.ethics_expires_on = timezone.localdate(lab.ends_at)

    save_study(study=study)

    lab.refresh_from_db()
    assert lab.permitted_until - lab.ends_at <= timedelta(hours=24)


def test_a_permission_is_not_shortened_past_a_session(study, session):
    lab = session()
    study.ethics_expires_on = timezone.localdate(lab.ends_at) - timedelta(days=1)

    with pytest.raises(Refused, match="after the ethics permission"):
        save_study(study=study)

    LabSession.objects.update(status=LabSession.Status.CALLED_OFF)
    save_study(study=study)


def test_a_permission_is_not_taken_from_open_sessions(study, session):
    session()
    study.status, study.ethics_expires_on = Study.Status.DRAFT, None

    with pytest.raises(Refused, match="so it needs"):
        save_study(study=study)


def test_a_longer_permission_reaches_the_sessions(study, session):
    lab = session()
    study.ethics_expires_on = in_days(500)
    save_study(study=study)

    lab.refresh_from_db()
    assert timezone.localdate(lab.permitted_until) == in_days(501)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [({"ethics_number": ""}, "needs an ethics number"), ({"ethics_expires_on": in_days(-1)}, "expired")],
)
def test_a_study_opens_with_a_valid_permission_only(study, columns, reason):
    Study.objects.filter(pk=study.pk).update(status=Study.Status.DRAFT, **columns)

    with pytest.raises(Refused, match=reason):
        open_study(study=study)

    Study.objects.filter(pk=study.pk).update(ethics_number="1", ethics_expires_on=in_days(1))
    assert open_study(study=study).status == Study.Status.OPEN


def test_a_study_with_sessions_to_come_is_not_closed(study, session):
    session()

    with pytest.raises(Refused, match="sessions to come"):
        close_study(study=study)

    LabSession.objects.update(status=LabSession.Status.CALLED_OFF)
    assert close_study(study=study).status == Study.Status.CLOSED
