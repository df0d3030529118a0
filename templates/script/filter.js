// What narrows the list: level, state, phase, role, theme, channel, and words. Items are hidden, never taken away, so
// print and copy hold what is shown.

const CHOICES = ["state", "phase", "owner", "theme", "channel"];
const chosen = {search: "", level: "", state: "", phase: "", owner: "", theme: "", channel: ""};
// Items are hidden a few at a time, so that a list of a thousand never keeps the page from answering.
const AT_A_TIME = 100;
const sieve = {timer: 0, frame: 0, queue: []};

function fillChoices() {
  for (const name of ["phase", "owner", "theme", "channel"]) {
    const select = $(`#by-${name}`);
    const used = new Set(items.flatMap((item) => (name === "channel" ? item.channels : [item[name]])));
    for (const [value, title] of Object.entries(island.titles[name])) {
      if (used.has(value)) select.append(new Option(title, value));
    }
    select.hidden = select.options.length < 3;
  }
  const open = $("#by-state [value=confirm]");
  if (!items.some((item) => item.isOpen)) open.remove();
}

function matches(item, words) {
  const {level, state, phase, owner, theme, channel} = chosen;
  return (!level || item.level === level)
    && (!phase || item.phase === phase) && (!owner || item.owner === owner) && (!theme || item.theme === theme)
    && (!channel || item.channels.includes(channel))
    && (!state || (state === "confirm" ? item.isOpen : !item.isWaived && item.isDone === (state === "done")))
    && (!words.length || holdsAll(item, words));
}

function holdsAll(item, words) {
  const recorded = item.holders.map(({code}) => Object.values(entryAt(code)).join(" ").toLowerCase()).join(" ");
  return words.every((word) => textOf(item).includes(word) || recorded.includes(word));
}

function isFiltered() {
  return Object.values(chosen).some(Boolean);
}

// What is ticked under "open" stays in sight until the filter is touched again: nothing vanishes from under a finger.
function applyFilter() {
  const words = chosen.search.toLowerCase().split(/\s+/).filter(Boolean);
  for (const item of items) item.isOut = !matches(item, words);
  sieve.queue = items.filter((item) => item.li.hidden !== item.isOut || item.rows.length);
  for (const {fieldset, items: own, link} of [...sections, ...waivedSection()]) {
    const isEmpty = own.every((item) => item.isOut);
    if (fieldset.hidden !== isEmpty) fieldset.hidden = isEmpty;
    if (link) link.hidden = isEmpty;
  }
  showGoneFor(words);
  tellFilter();
  sift();
}

function sift(atATime = AT_A_TIME) {
  cancelAnimationFrame(sieve.frame);
  for (const item of sieve.queue.splice(0, atATime)) {
    if (item.li.hidden !== item.isOut) item.li.hidden = item.isOut;
    for (const row of item.rows) row.li.hidden = Boolean(chosen.channel) && row.channel !== chosen.channel;
    showSquares(item);
  }
  if (sieve.queue.length) sieve.frame = requestAnimationFrame(() => sift());
  setBusy("list", sieve.queue.length > 0);
}

function waivedSection() {
  const fieldset = $("#waived");
  return fieldset ? [{fieldset, items: items.filter((item) => item.isWaived), link: null}] : [];
}

function shownCount() {
  return {n: items.filter((item) => !item.isOut).length, all: items.length};
}

function tellFilter() {
  const count = shownCount();
  const isOn = isFiltered();
  $("#none").hidden = count.n > 0;
  $("#clear").hidden = !isOn;
  setText($("#shown"), isOn ? say("shown", count) : "");
  const line = $("#filtered");
  line.hidden = !isOn;
  setText(line, isOn ? say("filtered", {what: chosenTitles().join(", "), ...count}) : "");
}

function chosenTitles() {
  const level = chosen.level ? [$("#filters [name=level]:checked").parentElement.textContent.trim()] : [];
  const others = CHOICES.filter((name) => chosen[name]).map((name) => $(`#by-${name}`).selectedOptions[0].textContent);
  return [...level, ...others, ...(chosen.search ? [`“${chosen.search}”`] : [])];
}

function readFilter() {
  chosen.search = $("#search").value.trim();
  chosen.level = $("#filters [name=level]:checked").value;
  for (const name of CHOICES) chosen[name] = $(`#by-${name}`).value;
  applyFilter();
  announce(say("shown_said", shownCount()));
}

function clearFilter() {
  $("#search").value = "";
  $("#filters [name=level][value='']").checked = true;
  for (const name of CHOICES) $(`#by-${name}`).value = "";
  readFilter();
}

function watchFilter() {
  $("#filters").addEventListener("input", (event) => {
    clearTimeout(sieve.timer);
    setBusy("list", true);
    sieve.timer = setTimeout(readFilter, event.target.id === "search" ? 120 : 0);
  });
  window.addEventListener("beforeprint", () => sift(Infinity));
  $("#clear").addEventListener("click", () => {
    clearFilter();
    $("#search").focus();
  });
}
