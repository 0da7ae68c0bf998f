"""What writing a table and reading it back share: text that no spreadsheet runs, and the error of a bad file."""

# A spreadsheet runs a cell that begins with one of the first six; the apostrophe marks what has been made inert,
# and so must be marked itself.
_MARK = "'"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", _MARK)


class InvalidFileError(ValueError):
    """A file is not the table it should be; the message names row, column, rule and value. Export it again."""


def neutralise(text: str) -> str:
    """Return the text so that no spreadsheet runs it: a telling first character gets one apostrophe before it."""
    return _MARK + text if text.startswith(_FORMULA_STARTS) else text


def restore(text: str) -> str:
    """Return the text that `neutralise` was given."""
    return text[1:] if text.startswith(_MARK) and text[1:].startswith(_FORMULA_STARTS) else text
