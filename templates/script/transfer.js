// Taking the list along: as a file of ticks and notes and back from it, as Markdown, on paper.

function saveFile() {
  const text = `${JSON.stringify(fileOf(), null, 1)}\n`;
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "application/json"}));
  link.download = `${identity.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80) || "checklist"}.state.json`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  keeper.isUnsaved = false;
  toast(say("saved", {file: link.download}));
}

async function loadFile(file) {
  const name = shownName(file.name);
  if (file.size > MOST_BYTES) return refuse(name, [{word: "load_large", n: MOST_BYTES}]);
  let text = "";
  try {
    text = await file.text();
  } catch {
    return refuse(name, [{word: "load_read"}]);
  }
  let read = null;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return refuse(name, [{word: "load_json"}]);
  }
  const problems = problemsOf(read, island.schema, identity);
  if (problems.length) return refuse(name, problems);
  takeFile(name, read);
}

function refuse(file, problems) {
  const lines = problems.slice(0, MOST_PROBLEMS).map(({word, ...values}) => say(word, values));
  if (problems.length > lines.length) lines.push(say("load_more", {n: problems.length - lines.length}));
  alarm(say("load_failed", {file}), lines);
}

// A file only adds; what it says of retired codes and old meanings is brought up to the rules of this page first.
function takeFile(name, file) {
  const read = new Map(Object.entries(file.entries).map(([code, plain]) => [code, entryOf(plain)]));
  const packsThen = new Map(file.packs.map(({name: pack, version}) => [pack, version]));
  const {entries: now, again} = moved(read, () => packsThen, rules);
  const sums = [...now].map(([code, entry]) => [code, added(entryAt(code), entry, keys)]).filter(([code, sum]) => !areSame(sum, entryAt(code)));
  const long = sums.filter(([, sum]) => [...sum.notes].length > LONGEST.notes);
  if (long.length) return refuse(name, long.map(([code]) => ({word: "load_sum", path: `$.entries["${code}"].notes`, n: LONGEST.notes})));
  for (const [code, sum] of sums) record(code, sum, holders.get(code)?.item?.action);
  showChanged(sums.map(([code]) => code));
  toast(sums.length ? say("loaded", {file: name, n: sums.length}) : say("load_same", {file: name}));
  if (again.length) alarm(say("asked", {codes: again.join(", ")}));
}

function markdownOf() {
  const shown = sections.map(({title, items: own}) => ({title, items: own.filter((item) => !item.isOut)}));
  for (const {fieldset, items: own} of waivedSection()) shown.push({title: $("h2", fieldset).textContent, items: own.filter((item) => !item.isOut)});
  const tasks = (own) => own.map((item) => ({
    code: item.code, label: item.label, action: item.action, entry: item.rows.length ? {...blank(), done: item.box.checked} : entryAt(item.code),
    channels: item.rows.filter((row) => !row.li.hidden).map((row) => ({code: row.code, title: row.title, entry: entryAt(row.code)})),
  }));
  const lost = [...gone.values()].filter(({li}) => !li.hidden).map(({code, text}) => ({
    code, label: $("#gone h2").textContent, action: text, entry: entryAt(code), channels: [],
  }));
  const listed = shown.filter(({items: own}) => own.length).map(({title, items: own}) => ({title, tasks: tasks(own)}));
  if (lost.length) listed.push({title: $("#gone h2").textContent, tasks: lost});
  return markdownPage(document.title, listed, keys);
}

async function copyMarkdown() {
  const text = markdownOf();
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied", shownCount()));
  } catch {
    const area = $("#by-hand-text");
    area.value = text;
    $("#by-hand").showModal();
    area.focus();
    area.select();
  }
}

function watchTransfer() {
  $("#save").addEventListener("click", saveFile);
  $("#load").addEventListener("click", () => $("#file").click());
  $("#file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) loadFile(file);
    event.target.value = "";
  });
  $("#copy").addEventListener("click", copyMarkdown);
  $("#print").addEventListener("click", () => window.print());
  $("#by-hand-close").addEventListener("click", () => $("#by-hand").close());
}
