"""The pool: registering, logging in, consent and profile."""
