// A task list as Markdown that wikis show and the program reads back: a line for each box, lines below it for what
// people wrote, facts last, because of several the last counts.

// A character is escaped wherever it might act in one of the engines; a backslash where all honour it, else as entity.
const ACTING = /[\\\x60*_[\]#+{}<>&|~^$]/g;
const BACKSLASHED = new Set("\\`*_[]#+{}");
const AT_START = /^(?:[-:>/?!]|\d+[.)])/;
const ADDRESS = /^https?:\/\/[^\s<>\x22\\^\x60{|}()[\]$*~]+$/;

function entity(character) {
  return `&#${character.codePointAt(0)};`;
}

function markdownText(text) {
  return text.split(/(\s+)/).map((word) => (ADDRESS.test(word) ? word.replace(/&(?=#|\w+;)/g, "%26") : escapedWord(word))).join("");
}

function escapedWord(word) {
  const written = word.replace(ACTING, (sign) => (BACKSLASHED.has(sign) ? `\\${sign}` : entity(sign)));
  // A code in brackets ends a task line, an address with escapes is none, and :name: is a picture.
  return written.replace(/\((?=[A-Z]{3}-\d)/g, entity("(")).replace(/(?<=^|\W):(?=\w|\/\/)|(?<=\w):(?=\/\/)|@|(?<=www)\./gi, entity);
}

function markdownLine(text) {
  const line = text.replace(/[\s\u0085]+/g, " ").trim();
  const written = markdownText(line);
  const start = AT_START.exec(written);
  if (!start) return written;
  const [sign] = start[0].slice(-1);
  return written.slice(0, start[0].length - 1) + entity(sign) + written.slice(start[0].length);
}

function markdownTask(depth, entry, inner, code, keys) {
  const indent = "    ".repeat(depth);
  const lines = linesOf(entry.notes);
  for (const fact of ["owner", "due", "evidence", "na"]) if (entry[fact]) lines.push(`${keys[fact]} ${entry[fact]}`);
  return [`${indent}- [${entry.done ? "x" : " "}] ${inner} (${code})`, ...lines.map((line) => `${indent}    - ${markdownLine(line)}`)].join("\n");
}

// `sections` are {title, tasks}, a task {code, label, action, entry, channels}, a channel {code, title, entry}.
function markdownPage(title, sections, keys) {
  const blocks = [`# ${markdownText(title)}`];
  for (const {title: heading, tasks} of sections) {
    const lines = tasks.flatMap((task) => [
      markdownTask(0, task.entry, `**${markdownText(task.label)}:** ${markdownText(task.action)}`, task.code, keys),
      ...task.channels.map((channel) => markdownTask(1, channel.entry, markdownText(channel.title), channel.code, keys)),
    ]);
    blocks.push(`## ${markdownText(heading)}`, lines.join("\n"));
  }
  return `${blocks.join("\n\n")}\n`;
}
