// The form of a holder: owner, due date, evidence, why it is not applicable, notes. It is made when its details are
// first opened, because a page has many items and people fill in few.

function addRowNotes() {
  for (const item of items) for (const row of item.rows) {
    const details = make("details", "more row-notes");
    const summary = make("summary", "", say("notes"));
    summary.append(make("i", "", ` ${row.code}`));
    details.append(summary);
    row.li.append(details);
  }
  for (const summary of $$("#list .item > .more > summary")) {
    if (!summary.closest(".item").querySelector(".channels")) summary.firstChild.data = say("and_notes");
  }
}

function holderAround(element) {
  const li = element.closest("li[id]");
  return li ? holders.get(codeOf(li.id)) : undefined;
}

function openRecord(details) {
  const holder = holderAround(details);
  if (!holder || holder.form) return;
  if (holder.item) textOf(holder.item);
  const form = $("#record").content.firstElementChild.cloneNode(true);
  form.setAttribute("aria-label", say("record", {code: holder.code}));
  $("[data-must]", form).hidden = !(holder.item && holder.item.level === "must" && !holder.item.isOpen);
  $("[data-local]", form).hidden = !isLocal;
  holder.form = form;
  const place = $(":scope > div", details) ?? details;
  place.classList.add("recording");
  place.append(form);
  fillRecord(holder, entryAt(holder.code));
}

function fieldsOf(form) {
  return $$("[name]", form);
}

// What a person is typing just now is not written over.
function fillRecord(holder, entry) {
  if (!holder.form) return;
  for (const field of fieldsOf(holder.form)) {
    if (field !== document.activeElement && field.value !== entry[field.name]) field.value = entry[field.name];
  }
}

function cleaned(name, text) {
  const lines = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
  const kept = name === "notes" ? CONTROLS_IN_NOTES : CONTROLS;
  const plain = [...lines].filter((character) => !kept.test(character)).join("");
  return name === "notes" ? plain : plain.trim();
}

function watchRecords() {
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".more") && event.target.open) openRecord(event.target);
  }, true);
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.closest(".record")) return;
    const holder = holderAround(field);
    if (field.name === "due" && field.value && !isDay(field.value)) return;
    change(holder, {[field.name]: cleaned(field.name, field.value)}, PAUSE);
    showChanged([holder.code]);
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.matches("#list .tick")) return;
    const holder = holderAround(box);
    if (holder) change(holder, {done: box.checked});
    else tickRows(items.find((item) => item.box === box), box.checked);
    showChanged(holder ? [holder.code] : items.find((item) => item.box === box).rows.map((row) => row.code));
    announce($("#sum").textContent);
  });
}
