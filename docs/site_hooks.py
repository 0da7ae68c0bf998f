"""What `make docs` makes a site of: every Markdown page of the project, at the place where it lies.

Links work as they do in the repository, from the documentation to the README and back. The menu is the index,
docs/README.md: strict mode warns of a page that is not in it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

REPOSITORY = Path(__file__).resolve().parents[1]
PAGES = ("*.md", "docs/images/*")

INDEX = REPOSITORY / "docs" / "README.md"
TOP = {"Start": "README.md", "Documentation": "docs/README.md"}
SECTION = re.compile(r"^## (.+?)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^- \[[^\]]+\]\((\S+?)\)", re.MULTILINE)

DEFAULT = re.compile(r",\s+default:\s+<code>.*?</code>", re.DOTALL)
FROM_ANOTHER_HOST = re.compile(r"""<(?:script|img|iframe)\b[^>]*\ssrc=["']?https?:|<link\b[^>]*\shref=["']?https?:""")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.nav = [*({title: page} for title, page in TOP.items()), *sections()]
    config.markdown_extensions.insert(0, AsWritten())
    return config


def sections() -> list[dict[str, list[str]]]:
    index = INDEX.read_text(encoding="utf-8")
    return [{title: [in_repository(link) for link in ENTRY.findall(text)]} for title, text in SECTION.findall(index)]


def in_repository(link: str) -> str:
    return (INDEX.parent / link).resolve().relative_to(REPOSITORY).as_posix()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PAGES],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    present = [name for name in listed if (REPOSITORY / name).is_file()]
    of_the_theme = [file for file in files if file.src_dir != config.docs_dir]
    ours = [File(name, str(REPOSITORY), config.site_dir, config.use_directory_urls) for name in present]
    return Files([*of_the_theme, *ours])


def on_page_content(html: str, **_: object) -> str:
    """Take defaults out of lists of parameters: of several choices or names the first counts there, wrongly.

    The signature above has the right ones.
    """
    return DEFAULT.sub("", html)


def on_post_build(config: MkDocsConfig) -> None:
    """Refuse a page that would load something from another host, and tell that host who reads it."""
    for page in Path(config.site_dir).rglob("*.html"):
        found = FROM_ANOTHER_HOST.search(page.read_text(encoding="utf-8"))
        if found:
            raise PluginError(f"{page} loads something from another host: {found[0]}")


class AsWritten(Extension):
    """What our pages and docstrings write and Markdown does not know: how GitHub reads lists, and formulas."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - a name of Markdown's
        md.tab_length = 3
        md.build_parser()
        # After blocks of code, which are 25.
        md.preprocessors.register(BlankLineBeforeItem(md), "items after text", 15)
        # Before code in backticks, which is 190, and after it, before escaped signs, which are 180.
        md.inlinePatterns.register(Formula(r":math:`([^`]+)`", md), "formula in a docstring", 195)
        md.inlinePatterns.register(Formula(r"\$([^$\n]+)\$", md), "formula on a page", 185)
        md.parser.blockprocessors.register(DisplayedFormula(md.parser), "formula of its own", 100)


class BlankLineBeforeItem(Preprocessor):
    """GitHub needs none."""

    AFTER_TEXT = re.compile(r"^(?!-|\d+\.)(.+)\n(?=(?:-|\d+\.) )", re.MULTILINE)

    def run(self, lines: list[str]) -> list[str]:
        return self.AFTER_TEXT.sub(r"\1\n\n", "\n".join(lines)).split("\n")


class Formula(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: N802
        return self.md.htmlStash.store(convert(m[1])), m.start(), m.end()


class DisplayedFormula(BlockProcessor):
    START = ".. math::"

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith(self.START)

    def run(self, parent: Element, blocks: list[str]) -> None:
        formula = " ".join(blocks.pop(0).removeprefix(self.START).split())
        paragraph = Element("p")
        paragraph.text = self.parser.md.htmlStash.store(convert(formula, display="block"))
        parent.append(paragraph)
