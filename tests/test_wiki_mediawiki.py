"""The MediaWiki page on a real MediaWiki: each text is the literal string there, and people's words outlive every refresh.

The wiki comes from Debian (mediawiki, php-cli, php-sqlite3 …) and runs on this machine while these tests do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st

from checklist import api, regions
from checklist.dialects import mediawiki
from checklist.dialects._base import Block
from checklist.model import Campaign, Parameter, RuleSet, State
from tests.builders import make_campaign, make_item, make_rules
from tests.engines import tree
from tests.hostile import HOSTILE, admitted
from tests.people import is_written, mediawiki as people
from tests.wikis.mediawiki import Session, Wiki, running

pytestmark = pytest.mark.wiki
DAY = date(2026, 11, 25)
# An example is a page of many strings; which one it was is found afterwards, so there is nothing to shrink.
many = settings(max_examples=40, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    with running(tmp_path_factory.mktemp("mediawiki")) as started:
        yield started


@pytest.fixture(scope="session")
def bot(wiki: Wiki) -> Session:
    """The account that writes checklists; the wiki sees no conflict between two edits of one account."""
    return wiki.session("Checklist bot")


@pytest.fixture(scope="session")
def ada(wiki: Wiki) -> Session:
    """A person."""
    return wiki.session("Ada")


# ---- what a reader sees

_BLOCKS = ("ul", "ol", "dl", "p", "dt", "dd", "li")
# What a text of ours must never become.
_LIVE = ("script", "style", "img", "del", "mark", "sup", "sub", "pre", "hr", "br", "u", "s", "table", "iframe", "object", "form", "input")


def normal(text: str) -> str:
    """Return *text* as the wiki keeps it: composed, white space as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def words(element: Any) -> str:
    """Return the text of *element* without the blocks inside it; what must not be there as a tag, a link to nowhere with its target."""
    parts: list[str] = []

    def visit(node: Any) -> None:
        if not isinstance(node.tag, str) or node is not element and node.tag in _BLOCKS:
            return
        if node.tag in _LIVE or any(name.startswith("on") for name in node.keys()):
            parts.append(f"<{node.tag}>")
        if node.tag == "a" and not re.match(r"#|https?://", node.get("href") or "", re.I):
            parts.append(f"<a {node.get('href')}>")
        parts.append(node.text or "")
        for child in node:
            visit(child)
            parts.append(child.tail or "")

    visit(element)
    return normal("".join(parts))


def seen(html: str) -> list[str]:
    """Return the texts of all headings, paragraphs and entries of lists, in order."""
    elements = tree(html).iter()
    return [text for each in elements if each.tag in ("h2", "h3", "h4", "p", "li", "dt", "dd") and (text := words(each))]


# ---- a text at every place where one can stand


def sample(text: str) -> list[Block]:
    """Return blocks that hold *text* as task, heading, paragraph, bullet, step, link, code, term, definition, tail and note."""
    w = mediawiki
    t = w.text(text)
    open_, ticked = State(" ", "", ()), State("x", "", ())
    return [
        Block("heading", 1, w.heading(1, t)), Block("heading", 2, w.heading(2, w.text("On: ") + t)),
        Block("task", 0, w.task(f"{w.strong('Must:')} {t} – {t}", w.jump("TRN-01", "trn-01"), open_, depth=0)),
        Block("task", 1, w.task(t, "TRN-01.x", ticked, depth=1)), Block("heading", 2, w.heading(2, "End")),
        Block("paragraph", 0, w.paragraph(t)),
        Block("paragraph", 0, w.paragraph(f"{w.strong(t)} {w.em(t)}{w.strong(t)}{w.strong(t)}{w.strong(w.em(t))} {t}")),
        Block("bullet", 0, w.bullet(t, 0)), Block("bullet", 1, w.bullet(t, 1)),
        Block("paragraph", 0, f"see {w.link(t, 'https://x.example/a_b?c=$d$')}{w.code(text)}"), Block("step", 0, w.step(t, 1)),
        Block("raw", 0, f"; {w.anchor('TRN-01 – ' + t, 'trn-01')}\n: {t}\n:# {t}\n: {w.strong('Show:')} {t}. {w.em(t)}"),
        Block("task", 0, w.task("a", "TRN-02", State(" ", "", (w.note(text), w.note(text, 1))), depth=0)),
    ]


