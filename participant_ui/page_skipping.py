"""Leaving for a later app without a visit to every page in between."""

from __future__ import annotations

from functools import cached_property


class Skipping:
    """Of a page: where the next one is."""

    @cached_property
    def _page_index_after_skipped_apps(self) -> int | None:
        return super()._get_next_page_index_if_skipping_apps()

    def _get_next_page_index_if_skipping_apps(self) -> int | None:
        # Asked here and by oTree for the same step; the answer takes several queries.
        return self._page_index_after_skipped_apps

    def _increment_index_in_pages(self) -> None:
        # Leaving for a later app, oTree visits every page in between, several queries each, under the server's
        # one lock. The target page is shown or skipped by itself, so nothing in between needs a visit.
        target = self._get_next_page_index_if_skipping_apps()
        if target is None:
            super()._increment_index_in_pages()
        else:
            self.participant._index_in_pages = target  # noqa: SLF001 - oTree has no public way
