"""The office's settings, but for what takes time: passwords are hashed quickly, and garbage is looked for rarely."""

from __future__ import annotations

from recruitment.settings import *  # noqa: F403
from runtime import garbage

# Slow on purpose where it counts.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Scripts of the tests have nothing else in common with the office's own commands.
garbage.look_rarely()
