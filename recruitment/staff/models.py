"""Who can log in: staff with a password and a second factor, people of the pool by a link."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account.

    Staff have `is_staff`, a name and an e-mail address here. A person of the pool gets an account with the
    first link; its username is the person's public id, and it holds nothing else: who that is stands in `Person` alone.
    """
