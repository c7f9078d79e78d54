"use strict";
// The draft's canonical text, put together again from the clauses of the page. Offsets in decisions are code points of it;
// JavaScript counts UTF-16 units, so every offset that goes in or out is turned here, and nowhere else.
const draft = (() => {
  const clauses = [...document.querySelectorAll(".clause > .words")];
  const firsts = clauses.map((words) => Number(words.dataset.start));  // code points
  const SPACE = /[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
  const spaces = new RegExp(`${SPACE.source}+`, "g");
  // A number at the head of a line, as in agreement_scan/review/anchoring.py.
  const NUMBER = new RegExp(
    "\\n[ \\t]*(?:(?:article|section|chapter|part|annex|appendix|schedule|paragraph|clause|protocol)(?:[ \\t]+(?:[0-9]{1,3}(?:\\.[0-9]{1,3})*|[ivxlc]{1,6}|[a-z])[.):]?|[ \\t]*$)"
    + `|\\(?(?:[0-9]{1,3}|[ivxlc]{1,6}|[a-z])[.)]|[0-9]{1,3}(?:\\.[0-9]{1,3})+\\.?)(?=${SPACE.source}|$)`, "gi");
  const LEAST = 32, MOST = 2048;
  let whole = null;  // { text, at }: the text, and where in it (units) each clause begins

  function built() {
    if (whole) return whole;
    const parts = [], at = [];
    let length = 0;
    for (const words of clauses) {
      const gap = words.dataset.gap ?? "\n";
      const text = words.textContent;
      at.push(length + gap.length);
      parts.push(gap, text);
      length += gap.length + text.length;
    }
    return (whole = { text: parts.join(""), at });
  }

  const points = (text) => {
    let count = 0;
    for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) count++;
    return count;
  };

  function lastAtMost(list, value) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  function toPoints(unit) {
    const { text, at } = built();
    const n = lastAtMost(at, unit);
    return firsts[n] + (unit < at[n] ? unit - at[n] : points(text.slice(at[n], unit)));
  }

  function toUnits(point) {
    const { text, at } = built();
    const n = lastAtMost(firsts, point);
    let unit = at[n];
    for (let left = point - firsts[n]; left > 0; left--) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    return point < firsts[n] ? unit + point - firsts[n] : unit;
  }

  const slice = (start, end) => built().text.slice(toUnits(start), toUnits(end));
  const folded = (text) => text.replace(NUMBER, "\n#").replace(spaces, " ");
  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

  function back(unit, count) {
    const { text } = built();
    for (; count > 0 && unit > 0; count--) unit -= unit > 1 && (text.charCodeAt(unit - 1) & 0xfc00) === 0xdc00 ? 2 : 1;
    while (unit > 0 && !SPACE.test(text[unit])) unit--;
    return unit;
  }

  function on(unit, count) {
    const { text } = built();
    for (; count > 0 && unit < text.length; count--) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    while (unit < text.length && !SPACE.test(text[unit])) unit++;
    return unit;
  }

  function stands(at, prefix) {
    const { text } = built();
    const low = text.lastIndexOf("\n", Math.max(0, at - 2 * prefix.length - 64) - 1) + 1;
    // a number behind the first space may head a line or stand in one: the prefix alone does not tell
    const seen = folded("\n" + text.slice(low, at)), asked = [folded("\n" + prefix), folded(SPACE.test(prefix.slice(0, 1)) ? prefix : "\n" + prefix)];
    return points(prefix) >= LEAST ? asked.some((one) => seen.endsWith(one)) : low === 0 && asked.includes(seen);
  }

  function follows(at, suffix) {
    const { text } = built();
    const reach = 2 * suffix.length + 64;
    const seen = folded(text.slice(at, at + reach)) + " ", asked = folded(suffix).trimEnd() + " ";
    return points(suffix) >= LEAST ? seen.startsWith(asked) : at + reach >= text.length && seen.trimEnd() === asked.trimEnd();
  }

  function count(exact, prefix, suffix) {
    const words = exact.split(SPACE).filter(Boolean).map(escaped).join(`${SPACE.source}+`);
    let found = 0;
    for (const place of built().text.matchAll(new RegExp(`(?=(${words}))`, "g"))) {
      if (stands(place.index, prefix) && follows(place.index + place[1].length, suffix)) found++;
    }
    return found;
  }

  // At least 32 characters on either side, and as many as it takes to tell the words from the same words elsewhere.
  function selectors(start, end) {
    const { text } = built();
    const first = toUnits(start), last = toUnits(end), exact = text.slice(first, last);
    for (let least = LEAST; ; least *= 2) {
      const low = back(first, least), high = on(last, least);
      const prefix = text.slice(low, first), suffix = text.slice(last, high);
      if ((low === 0 && high === text.length) || least >= MOST || count(exact, prefix, suffix) === 1) {
        return [{ type: "TextPositionSelector", start, end }, { type: "TextQuoteSelector", exact, prefix, suffix }];
      }
    }
  }

  // Where a boundary of a selection stands, in code points; null outside the draft's words.
  function position(node, offset) {
    const words = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".words");
    if (!words) return null;
    const before = document.createRange();
    before.setStart(words, 0);
    before.setEnd(node, offset);
    return Number(words.dataset.start) + points(before.toString());
  }

  // The words selected with mouse or keyboard, without white space at the ends: [start, end], or null.
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const touched = clauses.filter((words) => range.intersectsNode(words));
    if (!touched.length) return null;
    const last = touched[touched.length - 1];
    const start = position(range.startContainer, range.startOffset) ?? Number(touched[0].dataset.start);
    const end = position(range.endContainer, range.endOffset) ?? Number(last.dataset.start) + points(last.textContent);
    return trimmed(start, end);
  }

  function trimmed(start, end) {
    const text = slice(start, end), kept = text.trim();
    if (!kept) return null;
    start += points(text.slice(0, text.length - text.trimStart().length));
    return [start, start + points(kept)];
  }

  // The words of one clause without its number: [start, end].
  const wordsOf = (clause) => {
    const words = clause.querySelector(".words"), start = Number(words.dataset.start);
    const end = start + points(words.textContent);
    return trimmed(Number(words.dataset.body ?? start), end) || trimmed(start, end);
  };

  // The place of words inside a span, or why they have none.
  function within(start, end, words) {
    const text = slice(start, end), looked = words.trim().split(SPACE).filter(Boolean).map(escaped).join(`${SPACE.source}+`);
    const found = looked ? [...text.matchAll(new RegExp(looked, "g"))] : [];
    if (found.length !== 1) return found.length ? "These words stand there more than once: take more of them." : "These words do not stand in the clause as they are written here.";
    const first = start + points(text.slice(0, found[0].index));
    return [first, first + points(found[0][0])];
  }

  // The span as ranges of the page, one in each clause it touches.
  function ranges(start, end) {
    const found = [];
    for (let n = lastAtMost(firsts, start); n < clauses.length && firsts[n] < end; n++) {
      const last = firsts[n] + points(clauses[n].textContent);
      const low = Math.max(start, firsts[n]), high = Math.min(end, last);
      if (low < high) found.push(rangeAt(clauses[n], toUnits(low) - built().at[n], toUnits(high) - built().at[n]));
    }
    return found;
  }

  // From unit `start` to unit `end` of the words of one clause, which are cut into pieces by highlights.
  function rangeAt(words, start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let seen = 0, begun = false;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!begun && start < seen + node.length) { range.setStart(node, start - seen); begun = true; }
      if (begun && end <= seen + node.length) { range.setEnd(node, end - seen); return range; }
      seen += node.length;
    }
    return range;
  }

  const clauseAt = (point) => clauses[lastAtMost(firsts, point)].closest(".clause");
  return { clauses, slice, selectors, selected, wordsOf, within, clauseAt, ranges, rangeAt, prepare: built };
})();
