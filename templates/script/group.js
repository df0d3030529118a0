// The sections of the list: by phase, theme or role. The same elements are moved, so nothing that is open or being typed
// is lost; sections that were left are kept for the way back.

let sections = [];
const cabinet = new Map();

function firstSections() {
  for (const fieldset of $$("#list > [data-list]")) {
    const own = $$(".items > .item", fieldset).map((li) => items.find((item) => item.li === li));
    cabinet.set(`${island.group} ${fieldset.dataset.list}`, {key: fieldset.dataset.list, fieldset, link: linkTo(fieldset.id)});
    sections.push(sectionOf(fieldset.dataset.list, fieldset, linkTo(fieldset.id), own));
  }
  $("#group").value = island.group;
}

function linkTo(id) {
  return $$("#contents li").find((li) => $("a", li).hash === `#${id}`);
}

function sectionOf(key, fieldset, link, own) {
  return {key, fieldset, link, items: own, number: $("legend > span", fieldset), linked: $("a > span:last-child", link), title: $("h2", fieldset).textContent};
}

function groupBy(name) {
  const live = items.filter((item) => !item.isWaived).sort(inOrder);
  for (const {fieldset, link} of sections) {
    fieldset.remove();
    link.remove();
  }
  sections = Object.keys(island.titles[name]).flatMap((key) => {
    const own = live.filter((item) => item[name] === key);
    if (!own.length) return [];
    const {fieldset, link} = cabinet.get(`${name} ${key}`) ?? newSection(name, key);
    $(".items", fieldset).append(...own.map((item) => item.li));
    return [sectionOf(key, fieldset, link, own)];
  });
  $("#none").after(...sections.map(({fieldset}) => fieldset));
  $("#contents").prepend(...sections.map(({link}) => link));
}

function inOrder(one, other) {
  const phases = Object.keys(island.titles.phase);
  return LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) || phases.indexOf(one.phase) - phases.indexOf(other.phase)
    || (one.code < other.code ? -1 : 1);
}

function newSection(name, key) {
  const title = island.titles[name][key];
  const fieldset = make("fieldset", "section");
  fieldset.id = `in-${key}`;
  fieldset.dataset.list = key;
  const legend = make("legend");
  legend.append(make("h2", "", title), " ", make("span"));
  fieldset.append(legend);
  const impact = name === "theme" ? $(`.themes [data-theme="${key}"]`) : null;
  if (impact) fieldset.append(make("p", "intro", impact.textContent));
  fieldset.append(make("ul", "items card"));
  const link = make("li");
  const address = make("a");
  address.href = `#in-${key}`;
  address.append(title, make("span", "unseen", ","), " ", make("span"));
  link.append(address);
  const made = {key, fieldset, link};
  cabinet.set(`${name} ${key}`, made);
  return made;
}

function watchGroup() {
  $("#group").addEventListener("change", (event) => {
    groupBy(event.target.value);
    applyFilter();
    showProgress();
  });
}