def literal(text: str) -> list[str]:
    x = normal(text)
    return list(map(normal, [
        x, f"On: {x}", f"☐ Must: {x} – {x} (TRN-01)", f"x {x} (TRN-01.x)", "End", x, f"{x} {x}{x}{x}{x} {x}", x, x, f"see {x}{x}", x,
        f"TRN-01 – {x}", x, x, f"Show: {x}. {x}", "☐ a (TRN-02)", x, x,
    ]))


def check(bot: Session, texts: list[str]) -> None:
    """Assert that the wiki shows *texts* as they stand; if not, of which one it is not true."""

    def shown(some: list[str]) -> list[str]:
        return seen(bot.shown(mediawiki.finish(block for text in some for block in sample(text))))

    if shown(texts) != [line for text in texts for line in literal(text)]:
        for text in texts:
            assert shown([text]) == literal(text), ascii((text, mediawiki.text(text)))
        raise AssertionError(f"only together: {texts!r}")


OWN = (
    "''''''", "'a'", "a'", "'''", "''a'''b''", "[[Category:X]]", "[[File:x.png]]", "[[a|b]]", "{{subst:PAGENAME}}", "{{PAGENAME}}",
    "{{{1|x}}}", "{{x", "x}}",
    "~~~", "~~~~", "~~~~~", "__TOC__", "___TOC___", "__NOINDEX__x__", "__目次__", "-{zh:a;en:b}-", "RFC 2119", "PMID 123",
    "ISBN 978-0-306-40615-7",
    "RFC\u00a01", "#REDIRECT [[Main Page]]", "{|", "{| class=x", "|-", "! x", "!! x", "|}", "----", "----x", "http://",
    "https://x.example/a|b",
    "https://x.example/%41%zz", "https://x.example/a&amp;b", "https://x.example/a''b", "https://x.exam\u00adple/", "HTTPS://X.EXAMPLE/",
    "mailto:a@x.example",
    "a--mailto:a@x.example", "ftp://https://x.example/[[a]]", "news:x", "tel:+49-1", "[//x.example y]", "[mailto:a@x y]",
    "[HTTP://x.example y]", "[https://x y]",
    "<nowiki>''x''</nowiki>", "</nowiki>", "<nowiki/>", "<pre>x</pre>", "<ref>x</ref>", "<syntaxhighlight lang=\"x\">", "<poem>",
    "<categorytree>X</categorytree>",
    "{{#tag:ref|x}}", "{{#if:1|x}}", "<div onclick=\"alert(1)\">", "<span id=\"x\">", "<a href=x>", "x<br/>y",
    "<includeonly>x</includeonly>", "<noinclude>",
    "<onlyinclude>", "&nbsp;x", "&#0;", "&#xD800;", "&unknown;", "&רלמ;", "\u0338x", "= x =", "=", "==", "x =", "a : b", ": a", "; a : b",
    "x ! y", "« a »",
    "100 %", "http://x.example/(a)", "https://user:pw@x.example/", "irc://x/y", "see https://x.example/@a",
)
_PIECES = st.sampled_from([
    *"''''[]{}|~_<>&#*:;=!-@%\\\"`?/1aé日", "''", "'''", "[[", "]]", "{{", "}}", "{|", "|}", "||", "~~~", "~~~~", "__TOC__", "__",
    "<nowiki>", "</nowiki>", "<pre>", "</pre>", "<!--", "-->", "<ref>", "</ref>", "<b>", "<br>", "&lt;", "amp;", "&#39;", "-{", "}-",
    "RFC ", "PMID ", "ISBN ", "0306406152", " ", "  ", "http://", "https://x.example/", "//x.example ", "mailto:a@b.example", "news:",
    "File:x.png", "subst:", "#if:1|", "\u0338", "\u0301", "\u00a0", "\u2003", "(TRN-01)", "[https://x.example y]", "[[#a|b]]",
    "%41", "&nbsp;", "<span id=\"x\">", "<syntaxhighlight lang=\"x\">",
    "</syntaxhighlight>", "🎉",
])
signs = st.lists(_PIECES, min_size=1, max_size=8).map("".join).map(normal).filter(bool)


