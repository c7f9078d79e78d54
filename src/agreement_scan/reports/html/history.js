// The history of decisions: entries are only ever put behind those before them. What each field means is described in
// agreement_scan/review/decisions.py. The browser keeps the history under the hash of the text, so that a page made again from
// the same draft finds it; "Save" writes it to a file.
const record = (() => {
  const bench = document.getElementById("bench");
  if (!bench) return null;  // a redacted page has no words to decide on
  const SCHEMA = "agreement-scan/decisions/1";
  const text = bench.dataset.text, source = `urn:sha256:${text}`, key = `agreement-scan decisions ${text}`;
  const attached = JSON.parse(bench.dataset.attached);
  let entries = JSON.parse(bench.dataset.entries);
  const carried = new Set(entries.map((e) => e.id));
  let kept = true;  // whether the browser keeps what is decided
  let saved = entries.length;  // how many entries a file has

  const undoneBy = () => new Set(entries.filter((e) => e.body.decision === "undone").map((e) => e.body.undoes));
  const quoteOf = (e) => (e.target.selector || []).find((s) => s.type === "TextQuoteSelector");
  const positionOf = (e) => (e.target.selector || []).find((s) => s.type === "TextPositionSelector");
  const nameOf = (e) => (typeof e.creator === "string" ? e.creator : e.creator.name);
  const place = (e) => JSON.stringify([nameOf(e), e.target.source, e.body.provision, positionOf(e)?.start ?? null, positionOf(e)?.end ?? null]);

  function join(more) {
    const known = new Set(entries.map((e) => e.id));
    const fresh = more.filter((e) => !known.has(e.id));
    entries = [...entries, ...fresh];
    return fresh.length;
  }

  const read = () => {
    try { return JSON.parse(localStorage.getItem(key) || "[]"); } catch { return []; }
  };

  function keep() {
    try {
      join(read());  // another tab may have decided too
      localStorage.setItem(key, JSON.stringify(entries));
      kept = true;
    } catch { kept = false; }
    return kept;
  }

  join(read());
  try {
    localStorage.setItem("agreement-scan probe", "1");
    localStorage.removeItem("agreement-scan probe");
  } catch { kept = false; }

  function identity() {
    if (crypto.randomUUID) return `urn:uuid:${crypto.randomUUID()}`;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  const [tool, version] = ["agreement-scan", document.documentElement.dataset.tool];

  const here = (selector) => (selector ? { source, selector } : { source });

  function add(reviewer, body, target) {
    const entry = {
      id: identity(), type: "Annotation", motivation: body.decision === "commented" ? "commenting" : "assessing",
      creator: { type: "Person", name: reviewer }, created: new Date().toISOString(),
      generator: { type: "Software", name: tool, version },
      body: { type: "TextualBody", ...body }, target,
    };
    entries = [...entries, entry];
    keep();
    return entry;
  }

  // Undoing is an entry too. What it takes back is the reviewer's last one that still counts, of those that were made here.
  function undo(reviewer) {
    const undone = undoneBy();
    const last = entries.findLast((e) => nameOf(e) === reviewer && (e.target.source === source || !carried.has(e.id)) && e.body.decision !== "undone" && !undone.has(e.id));
    if (!last) return null;
    add(reviewer, { decision: "undone", provision: last.body.provision, undoes: last.id }, last.target);
    return last;
  }

  // Of each reviewer the last decision and the last comment on a place, as standing() in decisions.py has it.
  function standing() {
    const undone = undoneBy();
    const alive = entries.filter((e) => e.body.decision !== "undone" && !undone.has(e.id));
    const revised = new Set(alive.flatMap((e) => e.body.revises || []));
    const last = new Map(), comments = new Map();
    for (const e of alive) {
      if (revised.has(e.id)) continue;
      (e.body.decision === "commented" ? comments : last).set(place(e), e);
    }
    const found = [...last].filter(([, e]) => e.body.decision !== "withdrawn").map(([where, entry]) => ({ entry, comment: comments.get(where) }));
    const alone = [...comments].filter(([where, e]) => !last.has(where) && e.body.value).map(([, entry]) => ({ entry, comment: entry }));
    return [...found, ...alone];
  }

  // What an entry is about on this page: a finding's id, p-<provision>, words that a reviewer added; null for one that is not carried over.
  function about(e) {
    if (Object.hasOwn(attached, e.id)) return attached[e.id];
    if (e.target.source !== source) return null;
    const at = positionOf(e);
    if (!at) return `p-${e.body.provision}`;
    return e.body.finding || `added-${e.body.provision}-${at.start}-${at.end}`;
  }

  function file() {
    const document_ = { name: bench.dataset.name, sha256: document.documentElement.dataset.sha256, text_sha256: text };
    saved = entries.length;
    return JSON.stringify({ "@context": "http:" + "//www.w3.org/ns/anno.jsonld", schema: SCHEMA, document: document_, decisions: entries }, null, 1) + "\n";
  }

  // Takes out of the browser what it keeps for this text; what the page was made with stays.
  function forget() {
    try { localStorage.removeItem(key); } catch { /* there is nothing to take out */ }
    entries = entries.filter((e) => carried.has(e.id));
  }

  const isText = (value) => typeof value === "string" && value !== "";
  const STATUSES = ["present", "weak", "contrary", "unclear", "absent", "not-applicable", "not-assessed", ""];
  const isEntry = (e) => e && isText(e.id) && isText(e.created) && e.body && isText(e.body.decision) && isText(e.body.provision) && STATUSES.includes(e.body.status ?? "")
    && (isText(e.creator) || (e.creator && isText(e.creator.name))) && e.target && isText(e.target.source)
    && (!e.target.selector || (Array.isArray(e.target.selector) && positionOf(e) && quoteOf(e) && Number.isInteger(positionOf(e).start) && isText(quoteOf(e).exact)));

  // Takes in a saved file. Gives how many entries were new, or throws an Error with words for the reader.
  function load(content) {
    let data = null;
    try { data = JSON.parse(content); } catch { /* said below */ }
    if (!data || data.schema !== SCHEMA || !Array.isArray(data.decisions)) throw new Error("This is no decisions file.");
    const wrong = data.decisions.findIndex((e) => !isEntry(e));
    if (wrong !== -1) throw new Error(`Decision ${wrong + 1} of this file is not complete; nothing was taken in.`);
    if (data.document?.text_sha256 !== text) throw new Error("This file was saved on another text. Carry it over with: agreement-scan scan DRAFT --decisions FILE");
    const count = join(data.decisions);
    keep();
    return count;
  }

  return {
    add, here, undo, standing, about, file, load, forget, nameOf, positionOf, quoteOf, keep,
    get kept() { return kept; }, get count() { return entries.length; }, get unsaved() { return entries.length > saved; },
    changed: (then) => addEventListener("storage", (event) => { if (event.key === key && join(read())) then(); }),
  };
})();
