"""A skeleton for a new item: its code, what lint says of it, and that nothing else in the file moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from checklist import skeletons
from checklist.errors import ChecklistError
from checklist.loading import load_rules
from checklist.model import Term
from tests.builders import PACK_YML, THEME_YML, VOCABULARY_YML, make_item, make_rules, write_pack
from tests.strategies import few

ITEM = skeletons.skeleton(make_rules(make_item()), "TRN-02")
KEPT = {
    "as it is": THEME_YML,
    "no last line end": THEME_YML.rstrip("\n"),
    "blank lines at the end": THEME_YML + "\n\n",
    "blanks at the end": THEME_YML + "   ",
    "a comment at the end": THEME_YML + "# the end",
    "line ends of Windows": THEME_YML.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + THEME_YML,
    "items at the margin": THEME_YML.replace("\n  - code", "\n- code").replace("\n    ", "\n  "),
    "items far to the right": THEME_YML.replace("\n    ", "\n        ").replace("\n  - code", "\n      - code"),
    "a comment between": THEME_YML.replace("    why:", "    # because\n    why:"),
    "a folded text at the end":
        THEME_YML.replace("    why: People want to know.\n", "") + "    why: >-\n      People\n      want to know.\n",
    "a kept text at the end":
        THEME_YML.replace("    why: People want to know.\n", "") + "    why: |+\n      People want it.\n\n\n",
}
REFUSED = {
    "items in brackets": THEME_YML.split("items:")[0] + "items: [" + "{code: TRN-01, action: Label it, why: w, how: [h], evidence: e, "
    "owner: brand-manager, phase: plan, effort: 1, level: should, since: 1.0.0, revised: 1.0.0}]\n",
    "a key after the items": THEME_YML.replace("impact: People have to see it.\n", "") + "impact: People have to see it.\n",
    "the end of the document": THEME_YML + "...\n",
}


def items_of(text: bytes, folder: Path) -> list[str]:
    write_pack(folder, theme=text)
    return [item.code for item in load_rules(str(folder)).item_list]


@pytest.mark.parametrize("name", KEPT)
def test_an_item_is_added_at_the_end_and_every_byte_before_stays(tmp_path, name):
    old = KEPT[name].encode()
    new = skeletons.appended(old, ITEM, "TRN-02", "t.yml")
    assert new.startswith(old) and len(new) > len(old)
    assert items_of(new, tmp_path) == ["TRN-01", "TRN-02"]
    assert new.count(b"\r\n") == (new.count(b"\n") if b"\r\n" in old else 0)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_take_an_item_at_its_end_is_refused(name):
    with pytest.raises(ChecklistError) as caught:
        skeletons.appended(REFUSED[name].encode(), ITEM, "TRN-02", "t.yml")
    assert str(caught.value).startswith("t.yml: OUT04 no item can be added at the end of the file (")


def test_a_file_that_is_broken_is_told_as_such():
    with pytest.raises(ChecklistError) as caught:
        skeletons.appended(THEME_YML.replace("owner:", "ownr:").encode(), ITEM, "TRN-02", "t.yml")
    assert "RUL01" in str(caught.value)


@given(st.text(alphabet="# \n\tab:-'\"|>", max_size=12), st.sampled_from(["\n", "\r\n"]))
@few
def test_an_item_is_added_after_anything_or_refused(tail, end):
    """What is added is always the last item, or nothing is: the rest of the file is never read differently."""
    old = (THEME_YML.replace("\n", end) + tail).encode()
    try:
        new = skeletons.appended(old, ITEM, "TRN-02", "t.yml")
    except ChecklistError:
        return
    before, after = skeletons._read(old, "t.yml"), skeletons._read(new, "t.yml")
    assert new.startswith(old)
    assert after[0] == before[0] and after[1][:-1] == before[1] and after[1][-1].code == "TRN-02"


def test_items_can_be_added_one_after_the_other(tmp_path):
    text = THEME_YML.encode()
    for number in range(2, 6):
        code = f"TRN-{number:02}"
        text = skeletons.appended(text, skeletons.skeleton(make_rules(make_item()), code), code, "t.yml")
    assert items_of(text, tmp_path) == [f"TRN-{number:02}" for number in range(1, 6)]


# ---- the code


@pytest.mark.parametrize(
    ("used", "code"),
    [
        (["TRN-01"], "TRN-02"), (["TRN-01", "TRN-09"], "TRN-10"), (["TRN-03", "TRN-01"], "TRN-04"), (["TRN-99"], "TRN-100"),
        (["PRV-07", "TRN-01"], "TRN-02"),
    ],
    ids=["next", "two digits", "a gap stays", "three digits", "another theme"],
)
def test_the_code_is_the_one_after_the_highest(used, code):
    rules = make_rules(*(make_item(each, theme="transparency" if each.startswith("TRN") else "privacy") for each in used))
    theme = rules.themes["transparency"]._replace(code="TRN")
    assert skeletons.next_code(rules, theme.code, theme.name) == code


def test_a_retired_code_is_not_used_again():
    rules = make_rules(make_item("TRN-01", replaces=("TRN-05",)))
    assert skeletons.next_code(rules, "TRN", "transparency") == "TRN-06"


def test_a_theme_without_a_code_left_is_told():
    rules = make_rules(make_item("TRN-999"))
    with pytest.raises(ChecklistError) as caught:
        skeletons.next_code(rules, "TRN", "transparency")
    assert "TRN has no code left" in str(caught.value)


# ---- the skeleton


def test_a_word_that_yaml_reads_as_something_else_is_quoted():
    rules = make_rules(make_item())
    owners = {"no": Term("no", "nobody", "Nobody.")}
    assert '  owner: "no"\n' in skeletons.skeleton(rules._replace(vocabulary=rules.vocabulary._replace(owners=owners)), "TRN-02")


def test_the_skeleton_has_the_version_of_the_pack():
    rules = make_rules(make_item())
    text = skeletons.skeleton(rules._replace(packs=(rules.packs[0]._replace(version="2.3.1"),)), "TRN-02")
    assert "  since: 2.3.1\n  revised: 2.3.1\n" in text


# ---- the command


def test_new_prints_an_item_that_fits_into_the_theme_file(run, tmp_path):
    folder = write_pack(tmp_path / "house")
    outcome = run("rules", "new", "transparency", "--rules", folder)
    assert (outcome.code, outcome.err) == (0, "") and outcome.out.startswith("  - code: TRN-02\n    action: TODO ")
    assert (folder / "themes" / "transparency.yml").read_text() == THEME_YML
    write_pack(folder, theme=THEME_YML + outcome.out)
    assert len(load_rules(str(folder)).item_list) == 2


def test_new_takes_the_prefix_of_a_theme_too(run, core):
    assert run("rules", "new", "bias").out == run("rules", "new", "BIA").out == run("rules", "new", "bia").out


def test_lint_says_of_a_skeleton_only_what_is_still_to_be_written(run, tmp_path):
    folder = write_pack(tmp_path / "house")
    assert run("rules", "new", "transparency", "--write", "--rules", folder).code == 0
    outcome = run("rules", "lint", folder)
    assert outcome.code == 1
    lines = outcome.err.splitlines()
    assert [line.split(" ")[1] for line in lines] == ["LNT17"] * 4
    assert [line.split(" ")[3] for line in lines] == ["action", "why", "how", "evidence"]


def test_a_skeleton_with_its_texts_written_has_no_findings(run, tmp_path):
    folder = write_pack(tmp_path / "house")
    run("rules", "new", "transparency", "--write", "--rules", folder)
    path = folder / "themes" / "transparency.yml"
    lines = [line.split("TODO")[0] + ("Check the label again" if "action" in line else "a text") if "TODO" in line else line
             for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    assert run("rules", "lint", folder).code == 0


def test_new_writes_one_item_and_says_where(run, tmp_path):
    folder = write_pack(tmp_path / "house")
    path = folder / "themes" / "transparency.yml"
    outcome = run("rules", "new", "transparency", "--write", "--rules", folder)
    assert (outcome.code, outcome.err, outcome.out) == (0, "", f"{path}:{THEME_YML.count(chr(10)) + 1}: TRN-02\n")
    assert path.read_text().startswith(THEME_YML)
    assert run("rules", "new", "transparency", "--write", "--rules", folder).out.endswith(": TRN-03\n")


def test_new_writes_nothing_where_it_cannot(run, tmp_path):
    folder = write_pack(tmp_path / "house", theme=REFUSED["a key after the items"])
    outcome = run("rules", "new", "transparency", "--write", "--rules", folder)
    assert outcome.code == 2 and "OUT04" in outcome.err
    assert (folder / "themes" / "transparency.yml").read_text() == REFUSED["a key after the items"]


@pytest.mark.parametrize(
    ("theme", "told"),
    [("transparancy", "there is no theme 'transparancy' (did you mean 'transparency'?)"), ("", "there is no theme ''")],
)
def test_new_for_a_theme_that_there_is_not_is_told(run, theme, told):
    outcome = run("rules", "new", theme)
    assert outcome.code == 2 and outcome.err.startswith(f"THEME: OPT01 {told}")


def test_new_names_the_first_owner_and_phase_of_the_pack(run, tmp_path):
    folder = write_pack(tmp_path / "house", vocabulary=VOCABULARY_YML.replace("brand-manager", "lawyer"),
                        theme=THEME_YML.replace("brand-manager", "lawyer"), pack=PACK_YML)
    assert "    owner: lawyer\n    phase: plan\n" in run("rules", "new", "transparency", "--rules", folder).out
