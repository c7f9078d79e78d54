// Deciding: what a reviewer holds of the chosen finding, of a gap, or of words the scan passed over. All of it by keyboard.
(() => {
  if (!record) return page.follow();
  const { by, all, state } = page;
  const { groups, refresh, element, SIGNS, GAPS } = shown;
  const tell = (text, alarm = false) => { by("told").textContent = text; by("told").classList.toggle("alarm", alarm); };

  // -- who ----------------------------------------------------------------------------------------------------------
  const remembered = (name, value) => {
    try { return value === undefined ? localStorage.getItem(`agreement-scan ${name}`) : localStorage.setItem(`agreement-scan ${name}`, value); } catch { return null; }
  };
  let reviewer = remembered("reviewer") || "", settles = remembered("settles") === "yes";

  // Opens a dialog; gives whether it was confirmed. The focus goes back to where it was.
  function ask(dialog, check = () => "") {
    return new Promise((done) => {
      const form = dialog.querySelector("form"), wrong = dialog.querySelector(".wrong"), before = document.activeElement;
      wrong.textContent = "";
      form.onsubmit = (event) => {
        event.preventDefault();
        const why = check();
        wrong.textContent = why;
        if (!why) dialog.close("yes");
      };
      dialog.querySelector(".cancel").onclick = () => dialog.close("");
      dialog.returnValue = "";
      dialog.onclose = () => {
        if (before && before !== document.body) before.focus({ preventScroll: true });
        done(dialog.returnValue === "yes");
      };
      dialog.showModal();
    });
  }

  async function who(always = false) {
    if (reviewer && !always) return true;
    by("who").value = reviewer;
    by("settles").checked = settles;
    if (!(await ask(by("who-dialog"), () => (by("who").value.trim() ? "" : "Give a name: decisions are signed.")))) return false;
    reviewer = by("who").value.trim();
    settles = by("settles").checked;
    remembered("reviewer", reviewer);
    remembered("settles", settles ? "yes" : "no");
    sign();
    return true;
  }

  const sign = () => { by("who-open").textContent = reviewer ? `Reviewer: ${reviewer}${settles ? " (settles)" : ""}` : "Reviewer …"; };

  // -- what is decided on ---------------------------------------------------------------------------------------------
  // The chosen finding or gap: its key, and what an entry says of it.
  function target() {
    const { card, finding } = state;
    if (!card || card.id === "summary") return null;
    const provision = card.dataset.p;
    if (finding) {
      const data = page.findings.get(finding).dataset;
      const lead = data.lead === undefined ? "" : draft.slice(...data.lead.split("-").map(Number));
      const known = data.added ? {} : { finding };
      return { key: finding, status: data.status, at: [Number(data.start), Number(data.end)], body: { provision, found: data.status, ...known, ...(lead ? { lead_in: lead } : {}) } };
    }
    return GAPS.includes(card.dataset.status) ? { key: card.id, status: card.dataset.status, at: null, body: { provision, found: card.dataset.status } } : null;
  }

  const own = (key) => (groups.get(key) || []).filter(({ entry }) => record.nameOf(entry) === reviewer);

  function put(what, body, key = what.key) {
    const mine = own(key), others = settles && body.decision !== "commented" ? groups.get(key) || [] : [];
    const kind = (entry) => (entry.body.decision === "commented") === (body.decision === "commented");
    const revises = [...new Set([...mine, ...others].flatMap(({ entry, comment }) => [entry, comment]).filter((e) => e && kind(e)).map((e) => e.id))];
    record.add(reviewer, { ...what.body, ...body, ...(revises.length ? { revises } : {}) }, record.here(what.at && draft.selectors(...what.at)));
    refresh();
  }

  async function decide(decision, status) {
    const what = target();
    if (!what) return tell("Choose a finding first: j goes to the next one.", true);
    if (!(await who())) return;
    const mine = own(what.key).find(({ entry }) => entry.body.decision !== "commented")?.entry;
    if (!what.at && !["accepted", "unsure"].includes(decision)) return tell("Nothing was found here. If the draft does speak to it, select the words and press e.", true);
    if (mine?.body.decision === "added") {  // one's own addition is changed or taken back, not voted on
      if (decision === "corrected") put(what, { decision: "added", status, found: "" });
      else if (decision === "rejected") put(what, { decision: "withdrawn" });
      else return tell("You added this finding yourself.", true);
    } else {
      if (mine && mine.body.decision === decision && mine.body.status === (status || what.status)) return tell(`Already ${decision}.`);
      put(what, { decision, status: status || what.status });
    }
    tell(`${SIGNS[decision]} ${decision[0].toUpperCase()}${decision.slice(1)}${status ? ` to ${status}` : ""}: ${state.card.querySelector("h3").textContent}. z undoes.`);
  }

  async function correct() {
    const what = target();
    if (!what?.at) return decide("corrected");
    if (!(await who())) return;
    const held = own(what.key).find(({ entry }) => ["corrected", "added"].includes(entry.body.decision))?.entry.body.status || what.status;
    for (const radio of all("input[name=status]", by("status-dialog"))) radio.checked = radio.value === held;
    if (!(await ask(by("status-dialog")))) return;
    const status = by("status-dialog").querySelector("input:checked").value;
    await decide(status === what.status && !page.findings.get(what.key).dataset.added ? "accepted" : "corrected", status);
  }

  async function comment() {
    const what = target();
    if (!what) return tell("Choose a finding first: j goes to the next one.", true);
    if (!(await who())) return;
    const mine = own(what.key).map((one) => one.comment).find(Boolean);
    by("comment").value = mine ? mine.body.value : "";
    if (!(await ask(by("comment-dialog")))) return;
    const value = by("comment").value.trim();
    if (value === (mine ? mine.body.value : "")) return;
    put(what, { decision: "commented", value });
    tell("Comment kept. z undoes.");
  }

  async function undo() {
    if (!(await who())) return;
    const entry = record.undo(reviewer);
    refresh();
    tell(entry ? `Undone: ${entry.body.decision}, ${entry.body.provision}.` : "Nothing of yours to undo.");
  }

  // -- words the scan passed over ---------------------------------------------------------------------------------------
  async function add() {
    const clause = document.activeElement.closest?.(".clause") || (state.finding ? draft.clauseAt(Number(page.findings.get(state.finding).dataset.start)) : null);
    const span = draft.selected() || (clause ? draft.wordsOf(clause) : null);
    if (!span) return tell("Select the words first, or go to their clause with . and ,", true);
    if (!(await who())) return;
    const before = draft.slice(...span);
    by("missed").value = before;
    by("missed-comment").value = "";
    if (state.card && state.card.id !== "summary") by("missed-provision").value = state.card.dataset.p;
    let place = span;
    const found = () => (place = by("missed").value === before ? span : draft.within(...span, by("missed").value)) && (typeof place === "string" ? place : "");
    if (!(await ask(by("add-dialog"), found))) return;
    const provision = by("missed-provision").value, status = by("add-dialog").querySelector("input:checked").value;
    const lead = draft.clauseAt(place[0]).querySelector(".words").dataset.lead;
    const body = { provision, found: "", ...(lead ? { lead_in: draft.slice(...lead.split("-").map(Number)) } : {}) };
    const key = `added-${provision}-${place[0]}-${place[1]}`;
    put({ key, at: place, body }, { decision: "added", status });
    if (by("missed-comment").value.trim()) put({ key, at: place, body }, { decision: "commented", value: by("missed-comment").value.trim() });
    page.chooseFinding(key);
    tell(`+ Added as ${status}: ${state.card.querySelector("h3").textContent}. z undoes.`);
  }

  // -- files --------------------------------------------------------------------------------------------------------------
  function save() {
    const address = URL.createObjectURL(new Blob([record.file()], { type: "application/json" }));
    const link = element("a", { href: address, download: "decisions.json" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    tell(`Saved ${record.count} entries as decisions.json. The file holds words of the draft.`);
  }

  by("file").addEventListener("change", async () => {
    const [file] = by("file").files;
    if (!file) return;
    try {
      const count = record.load(await file.text());
      tell(`${count} new ${count === 1 ? "entry" : "entries"} taken in from ${file.name}.`);
    } catch (error) { tell(error.message, true); }
    by("file").value = "";
    refresh();
  });

  async function withdraw(id) {
    const one = record.standing().find(({ entry }) => entry.id === id);
    if (!one || !(await who())) return;
    const { provision, found } = one.entry.body;
    record.add(reviewer, { decision: "withdrawn", provision, found: found || "", revises: [id] }, one.entry.target);
    refresh();
    tell("Put aside: it is not asked again. z undoes.");
  }

  // A browser on a shared computer should not keep the words of a draft: asked twice, since nothing brings them back.
  function forget() {
    const button = by("forget");
    if (button.dataset.asked) {
      record.forget();
      refresh();
      tell("This browser keeps nothing of this draft any more.");
      by("help").close();
    }
    button.textContent = button.dataset.asked ? "Forget the decisions kept here" : "Forget them for good? Press once more";
    button.dataset.asked = button.dataset.asked ? "" : "yes";
  }

  // -- clause by clause -----------------------------------------------------------------------------------------------------
  function stepClause(by_) {
    const clauses = draft.clauses.map((words_) => words_.closest(".clause"));
    const here = document.activeElement.closest?.(".clause") || (state.finding ? draft.clauseAt(Number(page.findings.get(state.finding).dataset.start)) : null);
    const next = clauses[Math.min(clauses.length - 1, Math.max(0, here ? clauses.indexOf(here) + by_ : 0))];
    next.focus({ preventScroll: true });
    page.bring(next);
  }

  // -- keys and buttons -------------------------------------------------------------------------------------------------------
  const actions = {
    accept: () => decide("accepted"), reject: () => decide("rejected"), unsure: () => decide("unsure"), correct, comment, undo, add, save,
    forget, load: () => by("file").click(), who: () => who(true), pages: () => document.body.classList.toggle("without-pages"),
  };
  Object.assign(page.keys, {
    a: actions.accept, r: actions.reject, u: actions.unsure, c: correct, m: comment, z: undo, e: add, s: save, l: actions.load,
    ".": () => stepClause(1), ",": () => stepClause(-1), ...(document.querySelector(".facsimile") ? { v: actions.pages } : {}),
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-withdraw]");
    if (button) button.dataset.withdraw ? withdraw(button.dataset.withdraw) : actions[button.dataset.do]();
  });
  by("add-open").addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays
  by("decision").addEventListener("change", (event) => { state.decision = event.target.value; page.filter(); });
  addEventListener("beforeunload", (event) => { if (!record.kept && record.unsaved) event.preventDefault(); });
  sign();
  refresh();
  page.follow();
  (window.requestIdleCallback || setTimeout)(() => draft.prepare());
})();
