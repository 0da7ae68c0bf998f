"""People who cannot do it alone: staff erase, export, and bring an old backup up to date from the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from recruitment.data_rights.erasure import erase
from recruitment.models import Person
from recruitment.public_ids import new_public_id

pytestmark = pytest.mark.django_db


def printed(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def is_erased(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).status == Person.Status.ERASED


@pytest.fixture
def lin(person) -> Person:
    """Somebody of Prolific, who has no page to log in to."""
    return person("lin", email=None, channel="prolific", channel_id="5f0c")


@pytest.mark.parametrize("way", [("--channel-id", "5f0c"), "public_id"])
def test_somebody_of_a_channel_is_found_and_erased(lin, way):
    text = printed("erase_person", *([lin.public_id] if way == "public_id" else way), "--yes")

    assert is_erased(lin)
    assert "Is kept:" in text
    assert not any(word in text for word in ("5f0c", "Lin"))


def test_no_id_can_be_taken_for_an_option_of_the_command():
    assert all(new_public_id().isalnum() for _ in range(1000))


def test_somebody_of_the_pool_is_found_by_the_address_however_it_is_written(person):
    rosa = person("rosa")

    printed("erase_person", "ROSA@example.org", "--yes")

    assert is_erased(rosa)


@pytest.mark.parametrize(("answer", "erased"), [("yes", True), ("no", False), ("", False)])
def test_it_asks_first(lin, monkeypatch, answer, erased):
    monkeypatch.setattr("builtins.input", lambda _: answer)

    if erased:
        printed("erase_person", lin.public_id)
    else:
        with pytest.raises(CommandError, match="Nothing was erased"):
            printed("erase_person", lin.public_id)

    assert is_erased(lin) == erased


def test_what_is_owed_refuses_in_words_for_staff(owed):
    someone = owed("12.34").sign_up.person

    with pytest.raises(CommandError, match=r"EUR 12.34 is owed for “Capacity and trust, high cost”"):
        printed("erase_person", someone.public_id, "--yes")

    assert not is_erased(someone)


def test_the_same_id_on_two_channels_is_asked_about(person, lin):
    other = person("other", email=None, channel="sona", channel_id="5f0c")

    with pytest.raises(CommandError, match="prolific, sona"):
        printed("erase_person", "--channel-id", "5f0c", "--yes")
    printed("erase_person", "--channel-id", "5f0c", "--channel", "sona", "--yes")

    assert (is_erased(lin), is_erased(other)) == (False, True)


def test_nobody_and_nothing_is_refused():
    with pytest.raises(CommandError, match="Nobody was found"):
        printed("erase_person", "who@example.org", "--yes")
    with pytest.raises(CommandError, match="Say who"):
        printed("erase_person", "--yes")


def test_a_restored_backup_is_brought_up_to_date(person, owed, tmp_path):
    early, late, owing, gone = person("early"), person("late"), owed("1.00").sign_up.person, "of-another-office"
    for someone in (early, late):
        erase(person=someone)
    Person.objects.filter(pk=early.pk).update(erased_at=timezone.now() - timedelta(days=3))
    listed = printed("erased_since", str(timezone.localdate())).split()
    assert listed == [late.public_id]
    # The backup knows her as she was.
    Person.objects.filter(pk=late.pk).update(status="active", erased_at=None, email="late@example.org")
    file = tmp_path / "erased.txt"
    file.write_text("\n".join([*listed, early.public_id, owing.public_id, gone]))

    with pytest.raises(CommandError, match=f"{owing.public_id}: EUR 1.00"):
        printed("erase_person", "--from-file", str(file), "--yes")

    assert (is_erased(late), is_erased(owing)) == (True, False)


def test_the_data_of_a_person_are_printed_and_the_log_says_so(lin):
    data = json.loads(printed("export_person", "--channel-id", "5f0c"))

    assert data["person"]["channel_id"] == "5f0c"
    entry = LogEntry.objects.get_for_object(lin).get(action=LogEntry.Action.ACCESS)
    assert entry.additional_data == {"purpose": "export_person on the command line"}
