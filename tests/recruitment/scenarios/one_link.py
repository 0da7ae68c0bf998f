"""Ten clicks at once on one link, each in a thread with its own connection. Prints how many were let in.

SQLite lets one after the other begin. On PostgreSQL all ten have seen that the link is good before one spends it.
"""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.db import connection  # noqa: E402
from sesame.utils import get_token  # noqa: E402

from recruitment.models import Person, User  # noqa: E402
from recruitment.people import log_in_links  # noqa: E402
from recruitment.people.link_tokens import account_of, user_of  # noqa: E402

N_CLICKS = 10


def main() -> None:
    person = Person.objects.create(email="p@example.org", status=Person.Status.ACTIVE)
    token = get_token(account_of(person), scope="log_in")
    start, let_in, failures = threading.Barrier(N_CLICKS, timeout=60), [], []

    def seen_by_all(text: str) -> User | None:
        user = user_of(text)
        start.wait()
        return user

    if connection.vendor == "postgresql":
        log_in_links.user_of = seen_by_all

    def click() -> None:
        try:
            start.wait()
            if log_in_links.spend_link(token=token):
                let_in.append(True)
        except Exception as error:  # noqa: BLE001  # printed, and the test looks
            failures.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(N_CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"let_in": len(let_in), "failures": failures}))


main()
