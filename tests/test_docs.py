"""What the documents say of the program is what the program does."""

from __future__ import annotations

import doctest
import inspect
import json
import os
import re
import shlex
import sys
from pathlib import Path

import pytest

from checklist.cli import COMMANDS
from checklist.errors import FAMILIES
from tests import reference, tutorials

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CAMPAIGN = re.search(r"```yaml\n# campaign\.yml\n(.*?)```", README, re.S)


EXAMPLE = re.search(r"^checklist (generate -s markets=de .*)$", README, re.M)


def section(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.S)
    assert found
    return found[1]


def replace_section(name: str, text: str) -> None:
    """Put *text* between the two comments called *name* in the README."""
    current = (ROOT / "README.md").read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    (ROOT / "README.md").write_text(marked.sub(lambda found: found[1] + text + found[2], current), encoding="utf-8")


def example(run) -> str:
    """Return the part of the example's output that sells: title, counts, and the first boxes of three phases."""
    assert EXAMPLE
    lines = run(*shlex.split(EXAMPLE[1])).out.splitlines()
    body = lines[lines.index("# AI checklist for marketing") :]
    shown = [body[0], "", body[2], "", "…", ""]
    for phase in ("Plan", "Build", "Review"):
        start = body.index(f"## {phase}")
        shown += [body[start], "", *body[start + 2 : start + 5], ""]
    return "\n".join(["```markdown", *shown, "…", "```"]) + "\n"


HOUSE = re.search(r"^cd (examples/\S+) && checklist (generate .*)$", README, re.M)


def house_example(run, monkeypatch) -> str:
    """Return what a house pack changes on a page: its own items, an item of others, and what is off."""
    assert HOUSE
    run("--version")
    monkeypatch.chdir(ROOT / HOUSE[1])
    lines = run(*shlex.split(HOUSE[2])).out.splitlines()
    start = lines.index("#### WEL-04")
    rule = [line for line in lines[start:] if line.startswith("**Show:**")][0]
    shown = [line for line in lines if re.match(r"- \[ \] .*\[(?:SAL-01|NOR-01|WEL-04)\]", line)] + ["", "…", ""]
    shown += [next(line for line in lines[start:] if line.startswith("1. ")), ""]
    shown += [rule[rule.index("**Must:**") : rule.index(" **See also:**")]]
    shown += ["", "…", "", *(line for line in lines if "switched off by" in line)]
    return "\n".join(["```markdown", *shown, "```"]) + "\n"


def gate_example(run, tmp_path) -> str:
    """Return what the gate says of a page of the README's campaign on which the work has begun."""
    assert CAMPAIGN
    (tmp_path / ".git").mkdir()
    (tmp_path / "campaign.yml").write_text(CAMPAIGN[1], encoding="utf-8")
    page = tmp_path / "launch.md"
    page.write_text("[checklist]\n", encoding="utf-8")
    assert run("embed", "launch.md", "--campaign", "campaign.yml").code == 0
    text = page.read_text(encoding="utf-8").replace("- [ ]", "- [x]")
    left = re.compile(r"- \[x\](?= .*\(\[(TRN-02|WEL-08)\])|- \[x\](?= TikTok \(TRN-02\.tiktok\))")
    text = re.sub(r"(?m)^(.*\(\[WEL-08\].*)$", r"\1\n    - Due: 2026-11-20", left.sub("- [ ]", text))
    page.write_text(text, encoding="utf-8")
    outcome = run("check", "launch.md")
    assert outcome.code == 1
    return f"```\n{outcome.out}```\n"


DIFF = re.search(r"^checklist (diff core .*)$", README, re.M)


def diff_example(run, monkeypatch) -> str:
    """Return what the rules of an agency come to in short, and for a campaign as far as one change of each kind."""
    assert DIFF
    run("--version")
    monkeypatch.chdir(ROOT)
    lines = run(*shlex.split(DIFF[1])).out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Winter jackets"))
    end = next(place for place in range(start, len(lines)) if lines[place].startswith("  Stricter")) + 5
    return "\n".join(["```", *lines[: lines.index("The rules")], "…", "", *lines[start:end], "…", "```"]) + "\n"


SCAN = re.search(r"^checklist (scan examples/.*?)(?: {2,}#.*)?$", README, re.M)


