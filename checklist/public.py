"""The door for Python: what `import checklist` offers, each function the twin of a command.

Values in, values out: nothing is printed, no file is written, and nothing outside the arguments counts – neither a
`checklist.yml` nor `CHECKLIST_PACKS` – unless `load_rules` is asked to look at the project. What is wrong with the input is a
`ChecklistError` with the problems that the command line shows. Not responsible for any of the work (`api`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from . import api, dialects
from .arguments import Brief, Names, Page, StrPath, article_of, checked, choice_of, day_of, days_of, folder_of, names_of, page_of
from .arranging import GROUPINGS
from .effects import Comparison, Days
from .errors import ChecklistError, Problem, failure, suggestion
from .explaining import Explanation, explain as explain_item
from .gate import REQUIRED, Demand
from .model import SOURCE_LANG, Campaign, Checklist, RuleSet
from .pages import Request
from .project import origin, relative, rules_of
from .refreshing import Embedded
from .verdicts import Verdict
from .wording import Words

if TYPE_CHECKING:
    from .lexicon import Lexicon
    from .news import News


def load_rules(
    path: StrPath | None = None, *, packs: StrPath | Iterable[StrPath] = (), lang: str = SOURCE_LANG, project: bool = False
) -> RuleSet:
    """Return the built-in rules, or those in the directory *path*, with house *packs* laid over them in their order.

    A pack is a directory, a file, or the name under which an installed distribution offers one. *lang* is the language of
    the text. With *project*, what `checklist.yml` and `CHECKLIST_PACKS` say counts as it does on the command line.

    >>> rules = load_rules()
    >>> rules.packs[0].name, sorted(rules.themes)[:2]
    ('core', ['accountability', 'analytics'])

    Raises:
        ChecklistError: with every problem in every file that was read.
    """
    listed = [packs] if isinstance(packs, str | os.PathLike) else packs
    found = origin(None if path is None else os.fspath(path), [os.fspath(pack) for pack in listed], alone=not project)
    return rules_of(found, lang)


def load_campaign(source: Mapping[str, object] | StrPath, *, rules: RuleSet | None = None) -> Campaign:
    """Return the campaign in a file, or in a dict with the keys of a campaign file; `-` is standard input.

    Days may be `datetime.date`, lists may be tuples or sets, and a value of None is left out: the facet is unknown. What a
    campaign may state depends on the *rules*, by default the built-in ones.

    >>> spring = load_campaign({"campaign": "Spring launch", "launch": date(2027, 3, 1), "markets": ["de", "fr"], "data": []})
    >>> spring.id, spring.facets["markets"], spring.facets["data"], "channels" in spring.facets
    ('spring-launch', ('de', 'fr'), (), False)
    >>> load_campaign({"campaign": "Spring launch", "markets": ["de", "frr"]})
    Traceback (most recent call last):
        ...
    checklist.errors.ChecklistError: campaign['markets'][1]: REF01 value of markets 'frr' is not defined (did you mean 'fr'?)

    Raises:
        ChecklistError: with every problem in it, as `.problems`.
    """
    rules = rules or load_rules()
    if isinstance(source, str | os.PathLike):
        return api.load_campaign(os.fspath(source), rules)
    from .given import read_given

    return read_given(source, rules)


def select(
    campaign: Brief | None = None, *, rules: RuleSet | None = None, as_of: date | None = None, themes: Names = (), level: str = "",
    owner: str = "", budget: str = "", group_by: str = GROUPINGS[0],
) -> Checklist:
    """Return the checklist of a campaign: what applies, at which level and why, and what was left out; without one, every item.

    Laws are judged on the day *as_of*, by default at the launch if it is still to come, else today. *themes* and *owner*
    narrow the list, *level* (`must`, `should`, `could`) keeps that level and stricter ones, *budget* (`45m`, `1h30m`) every must
    and what else fits into it, and *group_by* (`phase`, `theme`, `owner`) says what the sections are. `SOURCE_DATE_EPOCH` fixes
    what today is.

    >>> made = select({"campaign": "Spring", "markets": ["de"], "ai_uses": ["chatbot"]}, as_of=date(2027, 3, 1), themes="privacy")
    >>> [section.key for section in made.sections]
    ['plan', 'build', 'review', 'launch', 'run', 'retire']
    >>> entry = made.sections[0].tasks[0].entry
    >>> entry.code, entry.level, entry.confirmed, str(entry.action)
    ('ACC-05', 'must', False, 'Enter every AI use of personal data in the record of processing')

    Raises:
        ChecklistError: with every problem in the campaign and the arguments, or SEL01 if nothing is left.
    """
    rules = rules or load_rules()
    brief = _brief(campaign, rules, as_of)
    return api.checklist(rules, brief, choice_of(rules, themes, level, owner, budget, group_by), day=api.today())


def generate(
    campaign: Brief | None = None, *, format: str = api.DEFAULT_FORMAT, template: StrPath = api.DEFAULT_TEMPLATE,
    rules: RuleSet | None = None, lang: str = "", as_of: date | None = None, themes: Names = (), level: str = "", owner: str = "",
    budget: str = "", group_by: str = GROUPINGS[0], markers: bool = True,
) -> str:
    """Return the checklist of a campaign as a page, in one call; without a campaign, that of every item.

    *format* is one of `checklist list formats`, *template* the name of a built-in template or a file that ends in `.j2`, *lang*
    the language where no *rules* are given. With *markers*, `embed` and the command line can refresh the page later, in the
    formats that are read back. The other arguments are those of `select`.

    >>> page = generate({"campaign": "Spring launch", "markets": ["de"], "ai_uses": ["chatbot"]}, as_of=date(2027, 3, 1))
    >>> [line for line in page.splitlines() if line.startswith("#")][:3]
    ['# AI checklist: Spring launch', '## Before you start', '## Plan']

    Raises:
        ChecklistError: with every problem in the campaign and the arguments.
    """
    rules = _in(rules, lang)
    brief = _brief(campaign, rules, as_of)
    choice = choice_of(rules, themes, level, owner, budget, group_by)
    found = api.find_template(os.fspath(template), dialects.load(format))
    made = api.checklist(rules, brief, choice, day=api.today())
    fields = api.marker_fields(made, brief, choice, format=format, template=os.path.basename(found.name)) if markers else None
    return api.render(rules, made, format=format, template=found, marker=fields)


def render(
    found: Checklist | Comparison | Verdict | Explanation | News, *, format: str = "", template: StrPath = api.DEFAULT_TEMPLATE,
    rules: RuleSet | None = None,
) -> str:
    """Return what `select`, `diff`, `check`, `explain` or `scan` found as text, as the command line prints it.

    | found by | formats, the usual one first |
    |---|---|
    | `select` | `markdown`, and the others of `checklist list formats`; without markers, so not to be refreshed |
    | `diff` | `text`, `markdown`, `json` |
    | `check` | `text`, `json`, `junit`, `github` |
    | `explain` | `text` |
    | `scan` | `text`, `markdown`, `html`, `json` |

    A checklist is written with its *template*, and like a scan in the words of the *rules* it was made with, by default the built-in
    ones.

    >>> made = select({"campaign": "Spring", "markets": ["us"], "data": []}, as_of=date(2027, 3, 1), owner="legal-counsel")
    >>> print(render(made, template="compact").splitlines()[0])
    # AI checklist: Spring – Legal counsel

    Raises:
        ChecklistError: OPT01, if there is no such format or template; OPT03, if the rules are others.
    """
    if isinstance(found, Checklist):
        rules = rules or load_rules(lang=found.lang)
        if (rules.packs, rules.lang) != (found.packs, found.lang):
            raise failure("rules", "OPT03", "the checklist was made with other rules", "give the rules it was selected from")
        format = format or api.DEFAULT_FORMAT
        return api.render(rules, found, format=format, template=api.find_template(os.fspath(template), dialects.load(format)))
    if isinstance(found, Comparison):
        from . import changelog, deltas

        by_format = {"text": changelog.text, "markdown": changelog.as_markdown, "json": deltas.json}
        writers = {name: partial(write, found) for name, write in by_format.items()}
    elif isinstance(found, Verdict):
        from .verdicts import FORMATS

        writers = {name: partial(write, found) for name, write in FORMATS.items()}
    elif isinstance(found, Explanation):
        writers = {"text": partial(str, found)}
    else:
        writers = _scan_writers(found, rules)
    if format and format not in writers:
        raise failure("--format", "OPT01", f"there is no format {format!r}", suggestion(format, writers))
    return writers[format or "text"]()


def _scan_writers(found: News, rules: RuleSet | None) -> dict[str, partial[str]]:
    """Return what writes a scan, by format."""
    from . import bulletin, clippings, newspage

    rules = rules or load_rules(lang=found.lang)
    if (rules.packs, rules.lang) != (found.packs, found.lang):
        raise failure("rules", "OPT03", "the article was scanned with other rules", "give the rules it was scanned with")
    words = Words(rules.wording, rules.vocabulary, rules.wordings)
    by_format = {"text": bulletin.text, "markdown": bulletin.as_markdown, "html": newspage.html, "json": clippings.json}
    return {name: partial(write, found, words) for name, write in by_format.items()}


def explain(code: str, campaign: Brief | None = None, *, rules: RuleSet | None = None, as_of: date | None = None) -> Explanation:
    """Return what an item asks and on what it rests and, for a campaign, why it is in or out; `str()` of it says it in words.

    >>> found = explain("WEL-18", {"campaign": "Spring", "markets": ["de"], "sectors": ["gambling"]}, as_of=date(2027, 3, 1))
    >>> found.status, [dict(facts) for facts in found.turning]
    ('left-out', [{'sectors': ('cosmetic-procedures',)}])

    Raises:
        ChecklistError: with every problem in the campaign; OPT01, if there is no such item.
    """
    rules = rules or load_rules()
    return explain_item(rules, code, _brief(campaign, rules, as_of), day=api.today())


def diff(
    old: RuleSet, new: RuleSet, campaigns: Brief | Iterable[Brief] = (), *, as_of: date | None = None, since: date | None = None
) -> Comparison:
    """Return what changed between two rule sets, and what it comes to in *campaigns*: what comes in, drops out, gets stricter.

    Each campaign is judged as `select` would, or on the day *as_of*. With *since*, *old* is judged on that earlier day, so that
    dates which arrived in between are told, also where *old* and *new* are the same rules.

    >>> rules = load_rules()
    >>> spring = {"campaign": "Spring", "markets": ["de"], "ai_uses": ["generated-image"]}
    >>> made = diff(rules, rules, spring, since=date(2026, 7, 1), as_of=date(2027, 1, 15))
    >>> made.changes.is_empty, [effect.change.code for effect in made.impacts[0].of_kind("stricter")]
    (True, ['ETH-05', 'TRN-02', 'TRN-06'])

    Raises:
        ChecklistError: with every problem in a campaign; OPT03, if *since* is later than the day judged at.
    """
    listed = [campaigns] if isinstance(campaigns, str | os.PathLike | Mapping | Campaign) else campaigns
    both = api.joined(old, new)
    briefs = [_brief(campaign, both, as_of) for campaign in listed]
    since = None if since is None else day_of("since", since)
    days = [days_of(brief, since) for brief in briefs]
    last = max((day.new for day in days), default=None)
    general = Days(since or last, last) if last else days_of(_brief(None, both, as_of), since)
    return api.compare(old, new, zip((brief.campaign for brief in briefs), days), days=general)


def scan(
    article: Page | bytes, campaign: Brief | None = None, *, name: str = "", lang: str = "", threshold: str | int = "weak",
    rules: RuleSet | None = None, lexicon: Lexicon | None = None, as_of: date | None = None,
) -> News:
    """Return which themes of AI governance an article touches, by which sentences, and what a campaign has to do about them.

    *article* is its text, the bytes of a file, or a path to read it from; the ending of *name* tells Markdown and HTML from text.
    *lang* is its language, by default found out; *threshold* (`weak`, `clear`, `strong`, or points) is how clearly it has to touch a
    theme. With *rules* of your own give the *lexicon* that `load_lexicon` finds in the same packs; the built-in one knows nothing
    of themes they add. A campaign is judged as in `select`.

    >>> text = "The AI vendor replaced its chief executive and dissolved its AI safety team. Nobody answers for its models now."
    >>> found = scan(text, {"campaign": "Spring", "markets": ["de"], "ai_uses": ["chatbot"]}, as_of=date(2027, 3, 1))
    >>> [concern.theme.name for concern in found.concerns], found.concerns[0].sentences[0].line
    (['accountability'], 1)

    Raises:
        ChecklistError: SCN…, if the article cannot be read; OPT02, if *threshold* is none; with every problem in the campaign.
    """
    from .news import points

    rules = rules or load_rules()
    brief = _brief(campaign, rules, as_of)
    try:
        wanted = points(str(threshold))
    except ValueError as error:
        raise failure("--threshold", "OPT02", *error.args) from None
    content, name = article_of(article, name)
    lexicon = lexicon or api.load_lexicon()
    read = api.read_article(content, name, lexicon, lang=lang)
    return api.weigh(read, api.scan(read, lexicon, rules, threshold=wanted), rules, brief, day=api.today(), threshold=wanted)


def load_lexicon(path: StrPath | None = None, *, packs: StrPath | Iterable[StrPath] = (), project: bool = False) -> Lexicon:
    """Return the words by which `scan` knows themes and laws: the built-in ones, with those of rules and packs over them.

    *path*, *packs* and *project* are as in `load_rules`.

    >>> sorted(load_lexicon().tongues)
    ['de', 'en']

    Raises:
        ChecklistError: with every problem in every file that was read.
    """
    listed = [packs] if isinstance(packs, str | os.PathLike) else packs
    found = origin(None if path is None else os.fspath(path), [os.fspath(pack) for pack in listed], alone=not project)
    return api.load_lexicon(found.path, found.packs)


def embed(
    page: Page, campaign: Brief | None = None, *, name: str = "", format: str = "", under: str = "", rules: RuleSet | None = None,
    as_of: date | None = None, themes: Names = (), template: StrPath = "", group_by: str = "", force: bool = False,
    allow_older: bool = False, root: StrPath | None = None,
) -> Embedded:
    """Return a page with its checklists refreshed, or with that of *campaign* put in; ticks, notes and all other text stay.

    *page* is the text of a page, or a path to read it from; nothing is written. It goes in place of a line that holds only
    `[checklist]`, below the heading *under*, else at the end. The ending of *name* tells the format where *format* does not.
    A page that names its campaign is refreshed from that file, which lies in the project folder *root*, by default the one
    that the working directory belongs to. *force* writes edited text anew, *allow_older* takes rules older than the page.

    >>> spring = {"campaign": "Spring", "markets": ["de"], "ai_uses": ["chatbot"]}
    >>> first = embed("# Spring\\n\\n[checklist]\\n", spring, as_of=date(2027, 3, 1))
    >>> ticked = first.text.replace("- [ ]", "- [x]", 2)
    >>> again = embed(ticked, {**spring, "markets": ["de", "us"]}, as_of=date(2027, 3, 1))
    >>> again.told[0].ticks, again.text.startswith("# Spring")
    (2, True)

    Raises:
        ChecklistError: PAG…, with every checklist that cannot be refreshed, and every problem in the campaign.
    """
    text, name = page_of(page, name)
    chosen = rules or load_rules()
    brief = None if campaign is None else _brief(campaign, chosen, as_of)
    problems: list[Problem] = []
    asked = checked(problems, "--theme", "theme", names_of(themes), chosen.themes)
    checked(problems, "--group-by", "grouping", names_of(group_by), GROUPINGS)
    if problems:
        raise ChecklistError(problems)
    pinned = None if as_of is None else day_of("as_of", as_of)
    request = Request(brief, asked, os.fspath(template), group_by, pinned, format, under, True, force, allow_older)
    # Where rules are given, nobody knows where those in another language lie.
    rules_in = partial(_in, None) if rules is None else None
    return api.embed(chosen, text, name, request=request, day=api.today(), root=folder_of(root), rules_in=rules_in)


def check(
    page: Page, campaign: Brief | None = None, *, name: str = "", require: str = REQUIRED[0], evidence: bool = False,
    fresh: bool = False, accept_na: bool = False, rules: RuleSet | None = None, as_of: date | None = None, allow_older: bool = False,
    root: StrPath | None = None,
) -> Verdict:
    """Return what keeps a page from going live: what is open, missing, edited, overdue, or no longer excused.

    *page* is the text of a page, or a path to read it from. *require* (`must`, `should`, `all`) are the levels that have to be
    closed; *evidence* asks for proof, *fresh* for a page as `embed` would write it; *accept_na* lets `N/A:` close what is law.
    *campaign*, *name*, *root* and *allow_older* are as in `embed`.

    >>> spring = {"campaign": "Spring", "markets": ["de"], "ai_uses": ["chatbot"]}
    >>> page = generate(spring, as_of=date(2027, 3, 1), themes="transparency", level="must")
    >>> check(page, spring).passed, check(page.replace("- [ ]", "- [x]"), spring).passed
    (False, True)

    Raises:
        ChecklistError: PAG…, if a checklist cannot be read back, or there is none; with every problem in the campaign.
    """
    text, name = page_of(page, name)
    chosen = rules or load_rules()
    brief = None if campaign is None else _brief(campaign, chosen, as_of)
    problems: list[Problem] = []
    checked(problems, "--require", "level to require", [require], REQUIRED)
    if problems:
        raise ChecklistError(problems)
    demand = Demand(require, evidence, fresh, accept_na)
    request = Request(brief, pinned=None if as_of is None else day_of("as_of", as_of), allow_older=allow_older)
    rules_in = partial(_in, None) if rules is None else None
    judged = api.check(chosen, text, name, request=request, demand=demand, day=api.today(), root=folder_of(root), rules_in=rules_in)
    if not judged:
        raise failure(name, "PAG01", "there is no checklist on this page", "put it in with `checklist embed`")
    return Verdict(demand, tuple(judged), (), ())


# ---- arguments


def _in(rules: RuleSet | None, lang: str) -> RuleSet:
    """Return *rules*, by default the built-in ones in the language *lang*."""
    if rules is None:
        return load_rules(lang=lang or SOURCE_LANG)
    if lang and rules.lang != lang:
        raise failure("--lang", "OPT03", f"the rules are in {rules.lang!r}, not in {lang!r}", "load them in that language")
    return rules


def _brief(campaign: Brief | None, rules: RuleSet, as_of: date | None) -> api.Brief:
    """Return a campaign, however it was given, with the day it is to be judged at."""
    path = os.fspath(campaign) if isinstance(campaign, str | os.PathLike) else ""
    if campaign is None:
        read = api.NOBODY
    else:
        read = campaign if isinstance(campaign, Campaign) else load_campaign(campaign, rules=rules)
    pinned = None if as_of is None else day_of("as_of", as_of)
    return api.Brief(read, relative(path) if path not in ("", "-") else "", pinned=pinned)
