// The order in which the page comes to life. Without this, it can be read and printed.

const keys = Object.fromEntries(FACTS.map((fact) => [fact, say(`key_${fact}`)]));
const rules = {shown: new Map(), heirs: new Map(Object.entries(island.heirs)), revised: new Map(), keys, say};

function readRules() {
  for (const item of items) rules.shown.set(item.code, item.rows.map((row) => row.code));
  for (const [pack, version, base, codes] of island.revised) for (const code of codes) rules.revised.set(code, {pack, version, base});
}

// What this browser kept, brought up to the rules of this page; then what came with the page, once.
function recall() {
  takeKept(openStore());
  bringUpToDate();
  const given = JSON.stringify(island.state);
  if (given !== "{}" && given !== keeper.taken) {
    keeper.taken = given;
    for (const [code, plain] of Object.entries(island.state)) record(code, added(entryAt(code), entryOf(plain), keys), holders.get(code)?.item?.action);
  }
  tellKept(keeper.storage ? "kept" : "forbidden");
}

// Returns the codes whose entries are others now.
function bringUpToDate() {
  const {entries: now, again, heirs} = moved(entries, (code) => packsIn(marks.get(code)?.packs ?? ""), rules);
  const changed = [...new Set([...entries.keys(), ...now.keys()])].filter((code) => !areSame(now.get(code) ?? blank(), entryAt(code)));
  for (const code of changed) record(code, now.get(code) ?? blank(), holders.get(code)?.item?.action);
  const told = [...(heirs.length ? [say("moved", {codes: heirs.join(", ")})] : []), ...(again.length ? [say("asked", {codes: again.join(", ")})] : [])];
  if (told.length) alarm(told[0], told.slice(1));
  return changed;
}

// Everything that follows from a change to the entries of these codes.
function showChanged(codes) {
  const changed = new Set(codes.map((code) => holders.get(code)?.item).filter(Boolean));
  for (const item of changed) showItem(item);
  if (codes.some((code) => !holders.get(code)?.item)) showGone();
  showProgress();
}

// Links to laws lead to the law itself, not to the list of sources.
function shortenWays() {
  for (const link of $$('.item a[href^="#s"]')) {
    const source = document.getElementById(link.hash.slice(1))?.querySelector("a");
    if (source) link.href = source.href;
  }
}

// So many items are more than a browser lays out at once without a pause; it then skips what is out of sight.
const MANY = 300;

function start() {
  findItems();
  readRules();
  firstSections();
  addRowNotes();
  findPicture();
  makeBars();
  countItems();
  fillChoices();
  recall();
  for (const item of items) showItem(item);
  showGone();
  showProgress();
  shortenWays();
  watchStore();
  watchRecords();
  watchFilter();
  watchGroup();
  watchTransfer();
  watchKeys();
  for (const part of ["#actions", "#bar", "#grouping"]) $(part).hidden = false;
  document.documentElement.classList.add("live");
  $("#list").classList.toggle("many", items.length > MANY);
  setTimeout(() => readTexts(), 200);
}

start();
