"""One study from an empty office to money in people's hands, clicked through as staff and people would.

The office and the session server run beside each other, each on a PostgreSQL database of its own. The steps are those
of docs/how-to/first-study.md.
"""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.harness import postgresql
from tests.harness.mail_sink import MailSink
from tests.harness.office import Office
from tests.harness.office_story import Mailbox, PoolMember, StaffMember
from tests.harness.people import Person
from tests.harness.postgresql import PostgresqlCluster
from tests.harness.project_copy import REPOSITORY, copy_project
from tests.harness.running_office import RunningOffice
from tests.harness.session_exports import EXPORTS
from tests.harness.session_server import REST_KEY, SessionServer
from tests.harness.web_people import WebPerson

pytestmark = [pytest.mark.browser, pytest.mark.postgresql, pytest.mark.slow]

N_POOL, N_INVITED, N_SIGNED_UP, N_SEATS, N_CAME, N_PLAYING = 60, 24, 14, 12, 11, 8
N_AT_BROWSERS = 2
SHOW_UP_FEE, ENDOWMENT, MONEY_PER_POINT = Decimal("5.50"), 30_000, Decimal("0.000371")
TREATMENT = "Short: two rounds, no survey"
CONFIG = f"""
SESSION_CONFIGS.append(
    _session(
        "short_ch_uh", "{TREATMENT}", 4, "ch_uh", num_rounds=2, survey_sections="", endowment={ENDOWMENT},
        participation_fee={SHOW_UP_FEE}, real_world_currency_per_point={MONEY_PER_POINT},
    )
)
"""
ZONE = ZoneInfo("Europe/Berlin")
AMOUNT = re.compile(r"\d+\.\d\d")
PASSWORD = "a long password of the tests"
LONGEST_PLAY_S = 120


@dataclass
class Story:
    """Everybody and everything that takes part."""

    office: Office
    office_url: str
    office_database: str
    server: SessionServer
    server_database: str
    mailbox: Mailbox
    browser: Browser
    pictures: Path
    guests: list[PoolMember] = field(default_factory=list)
    door: str = ""

    def staff(self, *, on_a_phone: bool = False) -> StaffMember:
        return StaffMember.arriving(self.browser, self.office_url, self.pictures, on_a_phone=on_a_phone)

    def new_guest(self) -> PoolMember:
        return PoolMember.arriving(self.browser, self.office_url, self.pictures, on_a_phone=True)


