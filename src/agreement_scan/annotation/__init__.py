"""Labelled data: drafts with their labels, the clause bank, agreement between readers, evaluation, exchange formats."""
