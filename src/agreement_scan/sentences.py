"""Sentences of the catalogue as parts of other sentences."""

from __future__ import annotations


def first_sentence(text: str, limit: int = 200) -> str:
    """The opening sentence of a text, cut at a word where it runs beyond ``limit`` characters."""
    text = " ".join(text.split())
    end = text.find(". ")
    sentence = text if end == -1 else text[: end + 1]
    if len(sentence) <= limit:
        return sentence
    return sentence[: limit - 1].rsplit(" ", 1)[0] + "…"


def lowered(text: str) -> str:
    """A sentence as it goes on after a colon: without its capital, unless that is a name's ("UN", "A child")."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
