// The page stands without this script; with it one reason is shown at a time, and keys, filters and search work.
const page = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const by = (id) => document.getElementById(id);

  // What lies where, gathered once: findings are looked up on every key press.
  const cards = all(".card");
  const lines = all(".line");
  const clauses = all(".clause > .words");
  const findings = new Map(all(".finding").map((section) => [section.dataset.f, section]));
  const pieces = { f: new Map(), l: new Map(), e: new Map(), b: new Map() };  // words, lead-ins, evidence, boxes on pictures of pages
  for (const piece of all(".words [data-f], .words [data-l], .words [data-e], .box")) {
    for (const role of Object.keys(pieces)) {
      for (const id of (piece.dataset[role] || "").split(" ").filter(Boolean)) {
        if (!pieces[role].has(id)) pieces[role].set(id, []);
        pieces[role].get(id).push(piece);
      }
    }
  }
  const chips = new Map();  // the same findings named below the clauses and among the reasons
  for (const chip of all(".chip")) chips.has(chip.dataset.f) ? chips.get(chip.dataset.f).push(chip) : chips.set(chip.dataset.f, [chip]);
  const inTextOrder = [...pieces.f.keys()].filter((id) => findings.has(id));
  const state = { card: null, finding: null, statuses: new Set(), family: "", decision: "", headline: false, places: [], place: -1 };
  const marked = new Set();  // all that shows which finding is chosen
  const chosen = [];  // what else is told when a finding is chosen

  // -- choosing ---------------------------------------------------------------------------------------------------
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = matchMedia("(min-width: 68rem)");
  const bring = (element, block = "center") => element && element.scrollIntoView({ block, behavior: calm.matches ? "instant" : "auto" });

  function unmark() {
    for (const element of marked) element.classList.remove("on", "first", "last", "lead", "seen");
    marked.clear();
  }

  function light(element, ...names) {
    element.classList.add(...names);
    marked.add(element);
  }

  function choose(card, finding, { scroll = true, remember = true } = {}) {
    unmark();
    state.card = card;
    state.finding = finding;
    for (const other of cards) other.classList.toggle("on", other === card);
    for (const line of lines) {
      const link = line.firstElementChild;
      if (line.dataset.p === card.dataset.p) {
        link.setAttribute("aria-current", "true");
        if (scroll && wide.matches) bring(link, "nearest");
      } else link.removeAttribute("aria-current");
    }
    if (finding) {
      const parts = pieces.f.get(finding) || [];
      const section = findings.get(finding);
      parts.forEach((piece) => light(piece, "on"));
      if (parts.length) { light(parts[0], "first"); light(parts[parts.length - 1], "last"); }
      (pieces.l.get(finding) || []).forEach((piece) => light(piece, "lead"));
      (pieces.e.get(finding) || []).forEach((piece) => light(piece, "seen"));
      [...(pieces.b.get(finding) || []), ...(chips.get(finding) || []), section].forEach((place_) => light(place_, "on"));
      if (scroll) {
        if (wide.matches) bring(parts[0] || draft.clauseAt(Number(section.dataset.start || 0)));
        if (wide.matches && section === card.querySelector(".finding")) by("reasons").scrollTop = 0;
        else bring(section, wide.matches ? "nearest" : "start");
      }
    } else if (scroll && wide.matches) by("reasons").scrollTop = 0;
    else if (scroll) bring(card, "start");
    if (remember) history.replaceState(null, "", `#${finding ? `f-${finding}` : card.id}`);
    say(card, finding);
    chosen.forEach((then) => then());
  }

  function say(card, finding) {
    const title = card.querySelector("h3").textContent;
    const status = (finding ? findings.get(finding) : card).querySelector(".badge");
    const where = finding ? findings.get(finding).querySelector("h4 a").textContent : "";
    by("said").textContent = [card.id === "summary" ? "" : status.textContent.trim(), title, where].filter(Boolean).join(", ");
  }

  function chooseFinding(id, options) {
    const section = findings.get(id);
    if (section) choose(section.closest(".card"), id, options);
  }

  // Links are the only way the page moves: #p-<provision>, #f-<finding>, #m-<finding> (its words), #c-<clause>.
  function follow() {
    const target = decodeURIComponent(location.hash.slice(1));
    const kind = target.slice(0, 2);
    const rest = target.slice(2);
    if (kind === "p-" && by(target)) {
      const card = by(target);
      const first = card.querySelector(".finding");
      choose(card, first ? first.dataset.f : null, { remember: false });
      card.focus({ preventScroll: true });
    } else if (kind === "f-" && findings.has(rest)) {
      chooseFinding(rest, { remember: false });
      findings.get(rest).focus({ preventScroll: true });
    } else if (kind === "m-" && findings.has(rest)) {
      chooseFinding(rest, { remember: false });
      const part = (pieces.f.get(rest) || [])[0];
      bring(part);
      if (part) part.closest(".clause").focus({ preventScroll: true });
    } else if (target === "summary" || !target) {
      choose(by("summary"), null, { remember: false, scroll: Boolean(target) });
    }
  }
  addEventListener("hashchange", follow);

  // A click on a link that is already in the address bar changes nothing there, but must still be followed.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) {
      if (link.getAttribute("href") === location.hash) follow();
      return;
    }
    const mark = event.target.closest("mark[data-f], .box");
    if (mark && getSelection().isCollapsed) {
      const ids = (mark.dataset.f || mark.dataset.b).split(" ").filter((id) => findings.has(id));
      chooseFinding(ids[(ids.indexOf(state.finding) + 1) % ids.length], { scroll: true });
      return;
    }
    const copy = event.target.closest(".copy");
    if (copy) copyWording(copy);
  });

  function copyWording(button) {
    const words = button.closest(".wording").querySelector("p");
    const done = () => {
      by("said").textContent = "Copied";
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    };
    const select = () => {
      getSelection().selectAllChildren(words);
      if (document.execCommand("copy")) done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(words.textContent).then(done, select);
    else select();
  }

  // -- filters ----------------------------------------------------------------------------------------------------
  function filter() {
    let shown = 0;
    for (const line of lines) {
      const family = line.closest(".family").dataset.family;
      const fits = (!state.statuses.size || state.statuses.has(line.dataset.status)) && (!state.family || family === state.family) && (!state.headline || "headline" in line.dataset)
        && (!state.decision || (line.dataset.decisions || "").split(" ").includes(state.decision));
      line.hidden = !fits;
      shown += fits;
    }
    for (const family of all(".family")) family.hidden = !family.querySelector(".line:not([hidden])");
    for (const button of all(".filters button")) button.setAttribute("aria-pressed", state.statuses.has(button.dataset.status));
    by("nothing").hidden = shown > 0;
    by("said").textContent = `${shown} of ${lines.length} provisions shown`;
  }

  function clear() {
    state.statuses.clear();
    state.family = by("family").value = "";
    state.decision = "";
    if (by("decision")) by("decision").value = "";
    state.headline = by("headline").checked = false;
    filter();
  }

  document.querySelector(".filters").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-status]");
    if (!button) return;
    const status = button.dataset.status;
    state.statuses.has(status) ? state.statuses.delete(status) : state.statuses.add(status);
    filter();
  });
  by("family").addEventListener("change", (event) => { state.family = event.target.value; filter(); });
  by("headline").addEventListener("change", (event) => { state.headline = event.target.checked; filter(); });
  by("clear").addEventListener("click", clear);

  // -- search -----------------------------------------------------------------------------------------------------
  let folded = null;
  const limit = 2000;
  const fold = (text) => {
    const lower = text.toLowerCase();
    return lower.length === text.length ? lower : text;  // positions must hold
  };

  function search() {
    const query = fold(by("query").value.trim());
    folded ||= clauses.map((words) => fold(words.textContent));
    state.places = [];
    state.place = -1;
    if (query.length > 1) {
      for (let i = 0; i < folded.length && state.places.length < limit; i++) {
        for (let at = folded[i].indexOf(query); at !== -1; at = folded[i].indexOf(query, at + query.length)) {
          state.places.push(draft.rangeAt(clauses[i], at, at + query.length));
        }
      }
    }
    by("places").textContent = query.length > 1 ? `${state.places.length}${state.places.length >= limit ? "+" : ""} place${state.places.length === 1 ? "" : "s"}` : "";
    if (window.Highlight) {
      CSS.highlights.set("places", new Highlight(...state.places));
      CSS.highlights.delete("place");
    }
  }

  function place(step) {
    const count = state.places.length;
    if (!count) return;
    state.place = (state.place + step + (state.place < 0 && step < 0 ? 1 : 0) + count) % count;
    const range = state.places[state.place];
    if (window.Highlight) CSS.highlights.set("place", new Highlight(range));
    bring(range.startContainer.parentElement);
    by("places").textContent = `${state.place + 1} of ${count}`;
  }

  let waiting = 0;
  by("query").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  by("search").addEventListener("submit", (event) => event.preventDefault());
  by("query").addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      clearTimeout(waiting);
      if (state.place < 0) search();
      place(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      by("query").value = "";
      search();
      by("query").blur();
    }
  });

  // -- keys -------------------------------------------------------------------------------------------------------
  const fits = (section) => section.dataset.decisions.split(" ").includes(state.decision) || section.dataset.f === state.finding;

  function stops() {
    const found = [];
    for (const line of lines) {
      if (line.hidden) continue;
      const card = by(`p-${line.dataset.p}`);
      const inside = all(".finding", card).filter((section) => !state.decision || fits(section)).map((section) => section.dataset.f);
      if (inside.length) inside.forEach((id) => found.push([card, id]));
      else found.push([card, null]);
    }
    return found;
  }

  function step(by_) {
    const way = stops();
    if (!way.length) return;
    const here = way.findIndex(([card, id]) => card === state.card && id === state.finding);
    const next = here === -1 ? (by_ > 0 ? 0 : way.length - 1) : Math.min(way.length - 1, Math.max(0, here + by_));
    choose(...way[next]);
  }

  function stepInText(by_) {
    if (!inTextOrder.length) return;
    const here = inTextOrder.indexOf(state.finding);
    const next = here === -1 ? (by_ > 0 ? 0 : inTextOrder.length - 1) : (here + by_ + inTextOrder.length) % inTextOrder.length;
    chooseFinding(inTextOrder[next]);
  }

  const help = by("help");
  by("help-open").addEventListener("click", () => help.showModal());
  const keys = {
    j: () => step(1), k: () => step(-1), n: () => stepInText(1), p: () => stepInText(-1),
    1: () => { const way = stops(); if (way.length) choose(...way[0]); },
    0: () => choose(by("summary"), null),
    "/": () => by("query").focus(),
    "?": () => help.showModal(),
    Escape: clear,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog && event.key === "Escape") {  // at once: the browser's own way takes until after the next keys
      event.preventDefault();
      dialog.close("");
    }
    if (dialog) return;
    if (event.target.closest("input, select, textarea, [contenteditable]") && !event.target.closest("dialog")) return;  // a closed dialog holds the focus until the next frame
    if (!Object.hasOwn(keys, event.key) || (!by("keys").checked && event.key !== "Escape")) return;
    event.preventDefault();
    keys[event.key]();
  });
  // WCAG 2.1.4: single-key shortcuts can be turned off, and stay off.
  try {
    by("keys").checked = localStorage.getItem("agreement-scan keys") !== "off";
    by("keys").addEventListener("change", (event) => localStorage.setItem("agreement-scan keys", event.target.checked ? "on" : "off"));
  } catch { /* storage is closed to this page: the choice lasts as long as it is open */ }

  // -- paper ------------------------------------------------------------------------------------------------------
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open]):not(.measure)"); closed.forEach((d) => (d.open = true)); });
  addEventListener("afterprint", () => closed.forEach((d) => (d.open = false)));

  // The browser's own jump to the address comes after this script, and knows nothing of cards.
  addEventListener("load", () => setTimeout(follow));
  return { all, by, cards, lines, findings, pieces, chips, state, keys, chosen, choose, chooseFinding, filter, follow, bring };
})();
