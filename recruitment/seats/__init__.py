"""Sessions, sign-ups and waiting lists."""