def chunks(texts: tuple[str, ...], size: int = 12) -> list[list[str]]:
    return [list(texts[start : start + size]) for start in range(0, len(texts), size)]


@pytest.mark.parametrize("texts", chunks(HOSTILE) + chunks(OWN), ids=lambda texts: re.sub(r"\W+", "-", texts[0], flags=re.ASCII) or "signs")
def test_hostile_text_is_shown_as_it_stands(bot, texts):
    check(bot, texts)


@many
@given(texts=st.lists(admitted, min_size=15, max_size=25))
def test_any_text_is_shown_as_it_stands(bot, texts):
    check(bot, texts)


@many
@given(texts=st.lists(signs, min_size=15, max_size=25))
def test_any_mixture_of_signs_is_shown_as_it_stands(bot, texts):
    check(bot, texts)


def test_links_reach_their_address(bot):
    source = "see " + mediawiki.link("x", "https://x.example/a_b__c__(d)?e=$f$&lt;=~~~~g|h[i]'j''k#l")
    (link,) = tree(bot.shown(source)).iter("a")
    assert link.get("href") == "https://x.example/a_b%5F_c__(d)?e=$f$&lt%3B=%7E%7E~~g%7Ch%5Bi%5D%27j%27%27k#l"


# ---- the page


def embedded(rules: RuleSet, campaign: Campaign, text: str, **asked: Any) -> str:
    """Return the page *text* with the checklist of *campaign*."""
    request = api.Request(api.Brief(campaign), format="mediawiki", at_end=True, **asked)
    return api.embed(rules, text, "page", request=request, day=DAY, root="/nonexistent").text


def recorded(text: str) -> dict[str, State]:
    """Return what the program reads from the page *text*, where a person wrote anything."""
    (region,) = regions.find(text, "page", mediawiki)
    units = mediawiki.parse(text[region.inner_start : region.inner_end])
    return {code: state for code, state in regions.states(units, "page", 1).items() if is_written(state)}


def around(text: str) -> tuple[str, str]:
    """Return what stands before and behind the region; the wiki keeps no line ends at the end of a page."""
    (region,) = regions.find(text, "page", mediawiki)
    return text[: region.start], text[region.end :].rstrip("\n")


NOBODY = make_campaign("everything", title="")
SPRING = make_campaign("spring", title="Spring")._replace(
    facets={"markets": ("de", "fr"), "channels": ("instagram", "tiktok"), "ai_uses": ("generated-image", "chatbot")},
)


@pytest.mark.parametrize("campaign", [NOBODY, SPRING], ids=["everything", "spring"])
def test_the_built_in_pack_is_shown_whole(bot, core, campaign):
    made = api.checklist(core, api.Brief(campaign), api.Choice(), day=DAY)
    tasks = [task for section in made.sections for task in section.tasks]
    bot.write(f"Whole {campaign.id}", embedded(core, campaign, "Our ''page''.\n"))
    html = bot.html(f"Whole {campaign.id}")
    body = tree(html)
    entries = [words(each) for each in body.iter("li")]
    assert sum(entry.startswith("☐ ") for entry in entries) == sum(1 + len(task.channels) for task in tasks) > 30
    for task in tasks:
        action, code = str(task.entry.action), task.entry.code
        assert [entry for entry in entries if entry.startswith("☐ ") and entry.endswith(f": {action} ({code})")] != []
        assert [words(each) for each in body.iter("dt")].count(f"{code} – {action}") == 1
        assert all(entries.count(f"☐ {made_title(made, channel)} ({channel.code})") == 1 for channel in task.channels)
    assert "checklist-begin" not in "".join(body.itertext()) and "checklist-end" not in html
    assert "☐" not in html.replace("<li>☐ ", "").replace("over its ☐.", "")


def made_title(made: Any, channel: Any) -> str:
    return str(made.vocabulary.facets["channels"].members[channel.channel].title)


