"""`checklist scan`: what an article – a new law, a policy, a change at a vendor – comes to for marketing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import click

from .delivery import STREAM, deliver, is_coloured
from .options import Options, completing, facts_options, lang_option, load, read_brief, rules_option

if TYPE_CHECKING:
    from ..api import Brief, Choice
    from ..model import RuleSet
    from ..news import News
    from ..project import Origin

FORMATS = ("text", "markdown", "html", "json")
_SUFFIXES = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
# What `generate` can be told beside, and here is as the project has it.
_AS_USUAL: dict[str, Any] = {
    "template": None, "group_by": None, "level": None, "owner": None, "budget": None, "states": (), "no_markers": False,
    "themes": (),
}
_COLOURS: dict[str, dict[str, Any]] = {
    "title": {"bold": True}, "heading": {"bold": True}, "group": {"fg": "cyan"}, "strong": {"bold": True}, "mark": {"fg": "yellow"},
}


@click.command("scan")
@click.argument("article", metavar="ARTICLE")
@click.option("--campaign", metavar="FILE", help="Only what concerns this campaign; - for standard input.")
@facts_options
@click.option(
    "-f", "--format", "form", metavar="[text|markdown|html|json]", shell_complete=completing(*FORMATS),
    help="Default: by the ending of the file, else text; with --generate one of `checklist list formats`.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE.")
@click.option("--generate", "wants_list", is_flag=True, help="Write the checklist of the themes it touches instead, as `generate` does.")
@click.option("--brief", metavar="FILE", help="With --generate: write the brief to FILE too.")
@click.option(
    "--threshold", metavar="[weak|clear|strong|POINTS]", shell_complete=completing("weak", "clear", "strong"),
    help="How clearly an article has to touch a theme. Default: weak.",
)
@click.option("--article-lang", metavar="LANG", help="Language of the article, as in de. Default: found out.")
@lang_option("en")
@click.option("--force", is_flag=True, help="Replace a file that is not ours, saving it as FILE.before.")
@rules_option
def command(article: str, origin: Origin, **given: Any) -> None:
    """Say which themes ARTICLE touches, with the sentences that show it, and what there is to do about them.

    ARTICLE is text, Markdown or a page in HTML, in English or German, or - for standard input. The laws and days it names are held
    against the registry of sources. Words decide, no model: the same article gives the same answer, and nothing leaves the machine.

    Exit code 0: told, also where nothing concerns AI governance in marketing; 2: the article or the campaign cannot be used.
    """
    if given["wants_list"] and given["lang"] is None:
        from .generate_ import lang_of

        given["lang"] = lang_of(given["output"], origin)
    rules, options = load(origin, given["lang"])
    asked = _asked(article, options, origin, given)
    news = _news(asked, rules, origin, given["article_lang"] or "")
    if asked.choice:
        _generate(news, asked, rules, given)
        return
    _deliver(news, rules, asked.form, given["output"], force=given["force"])


class Asked(NamedTuple):
    """What the command line asks for; `choice` is that of the checklist, None if the brief is what is wanted."""

    name: str
    content: bytes
    threshold: int
    brief: Brief
    form: str
    choice: Choice | None
    brief_form: str


def _asked(article: str, options: Options, origin: Origin, given: dict[str, Any]) -> Asked:
    """Return what is asked for, or raise every problem of the command line, the campaign and the file."""
    from ..errors import ChecklistError
    from ..rulefiles import read_bytes

    for option, name in (("ARTICLE", article), ("--output", given["output"]), ("--brief", given["brief"])):
        options.filled(option, name)
    options.filled("--article-lang", given["article_lang"])
    if article == STREAM and given["campaign"] == STREAM:
        options.report("--campaign", "OPT03", "standard input cannot be the article and the campaign", "put one of them into a file")
        article, given["campaign"] = "", None
    threshold = _threshold(options, given["threshold"])
    content = b""
    try:
        content = read_bytes(article) if article else b""
    except ChecklistError as error:
        options.problems += error.problems
    brief_form = options.by_suffix(None, given["brief"], _SUFFIXES, option="--brief") or FORMATS[0]
    _check_brief(options, given)
    choice = None
    if given["wants_list"]:
        from .generate_ import read

        given.update(_AS_USUAL)
        brief, choice, form = read(given["campaign"], options, origin.project, given)
    else:
        form = options.by_suffix(given["form"], given["output"], _SUFFIXES) or FORMATS[0]
        brief = read_brief(options, given["campaign"], given)
    options.check()
    return Asked("standard input" if article == STREAM else article, content, threshold, brief, form, choice, brief_form)


def _check_brief(options: Options, given: dict[str, Any]) -> None:
    """Report a place for the brief that is none."""
    if given["brief"] and not given["wants_list"]:
        options.report("--brief", "OPT03", "without --generate the brief is what is written anyway", "use -o, or add --generate")
    elif given["brief"] and given["brief"] == (given["output"] or STREAM):
        options.report("--brief", "OPT03", "brief and checklist cannot both go there", "give one of them another file")


def _news(asked: Asked, rules: RuleSet, origin: Origin, lang: str) -> News:
    """Return what the article comes to."""
    from .. import api

    lexicon = api.load_lexicon(origin.path, origin.packs)
    article = api.read_article(asked.content, asked.name, lexicon, lang=lang)
    found = api.scan(article, lexicon, rules, threshold=asked.threshold)
    return api.weigh(article, found, rules, asked.brief, day=api.today(), threshold=asked.threshold)


def _threshold(options: Options, given: str | None) -> int:
    """Return the points from which on a theme counts as touched."""
    from ..news import points

    try:
        return points("weak" if given is None else given)
    except ValueError as error:
        options.report("--threshold", "OPT02", *error.args)
        return 0


# ---- what is written


def _deliver(news: News, rules: RuleSet, form: str, output: str | None, *, force: bool) -> None:
    """Print the brief, or write it to its file."""
    deliver(
        lambda columns: _written(news, rules, form, columns), output,
        is_ours=lambda content: _is_ours(content, form, rules), what="brief", force=force,
    )


def _is_ours(content: bytes, form: str, rules: RuleSet) -> bool:
    from ..clippings import is_ours

    return is_ours(content, form, rules.wordings)


def _written(news: News, rules: RuleSet, form: str, columns: int | None) -> str:
    from ..making import words_of

    words = words_of(rules)
    if form == "json":
        from ..clippings import json

        return json(news, words)
    if form == "html":
        from ..newspage import html

        return html(news, words)
    from .. import bulletin

    if form == "markdown":
        return bulletin.as_markdown(news, words)
    if columns is None:
        return bulletin.text(news, words)
    from ..widths import WIDTH

    return bulletin.text(news, words, *((_painted,) if is_coloured() else ()), width=min(columns, WIDTH))


def _painted(shown: str, style: str) -> str:
    return click.style(shown, **_COLOURS[style])


def _generate(news: News, asked: Asked, rules: RuleSet, given: dict[str, Any]) -> None:
    """Write the checklist of the themes that the article touches; where there is nothing to do, say so and write none."""
    from .. import bulletin
    from ..making import words_of
    from . import tell
    from .generate_ import deliver

    if given["brief"]:
        _deliver(news, rules, asked.brief_form, given["brief"], force=given["force"])
    for told in bulletin.lead(news, words_of(rules)):
        tell(f"{news.path}: {told}")
    if asked.choice and (news.totals.total or news.totals.waived):
        choice = asked.choice._replace(themes=tuple(concern.theme.name for concern in news.concerns))
        deliver(rules, asked.brief, choice, asked.form, given)
