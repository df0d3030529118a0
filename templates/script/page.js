// The page as the script finds it: short ways to its elements, what the page tells the script, and how the script speaks.
// Text enters the page as text alone; nothing here or later reads markup.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const island = JSON.parse($("#island").textContent);
const identity = document.documentElement.dataset.checklist;
const packs = new Map(island.packs.map(({name, version}) => [name, version]));
const isLocal = location.protocol === "file:";

function say(name, values = {}) {
  const sentence = island.words[name];
  return sentence.replace(/\{([a-z_]+)\}/g, (slot, key) => (Object.hasOwn(values, key) ? String(values[key]) : slot));
}

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

// A text that stays the same is not written again: that would cost a layout.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// "trn-02.tiktok", as ids are written, is the code TRN-02.tiktok.
function codeOf(id) {
  const [plain, channel] = id.split(".");
  return plain.toUpperCase() + (channel ? `.${channel}` : "");
}

// Says of a part of the page that what a person did is not all there yet.
function setBusy(id, isBusy) {
  const part = document.getElementById(id);
  if (isBusy) part.setAttribute("aria-busy", "true");
  else part.removeAttribute("aria-busy");
}

function announce(text) {
  setText($("#said"), text);
}

function toast(text) {
  const place = $("#toast");
  place.hidden = false;
  setText(place, text);
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.hidden = true; }, 6000);
}

// What a person has to know stays until they close it; `offer` is the id of a button of the page that helps.
function alarm(title, lines = [], offer = "") {
  const place = $("#alarm");
  const buttons = make("p", "buttons");
  if (offer) {
    const button = make("button", "", $(`#${offer}`).textContent);
    button.type = "button";
    button.addEventListener("click", () => $(`#${offer}`).click());
    buttons.append(button);
  }
  const close = make("button", "quiet", $("#help-close").textContent);
  close.type = "button";
  close.addEventListener("click", () => { place.hidden = true; });
  buttons.append(close);
  const list = make("ul");
  list.append(...lines.map((line) => make("li", "", line)));
  place.replaceChildren(make("p", "", title), ...(lines.length ? [list] : []), buttons);
  place.hidden = false;
}
