"""Why a finding has its status and not the neighbouring one, in sentences to be checked against the draft."""

from __future__ import annotations

from typing import NamedTuple

from agreement_scan.model import Finding, ProvisionInfo, Report
from agreement_scan.reports._order import WORDS
from agreement_scan.reports._redact import WITHHELD_SIGN
from agreement_scan.sentences import lowered

# The statuses a reader may have expected instead; the definition of each tells what the clause would have to say.
NEIGHBOURS = {"present": ("weak",), "weak": ("present",), "contrary": ("present",), "unclear": ()}
MOST_CUES = 8


class Told(NamedTuple):
    """Words of the draft that led to a finding ("" where the report withholds them), and what they stand for."""

    words: str
    meaning: str


def cues(report: Report, finding: Finding) -> list[Told]:
    """The words that a finding rests on, each notion once with its longest words, in the order of the draft; at most ``MOST_CUES``."""
    told: dict[str, str] = {}
    for e in finding.evidence:
        words = " ".join(report.document.text[e.start : e.end].replace(WITHHELD_SIGN, "").split())
        if e.kind in ("concept", "cue", "model"):
            meaning = "weighed by the classifier" if e.kind == "model" else report.glossary.get(e.name, e.name.replace("-", " "))
            if e.kind == "model" and told.get(meaning):
                words = f"{told[meaning]}, {words}"
            if meaning not in told or len(words) > len(told[meaning]):
                told[meaning] = words
    return [Told(words, meaning) for meaning, words in list(told.items())[:MOST_CUES]]


def why_not(finding: Finding, provision: ProvisionInfo | None) -> list[str]:
    """For each status next to the finding's: what the clause would have to say for it."""
    if provision is None:
        return []
    return [f"Not {WORDS[s].lower()}, which would be: {lowered(said)}" for s in NEIGHBOURS.get(finding.status, ()) if (said := getattr(provision, s))]
