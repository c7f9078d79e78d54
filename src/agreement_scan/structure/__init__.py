"""From canonical text to the numbered clause tree: ``split(document, language) -> list[Clause]``."""

from .agreed import unagreed_spans
from .leadins import lead_in_chains
from .signatures import much_signed
from .tree import split

__all__ = ["lead_in_chains", "much_signed", "split", "unagreed_spans"]
