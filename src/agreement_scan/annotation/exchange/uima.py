"""UIMA CAS XMI, one file a draft, for INCEpTION; through dkpro-cassis, which counts code points for us and writes UTF-16 units.

Spans are of the custom layer ``webanno.custom.Provision`` (declared in ``TypeSystem.xml``).
"""

from __future__ import annotations

import io
from typing import Any

from ...errors import MissingExtra
from ..data import LabelledDraft
from . import UTF16, Files, details, draft_from, head

UNIT = UTF16
LAYER, HEAD = "webanno.custom.Provision", "agreementscan.Draft"
FEATURES = ("provision", "status", "quote", "lead", "clause", "why")
HEAD_FEATURES = ("id", "profile", "language", "sha256", "offset_unit")


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise MissingExtra("The format “uima” needs dkpro-cassis.", "pip install 'agreement-scan[annotation]'") from None
    return cassis


def dump(drafts: list[LabelledDraft]) -> Files:
    """NAME.xmi for each draft, and ``TypeSystem.xml``."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    layer = types.create_type(LAYER, supertypeName="uima.tcas.Annotation")
    about = types.create_type(HEAD, supertypeName="uima.cas.TOP")
    for made, features in ((layer, FEATURES), (about, HEAD_FEATURES)):
        for feature in features:
            types.create_feature(made, "draft_" + feature if made is about else feature, "uima.cas.String")
    files = {"TypeSystem.xml": types.to_xml().encode("utf-8")}
    for draft in drafts:
        cas = cassis.Cas(typesystem=types)
        cas.sofa_string, cas.sofa_mime = draft.text, "text/plain"
        cas.add(about(**{"draft_" + k: v for k, v in head(draft, UNIT).items()}))
        for x in draft.labels:
            cas.add(layer(begin=x.start, end=x.end, provision=x.provision, status=x.status, **details(x)))
        files[f"{draft.name}.xmi"] = cas.to_xmi().encode("utf-8")
    return files


def load(files: Files) -> list[LabelledDraft]:
    """Every ``.xmi``, read with the ``TypeSystem.xml`` beside it."""
    cassis = _cassis()
    types = cassis.load_typesystem(io.BytesIO(next(data for name, data in sorted(files.items()) if name.endswith("TypeSystem.xml"))))
    found = []
    for name in sorted(f for f in files if f.endswith(".xmi")):
        cas = cassis.load_cas_from_xmi(io.BytesIO(files[name]), typesystem=types)
        about = next(f for f in cas.select_all_fs() if f.type.name == HEAD)
        spans = [(x.begin, x.end, f"{x.provision}|{x.status}", {k: x.get(k) for k in ("quote", "lead", "clause", "why")}) for x in cas.select(LAYER)]
        found.append(draft_from({k: about.get("draft_" + k) or "" for k in HEAD_FEATURES}, cas.sofa_string, spans, UNIT))
    return found