@pytest.fixture
def story(postgresql_cluster: PostgresqlCluster, browser: Browser, tmp_path: Path) -> Iterator[Story]:
    project = copy_project(REPOSITORY, tmp_path / "project")
    with (project / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(CONFIG)
    databases = [postgresql_cluster.new_database() for _ in range(2)]
    pictures = tmp_path / "pictures"
    with (
        MailSink() as sink,
        SessionServer(project, DATABASE_URL=databases[0], CURRENCY="EUR") as server,
        RunningOffice(
            office := Office(tmp_path / "office", databases[1], OTREE_REST_KEY=REST_KEY, **sink.environment)
        ) as running,
    ):
        yield Story(office, running.url, databases[1], server, databases[0], Mailbox(sink), browser, pictures)
    for context in browser.contexts:
        context.close()


def given_name(email: str) -> str:
    return f"Canarina{email.partition('@')[0].rpartition('-')[2]}"


def full_name(email: str) -> str:
    return f"{given_name(email)} Zwitscherli{email.partition('@')[0].rpartition('-')[2]}"


def pool() -> str:
    addresses = [f"kanari-{n:02}@example.org" for n in range(1, N_POOL + 1)]
    rows = [["email", "fname", "lname", "lang"], *([each, *full_name(each).split(), "en"] for each in addresses)]
    table = StringIO()
    csv.writer(table).writerows(rows)
    return table.getvalue()


def open_the_office(story: Story) -> StaffMember:
    """Let the first administrator in, and say what the laboratory has."""
    admin = story.staff()
    link = story.office.manage("administrator", "head", "head@example.org", OFFICE_URL=story.office_url)
    admin.begin(link.strip(), "head", PASSWORD)
    admin.navigate("Overview")
    admin.look("overview-empty")
    admin.navigate("Laboratory")
    admin.look("laboratory-empty")
    admin.follow("New room")
    admin.fill({"Name": "Laboratory 1", "Seats": str(N_SEATS), "Address": "1 Example Street"})
    admin.fill({"Room of the session server": "lab"})
    admin.look("room")
    admin.press("Save")
    admin.follow("New session server")
    admin.fill({"Name": "Server A", "Address of the server": story.server.url})
    admin.look("server")
    admin.press("Save")
    admin.follow("New text")
    admin.fill({"Version": "2026-1", "Text": "We keep your name to invite and to pay you."})
    admin.choose("Language", "English")
    admin.look("consent-text")
    admin.press("Save")
    for name, role in (("emma", "experimenter: own studies"), ("doris", "assistant: the door")):
        admin.follow("New account")
        admin.fill({"Name to log in with": name, "E-mail address": f"{name}@example.org"})
        admin.choose("Role", role)
        admin.look("account")
        admin.press("Save")
        admin.sees(f"A link to choose a password goes to {name}@example.org.")
    admin.look("laboratory")
    return admin


def fill_the_pool(admin: StaffMember) -> None:
    admin.navigate("People")
    admin.look("people-empty")
    admin.follow("Import people")
    admin.look("import")
    file = {"name": "pool.csv", "mimeType": "text/csv", "buffer": pool().encode()}
    admin.field("CSV file").set_input_files(file)
    admin.press("Upload")
    admin.look("import-columns")
    admin.field("These people have agreed to be invited by this laboratory").check()
    today = datetime.now(ZONE).date().isoformat()
    admin.fill({"Name of the old consent": "old", "Its words": "You may invite me.", "Agreed by (latest day)": today})
    admin.press("Try")
    admin.sees(f"{N_POOL} people would come into the pool.")
    admin.look("import-tried")
    admin.press("Import")
    admin.sees(f"{N_POOL} people came into the pool.")
    admin.look("import-done")


def invited_staff(story: Story, name: str, *, on_a_phone: bool = False) -> StaffMember:
    """Let somebody in for whom the administrator has made an account."""
    member = story.staff(on_a_phone=on_a_phone)
    member.begin(story.mailbox.link("Your account", f"{name}@example.org"), name, PASSWORD)
    return member


def make_a_study(experimenter: StaffMember) -> None:
    now = datetime.now(ZONE)
    experimenter.navigate("Studies")
    experimenter.look("studies-empty")
    experimenter.follow("New study")
    experimenter.fill({"Title": "High cost, high noise", "Public title": "Decisions in pairs"})
    experimenter.fill({"Public description": "You decide in pairs. It takes about 90 minutes."})
    experimenter.choose("Treatment", f"{TREATMENT} (short_ch_uh)")
    experimenter.fill({"Ethics number": "2026-17", "Budget": "400", "Show-up fee": str(SHOW_UP_FEE)})
    experimenter.fill({"Ethics permission ends on": (now + timedelta(days=300)).date().isoformat()})
    experimenter.look("new-study")
    experimenter.press("Save")
    experimenter.look("study-draft")
    experimenter.press("Open the study")
    experimenter.sees("The study is open.")


def plan_a_session(experimenter: StaffMember) -> None:
    """Plan it for within the hour, so that one day is enough for everything."""
    now = datetime.now(ZONE)

    def moment(minutes: int) -> str:
        return f"{now + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"

    experimenter.follow("Plan a session")
    experimenter.choose("Room (empty: online)", "Laboratory 1")
    experimenter.choose("Session server", "Server A")
    experimenter.fill({"Start": moment(60), "Seats needed": str(N_SEATS), "Minimum": str(N_PLAYING)})
    experimenter.fill({"Sign-up closes": moment(50), "Cancelling is possible until": moment(40)})
    experimenter.main.get_by_role("checkbox", name="doris").check()
    experimenter.look("plan-a-session")
    experimenter.press("Save")
    experimenter.look("study-planned")
    experimenter.press("Open for sign-up")
    experimenter.sees("People can sign up for the session.")
    experimenter.navigate("Calendar")
    experimenter.look("calendar")


def invite(story: Story, experimenter: StaffMember) -> list[str]:
    """Invite some of the pool; return their addresses."""
    experimenter.navigate("Studies")
    experimenter.follow("High cost, high noise")
    experimenter.follow("Invite people")
    experimenter.fill({"How many people": str(N_INVITED)})
    experimenter.press("Count first")
    experimenter.look("invite-counted")
    experimenter.press("Invite")
    experimenter.sees(f"{N_INVITED} people are invited.")
    mails = story.mailbox.wait_for("Invitation: Decisions in pairs", n=N_INVITED)
    experimenter.page.reload()
    experimenter.look("invited")
    return [mail["To"] for mail in mails]


def sign_up(story: Story, addresses: list[str]) -> None:
    """Let people sign up one after the other; the last two find all seats taken."""
    story.guests = [story.new_guest() for _ in addresses]
    for guest, address in zip(story.guests, addresses, strict=True):
        guest.ask_for_link(address)
    for n, guest in enumerate(story.guests):
        guest.enter(story.mailbox)
        if n < N_SEATS:
            guest.press("Sign up")
            guest.sees("You have a seat.")
        else:
            guest.press("Join the waiting list")
            guest.sees(f"You are number {n - N_SEATS + 1} on the waiting list.")
    story.guests[0].look("guest-with-a-seat")
    story.guests[-1].look("guest-waiting")


def cancel_and_move_up(story: Story) -> list[PoolMember]:
    """Let one cancel; return who has a seat now."""
    leaving, first, second = story.guests[3], story.guests[N_SEATS], story.guests[N_SEATS + 1]
    leaving.press("Cancel")
    story.mailbox.wait_for("A seat became free: Decisions in pairs", address=first.email)
    first.page.reload()
    second.page.reload()
    first.sees("You have a seat.")
    second.sees("You are number 1 on the waiting list.")
    return [guest for guest in story.guests[: N_SEATS + 1] if guest is not leaving]


def tend_the_door(story: Story, assistant: StaffMember, expected: list[PoolMember]) -> list[str]:
    """Check people in, create the session for full blocks; return the links of the seat cards."""
    assistant.navigate("Door")
    assistant.look("doors")
    assistant.main.get_by_role("link", name=re.compile("High cost")).click()
    story.door = assistant.page.url.removeprefix(story.office_url)
    count = assistant.main.locator(".count")
    expect(count).to_contain_text(f"0 here, {N_SEATS} still expected")
    assistant.look("door")
    for n, guest in enumerate(expected[:N_CAME], start=1):
        assistant.press(f"present {full_name(guest.email)}")
        expect(count).to_contain_text(f"{n} here")
    for absent in expected[N_CAME:]:
        assistant.press(f"did not come {full_name(absent.email)}")
    expect(count).to_contain_text("11 here, 0 still expected, 12 seats: 8 would play in blocks of 4, 3 would be left")
    assistant.look("door-checked-in")
    assistant.press("Create the session")
    assistant.sees(f"The session was created for {N_PLAYING} people.")
    assistant.look("door-created")
    assistant.follow("Seat cards")
    assistant.look("seat-cards")
    return [card.get_attribute("href") for card in assistant.main.locator(".cards a").all()]


def at_the_door_of(visitor: StaffMember, door: str) -> dict[str, str]:
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
        assert time.monotonic() < deadline, [(person.where for person in at_browsers), [p.page for p in others]]
        for other in others:
            if not other.is_done:
                other.act()
        for person in at_browsers:
            if not person.is_done and not person.is_waiting:
                person.act()
            person.page.wait_for_timeout(20)
    assert [error for person in at_browsers for error in person.console_errors] == []
    return {
        seat: Decimal(AMOUNT.search(person.page.locator("#total").inner_text())[0])
        for seat, person in enumerate(at_browsers, start=1)
    }


def owed_by_the_rounds(story: Story) -> dict[int, Decimal]:
    """Return by seat what the exported decisions are worth, worked out from the rules that participants read."""
    rest = story.server.rest
    rounds = csv.DictReader(StringIO(rest.custom_export("cheap_talk_game", "custom_export_rounds")))
    people = csv.DictReader(StringIO(rest.custom_export("cheap_talk_game", "custom_export_participants")))
    seats = {row["participant_code"]: int(row["seat"]) for row in people}
    points = dict.fromkeys(seats, Decimal(ENDOWMENT))
    for row in rounds:
        capacity = int(row["capacity"])
        sales = min(250 + int(row["forecast"]) + int(row["market_noise"]), capacity)
        points[row["sender_code"]] += (100 - 75) * sales
        points[row["receiver_code"]] += 75 * sales - 60 * capacity
    return {
        seats[code]: SHOW_UP_FEE + (value * MONEY_PER_POINT).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for code, value in points.items()
    }


def owed_by_the_export(story: Story) -> dict[int, Decimal]:
    """Return by seat what the session server's own table says."""
    table = csv.DictReader(StringIO(story.server.rest.custom_export("cheap_talk_game", "custom_export_participants")))
    return {int(row["seat"]): Decimal(row["total_payment"]) for row in table}


def pay(story: Story, experimenter: StaffMember, admin: StaffMember) -> dict[str, Decimal]:
    """Make a list, have it approved by somebody else, and pay it; return what was signed for, by name."""
    experimenter.navigate("Payments")
    experimenter.look("payments-open")
    experimenter.follow("High cost, high noise")
    experimenter.choose("How it is paid", "cash")
    experimenter.look("study-payments")
    experimenter.press("Make the list")
    experimenter.sees("You made this list; somebody else must approve it.")
    experimenter.sees_no("button", "Approve")
    experimenter.sees_no("button", "Take the file")
    experimenter.look("list-made")
    admin.navigate("Payments")
    admin.look("payments-to-approve")
    admin.main.get_by_role("link", name=re.compile("cash")).first.click()
    admin.press("Approve")
    admin.sees("The list is approved.")
    experimenter.page.reload()
    address = experimenter.page.url
    experimenter.press("List to sign and print")
    experimenter.look("cash-list")
    rows = [row.locator("td").all_inner_texts() for row in experimenter.main.locator("tbody tr").all()]
    experimenter.page.goto(address)
    experimenter.press("The money has left")
    experimenter.sees("The list is paid.")
    experimenter.look("list-paid")
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
    guest.look("guest-history")
    guest.go("/my/data/")
    guest.follow("Erase my data")
    guest.main.get_by_role("checkbox").check()
    guest.press("Erase my data")
    expect(guest.page.get_by_role("heading", name="Your data are erased")).to_be_visible()


def everything_in(database: str) -> str:
    """Return all rows of all tables as text."""
    tables = postgresql.query(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [row for (table,) in tables for row in postgresql.query(database, f'SELECT t::text FROM "{table}" t')]  # noqa: S608
    return "\n".join(text for (text,) in rows)


def exported(story: Story) -> str:
    key = {"otree-rest-key": REST_KEY}
    answers = [requests.get(story.server.url + address, headers=key, timeout=60) for address in EXPORTS]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.text for answer in answers)


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
    links = tend_the_door(story, assistant, expected)
    at_the_door = at_the_door_of(assistant, story.door)
    left_over = [name for name, state in at_the_door.items() if "turned away · the last block was not full" in state]
    assert (len(set(links)), len(left_over)) == (N_PLAYING, N_CAME - N_PLAYING)
    assistant.sees(f"Turned away: {', '.join(sorted(left_over))}. Each is owed €{SHOW_UP_FEE} for coming.")

    shown = play(story, links)
    experimenter.go(story.door)
    experimenter.press("Fetch earnings")
    experimenter.sees(f"The earnings of {N_PLAYING} people are new.")
    experimenter.look("earnings")
    by_seat = owed_by_the_rounds(story)
    assert by_seat == owed_by_the_export(story)
    assert shown == {seat: by_seat[seat] for seat in shown}

    paid = pay(story, experimenter, admin)
    seats = {name: int(found[1]) for name, state in at_the_door.items() if (found := re.search(r"seat (\d+)", state))}
    assert paid == {name: by_seat[seat] for name, seat in seats.items()} | dict.fromkeys(left_over, SHOW_UP_FEE)
    total = str(sum(by_seat.values()) + len(left_over) * SHOW_UP_FEE)
    assert books(experimenter) == [total, total, "0.00", "0.00", "yes"]

    forgotten = next(guest for guest in expected if full_name(guest.email) in seats)
    be_forgotten(forgotten)
    kept = everything_in(story.office_database)
    assert [word for word in (forgotten.email, *full_name(forgotten.email).split()) if word in kept] == []
    assert given_name(expected[-1].email) in kept
    assert books(admin) == [total, total, "0.00", "0.00", "yes"]
    assert f"owed {total}\tpaid {total}\topen 0.00" in story.office.manage("reconcile")

    handed_out = exported(story) + everything_in(story.server_database)
    assert len(links) == sum(link.rpartition("/")[2] in handed_out for link in links)
    assert [word for word in ("kanari", "canarina", "zwitscherli") if word in handed_out.lower()] == []
    everybody = [admin, experimenter, assistant, *story.guests]
    assert [error for visitor in everybody for error in visitor.console_errors] == []
