"""The steps up to the day: the laboratory, the pool, the study, its session, invitations, seats."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.harness.people.office_story import PoolMember, PoolMemberAfar, StaffMember
from tests.recruitment.first_study import (
    LEAVING,
    N_INVITED,
    N_PLAYING,
    N_POOL,
    N_SEATS,
    PASSWORD,
    SHOW_UP_FEE,
    TREATMENT,
    WITH_A_PHONE,
    Story,
    pool,
)

ZONE = ZoneInfo("Europe/Berlin")


def open_the_office(story: Story) -> StaffMember:
    """Let the first administrator in, and say what the laboratory has."""
    admin = story.staff()
    link = story.office.manage("administrator", "head", "head@example.org", OFFICE_URL=story.office_url)
    admin.begin(link.strip(), "head", PASSWORD)
    admin.navigate("Overview")
    admin.navigate("Laboratory")
    admin.follow("New room")
    admin.fill({"Name": "Laboratory 1", "Seats": str(N_SEATS), "Address": "1 Example Street"})
    admin.fill({"Room of the session server": "lab"})
    admin.press("Save")
    admin.follow("New session server")
    admin.fill({"Name": "Server A", "Address of the server": story.server.url})
    admin.press("Save")
    admin.follow("New text")
    admin.fill({"Version": "2026-1", "Text": "We keep your name to invite and to pay you."})
    admin.choose("Language", "English")
    admin.press("Save")
    for name, role in (("emma", "experimenter: own studies"), ("doris", "assistant: check-in")):
        admin.follow("New account")
        admin.fill({"Name to log in with": name, "E-mail address": f"{name}@example.org"})
        admin.choose("Role", role)
        admin.press("Save")
        admin.sees(f"A link to choose a password goes to {name}@example.org.")
    return admin


def fill_the_pool(admin: StaffMember) -> None:
    admin.navigate("People")
    admin.follow("Import people")
    file = {"name": "pool.csv", "mimeType": "text/csv", "buffer": pool().encode()}
    admin.field("Table of people").set_input_files(file)
    admin.press("Upload")
    admin.field("These people have agreed to be invited by this laboratory").check()
    today = datetime.now(ZONE).date().isoformat()
    admin.fill({"Name of the old consent": "old", "Its words": "You may invite me.", "Agreed by (latest day)": today})
    admin.press("Try")
    admin.sees(f"{N_POOL} people would come into the pool.")
    admin.press("Import")
    admin.sees(f"{N_POOL} people came into the pool.")


def invited_staff(story: Story, name: str, *, on_a_phone: bool = False) -> StaffMember:
    """Let somebody in for whom the administrator has made an account."""
    member = story.staff(on_a_phone=on_a_phone)
    member.begin(story.mailbox.link("Your account", f"{name}@example.org"), name, PASSWORD)
    return member


def make_a_study(experimenter: StaffMember) -> None:
    now = datetime.now(ZONE)
    experimenter.navigate("Studies")
    experimenter.follow("New study")
    experimenter.fill({"Title": "High cost, high noise", "Public title": "Decisions in pairs"})
    experimenter.fill({"Public description": "You decide in pairs. It takes about 90 minutes."})
    experimenter.choose("Session config", f"{TREATMENT} (short_ch_uh)")
    experimenter.fill({"Ethics number": "2026-17", "Budget": "400", "Show-up fee": str(SHOW_UP_FEE)})
    experimenter.fill({"Ethics permission ends on": (now + timedelta(days=300)).date().isoformat()})
    experimenter.press("Save")
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
    experimenter.press("Save")
    experimenter.press("Open for sign-up")
    experimenter.sees("People can sign up for the session.")
    experimenter.navigate("Calendar")


def invite(story: Story, experimenter: StaffMember) -> list[str]:
    """Invite some of the pool; return their addresses."""
    experimenter.navigate("Studies")
    experimenter.follow("High cost, high noise")
    experimenter.follow("Invite people")
    experimenter.fill({"How many people": str(N_INVITED)})
    experimenter.press("Count first")
    experimenter.press("Invite")
    experimenter.sees(f"{N_INVITED} people are invited.")
    mails = story.mailbox.wait_for("Invitation: Decisions in pairs", n=N_INVITED)
    experimenter.page.reload()
    return [mail["To"] for mail in mails]


def sign_up(story: Story, addresses: list[str]) -> None:
    """Let people sign up one after the other; the last two find all seats taken."""
    story.guests = [story.new_guest(with_a_phone=n in WITH_A_PHONE) for n in range(len(addresses))]
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


def cancel_and_move_up(story: Story) -> list[PoolMember | PoolMemberAfar]:
    """Let one cancel; return who has a seat now."""
    leaving, first, second = story.guests[LEAVING], story.guests[N_SEATS], story.guests[N_SEATS + 1]
    leaving.follow("Cancel")
    leaving.press("Cancel my seat")
    story.mailbox.wait_for("A seat became free: Decisions in pairs", address=first.email)
    first.page.reload()
    second.page.reload()
    first.sees("You have a seat.")
    second.sees("You are number 1 on the waiting list.")
    return [guest for guest in story.guests[: N_SEATS + 1] if guest is not leaving]
