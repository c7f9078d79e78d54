"""The straight line: bytes, document, clauses, reading, findings, report."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import languages
from .assess import assess, findings_of, unread_as_notice
from .catalogue import Catalogue, load_catalogue
from .classify.model import reader_of
from .errors import EmptyInput, UnsupportedLanguage
from .languages import Language
from .model import Clause, ClauseInfo, Document, Finding, Notice, ProvisionInfo, Report, Run
from .options import Options
from .pipeline import pipeline_for
from .readers import read
from .rules import Candidate, Concern, Reading, RuleBook, candidates
from .rules.limits import limiting
from .rules.passages import bitset
from .settle import settle
from .structure import much_signed, split

# Function words in a hundred below which a text is not taken for prose of the language.
LEAST_SHARE = 0.12
# Words below which a text is no draft.
FEW_WORDS = 150
# Clauses that a notice names.
MOST_LIMITS = 6
# Characters at the head of a text that are taken for its title, and the score below which title words propose no profile.
TITLE_LENGTH = 220
LEAST_SCORE = 0.5


@cache
def tool_version() -> str:
    """The installed version of the package."""
    try:
        return version("agreement-scan")
    except PackageNotFoundError:
        return "0+source"


def scan(source: Path | bytes | str, options: Options | None = None, *, name: str | None = None) -> Report:
    """Scans one draft: a path, bytes, or "-" for standard input.

    Raises UnreadableInput, UnsupportedLanguage, BadCatalogue, UsageError.
    """
    options = Options() if options is None else options
    document = read(source, name=name, password=options.password or None, changes=options.changes)
    return scan_document(document, options)


def scan_document(document: Document, options: Options) -> Report:
    """Scans a document that was already read: the rest of the line, a pure function."""
    with _uncollected():
        return report_of(interpret(document, options))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Lets the garbage collector rest: a scan makes many small objects and no cycles, so that it would look through them for nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A document as it was understood, before it becomes a report: what explanations look into."""

    document: Document
    options: Options
    language: Language
    clauses: list[Clause]
    catalogue: Catalogue
    profile: str
    proposed: bool
    reading: Reading
    rules: RuleBook
    model: Any  # None where only the rules read
    settled: list[Candidate]
    concern: Concern


def interpret(document: Document, options: Options) -> Interpretation:
    """Clauses, reading and settled candidates of a document."""
    language = identify(document, options)
    clauses = split(document, language)
    catalogue = load_catalogue(_own(options))
    pipeline = pipeline_for(language, catalogue)
    reading = pipeline(document, clauses)
    profile, proposed = choose_profile(document, clauses, catalogue, options, language)
    if not proposed:
        reading.read_as(catalogue.profiles[profile].letter)
    model = reader_of(language.code, options.model)
    settled, concern = settled_readings(reading, pipeline.rules, catalogue, model)
    return Interpretation(document, options, language, clauses, catalogue, profile, proposed, reading, pipeline.rules, model, settled, concern)


def settled_readings(reading: Reading, rules: RuleBook, catalogue: Catalogue, model: Any = None, by_rules: bool = True) -> tuple[list[Candidate], Concern]:
    """What rules and model make of a text, with what only the whole text tells applied, and what in it is of concern.

    Without ``by_rules`` the model reads alone.
    """
    found = candidates(reading, rules)  # settles facts of the whole text, which the concern may ask for
    concern = Concern.of(reading, rules)
    settled = settle(concern.of_rules(found), catalogue) if by_rules else []
    if model is not None:
        from .classify.hybrid import merge

        settled = settle(merge(reading, settled, model, rules, concern), catalogue)
    concern.doubt(settled)
    return settled, concern


