// The picture at the top, themes by phases: a square for each item, ticked as its item is, faded where a filter hides it;
// its text, and the table that says the same.

const SVG = "http://www.w3.org/2000/svg";
const TICK = "M4 8.3l2.8 2.8 5-5.6";
const squares = new Map();
const spans = [];

// Squares stand in the order of their rows, columns, levels and codes, in both drawings.
function findPicture() {
  for (const path of $$(".map .tick-sign")) path.remove();
  const drawings = [".map.wide", ".map.slim"].map((map) => $$(`${map} rect`));
  items.filter((item) => !item.isWaived).sort(inDrawing).forEach((item, place) => {
    squares.set(item.code, drawings.map((rects) => ({rect: rects[place], sign: null})));
    for (const {rect} of squares.get(item.code)) {
      const title = document.createElementNS(SVG, "title");
      title.textContent = `${item.code} ${item.action} (${say(item.level)})`;
      rect.append(title);
      rect.addEventListener("click", () => goTo(item));
    }
  });
  findTable();
}

function inDrawing(one, other) {
  const [themes, phases] = [island.titles.theme, island.titles.phase].map(Object.keys);
  return themes.indexOf(one.theme) - themes.indexOf(other.theme) || phases.indexOf(one.phase) - phases.indexOf(other.phase)
    || LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) || (one.code < other.code ? -1 : 1);
}

// The cells are found by the titles of their row and column.
function findTable() {
  const named = (titles, title) => Object.keys(titles).find((name) => titles[name] === title) ?? "";
  const table = $("section.scroll table");
  const phases = $$("thead th", table).slice(1).map((th) => named(island.titles.phase, th.textContent));
  for (const row of $$("tbody tr", table)) {
    const theme = named(island.titles.theme, $("th", row).textContent);
    $$("td", row).forEach((cell, place) => {
      for (const span of $$("span", cell)) spans.push({span, level: span.dataset.level, name: `cell ${theme} ${phases[place]} ${span.dataset.level}`});
    });
  }
}

function showPicture(counts, all) {
  for (const desc of $$(".map desc")) {
    desc.dataset.text ??= desc.textContent;
    setText(desc, `${desc.dataset.text} ${say("map", all)}`);
  }
  for (const {span, level, name} of spans) {
    const count = counts.get(name);
    if (count) setText(span, say("level_count", {n: count.done ? say("of", count) : count.n, level: say(level)}));
  }
}

function showSquares(item) {
  for (const square of squares.get(item.code) ?? []) showSquare(square, item);
}

function showSquare(square, item) {
  const {rect} = square;
  if (rect.classList.contains("done") !== item.isDone) rect.classList.toggle("done", item.isDone);
  if (rect.classList.contains("out") !== item.isOut) rect.classList.toggle("out", item.isOut);
  if (item.isDone && !square.sign) square.sign = signAt(rect);
  if (!item.isDone && square.sign) {
    square.sign.remove();
    square.sign = null;
  }
}

function signAt(rect) {
  const sign = document.createElementNS(SVG, "path");
  const scale = rect.closest(".slim") ? " scale(.5625)" : "";
  sign.setAttribute("class", "tick-sign");
  sign.setAttribute("d", TICK);
  sign.setAttribute("transform", `translate(${rect.getAttribute("x")} ${rect.getAttribute("y")})${scale}`);
  rect.after(sign);
  return sign;
}

// A short cut for the pointer; the list itself is the way of the keyboard.
function goTo(item) {
  if (item.li.hidden) clearFilter();
  item.box.focus();
  item.li.scrollIntoView({block: "center"});
}
