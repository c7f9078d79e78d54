"""The report as one self-contained HTML file: checklist, the draft by clause, and the reason for each finding.

It opens by double click, asks the network for nothing and works without JavaScript; with it come keyboard
navigation, filters, search, and a reviewer's decisions, which the browser keeps until they are saved to a file. The content security policy allows only the style and the script in the file, by
their hashes; every word of draft and catalogue is escaped by the template engine.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from agreement_scan.reports._text import same_length
from agreement_scan.reports.html.layout import desk

if TYPE_CHECKING:
    from agreement_scan.model import Report

STYLES = ("style.css", "review.css")
# Before the body, so that no browser lays out thousands of reasons only to hide them when the page has been read.
FIRST = 'document.documentElement.classList.add("js");'
SCRIPTS = ("text.js", "history.js", "app.js", "shown.js", "decide.js")  # in this order: each uses those before it


def render(report: Report, options: dict[str, Any]) -> bytes:
    """The page in UTF-8.

    ``redact`` shows where clauses stand without a word of them, and without the means to decide. ``pages`` are pictures of the
    draft's pages by number (media type and bytes), shown beside the text with a box around every finding.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    here = files(__package__)
    template = (here / "template.html").read_text("utf-8")
    style = "".join((here / name).read_text("utf-8") for name in STYLES)
    script = "".join((here / name).read_text("utf-8") for name in SCRIPTS)
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # whatever the template prints, also in attributes: no control character and no override reaches the page
        finalize=lambda value: same_length(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    page = environment.from_string(template).render(
        desk=desk(report, redacted=bool(options.get("redact")), images=options.get("pages")),
        policy=f"default-src 'none'; style-src '{source_hash(style)}'; script-src '{source_hash(FIRST)}' '{source_hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        first=Markup(FIRST),
        script=Markup(script),
    )
    return page.encode("utf-8", "replace")


def source_hash(source: str) -> str:
    """How a content security policy names a script or style that may run."""
    return "sha256-" + b64encode(sha256(source.encode("utf-8")).digest()).decode("ascii")
