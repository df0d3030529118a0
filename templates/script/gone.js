// What people recorded and the list no longer holds: shown with its code and its words, saved with the rest, removed by
// people alone.

const gone = new Map();

function showGone() {
  const shown = new Set(items.map((item) => item.code));
  const isListed = (code) => shown.has(code) || (holders.has(code) && !gone.has(code));
  const codes = [...entries].filter(([code, entry]) => isWritten(entry) && !isListed(code)).map(([code]) => code);
  for (const code of [...gone.keys()]) if (!codes.includes(code)) dropGone(code);
  for (const code of codes.sort()) if (!gone.has(code)) gone.set(code, addGone(code));
  for (const [, holder] of gone) showHolder(holder);
  $("#gone").hidden = !gone.size;
  setText($("#gone legend > span"), String(gone.size));
}

function addGone(code) {
  const text = marks.get(code)?.text || code;
  const li = make("li", "item settled");
  li.id = code.toLowerCase();
  const box = make("input", "tick");
  box.type = "checkbox";
  box.id = `${li.id}-box`;
  const label = make("label", "", text);
  label.htmlFor = box.id;
  const chip = make("p", "facts-row");
  chip.append(make("span", "chip open", $("#gone h2").textContent));
  const details = make("details", "more");
  const summary = make("summary", "", say("notes"));
  summary.append(make("i", "", ` ${code}`));
  const remove = make("button", "quiet", say("remove"));
  remove.type = "button";
  remove.append(make("i", "", ` ${code}`));
  const panel = make("div");
  panel.append(remove);
  details.append(summary, panel);
  li.append(box, label, make("span", "code", code), chip, details);
  $("#gone .items").append(li);
  const holder = {code, li, item: null, channel: "", box, title: "", text, form: null, said: null, quote: null};
  holders.set(code, holder);
  remove.addEventListener("click", () => removeGone(holder));
  return holder;
}

function dropGone(code) {
  gone.get(code).li.remove();
  gone.delete(code);
  holders.delete(code);
}

function removeGone({code, text}) {
  if (!window.confirm(say("remove_ask", {code}))) return;
  record(code, blank(), text);
  showChanged([code]);
  toast(say("removed", {code}));
  $("#list").focus();
}

function showGoneFor(words) {
  const isOther = isFiltered() && !words.length;
  for (const [code, {li, text}] of gone) {
    const told = `${code} ${text} ${Object.values(entryAt(code)).join(" ")}`.toLowerCase();
    li.hidden = isOther || !words.every((word) => told.includes(word));
  }
  $("#gone").hidden = !gone.size || [...gone.values()].every(({li}) => li.hidden);
}