def scan_example(run, monkeypatch) -> str:
    """Return what an article comes to: the head, what it says of one theme, the first items, laws and dates."""
    assert SCAN
    run("--version")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    lines = run(*shlex.split(SCAN[1])).out.splitlines()
    heads = [n for n, line in enumerate(lines) if line and not line.startswith(" ") and not lines[n - 1]]
    to_do = next(n for n, line in enumerate(lines) if line.startswith("  What to do"))
    ends = next(n for n in range(to_do, len(lines)) if "--generate writes" in lines[n])
    laws = lines.index("Laws and rules it names")
    third = [n for n in range(to_do, ends) if re.match(r" {4}\S", lines[n])][3]
    return "\n".join(["```", *lines[:third], "    …", "", "…", "", *lines[laws : heads[-1] - 1], "```"]) + "\n"


TYPED = ("Spring launch", "2027-03-01", "?", "generated images, chatbto", "generated images, chatbot")


def init_example(run, monkeypatch) -> str:
    """Return the part of a conversation in which a facet is answered, a slip of the keys included."""
    lines = iter(TYPED)

    def typed(prompt: str) -> str:
        line = next(lines, None)
        if line is None:
            raise EOFError
        print(prompt + line)
        return line

    monkeypatch.setattr("checklist.cli.init_._is_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LINES", "50")
    shown = run("init").out.splitlines()
    start, end = (next(n for n, line in enumerate(shown) if line.startswith(f"Question {number} ")) for number in (4, 5))
    prompt = next(n for n, line in enumerate(shown) if line == f"> {TYPED[3]}")
    return "\n".join(["```", *shown[start : start + 6], "…", *shown[prompt - 1 : end + 2], "…", "```"]) + "\n"


def status_example(run, tmp_path) -> str:
    """Return how far three pages of the README's campaign are, in three dialects: by page, theme and level."""
    assert CAMPAIGN
    (tmp_path / ".git").mkdir()
    (tmp_path / "wiki").mkdir()
    boxes = {"md": ("- [ ]", "- [x]"), "mediawiki": ("* ☐", "* ☑"), "xml": ("incomplete<", "complete<")}
    for every, (name, suffix) in enumerate((("autumn", "mediawiki"), ("spring", "md"), ("winter", "xml")), 2):
        (tmp_path / f"{name}.yml").write_text(f"id: {name}\n{CAMPAIGN[1]}", encoding="utf-8")
        page = tmp_path / "wiki" / f"{name}.{suffix}"
        assert run("generate", f"{name}.yml", "-o", page).code == 0
        box, ticked = boxes[suffix]
        first, *rest = page.read_text(encoding="utf-8").split(box)
        text = first + "".join((box if place % every else ticked) + piece for place, piece in enumerate(rest))
        text = re.sub(r"(?m)^(.*\(\[PRV-04\].*)$", r"\1\n    - Owner: Mia Keller\n    - Due: 2026-11-20", text, count=1)
        page.write_text(text, encoding="utf-8")
    outcome = run("status", "wiki")
    assert (outcome.code, outcome.err) == (0, "")
    *shown, owners, levels = outcome.out.split("\n\n")
    some = "\n".join([*owners.split("\n")[:4], "…", *(line for line in owners.split("\n") if "Mia" in line), "…"])
    return "```\n" + "\n\n".join([*shown, some, levels]) + "```\n"


def test_readme_holds_two_set_up_commands():
    commands = re.findall(r"^python3 -m venv .*$", README, re.M)
    assert len(commands) == 2
    assert all("pip install" in command for command in commands)


@pytest.mark.parametrize("name, made", [
    ("example", lambda run, **_: example(run)),
    ("house", lambda run, monkeypatch, **_: house_example(run, monkeypatch)),
    ("gate", lambda run, tmp_path, **_: gate_example(run, tmp_path)),
    ("diff", lambda run, monkeypatch, **_: diff_example(run, monkeypatch)),
    ("scan", lambda run, monkeypatch, **_: scan_example(run, monkeypatch)),
])
def test_readme_shows_the_real_output(run, request, monkeypatch, tmp_path, name, made):
    shown = made(run, monkeypatch=monkeypatch, tmp_path=tmp_path)
    if request.config.getoption("--update-golden"):
        replace_section(name, shown)
        return
    assert section(name) == shown


def test_every_kind_of_change_is_on_its_page():
    from checklist import diffing, effects

    page = (ROOT / "docs" / "diff.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z]+)` ", page, re.M))
    assert told == {*diffing.KINDS, *effects.KINDS} - {"same", "apart"}


