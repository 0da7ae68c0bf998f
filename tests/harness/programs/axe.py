"""Asks axe-core, inside a page, what keeps people with disabilities out."""

from __future__ import annotations

from importlib import resources

from playwright.sync_api import Page


def axe_violations(page: Page, *, excluded_rules: tuple[str, ...] = ()) -> list[str]:
    """Return one readable line for each element of the page that breaks a rule of axe."""
    # evaluate() and not a script tag: a content security policy does not apply to it.
    source = resources.files("axe_playwright_python").joinpath("axe.min.js")
    page.evaluate(source.read_text(encoding="utf-8"))
    # What passes is not described either, which takes a quarter of the time.
    options = {"rules": {rule: {"enabled": False} for rule in excluded_rules}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {_where(node)}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _where(node: dict) -> str:
    return f"{' '.join(map(str, node['target']))}  {node['html'][:200]}"
