"""One HTML file with the plots and the figures behind them; nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import html
import re

from .frames_of import Frames
from .pax import wilson

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "figure{margin:2rem 0}figure svg,figure img{max-width:100%;height:auto}table{border-collapse:collapse;font-size:14px}"
    "th,td{padding:.2rem .6rem;border-bottom:1px solid #ccc;text-align:left}td.n{text-align:right}figcaption{font-weight:600}"
)


def page(frames: Frames, pictures: list[tuple[str, str, bytes]], form: str) -> bytes:
    """The page: how many agreements, the plots given as (name, title, bytes), a table of shares with intervals."""
    documents = frames.documents
    states = documents["state"].value_counts()
    figures = "".join(f'<figure id="{name}"><figcaption>{html.escape(title)}</figcaption>{_picture(name, title, data, form)}</figure>' for name, title, data in pictures)
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; style-src \'unsafe-inline\'">'
        f"<title>Provisions for children in {len(documents):,} agreements</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Provisions for children in {len(documents):,} agreements</h1>"
        f"<p>{states.get('scanned', 0):,} scanned, {states.get('error', 0):,} could not be read, {states.get('pending', 0):,} pending. A reading aid, not legal advice: “absent” means that no such clause was found in the text that was read.</p>"
        f"{figures}{_table(frames)}</main></body></html>\n"
    )
    return text.encode()


def _picture(name: str, title: str, data: bytes, form: str) -> str:
    if form == "png":
        return f'<img alt="{html.escape(title)}" src="data:image/png;base64,{base64.b64encode(data).decode()}">'
    drawing = data.decode()
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing[drawing.index("<svg") :], flags=re.S)
    drawing = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', drawing)  # ids of several drawings must not meet in one page
    drawing = re.sub(r'(href="#|url\(#)', rf"\1{name}-", drawing)
    return drawing.replace("<svg", f'<svg role="img" aria-label="{html.escape(title)}"', 1)


def _table(frames: Frames) -> str:
    long = frames.long
    asked = long[long["in_profile"] & ~long["status"].isin(("not-applicable", "not-assessed"))]
    rows = []
    for provision, group in asked.groupby("provision", sort=True):
        n, found = len(group), int(group["status"].isin(("present", "weak")).sum())
        low, high = wilson(found, n)
        counts = "".join(f'<td class="n">{int((group["status"] == s).sum())}</td>' for s in ("contrary", "absent", "weak", "unclear", "present"))
        rows.append(f'<tr><th scope="row">{html.escape(provision)}</th><td class="n">{n}</td>{counts}<td class="n">{found / n:.0%} ({low:.0%}–{high:.0%})</td></tr>')
    head = "".join(f'<th scope="col">{h}</th>' for h in ("Provision", "Asked", "Contrary", "Absent", "Weak", "Unclear", "Present", "Present or weak (95 %)"))
    return f"<h2>Shares</h2><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