# The commands that a page is about, and an option of another program that it names.
ABOUT = {
    "batch": (["generate", "check"], ""), "diff": (["diff", "embed"], ""), "gate": (["check", "embed"], "--silent"),
    "scan": (["scan", "generate"], ""),
}


@pytest.mark.parametrize("name", ABOUT)
def test_every_option_on_a_page_is_one_its_commands_have(run, name):
    commands, foreign = ABOUT[name]
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    option = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
    known = {each for command in commands for each in option.findall(run(command, "--help").out)}
    assert set(option.findall(page)) - {foreign} <= known


def test_readme_shows_a_conversation(run, request, monkeypatch):
    shown = init_example(run, monkeypatch)
    if request.config.getoption("--update-golden"):
        replace_section("init", shown)
        return
    assert section("init") == shown


def test_the_brief_of_the_readme_is_written_by_its_command(run):
    (command,) = re.findall(r"^checklist (init .* --no-input .*)$", README, re.M)
    assert run(*shlex.split(command)).code == 0
    assert run("generate", "spring.yml", "-f", "csv").code == 0


def test_readme_shows_what_status_tells(run, request, tmp_path):
    shown = status_example(run, tmp_path)
    if request.config.getoption("--update-golden"):
        replace_section("status", shown)
        return
    assert section("status") == shown


def test_every_option_and_key_on_the_page_of_status_is_one_it_has(run):
    from checklist.exports import SCHEMA

    page = (ROOT / "docs" / "status.md").read_text(encoding="utf-8")
    helped = run("status", "--help").out
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page):
        assert option in helped
    assert set(re.findall(r"^\| `([a-z_]+)` ", page, re.M)) == SCHEMA["properties"].keys() - {"schema", "generator", "lang", "packs"}


def test_the_page_of_batches_shows_a_summary_as_it_is_told():
    from checklist.batches import Tally

    tally = Tally(15)
    tally.written, tally.unchanged, tally.failed = 12, 1, 2
    page = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    assert f"```\n{tally.summary()}\n```" in page


@pytest.mark.parametrize(("family", "module", "name"), [("GAT", "gate", "gate"), ("REC", "keeping", "record"), ("SCN", "articles", "scan")])
def test_every_problem_of_a_family_is_on_its_page(family, module, name):
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    known = set(re.findall(rf'"({family}\d\d)"', (ROOT / "checklist" / f"{module}.py").read_text(encoding="utf-8")))
    assert known and set(re.findall(rf"^\| `({family}\d\d)` ", page, re.M)) == known


def test_the_options_that_go_with_a_record_are_those_of_its_page(run):
    from checklist.cli.record import _ALLOWED
    from checklist.cli.generate_ import command

    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^With `--from` go (.*?)\. ", page, re.M | re.S)
    names = {parameter.name: parameter.opts for parameter in command.params}
    allowed = {option for name in _ALLOWED for option in names[name] if option.startswith("--")}
    assert set(re.findall(r"--[a-z-]+", told)) == allowed - {"--from"}


def test_the_commands_of_the_page_of_records_work(run, tmp_path):
    assert CAMPAIGN
    (tmp_path / "campaign.yml").write_text(CAMPAIGN[1], encoding="utf-8")
    state = {
        "schema": "state/1", "id": "spring-launch", "generator": "x", "saved": "2027-03-01T12:00:00Z",
        "packs": [{"name": "core", "version": "1.0.0"}], "entries": {"TRN-04": {"done": True}},
    }
    (tmp_path / "ticks.json").write_text(json.dumps(state), encoding="utf-8")
    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    for command in re.findall(r"^checklist (generate .*)$", page, re.M):
        outcome = run(*shlex.split(command))
        assert outcome.code == 0, outcome.err
    assert (tmp_path / "launch.html").is_file()


def test_the_project_file_of_the_authors_guide_is_a_sound_one():
    from checklist.projects import PROJECT
    from checklist.settings import read_project

    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.S) if block.startswith("# checklist.yml")]
    assert read_project(block.encode(), "checklist.yml").packs
    assert all(re.search(rf"^{field.name}:", block, re.M) for field in PROJECT.fields)


