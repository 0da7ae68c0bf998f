"""One study from an empty office to money in people's hands, clicked through as staff and people would.

The office and the session server run beside each other, each on a PostgreSQL database of its own. The steps are those
of docs/how-to/first-study.md.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.harness.people.arrivals import leading_on
from tests.harness.people.browser_people import Person
from tests.harness.people.office_story import LONGEST_CLICK_MS, Mailbox, PoolMember, PoolMemberAfar, StaffMember
from tests.harness.people.web_people import WebPerson
from tests.harness.servers import postgresql
from tests.harness.servers.mail_sink import MailSink
from tests.harness.servers.office import Office
from tests.harness.servers.postgresql import PostgresqlCluster
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import REST_KEY, SessionServer
from tests.recruitment.first_study import (
    CONFIG,
    N_CAME,
    N_PLAYING,
    N_SEATS,
    N_SIGNED_UP,
    SHOW_UP_FEE,
    Story,
    full_name,
    given_name,
)
from tests.recruitment.first_study_planned import (
    cancel_and_move_up,
    fill_the_pool,
    invite,
    invited_staff,
    make_a_study,
    open_the_office,
    plan_a_session,
    sign_up,
)
from tests.recruitment.first_study_results import exported, owed_by_the_export, owed_by_the_rounds

pytestmark = [pytest.mark.browser, pytest.mark.postgresql, pytest.mark.slow]

N_AT_BROWSERS = 2
AMOUNT = re.compile(r"\d+\.\d\d")
LONGEST_PLAY_S = 120


@pytest.fixture
def story(
    postgresql_cluster: PostgresqlCluster, empty_tables: str, browser: Browser, tmp_path: Path
) -> Iterator[Story]:
    project = copy_project(REPOSITORY, tmp_path / "project")
    with (project / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(CONFIG)
    databases = [postgresql_cluster.new_database(), postgresql_cluster.new_database(empty_tables)]
    with (
        MailSink() as sink,
        SessionServer(project, DATABASE_URL=databases[0], CURRENCY="EUR") as server,
        (
            office := Office(tmp_path / "office", databases[1], OTREE_REST_KEY=REST_KEY, **sink.environment)
        ).serving() as url,
    ):
        yield Story(office, url, databases[1], server, databases[0], Mailbox(sink), browser)
    for context in browser.contexts:
        context.close()


def check_people_in(story: Story, assistant: StaffMember, expected: list[PoolMember | PoolMemberAfar]) -> list[str]:
    """Check people in, create the session for full blocks; return the links of the seat cards."""
    assistant.navigate("Check-in")
    with leading_on(assistant.page):
        assistant.main.get_by_role("link", name=re.compile("High cost")).click()
    story.door = assistant.page.url.removeprefix(story.office_url)
    count = assistant.main.locator(".count")
    expect(count).to_contain_text(f"0 here, {N_SEATS} still expected", timeout=LONGEST_CLICK_MS)
    for n, guest in enumerate(expected[:N_CAME], start=1):
        assistant.tap(f"present {full_name(guest.email)}")
        expect(count).to_contain_text(f"{n} here", timeout=LONGEST_CLICK_MS)
    for absent in expected[N_CAME:]:
        assistant.tap(f"did not come {full_name(absent.email)}")
    says = "11 here, 0 still expected, 12 seats: 8 would play in blocks of 4, 3 would be left over"
    expect(count).to_contain_text(says, timeout=LONGEST_CLICK_MS)
    assistant.press("Create the session")
    assistant.sees(f"The session was created for {N_PLAYING} people.")
    assistant.follow("Seat cards")
    return [card.get_attribute("href") for card in assistant.main.locator(".cards a").all()]


def at_check_in_of(visitor: StaffMember, door: str) -> dict[str, str]:
    """Return what the door's page says of each person, by name."""
    visitor.go(door)
    entries = visitor.main.locator(".arrivals li").all()
    return {
        entry.locator("strong").inner_text(): " ".join(entry.locator(".state").all_inner_texts()) for entry in entries
    }


def play(story: Story, links: list[str]) -> dict[int, Decimal]:
    """Play the session, two at browsers; return what these see in the end, by seat."""
    context = [story.browser.new_context() for _ in range(N_AT_BROWSERS)]
    at_browsers = [Person.arriving(each, link) for each, link in zip(context, links[:N_AT_BROWSERS], strict=True)]
    others = [WebPerson(link).arrive() for link in links[N_AT_BROWSERS:]]
    deadline = time.monotonic() + LONGEST_PLAY_S
    while not all(person.is_done for person in [*at_browsers, *others]):
        assert time.monotonic() < deadline, [person.page for person in others]
        for other in others:
            if not other.is_done:
                other.act()
        for person in at_browsers:
            if not person.is_done and not person.is_waiting:
                person.act()
        at_browsers[0].page.wait_for_timeout(100)
    assert [error for person in at_browsers for error in person.console_errors] == []
    return {
        seat: Decimal(AMOUNT.search(person.page.locator("#total").inner_text())[0])
        for seat, person in enumerate(at_browsers, start=1)
    }


