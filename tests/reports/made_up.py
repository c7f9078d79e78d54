"""Made-up reports: an invented draft, offsets found once here, statuses chosen to show every case; hostile words; any number of pages."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from agreement_scan.model import (
    Assessment,
    Box,
    ClauseInfo,
    Document,
    Evidence,
    Finding,
    LeadIn,
    Mark,
    Notice,
    Page,
    ProvisionInfo,
    Report,
    Run,
    Source,
)  # fmt: skip

# (label, kind, depth, operative, agreed, words before the body, body)
CLAUSES = (
    ("Preamble, paragraph 1", "recital", 0, False, True, "", "Reaffirming that all children must be released, whoever holds them,"),
    ("Title", "title", 0, False, True, "", "FRAMEWORK AGREEMENT ON THE CESSATION OF HOSTILITIES IN VARENTIA"),
    ("Article 1", "definition", 0, True, True, "Article 1. Definitions. ", "In this Agreement “child” means any person under the age of fifteen."),
    ("Article 2", "article", 0, True, True, "Article 2. Children. ", "The Parties undertake, without exception, to:"),
    ("Article 2(a)", "item", 1, True, True, "(a) ", "cease the recruitment and use of children in hostilities in any capacity;"),
    ("Article 2(b)", "item", 1, True, True, "(b) ", "endeavour to release all minors within their ranks, as far as possible, once a comprehensive agreement is signed;"),
    ("Article 2(c)", "item", 1, True, False, "(c) ", "[hand over released children to civilian child protection actors within 48 hours]."),
    ("Article 3", "article", 0, True, True, "Article 3. Amnesty. ", "All members of the armed forces of the Parties shall be granted a general amnesty for all acts committed during the conflict."),
    ("Article 4", "article", 0, True, True, "Article 4. Monitoring. ", "The Joint Commission shall monitor and report on violations committed against children and on the release of children."),
    ("Article 4(1)", "row", 1, True, True, "", "Girls and boys | Separate quarters | 30 days after signature"),
    ("Signatures", "signature", 0, False, True, "", "Done at Oru, in two copies.\nFor the Government of Varentia\nFor the Northern Front"),
)  # fmt: skip
PAGE_STARTS = ("Reaffirming", "Article 2. Children", "Article 3. Amnesty")
TITLES = {"PC": ("Paris Commitments", "State commitment"), "WG": ("Working Group toolkit", "UN body document"), "FH": ("Webinar report", "Discussion outcome")}


def draft(clauses=CLAUSES) -> tuple[str, tuple[ClauseInfo, ...]]:
    """The text and its clauses, one after the other with a line end between them."""
    text, infos = "", []
    for label, kind, depth, operative, agreed, before, words in clauses:
        start = len(text)
        text += before + words
        infos.append(ClauseInfo(label, kind, start, len(text), depth, operative, start + len(before), agreed))
        text += "\n"
    return text, tuple(infos)


def provision(identity: str, name: str, kind: str = "require", headline: bool = True, **changes) -> ProvisionInfo:
    title, authority = TITLES["PC"]
    info = ProvisionInfo(
        id=identity, family=identity.split(".")[0], name=name,
        question=f"Does the text settle: {name.lower()}?",
        why="Children pay for what an agreement leaves open; a clear sentence gives those who protect them something to hold the parties to.",
        kind=kind, headline=headline,
        wording=f"The Parties shall ensure {name.lower()}, immediately and without conditions. They shall report to the Joint Commission within thirty days.",
        present="An operative clause says so.", weak="Only softly, or in the preamble.", contrary="The text says the opposite.",
        sources=(
            Source("PC", "5", "sought unconditionally at all times", authority, title),
            Source("WG", "§4 bullet 2", "advocacy for inclusion", TITLES["WG"][1], TITLES["WG"][0]),
        ),
    )  # fmt: skip
    return replace(info, **changes)


PROVISIONS = (
    provision("recruit.cease", "An end to recruitment and use"),
    provision("def.child-under-18", "Child means under 18"),
    provision("release.all-children", "Release of all children"),
    provision("release.unconditional", "Release without conditions"),
    provision("release.handover-protocol", "Handover to civilian actors"),
    provision("release.registration", "Registration of released children", headline=False),
    provision("release.no-political-use", "No political use of a release", kind="avoid"),
    provision("reintegration.treatment-after-release", "Care after release"),
    provision("girls.specific-needs", "Specific needs of girls"),
    provision("girls.children-of-girls", "Children of girls", headline=False),
    provision("amnesty.no-blanket", "No blanket amnesty", kind="avoid"),
    provision("amnesty.exclusion-crimes-against-children", "Crimes against children outside any amnesty", kind="require-if"),
    provision("monitor.child-rights", "Monitoring of child protection"),
    provision("ddr.child-specific", "A separate track for children in DDR", kind="require-if", headline=False),
    provision("violations.six-grave", "The six grave violations", headline=False),
)


def finding(text: str, identity: str, of: str, status: str, quote: str, clauses, *, lead_in: str | None = None, **changes) -> Finding:
    start = text.index(quote)
    lead = None if lead_in is None else LeadIn(text.index(lead_in), text.index(lead_in) + len(lead_in), lead_in)
    clause = next(c for c in clauses if c.start <= start < c.end)
    page = sum(text.index(p) <= start for p in PAGE_STARTS)
    base = Finding(
        id=identity, provision=of, status=status, clause=clause.label, page=page, start=start, end=start + len(quote), quote=quote,
        lead_in=lead, boxes=(Box(page, 72.0, 310.2, 522.4, 322.0),), strength="obligation", confidence=0.91, detector="rules",
        because="the clause says so", evidence=(),
    )  # fmt: skip
    return replace(base, **changes)


def evidence(text: str, kind: str, name: str, words: str) -> Evidence:
    return Evidence(kind, name, text.index(words), text.index(words) + len(words))


def findings(text: str, clauses) -> tuple[Finding, ...]:
    undertake = "The Parties undertake, without exception, to:"
    release = "endeavour to release all minors within their ranks, as far as possible, once a comprehensive agreement is signed;"
    return (
        finding(text, "preamb01", "release.all-children", "weak", "Reaffirming that all children must be released, whoever holds them,", clauses,
                strength="recital", because="a recital states the norm; no operative clause does", evidence=(evidence(text, "concept", "child", "children"),)),
        finding(text, "define02", "def.child-under-18", "contrary", "“child” means any person under the age of fifteen", clauses,
                because="the age is fixed at 15", evidence=(evidence(text, "cue", "age-15", "under the age of fifteen"),)),
        finding(text, "recrut03", "recruit.cease", "present", "cease the recruitment and use of children in hostilities in any capacity;", clauses,
                lead_in=undertake, detector="both", confidence=0.97, because="both recruitment and use end, for all parties",
                evidence=(evidence(text, "cue", "obligation", "undertake"), evidence(text, "concept", "recruitment", "recruitment and use"))),
        finding(text, "releas04", "release.all-children", "weak", release, clauses, lead_in=undertake, strength="aspiration", confidence=0.83,
                because="“endeavour” and “as far as possible” ask for an effort, not a result",
                evidence=(evidence(text, "cue", "aspiration", "endeavour"), evidence(text, "cue", "as-far-as-possible", "as far as possible"))),
        finding(text, "condit05", "release.unconditional", "contrary", "as far as possible, once a comprehensive agreement is signed", clauses,
                lead_in=undertake, confidence=0.78, because="the release waits for a later agreement", evidence=(evidence(text, "cue", "condition", "once a comprehensive agreement is signed"),)),
        finding(text, "handov06", "release.handover-protocol", "weak", "[hand over released children to civilian child protection actors within 48 hours].", clauses,
                lead_in=undertake, because="the words are in brackets: not agreed text"),
        finding(text, "amnest07", "amnesty.no-blanket", "contrary", "shall be granted a general amnesty for all acts committed during the conflict", clauses,
                strength="permission", detector="both", because="the grant excludes no crime under international law",
                evidence=(evidence(text, "concept", "amnesty", "general amnesty"),)),
        finding(text, "amnest08", "amnesty.exclusion-crimes-against-children", "unclear", "for all acts committed during the conflict", clauses,
                strength="statement", detector="model", confidence=0.55, because="the grant may reach those who recruited children",
                evidence=(evidence(text, "model", "linear", "acts committed"),)),
        finding(text, "monito09", "monitor.child-rights", "present", "shall monitor and report on violations committed against children", clauses,
                because="a body with a duty to monitor, and children named"),
        finding(text, "sixgra10", "violations.six-grave", "weak", "violations committed against children", clauses, confidence=0.6,
                strength="statement", because="violations against children, none of them named"),
    )  # fmt: skip


STATUS = {
    "recruit.cease": ("present", True, "Article 2(a) obliges all parties", ("recrut03",)),
    "def.child-under-18": ("contrary", True, "an operative age of 15", ("define02",)),
    "release.all-children": ("weak", True, "an effort is promised, not a release", ("releas04", "preamb01")),
    "release.unconditional": ("contrary", True, "the release hangs on a later agreement", ("condit05",)),
    "release.handover-protocol": ("weak", True, "good text, but not agreed", ("handov06",)),
    "release.registration": ("absent", True, "no clause speaks of it", ()),
    "release.no-political-use": ("not-applicable", True, "silence is fine", ()),
    "reintegration.treatment-after-release": ("absent", True, "no clause speaks of it", ()),
    "girls.specific-needs": ("not-assessed", True, "page 4 could not be read", ()),
    "girls.children-of-girls": ("absent", True, "no clause speaks of it", ()),
    "amnesty.no-blanket": ("contrary", True, "a general amnesty without an exclusion", ("amnest07",)),
    "amnesty.exclusion-crimes-against-children": ("unclear", True, "the exclusion may stand elsewhere", ("amnest08",)),
    "monitor.child-rights": ("present", True, "Article 4", ("monito09",)),
    "ddr.child-specific": ("not-applicable", True, "no DDR in the text", ()),
    "violations.six-grave": ("weak", False, "found, though the profile does not ask for it", ("sixgra10",)),
}


def report(**changes) -> Report:
    """The made-up report; ``changes`` replace fields of it."""
    text, clauses = draft()
    starts = [text.index(words) for words in PAGE_STARTS] + [len(text)]
    starts.append(len(text))  # page 4 has no text layer
    page_spans = tuple(Page(i + 1, 595.0, 842.0, starts[i], starts[i + 1]) for i in range(len(starts) - 1))
    soft = text.index("as far as possible")
    gone = text.index("without exception")
    note = text.index("general amnesty")
    document = Document(
        name="varentia draft 3.pdf", media_type="application/pdf", sha256=hashlib.sha256(text.encode()).hexdigest(), text=text, pages=page_spans,
        marks=(Mark("deleted", gone, gone + len("without exception"), "Northern Front"), Mark("inserted", soft, soft + len("as far as possible"), "Government delegation"),
               Mark("comment", note, note + len("general amnesty"), "Legal adviser: to be discussed")),
        notices=(),
    )  # fmt: skip
    made = Report(
        run=Run("0.1.0", "sha256:" + "c" * 64, "en sha256:" + "e" * 8, "none", "ceasefire", True, {"classifier": "off"}),
        document=document,
        notices=(
            Notice("page-without-text", "warning", "The page has no text layer; nothing on it was read.", "Run OCR first: pip install 'agreement-scan[ocr]'", 4),
            Notice("tracked-changes", "info", "Two tracked changes are read as text that is not agreed."),
        ),
        assessments=tuple(
            Assessment(p.id, p.kind, STATUS[p.id][1], STATUS[p.id][0], STATUS[p.id][2], STATUS[p.id][3]) for p in PROVISIONS
        ),
        findings=findings(text, clauses),
        provisions={p.id: p for p in PROVISIONS},
        clauses=clauses,
    )
    return replace(made, **changes)


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202eevil\u2066\x00| **b** [x](javascript:1) =1+1 \"'&amp; 𝒜é"


def hostile_report() -> Report:
    """Hostile words wherever a draft, a file name or a catalogue could put them; the finding begins at offset 0."""
    text = "=" + HOSTILE + " shall “release” all children\nand more"
    clauses = (ClauseInfo("Article " + HOSTILE, "article", 0, len(text), 0, True, 0),)
    words = Finding(
        id="host0001", provision="release.all-children", status="contrary", clause="Article " + HOSTILE, page=None, start=0, end=len(text) - 9,
        quote=text[:-9], lead_in=LeadIn(0, 20, text[:20]), boxes=(), strength=HOSTILE, confidence=0.5, detector="rules",
        because="@" + HOSTILE, evidence=(Evidence("cue", HOSTILE, 0, 4),),
    )  # fmt: skip
    info = provision("release.all-children", HOSTILE, question=HOSTILE, why=HOSTILE, wording="-" + HOSTILE, sources=(Source("PC", HOSTILE, HOSTILE, HOSTILE, HOSTILE),))
    return Report(
        run=Run(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, False, {"note": HOSTILE}),
        document=Document("+" + HOSTILE + ".txt", "text/plain", "0" * 64, text, (Page(1, 0, 0, 0, len(text)),), (Mark("inserted", 0, 9, HOSTILE),)),
        notices=(Notice(HOSTILE, "warning", HOSTILE, HOSTILE, 1),),
        assessments=(Assessment(info.id, "require", True, "contrary", "\t" + HOSTILE, ("host0001",)),),
        findings=(words,), provisions={info.id: info}, clauses=clauses, language="en",
    )  # fmt: skip


DISTRICTS = "The Parties shall see to it that all children in their ranks in district {n} are set free at once and handed over to civilian actors; "
ARABIC = "يلتزم الطرفان بالإفراج الفوري عن جميع الأطفال في صفوفهما في المنطقة {n} وتسليمهم إلى جهات مدنية لحمايتهم؛ "


def long_report(pages: int, words: str = DISTRICTS, language: str = "en", found_in=(3, 7)) -> Report:
    """Twelve clauses on a page, something found in those numbered ``found_in``; forty provisions, of which two are gaps."""
    clauses, made, spans, text = [], [], [], ""
    names = [f"family{n % 8}.provision-{n}" for n in range(40)]
    for number in range(1, pages + 1):
        begin = len(text)
        for c in range(12):
            start, label = len(text), f"{number}.{c} "
            text += label + words.format(n=number * 12 + c) * 2
            body = start + len(label)
            clauses.append(ClauseInfo(f"Article {number}.{c}", "paragraph", start, len(text), min(c, 2), True, body))
            if c in found_in:
                n, before = len(made), clauses[-2]
                lead = LeadIn(before.body, before.end, text[before.body : before.end])
                status = ("present", "weak", "contrary", "unclear")[n % 4]
                box, cue = Box(number, 72.0, 100.0 + 20 * c, 500.0, 112.0 + 20 * c), Evidence("concept", "child", body + 40, body + 48)
                made.append(Finding(f"f{n:09}", names[n % 38], status, clauses[-1].label, number, body, body + 90, text[body : body + 90], lead, (box,), "obligation", 0.9, "both", "So it says.", (cue,)))
            text += "\n"
        spans.append(Page(number, 595.0, 842.0, begin, len(text)))
    by_provision: dict[str, list[Finding]] = {name: [] for name in names}
    for f in sorted(made, key=lambda f: (("contrary", "present", "weak", "unclear").index(f.status), f.start)):
        by_provision[f.provision].append(f)
    return Report(
        run=Run("0.1.0", "sha256:" + "c" * 64, language, "", "ceasefire", False),
        document=Document("long draft.pdf", "application/pdf", "ab" * 32, text, tuple(spans)),
        notices=(Notice("tracked-changes", "info", "Some words are not agreed.", "Look."),),
        assessments=tuple(Assessment(name, "require", True, found[0].status if found else "absent", "So it is.", tuple(f.id for f in found)) for name, found in by_provision.items()),
        findings=tuple(made), provisions={name: provision(name, f"Provision {name.split('-')[1]}", headline=n < 9) for n, name in enumerate(names)},
        clauses=tuple(clauses), language=language,
    )  # fmt: skip
