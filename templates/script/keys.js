// Single keys for people who keep their hands on the keyboard. They do nothing in fields, and can be switched off.

const SWITCH = "checklist/1/keys";

function areKeysOn() {
  return $("#single-keys").checked;
}

function shownItems() {
  return items.filter((item) => item.li.getClientRects().length);
}

function currentItem() {
  const li = document.activeElement.closest(".items > .item");
  return items.find((item) => item.li === li);
}

function step(by) {
  const shown = shownItems().sort((one, other) => (one.li.compareDocumentPosition(other.li) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  const now = shown.indexOf(currentItem());
  const next = shown[now < 0 ? 0 : Math.min(Math.max(now + by, 0), shown.length - 1)];
  if (!next) return;
  next.box.focus();
  next.li.scrollIntoView({block: "nearest"});
}

function openNotes(item) {
  const [holder] = item.holders;
  const details = item.rows.length ? $(".row-notes", holder.li) : $(":scope > .more", item.li);
  details.open = true;
  openRecord(details);
  $("textarea", holder.form).focus();
}

function actionFor(key) {
  const item = currentItem();
  const details = item ? $(":scope > .more", item.li) : null;
  return {
    j: () => step(1),
    k: () => step(-1),
    x: item && (() => item.box.click()),
    o: item && (() => { details.open = !details.open; }),
    n: item && (() => openNotes(item)),
    "/": () => $("#search").focus(),
    "?": () => $("#help").showModal(),
  }[key];
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.key === "Escape" && event.target.id === "search") {
    event.target.value = "";
    readFilter();
    return;
  }
  if (!areKeysOn() || event.target.matches("textarea, select, input:not([type=checkbox])")) return;
  const action = actionFor(event.key);
  if (!action) return;
  event.preventDefault();
  action();
}

function watchKeys() {
  const box = $("#single-keys");
  try {
    box.checked = localStorage.getItem(SWITCH) !== "off";
  } catch {
    // It stays on.
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      // It holds until the page is closed.
    }
  });
  document.addEventListener("keydown", pressed);
  $("#help-open").addEventListener("click", () => $("#help").showModal());
  $("#help-close").addEventListener("click", () => $("#help").close());
}