def pay(story: Story, experimenter: StaffMember, admin: StaffMember) -> dict[str, Decimal]:
    """Make a list, have it approved by somebody else, and pay it; return what was signed for, by name."""
    experimenter.navigate("Payments")
    experimenter.follow("High cost, high noise")
    experimenter.choose("How it is paid", "cash")
    experimenter.press("Make the list")
    experimenter.sees("You made this list; somebody else must approve it.")
    experimenter.sees_no("button", "Approve")
    experimenter.sees_no("button", "Download the file")
    admin.navigate("Payments")
    with leading_on(admin.page):
        admin.main.get_by_role("link", name=re.compile("cash")).first.click()
    admin.press("Approve")
    admin.sees("The list is approved.")
    experimenter.page.reload()
    address = experimenter.page.url
    experimenter.press("List to sign and print")
    rows = [row.locator("td").all_inner_texts() for row in experimenter.main.locator("tbody tr").all()]
    experimenter.page.goto(address)
    experimenter.press("The money has left")
    experimenter.sees("The list is paid.")
    story.mailbox.wait_for("Your payment of", n=N_CAME)
    return {row[0]: Decimal(AMOUNT.search(row[1])[0]) for row in rows}


def books(visitor: StaffMember) -> list[str]:
    """Return what the page of payments says of the study: owed, paid, open, of it in lists, and whether it balances."""
    visitor.navigate("Payments")
    cells = visitor.main.locator("tbody tr").first.locator("td").all_inner_texts()
    return [*(AMOUNT.search(cell)[0] for cell in cells[:4]), cells[-1].strip()]


def be_forgotten(guest: PoolMember) -> None:
    guest.go("/my/history/")
    guest.sees(re.compile("paid on"))
    guest.go("/my/data/")
    guest.follow("Erase my data")
    guest.main.get_by_role("checkbox").check()
    guest.press("Erase my data")
    expect(guest.page.get_by_role("heading", name="Your data are erased")).to_be_visible(timeout=LONGEST_CLICK_MS)


def everything_in(database: str) -> str:
    """Return all rows of all tables as text."""
    tables = postgresql.query(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [row for (table,) in tables for row in postgresql.query(database, f'SELECT t::text FROM "{table}" t')]  # noqa: S608
    return "\n".join(text for (text,) in rows)


def test_from_pool_to_paid(story):
    admin = open_the_office(story)
    fill_the_pool(admin)
    experimenter = invited_staff(story, "emma")
    assistant = invited_staff(story, "doris", on_a_phone=True)
    make_a_study(experimenter)
    plan_a_session(experimenter)
    addresses = invite(story, experimenter)
    sign_up(story, addresses[:N_SIGNED_UP])
    expected = cancel_and_move_up(story)
    links = check_people_in(story, assistant, expected)
    at_check_in = at_check_in_of(assistant, story.door)
    left_over = [name for name, state in at_check_in.items() if "turned away · the last block was not full" in state]
    assert (len(set(links)), len(left_over)) == (N_PLAYING, N_CAME - N_PLAYING)
    assistant.sees(f"Turned away: {', '.join(sorted(left_over))}. Each is owed €{SHOW_UP_FEE} for coming.")

    shown = play(story, links)
    experimenter.go(story.door)
    experimenter.press("Fetch earnings")
    experimenter.sees(f"The earnings of {N_PLAYING} people are new.")
    by_seat = owed_by_the_rounds(story)
    assert by_seat == owed_by_the_export(story)
    assert shown == {seat: by_seat[seat] for seat in shown}

    paid = pay(story, experimenter, admin)
    seats = {name: int(found[1]) for name, state in at_check_in.items() if (found := re.search(r"seat (\d+)", state))}
    assert paid == {name: by_seat[seat] for name, seat in seats.items()} | dict.fromkeys(left_over, SHOW_UP_FEE)
    total = str(sum(by_seat.values()) + len(left_over) * SHOW_UP_FEE)
    assert books(experimenter) == [total, total, "0.00", "0.00", "yes"]

    forgotten = next(guest for guest in expected if full_name(guest.email) in seats)
    be_forgotten(story.with_a_phone(forgotten))
    kept = everything_in(story.office_database)
    assert [word for word in (forgotten.email, *full_name(forgotten.email).split()) if word in kept] == []
    assert given_name(expected[-1].email) in kept
    assert books(admin) == [total, total, "0.00", "0.00", "yes"]
    assert f"owed {total}\tpaid {total}\topen 0.00" in story.office.manage("reconcile")

    handed_out = exported(story) + everything_in(story.server_database)
    assert len(links) == sum(link.rpartition("/")[2] in handed_out for link in links)
    assert [word for word in ("kanari", "canarina", "zwitscherli") if word in handed_out.lower()] == []
    at_phones = [guest for guest in story.guests if isinstance(guest, PoolMember)]
    everybody = [admin, experimenter, assistant, *at_phones]
    assert [error for visitor in everybody for error in visitor.console_errors] == []