def test_the_house_pack_of_the_authors_guide_is_a_sound_one(tmp_path):
    from checklist.houses import HOUSE as FORMAT
    from checklist.loading import load_rules

    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.S) if block.startswith("# pack.yml of a house")]
    (tmp_path / "house.yml").write_text(block, encoding="utf-8")
    rules = load_rules(packs=[str(tmp_path / "house.yml")])
    assert rules.packs[-1].name == "acme" and rules.disabled
    assert all(re.search(rf"^{field.name}:", block, re.M) for field in FORMAT.fields)


GENERATED = {
    ("README.md", "commands"): reference.listed,
    ("docs/cli.md", "commands"): reference.commands,
    ("docs/cli.md", "families"): reference.families,
    ("docs/api.md", "functions"): reference.functions,
    ("docs/api.md", "values"): reference.values,
}


@pytest.mark.parametrize(("page", "name"), GENERATED, ids="-".join)
def test_what_is_generated_is_what_the_program_says(request, page, name):
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    wanted = reference.written_into(text, name, GENERATED[page, name]())
    if request.config.getoption("--update-golden"):
        path.write_text(wanted, encoding="utf-8")
        return
    assert text == wanted


@pytest.mark.parametrize("command", re.findall(r"^checklist ((?:generate campaign|explain|list|generate -t).*?)(?:\s+#.*)?$", README, re.M))
def test_commands_of_the_readme_work(run, tmp_path, command):
    assert CAMPAIGN
    (tmp_path / "campaign.yml").write_text(CAMPAIGN[1], encoding="utf-8")
    outcome = run(*shlex.split(command))
    assert outcome.code == 0, outcome.err


def test_every_command_and_every_family_of_problem_codes_is_in_the_reference():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert all(f"\n## `checklist {name}`\n" in page for name in COMMANDS)
    assert all(f"| `{family}` |" in page for family in FAMILIES)


def test_changelog_names_the_size_of_the_core_pack(core):
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{len(core.item_list)} items" in changelog and f"{len(core.sources)} sources" in changelog


def test_the_translation_of_the_authors_guide_is_a_sound_one(core):
    from checklist import phrases

    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.S) if block.startswith("schema")]
    read = phrases.read("i18n/de", {"privacy": block.encode()}, core)
    assert list(read) == [("privacy", "title"), ("privacy", "items", "PRV-03", "action")]


def test_the_item_of_the_authors_guide_is_a_sound_item(tmp_path):
    from checklist.loading import load_rules
    from tests.builders import PACK_YML, write_pack

    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", guide, re.S)
    core = ROOT / "rules" / "core"
    theme = "schema: 1\ntheme: transparency\ncode: PRV\ntitle: Privacy\nimpact: It matters.\nitems:\n"
    theme += blocks[0].replace("{…}", "{data: [personal]}")
    sources = "schema: 1\nsources:\n" + "".join(f"  {line}\n" for line in blocks[1].splitlines())
    sources += sources.split("sources:\n")[1].replace("gdpr-art28:", "edpb-8-2020:")
    vocabulary = (core / "vocabulary.yml").read_text(encoding="utf-8")
    write_pack(tmp_path, pack=PACK_YML.replace("[TRN]", "[PRV]"), theme=theme, sources=sources, vocabulary=vocabulary)
    assert [item.code for item in load_rules(str(tmp_path)).item_list] == ["PRV-03"]


# ---- the pages on wikis


WIKI_PAGES = ROOT / "docs" / "wikis"


def test_every_page_on_a_wiki_says_how_to_tick_there():
    for path in sorted(WIKI_PAGES.glob("*.md")):
        assert re.search(r"to tick an item,|^\| wiki \|.*ticked", path.read_text(encoding="utf-8"), re.M | re.I), path.name


def test_every_option_on_the_pages_on_wikis_is_one_the_program_has(run):
    helped = {name: run(*name.split(), "--help").out for name in ("generate", "embed")}
    for path in sorted(WIKI_PAGES.glob("*.md")):
        for name, rest in re.findall(r"\bchecklist (generate|embed)\b([^`\n]*)", path.read_text(encoding="utf-8")):
            for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest):
                assert re.search(rf"(?<![\w-]){option}(?![\w-])", helped[name]), f"{path.name}: checklist {name} {option}"


def options_of_a_block(core) -> str:
    """Return the table of what a block for MkDocs may say."""
    from checklist.copies import options

    rows = "".join(f"| `{field.name}` | {field.doc} |\n" for field in options(core.vocabulary.facets).fields)
    return f"| key | is |\n|---|---|\n{rows}"


