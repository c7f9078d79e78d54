"""From concept and cue spans to findings: polarity, modality and the provisions' own logic. Knows nothing of spaCy."""

from .compile import RuleBook, compile_rules
from .concern import Concern
from .engine import Candidate, candidates, evidence_places, guarded, soften, triggered
from .passages import Hit, Passage, Reading

__all__ = ["Candidate", "Concern", "Hit", "Passage", "Reading", "RuleBook", "candidates", "compile_rules", "evidence_places", "guarded", "soften", "triggered"]
