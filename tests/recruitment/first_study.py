"""The study that is clicked through from an empty office to paid: how large it is, and who takes part."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO

from playwright.sync_api import Browser

from tests.harness.people.office_story import Mailbox, PoolMember, PoolMemberAfar, StaffMember
from tests.harness.servers.office import Office
from tests.harness.servers.session_server import SessionServer

N_POOL, N_INVITED, N_SIGNED_UP, N_SEATS, N_CAME, N_PLAYING = 60, 24, 14, 12, 11, 8
# In the order in which they sign up: the first one, one who cancels, and the two who wait.
LEAVING = 3
WITH_A_PHONE = {0, LEAVING, N_SEATS, N_SEATS + 1}
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
PASSWORD = "a long password of the tests"


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
    guests: list[PoolMember | PoolMemberAfar] = field(default_factory=list)
    door: str = ""

    def staff(self, *, on_a_phone: bool = False) -> StaffMember:
        return StaffMember.arriving(self.browser, self.office_url, on_a_phone=on_a_phone)

    def new_guest(self, *, with_a_phone: bool) -> PoolMember | PoolMemberAfar:
        if with_a_phone:
            return PoolMember.arriving(self.browser, self.office_url, on_a_phone=True)
        return PoolMemberAfar(self.office_url)

    def with_a_phone(self, guest: PoolMember | PoolMemberAfar) -> PoolMember:
        if isinstance(guest, PoolMember):
            return guest
        member = guest.at_a_phone(self.browser)
        self.guests[self.guests.index(guest)] = member
        return member


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