def test_the_page_on_mkdocs_lists_every_option_of_a_block(core, request):
    path = WIKI_PAGES / "mkdocs.md"
    page = path.read_text(encoding="utf-8")
    marked = re.compile(r"(<!-- options -->\n).*?(<!-- /options -->)", re.S)
    wanted = marked.sub(lambda found: found[1] + options_of_a_block(core) + found[2], page)
    if request.config.getoption("--update-golden"):
        path.write_text(wanted, encoding="utf-8")
        return
    assert page == wanted


# ---- the tutorial, and Python


TUTORIAL = ROOT / "docs" / "tutorial.md"
# `.ci/run` runs the commands under this heading, with the archive that it built.
INSTALL = "Install"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which `checklist` is the one of these tests, and nobody's settings count."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "CHECKLIST_PACKS", "COV_", "LC_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**known, "PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "COLUMNS": "100", "GIT_CONFIG_GLOBAL": os.devnull, **more}


def test_the_tutorial_goes_as_it_says(request, tmp_path):
    page = TUTORIAL.read_text(encoding="utf-8")
    played = tutorials.played(page, tmp_path, environment(tmp_path), but=INSTALL)
    if request.config.getoption("--update-golden"):
        TUTORIAL.write_text(played, encoding="utf-8")
        return
    assert page == played


SCAN_PAGE = ROOT / "docs" / "scan.md"


def test_the_page_of_scan_goes_as_it_says(request, tmp_path):
    page = SCAN_PAGE.read_text(encoding="utf-8")
    played = reference.written_into(tutorials.played(page, tmp_path, environment(tmp_path)), "strengths", reference.strengths())
    if request.config.getoption("--update-golden"):
        SCAN_PAGE.write_text(played, encoding="utf-8")
        return
    assert page == played


def test_the_page_of_scan_names_every_key_of_its_report():
    from checklist.clippings import SCHEMA

    told = set(re.findall(r"^\| `([a-z_]+)` ", SCAN_PAGE.read_text(encoding="utf-8"), re.M))
    assert told == SCHEMA["properties"].keys() - {"schema", "generator", "lang", "packs"}


def test_a_block_of_the_tutorial_that_fails_or_names_no_file_is_told(tmp_path):
    with pytest.raises(AssertionError, match="names no file"):
        tutorials.played("```yaml\nname: acme\n```\n", tmp_path, environment(tmp_path))
    with pytest.raises(AssertionError, match="false"):
        tutorials.played("```console\n$ false\n```\n", tmp_path, environment(tmp_path))


def test_a_block_of_the_tutorial_shows_what_a_command_prints_now(tmp_path):
    page = "## A\n\n```text\n# a.txt\nfirst\n```\n\n## B\n\n```console\n$ cat a.txt \\\n    a.txt\nold\n$ echo x >&2\n```\n\nEnd.\n"
    played = tutorials.played(page, tmp_path, environment(tmp_path))
    assert played == page.replace("old\n$ echo x >&2\n", "first\nfirst\n$ echo x >&2\nx\n")


def python_blocks(page: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)


def test_ten_lines_of_the_readme_make_a_checklist(capsys):
    (script,) = python_blocks("README.md")
    assert len(script.splitlines()) == 10
    exec(compile(script, "README.md", "exec"), {})
    assert "\n# AI checklist: Spring launch\n" in capsys.readouterr().out


def test_the_examples_of_the_page_on_python_print_what_it_shows(capsys):
    names: dict[str, object] = {}
    first, second = [block for block in python_blocks("docs/api.md") if "import checklist" in block or block.startswith("try:")]
    exec(compile(first, "docs/api.md", "exec"), names)
    assert capsys.readouterr().out.startswith("<!-- checklist-begin")
    exec(compile(second, "docs/api.md", "exec"), names)
    shown = re.findall(r"^```text\n(.*?)^```$", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.M | re.S)
    assert shown == [capsys.readouterr().out]


def test_the_examples_of_the_functions_hold(tmp_path, monkeypatch):
    from checklist import public

    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(public)
    assert found.failed == 0 and found.attempted > 20


def test_every_function_has_an_example_and_every_field_says_what_it_is():
    import checklist

    functions = [getattr(checklist, name) for name in checklist.__all__ if inspect.isfunction(getattr(checklist, name))]
    assert [function.__name__ for function in functions if ">>> " not in function.__doc__] == []
    assert reference.fields_without_words() == []
