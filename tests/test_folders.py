"""Which files of a directory are pages: what is walked, what is left out, and what is read of a file."""

from __future__ import annotations

import os

import pytest

from checklist import folders
from checklist.errors import ChecklistError

PAGE = "<!-- checklist-begin v=1 id=x dialect=markdown -->\n\n<!-- checklist-end sum=0 -->\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text: str | bytes = PAGE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_directory_is_walked_in_order(place):
    for name in ("b/z.md", "b/a/x.md", "a.md", "c.txt"):
        write(place / name)
    assert folders.files(["."]).files == ("a.md", "b/a/x.md", "b/z.md", "c.txt")


@pytest.mark.parametrize("name", [
    ".git/x.md", "node_modules/x.md", "a/.obsidian/x.md", ".x.md.swp", "x.md~", "x.md.before", "x.md.before.2",
])
def test_what_is_hidden_and_copies_are_left_out_unless_named(place, name):
    write(place / name)
    assert folders.files(["."]).files == ()
    assert folders.files([name]).files == (name,)


def test_a_file_reached_twice_is_one(place):
    write(place / "a.md")
    os.symlink("a.md", place / "b.md")
    os.link(place / "a.md", place / "c.md")
    assert folders.files([".", "a.md", str(place)]).files == ("a.md",)


def test_links_to_directories_are_not_followed(place):
    write(place / "a" / "x.md")
    os.symlink(".", place / "a" / "loop")
    os.symlink(place / "a", place / "b")
    assert folders.files(["."]).files == ("a/x.md",)
    assert folders.files(["b"]).files == ("b/x.md",)


def test_a_link_out_of_the_directory_is_counted_and_left(place):
    write(place / "outside.md")
    (place / "pages").mkdir()
    os.symlink("../outside.md", place / "pages" / "x.md")
    os.symlink("nowhere", place / "pages" / "y.md")
    os.symlink("z.md", place / "pages" / "z.md")
    found = folders.files(["pages"])
    assert (found.files, found.left, found.problems) == ((), 1, ())
    assert folders.files(["pages/x.md"]).files == ("pages/x.md",)


def test_a_deep_tree_is_walked(place):
    deep = place
    for _ in range(60):
        deep = deep / "d"
    write(deep / "x.md")
    assert len(folders.files(["."]).files) == 1


@pytest.mark.parametrize("path", ["nope", "a.md/x", "loop", "a\0b"])
def test_a_path_that_leads_nowhere_is_a_problem(place, path):
    write(place / "a.md")
    os.symlink("loop", place / "loop")
    (problem,) = folders.files([path]).problems
    assert problem.code == "OUT01"


@pytest.mark.parametrize("text", [
    b"", b"Text.", b"\0" * 100 + b"x" * 100_000, b"x" * 6_000_000 + PAGE.encode(),
], ids=["empty", "text", "binary", "late"])
def test_a_file_without_a_marker_is_no_page(place, text):
    assert folders.read(str(write(place / "x", text))) is None


@pytest.mark.parametrize("text", [
    PAGE, "\ufeff" + PAGE, PAGE.replace("\n", "\r\n"), "x" * 100_000 + "\n" + PAGE,
], ids=["lf", "bom", "crlf", "late"])
def test_a_page_is_read_whole(place, text):
    assert folders.read(str(write(place / "x.md", text))) == text.removeprefix("\ufeff")


@pytest.mark.parametrize("text, code", [
    (PAGE.encode("utf-16"), "YML02"), (PAGE.encode() + b"\xff", "YML02"), (PAGE.encode() + b"\0", "YML02"),
    (PAGE.encode() + b"x" * 6_000_000, "YML02"),
], ids=["utf-16", "latin", "zero", "large"])
def test_a_page_that_is_no_text_of_ours_is_refused(place, text, code):
    with pytest.raises(ChecklistError) as caught:
        folders.read(str(write(place / "x.md", text)))
    assert caught.value.problems[0].code == code


def test_a_pipe_and_a_device_are_refused_at_once(place):
    os.mkfifo(place / "pipe")
    write(place / "a.md")
    assert folders.files(["."]).files == ("a.md",)
    for path in (str(place / "pipe"), os.devnull):
        with pytest.raises(ChecklistError) as caught:
            folders.read(path)
        assert "no regular file" in str(caught.value)