def report_of(understood: Interpretation) -> Report:
    """The report of an interpretation: findings, one status for every provision, notices."""
    document, reading, rules, catalogue, model = understood.document, understood.reading, understood.rules, understood.catalogue, understood.model
    findings = findings_of(document, reading, understood.settled, rules, catalogue)
    notices = (
        *document.notices, *_hardly_read(document, understood.language, bool(understood.options.language)), *unread_as_notice(document, rules), *_not_agreed(reading, document), *_reads_as_report(understood.concern),
        *much_signed(document, understood.clauses), *_limited(understood), *_not_supplied(reading), *_conflicts(findings, catalogue),
    )
    assessments = assess(catalogue, understood.profile, findings, reading, rules, notices)
    run = Run(
        tool_version(), catalogue.hash, understood.language.code, f"{model.name} {model.hash}" if model is not None else "",
        understood.profile, understood.proposed, understood.options.shown(),
    )  # fmt: skip
    return Report(
        run, document, notices, assessments, tuple(findings),
        {a.provision: _described(catalogue, a.provision, understood.profile) for a in assessments},
        tuple(ClauseInfo(c.label, c.kind, c.start, c.end, c.depth, c.operative, c.body, c.agreed) for c in understood.clauses),
        understood.language.code,
        {name: understood.language.meaning(name) for name in sorted({e.name for f in findings for e in f.evidence if e.kind in ("concept", "cue")})},
    )  # fmt: skip


def _described(catalogue: Catalogue, provision: str, profile: str) -> ProvisionInfo:
    """What reports print of a provision; the same for every document."""
    key = (catalogue.hash, provision, profile)
    if key not in _DESCRIBED:
        _DESCRIBED[key] = catalogue.describe(provision, profile)
    return _DESCRIBED[key]


_DESCRIBED: dict[tuple[str, str, str], ProvisionInfo] = {}


def identify(document: Document, options: Options) -> Language:
    """The language pack for a text. Raises UnsupportedLanguage with the packs there are, EmptyInput for no text."""
    if options.language:
        return languages.load(options.language, _own(options))
    if not document.text.strip():
        raise EmptyInput(f"{document.name} holds no text.", "Check that it is the right file.")
    code, share = languages.identify(document.text)
    if share < LEAST_SHARE and len(document.text.split()) > 8:
        raise UnsupportedLanguage(
            f"{document.name} does not read as {', '.join(languages.load(c).name for c in languages.available())}.",
            f"Languages with a pack: {', '.join(languages.available())}. If the text is in one of them, say so with --language.",
        )
    return languages.load(code or languages.available()[0], _own(options))


def _own(options: Options) -> Path | None:
    """The user's catalogue folder, None for none."""
    return Path(options.catalogue) if options.catalogue else None


def choose_profile(document: Document, clauses: list[Clause], catalogue: Catalogue, options: Options, language: Language) -> tuple[str, bool]:
    """The profile asked for, or the one whose title words stand earliest and most in the head of the text; and whether it was proposed.

    Words count whole ("Commission" names no mission). Where one or two of them stand below the title it is a peace agreement.
    """
    if options.profile:
        catalogue.members(options.profile)
        return options.profile, False
    end = next((c.start for c in clauses if c.kind in ("article", "paragraph", "item")), 1500)
    head = document.text[: max(300, min(end, 1500))].lower()
    for phrase in language.structure["mission"]["not"]:
        head = head.replace(phrase, " " * len(phrase))
    scores: dict[str, float] = {}
    for profile in catalogue.profiles.values():
        score = 0.0
        for n, word in enumerate(profile.title_words):
            if word not in head:  # most texts hold few of them
                continue
            weight = 1.0 / (1 + 0.25 * n)
            places = [m.start() for m in re.finditer(rf"\b{re.escape(word)}(?:s|es)?\b", head)]
            if places and places[0] + len(word) <= TITLE_LENGTH:
                score += 3.0 * weight * (1.0 - places[0] / 600)
            score += 0.3 * weight * min(3, len(places))
        scores[profile.id] = score
    best = max(scores, key=lambda p: scores[p])
    return (best if scores[best] >= LEAST_SCORE else "peace-agreement"), True


def _reads_as(document: Document, language: Language) -> bool:
    code, share = languages.identify(document.text)
    return code == language.code and share >= LEAST_SHARE


