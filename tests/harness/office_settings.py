"""The office's settings, but for passwords: the tests' own are hashed quickly."""

from __future__ import annotations

from recruitment.settings import *  # noqa: F403

# Slow on purpose where it counts.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
