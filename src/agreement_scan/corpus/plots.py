"""The plots researchers expect, as matplotlib figures: shares with intervals, heat map, co-occurrence, time line.

Every plot is a function of :class:`Frames` and says in its title what is counted. Same store, same bytes.
"""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import Any

from ..errors import MissingExtra, NotWritable, UsageError
from ..model import STATUSES
from ..outputs import spare
from .frames_of import Frames
from .opening import parts
from .pax import STAGES, wilson

# Apart for readers who do not tell red from green (after Okabe and Ito 2008), and by lightness in print.
COLOURS = {"contrary": "#b2182b", "absent": "#f4a582", "weak": "#f0e442", "unclear": "#cc79a7", "present": "#0072b2", "not-applicable": "#f2f2f2", "not-assessed": "#8c8c8c"}
FOUND = ("present", "weak")
GROUPS = {"year": "meta_Year", "stage": "meta_StageName", "process": "meta_Process"}


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise MissingExtra("Plots need matplotlib.", 'pip install "agreement-scan[data]"') from None
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "agreement_scan", "font.family": "DejaVu Sans", "svg.fonttype": "path", "axes.spines.top": False, "axes.spines.right": False})
    from matplotlib import pyplot

    return pyplot


def shares(frames: Frames, by: str, provisions: list[str] | None = None, most: int = 9) -> Any:
    """Share of agreements with a provision (present or weak) among those it was asked of, by year, stage, process or any
    metadata column; bars are 95 % Wilson intervals, numbers above them the agreements asked. Raises UsageError."""
    pyplot = _matplotlib()
    column = GROUPS.get(by, by)
    documents = frames.documents
    if column not in documents.columns or documents[column].isna().all():
        raise UsageError(f"The documents have no metadata “{by}”.", "Join it first: agreement-scan corpus import-pax, or corpus join.")
    long = _asked(frames).merge(documents[["document", column]].dropna(), on="document")
    chosen = provisions or _frequent(frames, most)
    order = sorted(long[column].unique(), key=lambda v: (list(STAGES.values()).index(v) if v in STAGES.values() else 99, v))
    if by == "year":  # years without an agreement keep their place
        order = list(range(int(order[0]), int(order[-1]) + 1))
    elif len(order) > 40:  # the groups with most agreements, else nothing can be read
        size = long.groupby(column)["document"].nunique()
        order = sorted(sorted(order, key=lambda v: (-size[v], str(v)))[:25], key=str)
    columns = min(3, len(chosen))
    figure, axes = pyplot.subplots(-(-len(chosen) // columns), columns, figsize=(4.6 * columns, 3.1 * -(-len(chosen) // columns)), squeeze=False, sharey=True)
    for axis in axes.flat[len(chosen) :]:
        axis.set_visible(False)
    for axis, provision in zip(axes.flat, chosen, strict=False):
        some = long[long["provision"] == provision]
        for at, value in enumerate(order):
            group = some[some[column] == value]["status"]
            n, yes = len(group), int(group.isin(FOUND).sum())
            if n:
                low, high = wilson(yes, n)
                axis.bar(at, yes / n, color="#8fc1e3", width=0.7)
                axis.plot([at, at], [low, high], color="black", linewidth=1)
                axis.text(at, max(high, yes / n) + 0.02, str(n), ha="center", fontsize=6)
        axis.set_ylim(0, 1.12)
        axis.set_title(_wrapped(provision, 34), fontsize=9)
        axis.set_xticks(range(len(order)), [_wrapped(str(v), 22) for v in order], rotation=60 if len(order) > 4 else 0, ha="right" if len(order) > 4 else "center", fontsize=7)
    figure.suptitle(f"Agreements with a provision (present or weak) among those asked, by {by}", fontsize=11)
    figure.tight_layout()
    return figure


def heat_map(frames: Frames, most: int = 60) -> Any:
    """Provisions × agreements by status. Above ``most`` agreements each column is one status' share instead."""
    pyplot = _matplotlib()
    import numpy as np
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    wide = frames.wide.set_index("document").drop(columns="profile")
    wide = wide[[c for c in wide.columns if wide[c].notna().any()]]
    if wide.empty:
        raise UsageError("There is no scanned document in the store.", "Run batch first.")
    names = list(wide.columns)
    if len(wide) > most:
        table = np.array([[(wide[c] == s).sum() / max(1, wide[c].notna().sum()) for s in STATUSES] for c in names])
        figure, axis = pyplot.subplots(figsize=(7, 0.16 * len(names) + 2))
        picture = axis.imshow(table, aspect="auto", cmap="Blues", vmin=0, vmax=1)
        figure.colorbar(picture, ax=axis, label="share of the agreements it was assessed in", shrink=0.4)
        axis.set_xticks(range(len(STATUSES)), STATUSES, rotation=60, ha="right", fontsize=7)
        axis.set_title(f"Status of each provision in {len(wide):,} agreements", fontsize=10)
    else:
        codes = {s: n for n, s in enumerate(STATUSES)}
        table = np.array([[codes.get(v, len(STATUSES)) for v in wide[c].astype(object)] for c in names])
        figure, axis = pyplot.subplots(figsize=(0.2 * len(wide) + 5, 0.16 * len(names) + 3))
        colours = ListedColormap([*(COLOURS[s] for s in STATUSES), "#ffffff"])
        axis.imshow(table, aspect="auto", cmap=colours, norm=BoundaryNorm(range(len(STATUSES) + 2), colours.N), interpolation="nearest")
        axis.set_xticks(range(len(wide)), [_short(d) for d in wide.index], rotation=90, fontsize=6)
        axis.set_title("Provisions × agreements (white: not asked)", fontsize=10)
        axis.legend(handles=[Patch(facecolor=COLOURS[s], edgecolor="#888888", label=s) for s in STATUSES], loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=7, frameon=False)
    axis.set_yticks(range(len(names)), names, fontsize=6)
    figure.tight_layout()
    return figure


def co_occurrence(frames: Frames, most: int = 25) -> Any:
    """How often two provisions stand (present or weak) in the same agreement: Jaccard share of the most frequent ones."""
    pyplot = _matplotlib()
    import numpy as np

    chosen = _frequent(frames, most)
    long = frames.long
    held = {p: set(long[(long["provision"] == p) & long["status"].isin(FOUND)]["document"]) for p in chosen}
    table = np.array([[len(held[a] & held[b]) / len(held[a] | held[b]) if held[a] | held[b] else 0.0 for b in chosen] for a in chosen])
    figure, axis = pyplot.subplots(figsize=(0.3 * len(chosen) + 4, 0.3 * len(chosen) + 3))
    figure.colorbar(axis.imshow(table, cmap="Blues", vmin=0, vmax=1), ax=axis, label="agreements with both / with either", shrink=0.6)
    axis.set_xticks(range(len(chosen)), chosen, rotation=90, fontsize=7)
    axis.set_yticks(range(len(chosen)), chosen, fontsize=7)
    axis.set_title("Provisions in the same agreement (present or weak)", fontsize=10)
    figure.tight_layout()
    return figure


def time_line(frames: Frames, process: str, most: int = 30) -> Any:
    """The agreements of one peace process in order of date, and what each says on the provisions found in it. Raises UsageError."""
    pyplot = _matplotlib()
    documents = frames.documents
    if not {"meta_Process", "meta_Date"} <= set(documents.columns):
        raise UsageError("The documents have no metadata Process and Date.", "Join PA-X first: agreement-scan corpus import-pax.")
    some = documents[(documents["meta_Process"] == process) & (documents["state"] == "scanned") & documents["meta_Date"].notna()].sort_values(["meta_Date", "document"])
    if some.empty:
        raise UsageError(f"No scanned agreement belongs to the process “{process}”.", "Processes: " + ", ".join(sorted(documents["meta_Process"].dropna().unique())[:20]))
    long = frames.long[frames.long["document"].isin(some["document"])]
    said = long[long["status"].isin(("present", "weak", "contrary", "unclear"))]
    counted = said.groupby("provision")["document"].nunique()
    chosen = sorted(counted.index, key=lambda p: (-counted[p], p))[:most][::-1]
    place = {d: n for n, d in enumerate(some["document"])}
    figure, axis = pyplot.subplots(figsize=(max(6, 0.5 * len(some) + 4), 0.24 * len(chosen) + 3))
    for status in ("present", "weak", "contrary", "unclear"):
        points = said[(said["status"] == status) & said["provision"].isin(chosen)]
        axis.scatter([place[d] for d in points["document"]], [chosen.index(p) for p in points["provision"]], color=COLOURS[status], edgecolor="#444444", linewidth=0.4, s=42, label=status, marker={"present": "o", "weak": "^", "contrary": "X", "unclear": "s"}[status])
    labels = [f"{date}\n{_wrapped(_short(d), 22)}" for d, date in zip(some["document"], some["meta_Date"], strict=True)]
    axis.set_xticks(range(len(some)), labels, rotation=60, ha="right", fontsize=7)
    axis.set_yticks(range(len(chosen)), chosen, fontsize=7)
    axis.grid(axis="y", color="#eeeeee")
    axis.set_axisbelow(True)
    axis.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=7, frameon=False)
    axis.set_title(_wrapped(f"What the agreements of one process say: {process}", 90), fontsize=10)
    figure.tight_layout()
    return figure


def drawn(figure: Any, form: str) -> bytes:
    """The figure as SVG or PNG bytes, without a date; closes it."""
    held = io.BytesIO()
    figure.savefig(held, format=form, dpi=150, metadata={"Date": None} if form == "svg" else {"Software": None})
    _matplotlib().close(figure)
    return held.getvalue()


def draw_all(store: str | Path, folder: str | Path, *, form: str = "svg", process: str | None = None, provisions: list[str] | None = None) -> list[Path]:
    """Draws every plot the store has data for, and ``corpus.html`` with all of them in one file.

    Documents marked as duplicates are left out. Raises UsageError, also where a file would overwrite the store, and NotWritable.
    """
    if form not in ("svg", "png"):
        raise UsageError(f"Plots cannot be written as “{form}”.", "Formats: svg, png.")
    frames, place = Frames(store).distinct(), Path(folder)
    if not (frames.documents["state"] == "scanned").any():
        raise UsageError("There is no scanned document in the store.", "Run batch first.")
    columns = set(frames.documents.columns)
    wanted: list[tuple[str, str, Any]] = [
        (f"provisions-by-{by}", f"Provisions by {by}", lambda by=by: shares(frames, by, provisions))
        for by, column in GROUPS.items() if column in columns and frames.documents[column].notna().any()
    ]  # fmt: skip
    wanted += [("heat-map", "Provisions × agreements", lambda: heat_map(frames)), ("co-occurrence", "Co-occurrence", lambda: co_occurrence(frames))]
    if process is None and {"meta_Process", "meta_Date"} <= columns:
        counted = frames.documents[(frames.documents["state"] == "scanned") & frames.documents["meta_Date"].notna()]["meta_Process"].value_counts()
        process = min((p for p in counted.index if counted[p] == counted.max()), default=None)
    if process is not None:
        wanted.append(("time-line", f"Time line: {process}", lambda: time_line(frames, process)))
    from .page import page

    files = [place / f"{name}.{form}" for name, _, _ in wanted] + [place / "corpus.html"]
    for path in files:
        spare(path, *parts(store))
    pictures = [(name, title, drawn(make(), form)) for name, title, make in wanted]
    try:
        place.mkdir(parents=True, exist_ok=True)
        for path, data in zip(files, [*(data for _, _, data in pictures), page(frames, pictures, form)], strict=True):
            path.write_bytes(data)
    except OSError as error:
        raise NotWritable(f"The plots cannot be written: {error.strerror or error}.", "Choose another folder with -o.") from None
    return files


def _asked(frames: Frames) -> Any:
    """Rows of the long table in which the provision was asked and the text for it was read."""
    long = frames.long
    return long[long["in_profile"] & ~long["status"].isin(("not-applicable", "not-assessed"))]


def _frequent(frames: Frames, most: int) -> list[str]:
    """The provisions that stand in most agreements, most frequent first."""
    long = frames.long
    counted = long[long["status"].isin(FOUND)].groupby("provision")["document"].nunique()
    chosen = sorted(counted.index, key=lambda p: (-counted[p], p))[:most]
    if not chosen:
        raise UsageError("No agreement of the store has any provision.", "There is nothing to draw.")
    return chosen


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0][:32].replace("$", r"\$")


def _wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text.replace("$", r"\$"), width)) or text
