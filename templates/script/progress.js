// How much is done: overall, by level, by theme, by section; what comes next; and, for a screen reader, the same in words.

const bars = new Map();

function makeBars() {
  const part = $("#themes-done");
  const live = items.filter((item) => !item.isWaived);
  for (const level of LEVELS) {
    const row = $(`.levels > [data-level=${level}]`);
    if (row && live.some((item) => item.level === level)) bars.set(`level ${level}`, barIn(row, $("dd", row)));
  }
  for (const [theme, title] of Object.entries(island.titles.theme)) {
    if (!live.some((item) => item.theme === theme)) continue;
    const row = make("div");
    const value = make("dd");
    row.append(make("dt", "", title), value);
    part.append(row);
    bars.set(`theme ${theme}`, barIn(row, value));
  }
  $("#by-theme-part").hidden = !part.childElementCount;
}

function barIn(row, value) {
  const bar = make("progress");
  bar.setAttribute("aria-label", $("dt", row).textContent);
  const place = make("dd", "bar-place");
  place.append(bar);
  row.append(place);
  row.classList.add("metered");
  return {bar, value};
}

// name -> {done, n}: of all, of each level, each theme, and each level in a cell of the picture.
const counts = new Map();

function namesOf(item) {
  return item.isWaived ? [] : ["all", `level ${item.level}`, `theme ${item.theme}`, `cell ${item.theme} ${item.phase} ${item.level}`];
}

function countItems() {
  counts.set("all", {done: 0, n: 0});
  for (const item of items) for (const name of namesOf(item)) counts.set(name, {done: 0, n: (counts.get(name)?.n ?? 0) + 1});
}

function count(item, isDone) {
  for (const name of namesOf(item)) counts.get(name).done += isDone ? 1 : -1;
}

function showProgress() {
  const all = counts.get("all");
  showSum(all);
  for (const [name, {bar, value}] of bars) {
    const own = counts.get(name);
    setText(value, say("of", own));
    bar.max = own.n;
    if (bar.value !== own.done) bar.value = own.done;
  }
  for (const section of sections) showSectionCount(section);
  showNext();
  showPicture(counts, all);
}

// The number stands out, whatever its place in the sentence.
function showSum({done, n}) {
  const place = $("#sum");
  if (place.textContent === say("done_of", {done, n})) return;
  const [before, after] = say("done_of", {n}).split("{done}");
  place.replaceChildren(make("small", "", before), String(done), make("small", "", after));
}

function showSectionCount({items: own, number, linked}) {
  const text = say("of", {done: own.filter((item) => item.isDone).length, n: own.length});
  setText(number, text);
  setText(linked, text);
}

function showNext() {
  const open = items.filter((item) => !item.isDone && !item.isWaived);
  const next = open.find((item) => item.level === "must") ?? open[0];
  const place = $("#next");
  place.hidden = false;
  if (place.dataset.code === (next ? next.code : "none")) return;
  place.dataset.code = next ? next.code : "none";
  if (!next) return place.replaceChildren(say("all_done"));
  const link = make("a", "", next.action);
  link.href = `#${next.li.id}`;
  place.replaceChildren(`${say("next")} `, link);
}
