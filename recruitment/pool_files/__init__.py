"""The pool as a file, from another system or for one."""
