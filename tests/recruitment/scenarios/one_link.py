"""Ten clicks at once on one link, each in a thread with its own connection. Prints how many were let in."""

from __future__ import annotations

import json
import threading

import django

django.setup()

from django.db import connection  # noqa: E402
from sesame.utils import get_token  # noqa: E402

from recruitment.models import Person  # noqa: E402
from recruitment.services.link_tokens import account_of  # noqa: E402
from recruitment.services.log_in_links import spend_link  # noqa: E402

N_CLICKS = 10


def main() -> None:
    person = Person.objects.create(email="p@example.org", status=Person.Status.ACTIVE)
    token = get_token(account_of(person), scope="log_in")
    start, let_in, failures = threading.Barrier(N_CLICKS), [], []

    def click() -> None:
        start.wait()
        try:
            if spend_link(token=token):
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
