"""From canonical text to the numbered clause tree: ``split(document, language) -> list[Clause]``."""

from .tree import lead_in_chain, split, unagreed_spans

__all__ = ["lead_in_chain", "split", "unagreed_spans"]
