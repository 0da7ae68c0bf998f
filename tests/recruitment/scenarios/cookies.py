"""Somebody logs in behind https. Prints each cookie that the office sets, with what it says of itself."""

from __future__ import annotations

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from sesame.utils import get_token  # noqa: E402

from recruitment.models import Person  # noqa: E402
from recruitment.people.link_tokens import account_of  # noqa: E402


def main() -> None:
    person = Person.objects.create(email="rosa@example.org", status=Person.Status.ACTIVE, language="de")
    client = Client(headers={"Host": settings.ALLOWED_HOSTS[0]})
    found = {}
    for address, form in (
        ("/log-in/", None),
        ("/enter/", {"link": get_token(account_of(person), scope="log_in")}),
        ("/i18n/setlang/", {"language": "en"}),
        ("/my/data/", {"given_name": "Rosa", "family_name": "Demo", "language": "de"}),
    ):
        by = {"secure": settings.IS_HTTPS}
        answer = client.get(address, **by) if form is None else client.post(address, form, **by)
        for cookie in answer.cookies.values():
            said = [bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]]
            found.setdefault(cookie.key, []).append(said)
    print(json.dumps(found))


main()
