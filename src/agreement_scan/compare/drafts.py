"""Two drafts in, one comparison out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import languages
from ..comparison import Comparison
from ..model import Document, Notice, Report
from ..options import Options
from ..readers import read
from ..scan import interpret, report_of
from .doubts import doubted
from .pairs import pairs_of
from .provisions import changes_of
from .steady import steadied
from .trials import with_trials


def compare_drafts(old: Path | bytes | str, new: Path | bytes | str, options: Options | None = None, *, names: tuple[str | None, str | None] = (None, None)) -> Comparison:
    """Reads, scans and compares two drafts. Raises whatever ``scan`` raises."""
    options = Options() if options is None else options
    sources = zip((old, new), names, strict=True)
    documents = [read(source, name=name, password=options.password or None, changes=options.changes) for source, name in sources]
    return compare_documents(documents[0], documents[1], options)


def compare_documents(old: Document, new: Document, options: Options, readings: tuple[str, str] = ("", "")) -> Comparison:
    """Scans and compares two documents that were already read.

    Both are assessed by one profile: the one asked for, or the one that the new draft's text proposes.
    """
    before, after = interpret(old, options), interpret(new, options)
    notices = []
    if before.profile != after.profile:
        notices.append(
            Notice(
                "profile-differs", "warning", f"By its own text the old draft reads as {before.profile}, the new one as {after.profile}; both were assessed as {after.profile}.",
                f"Choose with --profile {before.profile} or --profile {after.profile}.",
            )
        )  # fmt: skip
        before = replace(before, profile=after.profile)
    compared = compare(report_of(before), report_of(after), readings, notices)
    return doubted(steadied(with_trials(compared, after), before, after), before, after)


def compare(old: Report, new: Report, readings: tuple[str, str] = ("", ""), notices: list[Notice] | None = None) -> Comparison:
    """Compares two reports. Raises UnsupportedLanguage where the pack of a report's language is gone."""
    said = list(notices or ())
    packs = languages.load(old.language), languages.load(new.language)
    if old.language != new.language:
        said.append(
            Notice(
                "language-differs", "warning", f"The old draft is in {packs[0].name}, the new one in {packs[1].name}: their words cannot be compared.",
                "Statuses are compared; clauses are only paired where names and numbers agree.",
            )
        )  # fmt: skip
    if old.run.profile != new.run.profile:
        said.append(Notice("profile-differs", "warning", f"The old draft was assessed as {old.run.profile}, the new one as {new.run.profile}.", "Scan both with one profile."))
    if old.document.text == new.document.text:
        said.append(Notice("same-text", "info", "Both drafts have the same text."))
    pairs = pairs_of(old, new, packs)
    changes = changes_of(old, new, pairs)
    named = sorted({name for change in changes for reason in change.reasons for name in reason.concepts})
    return Comparison(old, new, pairs, changes, tuple(said), readings, {name: packs[1].meaning(name) for name in named})
