// What is decided, shown where it is about: in the reasons, on the chips and highlights of the draft, and in the checklist.
const shown = (() => {
  if (!record) return null;
  const { by, all, state } = page;
  const SIGNS = { accepted: "✓", rejected: "✗", corrected: "✎", added: "+", unsure: "?", disputed: "⚡", commented: "✉" };
  const GAPS = ["absent", "not-applicable", "not-assessed"];
  const groups = new Map();  // what is decided on, to the decisions that stand on it
  const made = new Map();  // sections of findings that were added in this page

  const words = (status) => status.replace("-", " ");
  const named = (status) => words(status)[0].toUpperCase() + words(status).slice(1);
  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  // A section, a chip and a highlight for words that were added here.
  function build(key, entry) {
    const card = by(`p-${entry.body.provision}`), at = record.positionOf(entry);
    if (!card || !at) return null;
    const clause = draft.clauseAt(at.start), quote = draft.slice(at.start, at.end), status = entry.body.status;
    const badge = element("span", { class: `badge s-${status}` }, named(status));
    const link = element("a", { href: `#${clause.id}`, title: "Show in the draft" }, clause.querySelector(".gutter").textContent.trim() || "In the draft");
    const section = element("section", { class: "finding", id: `f-${key}`, tabindex: "-1", "aria-labelledby": `h-${key}` },
      element("h4", { id: `h-${key}` }, badge, " ", link, " ", element("span", { class: "verdict" })),
      element("blockquote", { lang: by("draft").querySelector(".paper").lang, dir: "auto" }, element("p", {}, quote)), element("ul", { class: "decisions" }));
    Object.assign(section.dataset, { f: key, start: at.start, end: at.end, status, added: entry.id, decisions: "" });
    const lead = clause.querySelector(".words").dataset.lead;
    if (lead) section.dataset.lead = lead;
    const others = all(".finding", card);
    if (others.length) others[others.length - 1].after(section);
    else card.querySelector(".question, h3").after(section);
    let chips = clause.querySelector(".chips");
    if (!chips) clause.append((chips = element("p", { class: "chips", lang: "en" })));
    const chip = element("a", { class: `chip s-${status}`, dir: "ltr", href: `#f-${key}`, "data-f": key }, `${named(status)}: ${card.querySelector("h3").textContent}`, element("span", { class: "verdict" }));
    chips.append(chip);
    page.findings.set(key, section);
    page.chips.set(key, [chip]);
    return { section, chip, entry: entry.id };
  }

  function drop(key) {
    const { section, chip } = made.get(key);
    section.remove();
    chip.remove();
    page.findings.delete(key);
    page.chips.delete(key);
    made.delete(key);
    if (state.finding === key) page.choose(state.card, null, { scroll: false });
  }

  function verdict(decisions) {
    const said = decisions.map(({ entry }) => entry.body).filter((body) => body.decision !== "commented");
    if (!said.length) return "";
    const held = new Set(said.map((body) => (["rejected", "unsure"].includes(body.decision) ? body.decision : body.status)));
    return held.size > 1 ? "disputed" : (said.find((b) => b.decision === "added") || said.find((b) => b.decision === "corrected") || said[0]).decision;
  }

  const told = ({ entry, comment: note }) => {
    const { decision, status } = entry.body, date = entry.created.slice(0, 10);
    const what = decision === "corrected" ? `corrected to ${words(status)}` : decision === "added" ? `added as ${words(status)}` : decision;
    const line = element("li", {}, element("b", {}, `${SIGNS[decision] || ""} ${what}`), " by ", element("bdi", {}, record.nameOf(entry)), `, ${date}`);
    if (note?.body.value) line.append(element("q", { dir: "auto" }, note.body.value));
    return line;
  };

  // Writes what is decided on one finding or gap where it is shown. Gives the words by which it can be filtered.
  function show(key, box) {
    const decisions = groups.get(key) || [], word = verdict(decisions);
    const filters = [word || "undecided", ...(decisions.some((one) => one.comment) ? ["commented"] : [])];
    const signature = JSON.stringify(decisions.map(({ entry, comment: note }) => [entry.id, note?.id]));
    box.dataset.decisions = filters.join(" ");
    if (box.dataset.shown === signature || (!decisions.length && !box.dataset.shown)) return filters;
    box.dataset.shown = signature;
    box.querySelector(".decisions").replaceChildren(...decisions.map(told));
    const label = word ? ` ${SIGNS[word]} ${word}` : "";
    for (const place of [...box.querySelectorAll("h4 .verdict, .kicker .verdict"), ...(page.chips.get(key) || []).map((chip) => chip.querySelector(".verdict"))]) place.textContent = label;
    for (const piece of page.pieces.f.get(key) || []) {
      const ids = piece.dataset.f.split(" ");
      piece.classList.toggle("set-aside", ids.every((id) => verdict(groups.get(id) || []) === "rejected"));
    }
    return filters;
  }

  // Decisions that have no place on this page: of other drafts, or of a report with other findings. They stay in the history.
  function tellElsewhere(standing) {
    const listed = new Set(all("#fresh li").map((item) => item.dataset.id));
    const homeless = standing.filter(({ entry }) => {
      const key = record.about(entry);
      return key === null ? !listed.has(entry.id) : !page.findings.has(key) && !by(key);
    });
    by("elsewhere").hidden = !homeless.length;
    by("elsewhere").textContent = `${homeless.length} more ${homeless.length === 1 ? "decision is" : "decisions are"} kept, on words or findings that this page does not have. `
      + "To carry decisions from draft to draft: agreement-scan scan DRAFT --decisions FILE";
  }

  function refresh() {
    groups.clear();
    const standing = record.standing();
    for (const one of standing) {
      const key = record.about(one.entry);
      if (key === null) continue;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(one);
    }
    for (const [key, decisions] of groups) {
      const first = decisions.find(({ entry }) => entry.body.decision === "added")?.entry;
      if (made.has(key) && first?.id !== made.get(key).entry) drop(key);
      if (first && !page.findings.has(key)) {
        const built = build(key, first);
        if (built) made.set(key, built);
      }
    }
    for (const key of [...made.keys()]) if (!groups.has(key)) drop(key);
    let decided = 0, open = 0;
    for (const line of page.lines) {
      const card = by(`p-${line.dataset.p}`), filters = new Set();
      const sections = all(".finding", card);
      const boxes = sections.length ? sections.map((section) => [section.dataset.f, section]) : GAPS.includes(card.dataset.status) ? [[card.id, card]] : [];
      let done = 0;
      for (const [key, box] of boxes) {
        const words_ = show(key, box);
        words_.forEach((word) => filters.add(word));
        done += words_[0] !== "undecided";
      }
      decided += done;
      open += boxes.length - done;
      line.dataset.decisions = [...filters].join(" ");
      const text = done ? ` · ${boxes.length > 1 ? `${done} of ${boxes.length} decided` : `${SIGNS[[...filters][0]]} ${[...filters][0]}`}` : "";
      if (line.querySelector(".verdict").textContent !== text) line.querySelector(".verdict").textContent = text;
    }
    by("progress").textContent = `${decided} decided, ${open} open`;
    by("not-kept").hidden = record.kept;
    for (const item of all("#fresh li")) item.hidden = !standing.some(({ entry }) => entry.id === item.dataset.id);
    tellElsewhere(standing);
    if (window.Highlight) {
      const ranges = [];
      for (const { section } of made.values()) ranges.push(...draft.ranges(Number(section.dataset.start), Number(section.dataset.end)));
      CSS.highlights.set("added", new Highlight(...ranges));
    }
  }

  record.changed(refresh);
  return { groups, refresh, element, SIGNS, GAPS };
})();
