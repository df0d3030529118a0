"""Pages on a real DokuWiki: every item once, every character as it stands, nothing live, and the ticks of people kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings, strategies as st

from checklist import api
from checklist.dialects import _base, dokuwiki
from checklist.dialects._base import Block
from checklist.model import Checklist, Parameter, RuleSet, State
from tests.builders import make_campaign, make_item, make_rules
from tests.engines import tree, words
from tests.hostile import HOSTILE, admitted
from tests.people import dokuwiki as people, is_written
from tests.places import literal, page as page_with, shown
from tests.strategies import few
from tests.wikis.dokuwiki import Wiki, running

pytestmark = pytest.mark.wiki
# An example is a page, and takes a fifth of a second; shrinking it would take minutes.
batches = settings(few, max_examples=25, phases=(Phase.explicit, Phase.generate))
# Stands unseen where nothing can be escaped.
JOINER = "\u2060"
LIVE = "!! an element "
CAMPAIGN = make_campaign(markets=["de"], channels=["instagram", "tiktok"], ai_uses=["generated-image", "chatbot"])
# What only DokuWiki reads.
OWN = (
    "640x480", "a <-> b => c", ":-) ;-) 8-) m( ^_^ :?: FIXME", "((x)) y", "{{x.png}}", "[[x|y]]", "//x//", "''x''", "<del>x</del>",
    "<nowiki>x</nowiki>", "<code>x</code>", "<file>x</file>", "~~NOTOC~~", "\\\\server\\share", "a \\\\ b", "== x ==", "====", "> x",
    "^ x ^", "----", "100%% x", "%%", "%", "<todo>x</todo>", "[[#checklist-end sum=0|x]]", "([[#trn-02|TRN-02]])", "www.x.example",
    "ftp.x.example", "{{rss>https://x.example}}", "<html><b>x</b></html>", "<php>phpinfo();</php>", "x]]", "x)) y}}", "'single' 'quotes'",
    "it's", "TikTok", "  x", "@USER@", "~~INFO:syntaxplugins~~", "<<", "a >> b", "...", "x --- y", "[[x", "<a@x.example", "LOL",
)


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    with running(tmp_path_factory.mktemp("dokuwiki")) as started:
        yield started


def rendered(wiki: Wiki, text: str) -> str:
    """Return what the wiki makes of *text*, less what nobody sees."""
    wiki.write("page", text)
    return wiki.html("page").replace(JOINER, "")


def lines(html: str) -> list[str]:
    """Return what stands in each heading, paragraph and list entry, in order, and what else there is as the name of its tag."""
    found = []
    for each in tree(html).iter():
        if each.tag in ("h1", "h2", "h3", "h4", "h5", "p") or each.tag == "div" and each.get("class") == "li":
            found.append(words(each))
        elif each.tag in ("pre", "table", "blockquote", "hr", "sup", "img", "del", "form", "script"):
            found.append(LIVE + each.tag)
    return [line for line in found if line]


def normal(texts: Iterable[str]) -> list[str]:
    return [" ".join(text.replace(JOINER, "").split()) for text in texts]


def written(rules: RuleSet, made: Checklist, *, below: int = 0) -> str:
    brief = api.Brief(CAMPAIGN)
    marker = api.marker_fields(made, brief, api.Choice(), format="dokuwiki", template="checklist")
    return api.render(rules, made, format="dokuwiki", marker=marker, below=below)


def checklist(rules: RuleSet) -> Checklist:
    return api.checklist(rules, api.Brief(CAMPAIGN), api.Choice(), day=api.today())


def refreshed(rules: RuleSet, page: str) -> str:
    made = api.refresh(
        rules, api.Brief(CAMPAIGN), api.Choice(), day=api.today(), page=page, path="page", format="dokuwiki", force=False
    ).checklist
    return written(rules, made)


@lru_cache(maxsize=1)
def core_rules() -> RuleSet:
    """Return the built-in rules; as an argument of a test they would be printed whole when it fails."""
    return api.load_rules()


# ---- the built-in pack


def test_the_whole_pack_is_shown_item_by_item(wiki):
    rules = core_rules()
    made = api.checklist(rules, api.Brief(api.NOBODY), api.Choice(), day=api.today())
    page = api.render(rules, made, format="dokuwiki")
    html = rendered(wiki, page)
    assert wiki.read("page").rstrip("\n") == page.rstrip("\n"), "the wiki keeps what it is given"
    tasks = [line.removeprefix("☐ ") for line in lines(html) if line.startswith("☐ ")]
    codes = [task.rpartition("(")[2].rstrip(")") for task in tasks]
    assert codes == people.codes(page) and len(codes) == len(set(codes)) == len(rules.item_list)
    actions = {item.code: str(item.action) for item in rules.item_list}
    assert all(actions[code].replace("{{ brand }}", "[your brand]") in task for code, task in zip(codes, tasks))
    assert [line for line in lines(html) if line.startswith(LIVE)] == []


def test_every_jump_reaches_the_heading_of_its_code(wiki):
    html = rendered(wiki, written(core_rules(), checklist(core_rules())))
    body = tree(html)
    places = {each.get("id"): words(each) for each in body.iter() if each.get("id")}
    links = [(each.get("href") or "", words(each)) for each in body.iter("a")]
    jumps = [link for link in links if link[0].startswith("#") and "checklist" not in link[0]]
    assert len(jumps) > 50 and [jump for jump in jumps if places.get(jump[0][1:]) != jump[1]] == []
    assert all(re.fullmatch(dokuwiki.CODE, words(each)) for each in body.iter("h5"))


@pytest.mark.parametrize("below", [0, 1])
def test_headings_keep_their_order_of_levels(wiki, below):
    html = rendered(wiki, written(core_rules(), checklist(core_rules()), below=below))
    levels = {words(each): int(each.tag[1]) for each in tree(html).iter() if re.fullmatch("h[1-5]", str(each.tag))}
    assert (levels["AI checklist: Spring"], levels["Plan"], levels["Guide"], levels["Ethics"], levels["ETH-03"]) == (
        1 + below, 2 + below, 2 + below, 3 + below, 5,
    )


def test_no_marker_is_seen(wiki):
    html = rendered(wiki, written(core_rules(), checklist(core_rules())))
    marks = [each for each in tree(html).iter("a") if "checklist" in (each.get("href") or "")]
    assert len(marks) == 2 and {"".join(each.itertext()).strip("\u200b") for each in marks} == {""}
    assert {each.get("class") for each in marks} == {"wikilink1"} and "checklist-" not in "".join(tree(html).itertext())


def test_a_marker_with_an_address_in_it_is_no_picture_of_a_letter(wiki):
    html = rendered(wiki, dokuwiki.marker("checklist-begin v=1 campaign=a@b.example/x.yml"))
    assert {each.get("class") for each in tree(html).iter("a")} == {"wikilink1"}


# ---- any text


@pytest.mark.parametrize("text", [*HOSTILE, *OWN])
def test_hostile_text_is_shown_as_it_stands_all_over_a_page(wiki, text):
    text = " ".join(text.split())
    html = re.sub(r"(?<=<)(/?)h5", r"\1h4", rendered(wiki, page_with(text, "dokuwiki")))
    assert shown(html) == literal(text)
    assert [line for line in lines(html) if line.startswith(LIVE)] == []
    assert {each.get("href") for each in tree(html).iter("a")} <= {"#trn-01", "#trn-02", "https://law.example/blog"}


def test_hostile_actions_are_items_of_one_page(wiki):
    texts = {f"p{number}": " ".join(text.split()) for number, text in enumerate((*HOSTILE, *OWN))}
    rules = make_rules(
        *(make_item(f"TRN-{name[1:]:0>3}", action=f"{{{{ {name} }}}}") for name in texts),
        params=tuple(Parameter(name, name, None, "text", None, None) for name in texts),
    )
    made = api.checklist(rules, api.Brief(CAMPAIGN, params=texts), api.Choice(), day=api.today())
    shown = [line for line in lines(rendered(wiki, written(rules, made))) if line.startswith("☐ ")]
    assert shown == normal(f"☐ Should: {text} (TRN-{name[1:]:0>3})" for name, text in texts.items())


def _sample(text: str) -> list[Block]:
    inner = dokuwiki.text(text)
    code = dokuwiki.jump("TRN-01", "trn-01")
    untouched = State(" ", "", ())
    return [
        Block("heading", 2, dokuwiki.heading(2, inner)),
        Block("heading", 2, dokuwiki.heading(4, dokuwiki.text("On: ") + inner)),
        Block("task", 0, dokuwiki.task(f"{dokuwiki.strong('Must:')} {inner} – {inner}", code, untouched, depth=0)),
        Block("task", 1, dokuwiki.task(inner, "TRN-01.x", State("x", "", ()), depth=1)),
        Block("heading", 2, dokuwiki.heading(2, "End")),
        Block("paragraph", 0, dokuwiki.paragraph(inner)),
        Block("paragraph", 0, dokuwiki.paragraph(f"{dokuwiki.strong(inner + '.')} {inner}")),
        Block("paragraph", 0, dokuwiki.paragraph(f"{dokuwiki.em(inner)} ({inner}): {dokuwiki.strong(inner)}{inner}")),
        Block("bullet", 0, dokuwiki.bullet(inner, 0)),
        Block("bullet", 0, dokuwiki.bullet(f"{dokuwiki.strong(inner + ':')} {inner}", 0)),
        Block("paragraph", 0, f"see {dokuwiki.link(inner, 'https://x.example/a_b?c=$d$')} or {dokuwiki.code(text)} too"),
        Block("step", 0, dokuwiki.step(inner, 1)),
        Block("raw", 0, dokuwiki.note(text)),
    ]


def _expected(text: str) -> list[str]:
    return [
        text, f"On: {text}", f"☐ Must: {text} – {text} (TRN-01)", f"x {text} (TRN-01.x)", "End", text, f"{text}. {text}",
        f"{text} ({text}): {text}{text}", text, f"{text}: {text}", f"see {text} or {text} too", text, text,
    ]


_PIECES = st.sampled_from([
    *"*_`[](){}<>#+-.!|~^$=:@%&;\\/?\"' ab1éxX", "https://x.example/", "www.a.b", "--", "->", "<todo>", "</todo>", "<code>", "</code>",
    "<nowiki>", "</nowiki>", "%%", "[[", "]]", "{{", "}}", "((", "))", "''", "//", "__", "**", "\\\\", "~~", "FIXME", ":-)", "640x480",
    "(c)", "...", "(TRN-02)", "<a@b.example>", "==", "<del>", "</del>", "> ", "^ ", "| ", "<<", "=)", "3x", "4",
])
texts = st.one_of(admitted, st.lists(_PIECES, min_size=1, max_size=10).map("".join).map(lambda text: " ".join(text.split())).filter(bool))


@batches
@given(st.lists(texts, min_size=30, max_size=30))
def test_any_text_is_shown_as_it_stands(wiki, batch):
    page = "".join(f"{_base.finish(_sample(text))}\n===== NEXT {place} =====\n\n" for place, text in enumerate(batch))
    found = lines(rendered(wiki, page))
    for place, text in enumerate(batch):
        end = found.index(f"NEXT {place}")
        assert found[:end] == normal(_expected(text))
        found = found[end + 1 :]


# ---- years on a wiki


NOTED = {
    "TRN-01": State("x", " \\\\ Owner: Ada", ("    * Evidence: https://dam.example/a_b", "      * **Due:** 2027-06-30")),
    "TRN-02.tiktok": State("☑", "", ("      * see <code>", "  * ☐ no item (TRN-05)", "</code>")),
    "TRN-03": State(" ", "", ("    * about 100%% sure", "", "A paragraph apart, with ''signs'' and \"quotes\".")),
}


def versions() -> tuple[RuleSet, RuleSet]:
    """Return rules of now, and later ones in which one item is new, one reworded, one of another meaning, and one gone."""
    items = [make_item(f"TRN-{number:02}", phase="build") for number in range(1, 6)]
    items[1] = items[1]._replace(per="channels")
    first = make_rules(*items)
    reworded = items[0]._replace(action='Say "what" <b>TRN-01</b> -- says')
    later = make_rules(reworded, items[1], items[3]._replace(revised="2.0.0"), items[4], make_item("TRN-06"))
    return first, later._replace(packs=(later.packs[0]._replace(version="2.0.0"),))


def test_ticks_and_notes_of_people_outlive_a_change_of_the_rules(wiki):
    first, later = versions()
    wiki.write("spring", written(first, checklist(first)))
    wiki.write("spring", people.written(wiki.read("spring"), {**NOTED, "TRN-04": State("x", "", ())}), by="ada")
    assert wiki.author("spring") == "ada"
    once = refreshed(later, wiki.read("spring"))
    wiki.write("spring", once)
    assert [code for code, state in NOTED.items() if not people.stands(wiki.read("spring"), code, state)] == []
    found = lines(wiki.html("spring").replace(JOINER, ""))
    assert 'x Should: Say "what" <b>TRN-01</b> -- says (TRN-01) Owner: Ada' in found and "☑ tiktok (TRN-02.tiktok)" in found
    assert "☐ Should: Do what TRN-04 says (TRN-04)" in found and any(line.startswith("↻ Check again") for line in found)
    assert refreshed(later, wiki.read("spring")).rstrip("\n") == wiki.read("spring").rstrip("\n"), "a second refresh changes nothing"


@batches
@given(st.data())
def test_what_a_wiki_saved_is_read_as_it_was_typed(wiki, data):
    first, _ = versions()
    page = written(first, checklist(first))
    codes = data.draw(st.lists(st.sampled_from(people.codes(page)), max_size=5, unique=True))
    # XML-RPC carries no control characters.
    states = {code: data.draw(people.states.filter(lambda state: "\x0c" not in "".join(state.notes))) for code in codes}
    typed = people.written(page, states)
    wiki.write("laws", typed, by="ada")
    saved = wiki.read("laws")
    assert refreshed(first, saved).rstrip("\n") == typed.rstrip("\n")
    kept = {code: state for code, state in states.items() if is_written(state)}
    assert [code for code, state in kept.items() if not people.stands(saved, code, state)] == []


def test_embedding_leaves_the_rest_of_a_page_as_it_was(wiki):
    first, later = versions()
    around = ("====== Spring ======\n\nOur //page//, \"quoted\".\n\n", "\n\n===== Team =====\n\n  * ☐ a task of ours (TRN-01)\n")
    wiki.write("team", f"{around[0]}[checklist]{around[1]}")
    request = api.Request(api.Brief(CAMPAIGN), format="dokuwiki")

    def embedded(rules: RuleSet) -> Any:
        return api.embed(rules, wiki.read("team"), "team", request=request, day=api.today(), root="/nonexistent").text

    wiki.write("team", embedded(first))
    wiki.write("team", people.written(wiki.read("team"), NOTED), by="ada")
    wiki.write("team", embedded(later))
    page = wiki.read("team")
    assert page.startswith(around[0]) and page.rstrip("\n").endswith(around[1].rstrip("\n"))
    assert [code for code, state in NOTED.items() if not people.stands(page, code, state)] == []
    assert [words(each) for each in tree(wiki.html("team")).iter("h1")] == ["Spring"]
