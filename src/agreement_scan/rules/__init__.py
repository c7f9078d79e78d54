"""From concept and cue spans to findings: polarity, modality and the provisions' own logic. Knows nothing of spaCy."""

from .compile import RuleBook, compile_rules
from .engine import Candidate, bears_on_children, candidates, evidence_hits, soften, triggered
from .passages import Hit, Passage, Reading

__all__ = ["Candidate", "Hit", "Passage", "Reading", "RuleBook", "bears_on_children", "candidates", "compile_rules", "evidence_hits", "soften", "triggered"]
