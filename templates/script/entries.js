// What people record under a code: a tick, four facts of one line each, and notes. Values in, values out.

const FACTS = ["na", "owner", "due", "evidence"];
// Lines the program adds begin with it; see the record lines of wiki pages.
const RECORD = "↻";

function blank() {
  return {done: false, na: "", owner: "", due: "", evidence: "", notes: ""};
}

function entryOf(plain) {
  const entry = blank();
  for (const name of Object.keys(entry)) if (plain[name]) entry[name] = plain[name];
  return entry;
}

// What is empty is left out of files; an entry without anything comes back as {}.
function plainOf(entry) {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value));
}

function hasWords(entry) {
  return FACTS.some((fact) => entry[fact]) || entry.notes.trim() !== "";
}

function isWritten(entry) {
  return entry.done || hasWords(entry);
}

function isSettled(entry) {
  return entry.done || entry.na !== "";
}

function asksAgain(entry) {
  return !isSettled(entry) && linesOf(entry.notes).some((line) => line.startsWith(RECORD));
}

function linesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

// The notes of `entry` with those of `lines` that are not there yet.
function noted(entry, lines) {
  const there = new Set(linesOf(entry.notes));
  const further = [];
  for (const line of lines) {
    if (there.has(line)) continue;
    there.add(line);
    further.push(line);
  }
  return further.length ? {...entry, notes: [entry.notes.trimEnd(), ...further].filter(Boolean).join("\n")} : entry;
}

// `own` with what `other` adds: a tick, lines that are not there. Nothing is taken away, and twice is once. Where both
// state a fact, the newcomer's counts and the other becomes a line, as on a wiki page, where the last of two counts.
// `keys` are the words that begin such lines.
function added(own, other, keys) {
  let sum = {...own, done: own.done || other.done};
  for (const fact of FACTS) {
    if (!other[fact] || other[fact] === own[fact] || linesOf(own.notes).includes(`${keys[fact]} ${other[fact]}`)) continue;
    if (own[fact]) sum = noted(sum, [`${keys[fact]} ${own[fact]}`]);
    sum[fact] = other[fact];
  }
  return noted(sum, linesOf(other.notes));
}

function areSame(one, other) {
  return Object.keys(blank()).every((name) => one[name] === other[name]);
}