def test_every_link_on_the_page_has_its_target_and_nothing_is_live(bot, core):
    bot.write("Linked", embedded(core, SPRING, ""))
    html = bot.html("Linked")
    elements = list(tree(html).iter())
    names = {each.get("id") for each in elements if each.get("id")}
    targets = [each.get("href") for each in elements if each.tag == "a"]
    assert [target for target in targets if target.startswith("#") and target[1:] not in names] == []
    assert [target for target in targets if not target.startswith(("#", "https://", "http://"))] == []
    assert len([target for target in targets if re.fullmatch("#[a-z]{3}-[0-9]{2}", target)]) > 60
    # The box that folds the contents is the wiki's own.
    assert [each.get("id") for each in elements if each.tag in _LIVE and each.tag not in ("br",)] == ["toctogglecheckbox"]
    assert [each for each in elements if any(name.startswith("on") for name in each.keys())] == []


def test_hostile_texts_of_rules_are_shown_as_they_stand(bot):
    texts = tuple(dict.fromkeys(map(normal, HOSTILE + OWN)))
    values = {f"p{number}": text for number, text in enumerate(texts, 100)}
    slots = {name: f"{{{{ {name} }}}}" for name in values}
    items = [make_item(f"TRN-{name[1:]}", action=slot, why=slot, how=(slot,), evidence=slot) for name, slot in slots.items()]
    params = tuple(Parameter(name, "x", None, "text", None, None) for name in values)
    rules = make_rules(*items, params=params)
    bot.write("Hostile", embedded(rules, make_campaign(title="<b>''x''</b> {{PAGENAME}}", params=values), ""))
    lines = seen(bot.html("Hostile"))
    assert "AI checklist: <b>''x''</b> {{PAGENAME}}" in lines
    for number, text in enumerate(texts, 100):
        place = lines.index(normal(f"TRN-{number} – {text}"))
        assert lines.count(normal(f"☐ Should: {text} (TRN-{number})")) == 1
        assert lines[place + 1 : place + 3] == [text, text] and lines[place + 3].startswith(normal(f"Show: {text}. Should: "))


# ---- a page that lives


def later(core: RuleSet) -> RuleSet:
    """Return *core* as it might become: items reworded, retired, and one whose meaning changed."""
    (pack,) = core.packs
    items = []
    for item in core.item_list:
        if item.code.startswith("TRN"):
            item = item._replace(action=f"{item.action}, and ''soon'' & [[well]]")
        if item.code == "ETH-03":
            item = item._replace(revised="2.0.0")
        if item.code != "ETH-01":
            items.append(item)
    return core._replace(packs=(pack._replace(version="2.0.0"),), item_list=tuple(items))


TYPED: Mapping[str, State] = {
    "ETH-01": State("x", " – by [[User:Ada|Ada]]", ("*: Evidence: https://wiki.example/register?a=1&b=2",)),
    "ETH-03": State(
        "☑", "", ("** Owner: ''Ada''", "", "<pre>", "* ☐ no item (TRN-05)", "== no heading ==", "<!-- checklist-end sum=0 --></pre>"),
    ),
    "TRN-02": State(" ", " see below", ("*: Due: 2027-06-30", "*:: {| and |} and {{done}}")),
    "TRN-02.instagram": State("{{done}}", "", ("**: Evidence: [https://dam.example/a_b pictures]",)),
    "TRN-02.tiktok": State("[x]", "", ("N/A: no such channel", "** ☐ own sub-task")),
    "PRV-01": State("✔", " <!-- seen -->", ('{| class="wikitable"', "! a !! b", "|-", "| 1 || 2", "|}")),
}
BEFORE = "= Team =\nWelcome, ''all''. <nowiki><!-- checklist-end sum=0 --></nowiki>\n\n"
BEHIND = "\n== Later ==\n* a plan\n[[Category:Campaigns]]"


