"""Words that only English has: what they are found in was left in English, wherever it came from."""

from __future__ import annotations

import re

from playwright.sync_api import Page

ENGLISH = re.compile(
    r"\b(the|and|of|you|your|are|is|this|that|please|with|from|not|to|round|report|forecast|capacity|demand|profit"
    r"|units|points|waiting|page|study|sender|receiver|manufacturer|supplier)\b",
    re.IGNORECASE,
)
# The German name of a role.
GERMAN_TOO = {"sender"}


def english_words(text: str) -> list[str]:
    """Return the English words in a text."""
    return [word for word in ENGLISH.findall(text) if word.lower() not in GERMAN_TOO]


# Texts wherever they stand: the title, closed parts of the page, names for screen readers, what scripts will show.
TEXTS = """() => {
    const found = [document.title];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (!texts.currentNode.parentElement.closest("script, style")) found.push(texts.currentNode.data);
    }
    for (const element of document.querySelectorAll("body, body *")) {
        for (const attribute of element.attributes) {
            const isText = ["aria-label", "title", "alt", "placeholder"].includes(attribute.name);
            const isForScripts = attribute.name.startsWith("data-") && attribute.value.includes(" ");
            if (isText || isForScripts) found.push(attribute.value);
        }
    }
    return found;
}"""


def english_on(page: Page) -> list[str]:
    """Return each text on a page that has English words."""
    return [f"English: {text.strip()}" for text in page.evaluate(TEXTS) if english_words(text)]
