"""From characters with boxes to paragraphs in reading order: everything about pages that is not a file format.

glyphs (a page's characters) -> lines (runs, columns, lines) -> furniture (running heads, numbers) -> paragraphs (text).
"""
