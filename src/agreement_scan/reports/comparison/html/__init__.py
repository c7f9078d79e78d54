"""The redline as one self-contained HTML file: the status changes, then both drafts side by side.

It opens by double click, holds no script and asks the network for nothing: the content security policy allows only the style in the
file, by its hash. Deleted and inserted words are struck out and underlined and said to screen readers; every word is escaped.
"""

from __future__ import annotations

from importlib.resources import files
from itertools import zip_longest
from typing import Any

from agreement_scan.comparison import Choices, Comparison
from agreement_scan.reports._text import same_length
from agreement_scan.reports.comparison._options import CAVEAT, NOTHING, headings, place, redlines, rows
from agreement_scan.reports.comparison._story import Story
from agreement_scan.reports.comparison.html.redline import desk, direction
from agreement_scan.reports.html import source_hash


def render(compared: Comparison | Choices, options: dict[str, Any]) -> bytes:
    """The page in UTF-8."""
    redacted = bool(options.get("redact"))
    if isinstance(compared, Choices):
        told = [(place(c), list(zip_longest(headings(compared, c, redacted), [] if redacted else redlines(compared, c))), rows(compared, c)) for c in compared.choices]
        language = compared.draft.language
        desk_ = {"of": compared, "told": told, "caveat": CAVEAT, "nothing": NOTHING, "language": language, "direction": direction(language)}
        return _page("choices.html", desk=desk_)
    return _page("redline.html", desk=desk(Story(compared, redacted), redacted))


def _page(template: str, **values: Any) -> bytes:
    from jinja2 import DictLoader, Environment, StrictUndefined
    from markupsafe import Markup

    here = files(__package__)
    style = (here / "style.css").read_text("utf-8")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader({name: (here / name).read_text("utf-8") for name in ("base.html", template)}),
        # whatever the template prints, also in attributes: no control character and no override reaches the page
        finalize=lambda value: same_length(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    page = environment.get_template(template).render(
        policy=f"default-src 'none'; style-src '{source_hash(style)}'; base-uri 'none'; form-action 'none'", style=Markup(style), **values
    )
    return page.encode("utf-8", "replace")
