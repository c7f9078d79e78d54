"""What the open choices of a draft mean, in rows: one provision a row, one option a column."""

from __future__ import annotations

from typing import NamedTuple

from agreement_scan.comparison import Choice, Choices
from agreement_scan.model import ProvisionInfo
from agreement_scan.reports._order import WORDS
from agreement_scan.reports._text import one_line, quoted, shortened

CAVEAT = "Each option was read as if it were agreed, all else as the draft has it. A reading aid, not legal advice: a person decides."
NOTHING = "No provision gets another answer by this choice."
_WORDS = 160


class Row(NamedTuple):
    """One provision: its answer as the draft stands, and under each option."""

    provision: str
    name: str
    headline: bool
    drafted: str
    statuses: tuple[str, ...]


def rows(choices: Choices, choice: Choice) -> list[Row]:
    """The provisions on which the options differ, in the order of the catalogue, headline ones first."""
    drafted = {a.provision: a.status for a in choices.draft.assessments}
    under = [{a.provision: a.status for a in o.assessments} for o in choice.options]
    names = dict.fromkeys(p for one in under for p in one)
    found = []
    for p in names:
        info: ProvisionInfo | None = choices.draft.provisions.get(p)
        found.append(Row(p, info.name if info else p, bool(info and info.headline), _told(drafted.get(p)), tuple(_told(one.get(p)) for one in under)))
    return sorted(found, key=lambda row: not row.headline)


def _told(status: str | None) -> str:
    return WORDS[status].lower() if status is not None else "not found"


def headings(choices: Choices, choice: Choice, redacted: bool) -> list[str]:
    """What to call each option: its name, its words, or both."""
    text = choices.draft.document.text
    told = []
    for n, option in enumerate(choice.options, 1):
        words = "" if redacted else quoted(shortened(one_line(text[option.start : option.end]), _WORDS))
        if option.kind == "without":
            told.append("without the words" if redacted else f"without {words}")
        else:
            told.append(": ".join(part for part in (one_line(option.name) or (f"option {n}" if redacted else ""), words) if part))
    return told


def place(choice: Choice) -> str:
    """Where a choice stands."""
    return one_line(choice.clause) + (f", page {choice.page}" if choice.page is not None else "") or "The text"


def redlines(choices: Choices, choice: Choice) -> list[list[tuple[str, str]]]:
    """The clauses that hold a choice, once for each option: runs of words that stay (""), go ("del") or are chosen ("ins")."""
    text = choices.draft.document.text
    holding = [c for c in choices.draft.clauses if c.start < choice.end and c.end > choice.start]
    first, last = min([choice.start, *(c.start for c in holding)]), max([choice.end, *(c.end for c in holding)])
    told = []
    for option in choice.options:
        kept = (option.start, option.end) if option.kind != "without" else (choice.end, choice.end)
        cuts = [("", first, choice.start), ("del", choice.start, kept[0]), ("ins", *kept), ("del", kept[1], choice.end), ("", choice.end, last)]
        told.append([(kind, text[start:end]) for kind, start, end in cuts if start < end])
    return told
