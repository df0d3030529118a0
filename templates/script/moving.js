// What was recorded with other rules, under the codes of this page: retired codes hand on to what replaces them, an item
// ticked per channel gives its words to its first channel, and what was settled before its meaning changed is to be
// looked at again. The same as the program does with wiki pages; no word of a person is lost.

function isNewer(one, other) {
  const [ours, theirs] = [one, other].map((version) => version.split(".").map(Number));
  const place = [0, 1, 2].find((index) => ours[index] !== theirs[index]);
  return place !== undefined && ours[place] > theirs[place];
}

// `rules`: `shown` maps the codes of the page to those of their channels, `heirs` retired codes to new ones, `revised`
// codes to {pack, version, base}; `keys` begin lines, `say` tells sentences. `packsOf` returns with which packs a code
// was recorded. Returns the entries, and the codes that are to be looked at again or took something over.
function moved(entries, packsOf, rules) {
  const now = new Map(entries);
  const again = new Set();
  const heirs = new Set();
  const successions = new Map();
  for (const code of entries.keys()) {
    const target = heirOf(code, entries.get(code), rules);
    if (target) successions.set(target, [...(successions.get(target) ?? []), code]);
  }
  for (const [target, sources] of successions) {
    if (!sources.some((code) => isWritten(now.get(code)))) continue;
    const sum = merged(target, sources, now, packsOf, rules);
    sources.forEach((code) => now.delete(code));
    now.set(target, sum.entry);
    heirs.add(target);
    if (sum.isLost) again.add(target);
  }
  for (const [code, channels] of rules.shown) handDown(code, channels, now, rules.keys);
  for (const [code, entry] of now) {
    if (again.has(code) || !isSettled(entry)) continue;
    const change = changeOf(code, packsOf(code), rules.revised);
    if (!change) continue;
    const isHolder = !rules.shown.get(code)?.length;
    now.set(code, isHolder ? unsettled(entry, rules.say("check_again", change), rules.keys) : {...entry, done: false});
    if (isHolder) again.add(code);
  }
  return {entries: now, again: [...again], heirs: [...heirs]};
}

function heirOf(code, entry, {shown, heirs}) {
  const [plain, channel] = code.split(".");
  const heir = heirs.get(plain);
  if (!heir || shown.has(plain) || !shown.has(heir)) return "";
  const channels = shown.get(heir);
  if (channel && channels.includes(`${heir}.${channel}`)) return `${heir}.${channel}`;
  return channels.length && hasWords(entry) ? channels[0] : heir;
}

// The tick stands only if all that come together were ticked and still mean the same.
function merged(target, sources, now, packsOf, {revised, keys, say}) {
  const own = now.get(target);
  const everyone = [...sources.map((code) => now.get(code)), ...(own ? [own] : [])];
  const isSame = sources.every((code) => code.includes(".") === target.includes(".") && !changeOf(target, packsOf(code), revised));
  const stays = isSame && everyone.every((entry) => entry.done);
  let entry = own ?? blank();
  for (const code of sources) entry = added(entry, {...now.get(code), done: false}, keys);
  entry = {...entry, done: stays};
  const isLost = !stays && everyone.some(isSettled);
  const told = say("check_moved", {old: sources.join(", "), new: target.split(".")[0]});
  return {entry: isLost ? unsettled(entry, told, keys) : entry, isLost};
}

function handDown(code, channels, now, keys) {
  const entry = now.get(code);
  if (!channels.length || !entry || !hasWords(entry)) return;
  now.set(channels[0], added(now.get(channels[0]) ?? blank(), {...entry, done: false}, keys));
  now.set(code, {...blank(), done: entry.done});
}

// What changed since `packs`: the old and the new version that say so, or null. An item that a pack changed which came
// later than what was recorded has changed, too.
function changeOf(code, packs, revised) {
  const item = revised.get(code.split(".")[0]);
  if (!item || !packs) return null;
  const known = [item.pack, item.base].find((name) => packs.has(name));
  if (!known || (known === item.pack && !isNewer(item.version, packs.get(known)))) return null;
  return {old: `${known} ${packs.get(known)}`, new: `${item.pack} ${item.version}`};
}

function unsettled(entry, told, keys) {
  const reason = entry.na ? [`${keys.na} ${entry.na}`] : [];
  return noted({...entry, done: false, na: ""}, [...reason, `${RECORD} ${told}`]);
}
