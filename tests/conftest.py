"""Fixtures that every test may use. No network, no wall clock: today is fixed."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from checklist.loading import load_rules
from checklist.model import RuleSet

# The same examples on every run, so that a red suite says something of the change; CHECKLIST_FUZZ=1 draws new ones.
settings.register_profile("same", derandomize="CHECKLIST_FUZZ" not in os.environ, deadline=None, database=None)
settings.load_profile("same")
# The command line runs without garbage collection; here, where it runs thousands of times in one process, it comes seldom.
gc.set_threshold(50_000, 20, 50)
GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(autouse=True, scope="session")
def _fixed_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fix the day, and keep the cache of the tests apart from the user's."""
    changed = {"SOURCE_DATE_EPOCH": "1795521600", "CHECKLIST_CACHE": str(tmp_path_factory.mktemp("cache"))}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def core() -> RuleSet:
    """The built-in rules."""
    return load_rules()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, started when the first test asks for it."""
    from tests.browsers import running

    with running() as chromium:
        yield chromium


@pytest.fixture
def show(browser: Any, path: Path) -> Iterator[Callable[..., Any]]:
    """Open the file that a module's fixture `path` makes, as `browsers.opening` does; keywords are those of the context."""
    from tests.browsers import opening

    with opening(browser) as opened:
        yield lambda **options: opened(path, **options)


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page, given as text, from a file in the browser; keywords are those of `browsers.opening`, and the file's `name`.

    At the end the browser must have had nothing to say, and nothing may have been asked for outside.
    """
    from tests.browsers import opening

    views = []
    with opening(browser) as opened:
        def visited(text: str, *, name: str = "page.html", **options: Any) -> Any:
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            views.append(opened(path, **options))
            return views[-1]

        yield visited
        assert [message for view in views for message in view.messages] == []
        assert {address.partition(":")[0] for view in views for address in view.requests} <= {"file", "blob", "about"}


class Outcome(NamedTuple):
    """What a run of the command line left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run the command line in-process, in an empty directory."""
    from checklist import cli

    monkeypatch.chdir(tmp_path)

    def runner(*args: str | Path) -> Outcome:
        capfdbinary.readouterr()
        code = cli.run([str(arg) for arg in args])
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode("utf-8"), err.decode("utf-8"))

    return runner


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the golden file of that name, or write it with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"no golden file {name}; run pytest --update-golden and read it"
        assert text == path.read_bytes().decode()

    return compare
