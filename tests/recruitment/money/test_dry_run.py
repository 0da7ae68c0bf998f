"""``manage.py dry_run`` prints every call and makes none."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from recruitment.models import ChannelOffer
from recruitment.money.paying_by_calls import pay_by_calls

pytestmark = pytest.mark.django_db


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("dry_run", *arguments, stdout=out)
    return out.getvalue()


def test_the_calls_of_a_study_are_printed_in_order(offer, study, prolific):
    ChannelOffer.objects.update(external_id="", group_id="")

    text = printed("--study", str(study.pk))

    places = [text.index(word) for word in ("/participant-groups/", "/studies/\n", "/transition/")]
    assert places == sorted(places)
    assert '"total_available_places": 24' in text
    assert (prolific.asked, "token-of-the-tests" in text) == ([], False)


def test_the_calls_of_a_list_are_those_that_are_made(bonuses, prolific, alice):
    batch = bonuses("10.00")

    text = printed("--list", batch.public_id)
    assert prolific.asked == []
    pay_by_calls(batch=batch, made_by=alice)

    assert prolific.asked[0].path in text
    assert "pid0,4.00" in text
    assert text.count("POST ") == len(prolific.asked) == 2
    assert printed("--list", batch.public_id) == "Nothing would be called.\n"


def test_what_does_not_exist_is_said():
    with pytest.raises(CommandError, match="no list"):
        printed("--list", "x")
    with pytest.raises(CommandError, match="no offer"):
        printed("--study", "1")
