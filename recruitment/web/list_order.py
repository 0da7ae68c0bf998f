"""How rows are ordered that are alike."""

from __future__ import annotations

# Rows that are alike in the column that sorts keep their order from page to page.
TIES = "pk"