def test_what_people_write_outlives_changed_rules(bot, ada, core):
    first = embedded(core, SPRING, f"{BEFORE}[checklist]\n{BEHIND}")
    assert bot.write("Lives", first)
    page = ada.read("Lives")
    assert page.text == first.rstrip("\n")
    assert ada.write("Lives", people.written(page.text, TYPED), base=page.revision)
    page = bot.read("Lives")
    assert recorded(page.text) == TYPED
    fresh = embedded(later(core), SPRING, page.text)
    assert bot.write("Lives", fresh, base=page.revision)
    page = bot.read("Lives")
    (told,) = (line for line in recorded(page.text)["ETH-03"].notes if "↻" in line)
    expected = {**TYPED, "ETH-03": State(" ", "", (*TYPED["ETH-03"].notes, told))}
    assert recorded(page.text) == expected
    assert [code for code, state in expected.items() if not people.stands(page.text, code, state)] == []
    assert around(page.text) == around(first)
    html = ada.html("Lives")
    assert "Check again: ticked under core 1.0.0; its meaning changed in core 2.0.0." in html and "No longer in this list" in html
    again = embedded(later(core), SPRING, page.text)
    assert again.rstrip("\n") == page.text
    assert not bot.write("Lives", again, base=page.revision), "the wiki sees no change"


def test_a_tick_typed_during_a_refresh_is_not_lost(bot, ada, core):
    bot.write("Race", embedded(core, SPRING, ""))
    page = bot.read("Race")
    fresh = embedded(later(core), SPRING, page.text)
    ada.write("Race", people.written(page.text, {"MOD-05": State("x", " quick", ())}), base=page.revision)
    bot.write("Race", fresh, base=page.revision)
    merged = bot.read("Race").text
    assert recorded(merged) == {"MOD-05": State("x", " quick", ())} and "''soon''" not in merged and "and &#39;'soon&#39;'" in merged
    assert embedded(later(core), SPRING, merged).rstrip("\n") == merged


def test_a_signature_of_a_person_comes_back_as_a_note(bot, ada, core):
    page = embedded(core, SPRING, "")
    ada.write("Signed", people.written(page, {"TRN-02": State("x", " ~~~", ("*: looks good",))}))
    text = ada.read("Signed").text
    assert recorded(text) == {"TRN-02": State("x", " [[User:Ada|Ada]] ([[User talk:Ada|talk]])", ("*: looks good",))}
    assert embedded(core, SPRING, text).rstrip("\n") == text


def test_what_was_ticked_out_of_the_list_stays_on_the_page(bot, ada, core):
    elsewhere = SPRING._replace(facets={**SPRING.facets, "channels": ("email",)})
    ada.write("Left", people.written(embedded(core, SPRING, ""), TYPED))
    page = bot.read("Left")
    bot.write("Left", embedded(core, elsewhere, page.text), base=page.revision)
    page = bot.read("Left")
    assert recorded(page.text) == TYPED
    bot.write("Left", embedded(core, SPRING, page.text), base=page.revision)
    assert recorded(bot.read("Left").text) == TYPED


@settings(many, max_examples=15)
@given(data=st.data())
def test_whatever_people_type_comes_back_from_the_wiki(bot, ada, data):
    rules = make_rules(*(make_item(f"TRN-0{number}", per="channels" if number == 2 else "") for number in range(1, 6)))
    campaign = make_campaign(channels=["instagram", "tiktok"])
    page = embedded(rules, campaign, f"{BEFORE}[checklist]\n{BEHIND}")
    states = data.draw(st.fixed_dictionaries({code: people.states for code in people.codes(page)}))
    typed = people.written(page, states)
    # What the wiki turns into a signature, or into a sign that stands for one it does not keep.
    assume("~~~" not in typed and "\x0c" not in typed)
    ada.write("Any", typed)
    text = ada.read("Any").text
    assert text == unicodedata.normalize("NFC", typed).rstrip()
    kept = {code: state for code, state in states.items() if is_written(state)}
    assert recorded(text) == {code: _composed(state) for code, state in kept.items()}
    assert embedded(rules, campaign, text).rstrip("\n") == text


def _composed(state: State) -> State:
    return State(state.box, unicodedata.normalize("NFC", state.tail), tuple(unicodedata.normalize("NFC", line) for line in state.notes))
