// Whether a file is one of ticks and notes for this page, as its published schema says. Files are hostile: whatever they
// hold, the answer is a list of problems, each with its path, the name of the sentence that tells it, and its values.

const MOST_BYTES = 1_000_000;
const MOST_ENTRIES = 5_000;
const MOST_PROBLEMS = 10;
const LONGEST = {line: 2_000, notes: 10_000, name: 200};
const CODE = /^[A-Z]{3}-[0-9]{2,3}(?:\.[a-z-]+)?$/;
const PACK = /^[a-z][a-z0-9-]{0,39}$/;
const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$/;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const CONTROLS_IN_NOTES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDay(text) {
  const found = DAY.exec(text);
  if (!found) return false;
  const [year, month, day] = found.slice(1).map(Number);
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= last;
}

// A name from a file as a message may show it: short, on one line.
function shownName(name) {
  const visible = String(name).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\uFFFD");
  return visible.length > 60 ? `${visible.slice(0, 60)}…` : visible;
}

function problemsOf(file, schema, identity) {
  if (!isMap(file) || file.schema !== schema) return [{word: "load_schema", schema}];
  if (typeof file.id === "string" && file.id !== identity) return [{word: "load_id", found: shownName(file.id), id: identity}];
  const found = [];
  const report = (path, word, values = {}) => { found.push({path, word, ...values}); };
  const known = {
    schema: () => {}, id: (path, value) => checkLine(path, value, report, LONGEST.name),
    generator: (path, value) => checkLine(path, value, report, LONGEST.name),
    saved: (path, value) => { if (!(typeof value === "string" && TIME.test(value) && isDay(value.slice(0, 10)))) report(path, "load_time"); },
    packs: (path, value) => checkPacks(path, value, report), entries: (path, value) => checkEntries(path, value, report, found),
  };
  checkKeys("$", file, known, Object.keys(known), report);
  return found;
}

function checkKeys(path, value, known, needed, report) {
  for (const key of Object.keys(value)) {
    const place = `${path}.${shownName(key)}`;
    if (Object.hasOwn(known, key)) known[key](place, value[key]);
    else report(place, "load_unknown");
  }
  for (const key of needed) if (!Object.hasOwn(value, key)) report(`${path}.${key}`, "load_missing");
}

function checkLine(path, value, report, longest = LONGEST.line, controls = CONTROLS, word = "load_line") {
  if (typeof value !== "string") report(path, "load_text");
  else if (value === "") report(path, "load_empty");
  else if ([...value].length > longest) report(path, "load_long", {n: longest});
  else if (controls.test(value)) report(path, word);
}

function checkPacks(path, value, report) {
  if (!Array.isArray(value)) return report(path, "load_list");
  if (!value.length) report(path, "load_empty");
  if (value.length > 50) return report(path, "load_many", {n: 50});
  const known = {
    name: (place, name) => { if (typeof name !== "string" || !PACK.test(name)) report(place, "load_name"); },
    version: (place, version) => { if (typeof version !== "string" || !VERSION.test(version)) report(place, "load_version"); },
  };
  value.forEach((pack, place) => {
    if (isMap(pack)) checkKeys(`${path}[${place}]`, pack, known, ["name", "version"], report);
    else report(`${path}[${place}]`, "load_map");
  });
}

function checkEntries(path, value, report, found) {
  if (!isMap(value)) return report(path, "load_map");
  const codes = Object.keys(value);
  if (codes.length > MOST_ENTRIES) return report(path, "load_many", {n: MOST_ENTRIES});
  const known = {
    done: (place, done) => { if (typeof done !== "boolean") report(place, "load_bool"); },
    na: (place, na) => { if (na !== null) checkLine(place, na, report); },
    owner: (place, owner) => checkLine(place, owner, report),
    due: (place, due) => { if (typeof due !== "string" || !isDay(due)) report(place, "load_date"); },
    evidence: (place, evidence) => checkLine(place, evidence, report),
    notes: (place, notes) => checkLine(place, notes, report, LONGEST.notes, CONTROLS_IN_NOTES, "load_lines"),
  };
  for (const code of codes) {
    if (found.length > 1_000) return;
    const place = `${path}["${shownName(code)}"]`;
    if (!CODE.test(code)) report(place, "load_code");
    else if (!isMap(value[code])) report(place, "load_map");
    else checkKeys(place, value[code], known, [], report);
  }
}
