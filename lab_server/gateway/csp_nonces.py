"""Makes the code in oTree's templates and scripts known as ours, before any data of participants is near it.

A script inside a template gets a mark, which becomes a number used once when the page is sent. Code in attributes
cannot be marked: it moves to a data attribute, where static/gateway/handlers.js finds it.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

# Known to nobody outside this process: what a participant types cannot contain it.
MARK = f"nonce-of-{secrets.token_hex(16)}"

INLINE_CODE = re.compile(r"<(script(?![^>]*\ssrc\s*=)|style)\b", re.IGNORECASE)
HANDLER = re.compile(r"""(?<=\s)on(click|change)=(?=["'])""")
NO_ADDRESS = "javascript:void(0)"
COMMON_SCRIPT = re.compile(r"""<script src="\{% static 'otree/js/common_(admin|user_facing)\.js' %\}"></script>""")

STATIC_FOLDER = Path(__file__).with_name("static")
HANDLERS_SCRIPT = """<script src="{% static 'gateway/handlers.js' %}"></script>"""


def in_template(source: str) -> str:
    """Return the source of a template with its code marked or moved."""
    source = INLINE_CODE.sub(rf'<\1 nonce="{MARK}"', source)
    source = HANDLER.sub(r"data-on\1=", source).replace(NO_ADDRESS, "#")
    return COMMON_SCRIPT.sub(rf"\g<0>{HANDLERS_SCRIPT}", source)


def in_script(source: str) -> str:
    """Return a script that writes no code into attributes."""
    return HANDLER.sub(r"data-on\1=", source)