def _hardly_read(document: Document, language: Language, forced: bool) -> tuple[Notice, ...]:
    """A notice for a text of which gaps say little: one that does not read as the language it is ``forced`` to be, or one of a few words."""
    words = len(document.text.split(maxsplit=FEW_WORDS))  # more than that need no count
    if forced and document.text.strip() and not _reads_as(document, language):
        return (
            Notice(
                "language-doubtful", "warning", f"The text does not read as {language.name}: what is absent may only be said in another language.",
                "Check --language.",
            ),
        )  # fmt: skip
    if words < FEW_WORDS:
        return (
            Notice(
                "short-text", "warning", f"The text has {words} {'word' if words == 1 else 'words'}: what is absent from it says little.",
                "Check that this is the whole draft.",
            ),
        )  # fmt: skip
    return ()


def _reads_as_report(concern: Concern) -> tuple[Notice, ...]:
    """A notice for a text that mostly tells what happened: it is hardly a draft agreement."""
    if not concern.told:
        return ()
    return (
        Notice(
            "reads-as-report", "warning", "The text reads as a report, not as an agreement: it mostly tells what happened.",
            "What is found where nobody is bound is marked unclear.",
        ),
    )  # fmt: skip


def _limited(understood: Interpretation) -> tuple[Notice, ...]:
    """A notice that names the clauses that seem to limit others in which something stands for children, unless they are findings themselves."""
    reading = understood.reading
    good = [c.passage.index for c in understood.settled if c.status in ("present", "weak")]
    told = {c.passage.index for c in understood.settled if c.status in ("contrary", "unclear")}
    found = limiting(reading, understood.language, bitset(good, len(reading.passages)) if good else 0, told)
    if not found:
        return ()
    named = "; ".join(f"{label} seems to limit {reference}" for label, reference in found[:MOST_LIMITS])
    more = f"; and so do {len(found) - MOST_LIMITS} more" if len(found) > MOST_LIMITS else ""
    return (Notice("clauses-limited", "warning", f"{named}{more}: what stands there for children may not hold throughout.", "Read them together."),)


def _conflicts(findings: list[Finding], catalogue: Catalogue) -> tuple[Notice, ...]:
    """A notice for each provision on which clauses contradict one another, where the catalogue has words for that (definitions of a child)."""
    made = []
    for provision in catalogue.provisions.values() if findings else ():
        good, bad = ([f.clause for f in findings if f.provision == provision.id and f.status == status] for status in ("present", "contrary"))
        if provision.conflict and good and bad:
            made.append(Notice("clauses-conflict", "warning", f"{provision.conflict}: {_listed(good)} against {_listed(bad)}.", "One of them must give way."))
    return tuple(made)


def _listed(labels: list[str]) -> str:
    """Labels of clauses, each once, the first few."""
    known = list(dict.fromkeys(labels))
    return ", ".join(known[:MOST_LIMITS]) + (f" and {len(known) - MOST_LIMITS} more" if len(known) > MOST_LIMITS else "")


def _not_supplied(reading: Reading) -> tuple[Notice, ...]:
    """A notice that names the annexes and other texts to which this one leaves something, and that are not in it."""
    left = [(reading.passages[place].clause.label, name) for place, name in reading.elsewhere.items()]
    named = list(dict.fromkeys([*reading.unsupplied, *left]))
    if not named:
        return ()
    shown = "; ".join(f"{name} ({label})" for label, name in named[:MOST_LIMITS])
    more = f"; and {len(named) - MOST_LIMITS} more" if len(named) > MOST_LIMITS else ""
    return (Notice("text-not-supplied", "warning", f"Named here but not in the text: {shown}{more}. What stands there was not read.", "Scan it too, or read what is absent or unclear together with it."),)


def _not_agreed(reading: object, document: Document) -> tuple[Notice, ...]:
    """A notice that counts passages in brackets, options and tracked changes: they were read as not agreed."""
    count = sum(1 for p in reading.passages if p.unagreed)  # type: ignore[attr-defined]
    if not count:
        return ()
    return (
        Notice(
            "text-not-agreed", "warning", f"{count} passage{'s are' if count > 1 else ' is'} not agreed text (brackets, options, tracked changes).",
            "Good wording in them counts as weak, contrary wording as contrary.",
        ),
    )  # fmt: skip


