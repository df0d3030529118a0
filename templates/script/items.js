// The items of the page, and what was recorded under each as the page shows it. A holder is what can be ticked and noted
// under one code: an item, or each channel of an item, whose own box then follows its channels.

const LEVELS = ["must", "should", "could"];
const items = [];
const holders = new Map();
const entries = new Map();

function entryAt(code) {
  return entries.get(code) ?? blank();
}

function findItems() {
  for (const li of $$("#list .items > .item")) items.push(itemOf(li));
  for (const item of items) for (const holder of item.holders) holders.set(holder.code, holder);
  for (const quote of $$(".item .quote")) quote.remove();
}

function itemOf(li) {
  const {is, channel, label} = li.dataset;
  const [phase, theme, owner] = is.split(" ");
  const chip = $(".chip", li);
  const item = {
    code: codeOf(li.id), li, phase, owner, theme, level: LEVELS.find((level) => chip.classList.contains(level)),
    box: $(":scope > .tick", li), action: $(":scope > label", li).textContent, label: label ?? chip.textContent,
    isWaived: li.closest("#waived") !== null, isOpen: $("[data-confirm]", li) !== null, rows: [], text: "", isDone: false, isOut: false,
  };
  const facts = $(".facts-row", li);
  facts.id = `${li.id}-facts`;
  item.box.setAttribute("aria-describedby", facts.id);
  item.rows = $$(".channels > ul > li", li).map((row) => holderOf(row, item));
  item.holders = item.rows.length ? item.rows : [holderOf(li, item)];
  item.channels = channel ? [channel] : item.rows.map((row) => row.channel);
  return item;
}

function holderOf(li, item) {
  return {
    code: codeOf(li.id), li, item, channel: li.dataset.channel ?? "", box: $(":scope > .tick", li),
    title: li === item.li ? "" : $("label", li).textContent, form: null, said: null, quote: null,
  };
}

// The words of an item without what people record there, for the search.
function textOf(item) {
  if (!item.text) {
    const parts = $$(":scope > :is(label, a, .why, .facts-row, .more, .channels)", item.li);
    item.text = parts.map((part) => part.textContent).join(" ").toLowerCase();
  }
  return item.text;
}

// The texts are read while nothing else happens, so that the first search does not wait for them.
function readTexts(from = 0) {
  const until = performance.now() + 8;
  let place = from;
  while (place < items.length && performance.now() < until) textOf(items[place++]);
  if (place < items.length) setTimeout(() => readTexts(place), 20);
}

function isItemDone(item) {
  return item.holders.every((holder) => isSettled(entryAt(holder.code)));
}

function showItem(item) {
  for (const holder of item.holders) showHolder(holder);
  if (item.rows.length) {
    const ticked = item.rows.filter((row) => entryAt(row.code).done).length;
    item.box.checked = ticked === item.rows.length;
    item.box.indeterminate = ticked > 0 && ticked < item.rows.length;
  }
  const isDone = isItemDone(item);
  if (item.isDone === isDone) return;
  count(item, isDone);
  item.isDone = isDone;
  item.li.classList.toggle("settled", isDone);
  showSquares(item);
}

function showHolder(holder) {
  const entry = entryAt(holder.code);
  holder.box.checked = entry.done;
  const chips = chipsOf(entry);
  if (chips.length || holder.said) partOf(holder, "said", "p").replaceChildren(...chips);
  if (entry.notes || holder.quote) setText(partOf(holder, "quote", "p"), entry.notes);
  fillRecord(holder, entry);
}

// The row of chips or the lines of notes below a holder, made when it is first needed.
function partOf(holder, name, tag) {
  if (!holder[name]) {
    holder[name] = make(tag, name);
    const before = name === "said" ? holder.quote : null;
    if (before) before.before(holder[name]);
    else holder.li.append(holder[name]);
  }
  return holder[name];
}

function chipsOf(entry) {
  const chips = [];
  if (asksAgain(entry)) chips.push(make("span", "chip open", say("again")));
  if (entry.na) chips.push(make("span", "chip open", say("na", {reason: entry.na})));
  if (entry.owner) chips.push(make("span", "chip place", entry.owner));
  if (entry.due) chips.push(make("span", "chip place", say("due", {date: entry.due})));
  if (entry.evidence) chips.push(evidenceOf(entry.evidence));
  return chips;
}

function evidenceOf(evidence) {
  const address = safeAddress(evidence);
  if (!address) return make("span", "chip proof", `${say("key_evidence")} ${evidence}`);
  const link = make("a", "chip proof", say("evidence"));
  link.href = address;
  link.rel = "noopener noreferrer";
  link.title = evidence;
  return link;
}

// An address a click may open: of the web, without a name or password in it; else "".
function safeAddress(text) {
  if (!/^https?:\/\//i.test(text)) return "";
  try {
    const url = new URL(text);
    return url.username || url.password ? "" : url.href;
  } catch {
    return "";
  }
}

function tickRows(item, done) {
  for (const row of item.rows) if (entryAt(row.code).done !== done) change(row, {done});
}
