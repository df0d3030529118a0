// What this browser keeps: everything recorded under the id of the checklist, by code, with the time of its last change
// and the rules it was recorded with. Other windows write there too; of two changes to one code the later stands.

const KEY = `checklist/1/${identity}`;
const PACKS = island.packs.map(({name, version}) => `${name}@${version}`).join(",");
// While somebody types, it is kept at every pause of so many milliseconds; ticks at once.
const PAUSE = 300;

// code -> {at: milliseconds, packs: as in markers of pages, text: the action, for when the list no longer has it}
const marks = new Map();
const dirty = new Set();
const keeper = {storage: null, timer: 0, taken: "", told: "", isUnsaved: false};

function openStore() {
  try {
    keeper.storage = window.localStorage;
    return keeper.storage.getItem(KEY);
  } catch {
    keeper.storage = null;
    return null;
  }
}

function packsIn(text) {
  return new Map(text.split(",").map((pair) => pair.split("@")).filter((pair) => pair.length === 2 && VERSION.test(pair[1])));
}

// What is kept as values, or null where it is not what this page writes.
function readKept(text) {
  try {
    const {marks: kept, taken, ...file} = JSON.parse(text);
    if (problemsOf(file, island.schema, identity).length || !isMap(kept)) return null;
    const found = {entries: new Map(), marks: new Map(), taken: String(taken ?? "")};
    for (const [code, mark] of Object.entries(kept)) {
      if (!CODE.test(code) || !isMap(mark) || !Number.isFinite(mark.at)) return null;
      found.marks.set(code, {at: mark.at, packs: String(mark.packs), text: String(mark.text ?? "")});
      found.entries.set(code, entryOf(Object.hasOwn(file.entries, code) ? file.entries[code] : {}));
    }
    return found;
  } catch {
    return null;
  }
}

// Returns the codes whose entries came from the store just now.
function takeKept(text) {
  const kept = text === null ? null : readKept(text);
  if (text !== null && !kept) putAside(text);
  if (!kept) return [];
  keeper.taken = keeper.taken || kept.taken;
  const newer = [...kept.marks].filter(([code, mark]) => !(marks.get(code)?.at >= mark.at));
  for (const [code, mark] of newer) {
    marks.set(code, mark);
    entries.set(code, kept.entries.get(code));
    dirty.delete(code);
  }
  return newer.map(([code]) => code);
}

function putAside(text) {
  const key = `${KEY}/aside`;
  try {
    if (keeper.storage.getItem(key) === null) keeper.storage.setItem(key, text);
    keeper.storage.removeItem(KEY);
  } catch {
    // There is no room for it; it is told all the same.
  }
  alarm(say("damaged", {key}), [], "save");
}

function fileOf() {
  const written = [...entries].filter(([, entry]) => isWritten(entry)).map(([code, entry]) => [code, plainOf(entry)]);
  written.sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    schema: island.schema, id: identity, generator: island.generator, saved: new Date().toISOString(), packs: island.packs,
    entries: Object.fromEntries(written),
  };
}

// The only way an entry changes: `part` of what is recorded under the code of a holder.
function change(holder, part, delay = 0) {
  record(holder.code, {...entryAt(holder.code), ...part}, holder.item ? holder.item.action : holder.text, delay);
}

function record(code, entry, text, delay = 0) {
  entries.set(code, entry);
  marks.set(code, {at: Date.now(), packs: PACKS, text: text ?? marks.get(code)?.text ?? ""});
  dirty.add(code);
  keeper.isUnsaved = true;
  setBusy("kept", true);
  clearTimeout(keeper.timer);
  keeper.timer = setTimeout(keep, delay);
}

function keep() {
  clearTimeout(keeper.timer);
  if (!dirty.size) return;
  if (!keeper.storage) return tellKept("forbidden");
  try {
    const changed = takeKept(keeper.storage.getItem(KEY));
    const kept = {...fileOf(), taken: keeper.taken, marks: Object.fromEntries(marks)};
    keeper.storage.setItem(KEY, JSON.stringify(kept));
    dirty.clear();
    tellKept("kept");
    if (changed.length) showChanged([...changed, ...bringUpToDate()]);
  } catch {
    tellKept("full");
  }
}

function tellKept(how) {
  setBusy("kept", false);
  setText($("#kept"), say(how));
  $("#kept").classList.toggle("bad", how !== "kept");
  if (how !== "kept" && keeper.told !== how) alarm(say(how), [], "save");
  keeper.told = how;
}

function watchStore() {
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY || event.newValue === null) return;
    const changed = takeKept(event.newValue);
    if (changed.length) showChanged([...changed, ...bringUpToDate()]);
  });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  window.addEventListener("beforeunload", (event) => {
    if (keeper.isUnsaved && keeper.told !== "kept" && dirty.size) event.preventDefault();
  });
}
