"""What CI systems run: the hooks through the real pre-commit on a real repository, and the steps of the GitHub Action as shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from tests.builders import write_pack

pytestmark = pytest.mark.install
ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SHIPPED = (
    "checklist", "rules", "templates", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml",
)
SPRING = "campaign: Spring launch\nmarkets: [de]\nchannels: [email]\nai_uses: [generated-text]\n"
CONFIG = """\
repos:
  - repo: {source}
    rev: v1
    hooks:
      - id: checklist-embed
      - id: checklist-check
      - id: checklist-rules-lint
        args: [house]
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The program in a repository of its own, as others point to it."""
    folder = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Release")
    git(folder, "tag", "v1")
    return folder


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which what is installed beside the tests serves the program too, so that nothing is downloaded."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PIP_", "COV_"))},
        "HOME": str(home), "PRE_COMMIT_HOME": str(home / "pre-commit"), "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_CONFIG_FILE": os.devnull, "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]), **more,
    }


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always")
    subprocess.run(["git", *who, *args], cwd=folder, check=True, env=environment(folder), capture_output=True)


def test_every_hook_is_complete():
    assert [hook["id"] for hook in HOOKS] == ["checklist-check", "checklist-embed", "checklist-rules-lint"]
    for hook in HOOKS:
        assert hook["language"] == "python" and hook["entry"].startswith("checklist ")
        re.compile(hook["files"])


# ---- pre-commit


@pytest.fixture(scope="module")
def project(source, tmp_path_factory):
    """A repository with a campaign, a page and a house pack; its hooks are installed."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "spring.yml").write_text(SPRING)
    (folder / "page.md").write_text("# Launch\n\n[checklist]\n")
    (folder / "notes.md").write_text("Nothing of ours.\n")
    write_pack(folder / "house")
    (folder / ".pre-commit-config.yaml").write_text(CONFIG.format(source=source))
    git(folder, "init", "-q", "-b", "main")
    subprocess.run(
        [sys.executable, "-m", "checklist", "embed", "page.md", "--campaign", "spring.yml"], cwd=folder, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )
    git(folder, "add", "--all")
    return folder


@pytest.fixture(scope="module")
def hook(project, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def run(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", name], cwd=project, env=environment(home),
            capture_output=True, encoding="utf-8",
        )

    return run


def test_the_check_hook_fails_while_a_must_is_open_and_skips_other_pages(project, hook):
    done = hook("checklist-check")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^page\.md:\d+:1: GAT01 ", done.stdout, re.M) and "notes.md: no checklist on it, skipped" in done.stdout


def test_the_check_hook_passes_once_everything_is_ticked(project, hook):
    page = project / "page.md"
    before = page.read_text()
    page.write_text(before.replace("- [ ]", "- [x]"))
    git(project, "add", "--all")
    assert hook("checklist-check").returncode == 0
    page.write_text(before)
    git(project, "add", "--all")


def test_the_embed_hook_refreshes_a_page_and_then_has_nothing_to_do(project, hook):
    assert hook("checklist-embed").returncode == 0
    brief = project / "spring.yml"
    brief.write_text(SPRING.replace("email", "tiktok"))
    done = hook("checklist-embed")
    assert done.returncode == 1 and "files were modified by this hook" in done.stdout
    git(project, "add", "--all")
    assert hook("checklist-embed").returncode == 0
    assert (project / "notes.md").read_text() == "Nothing of ours.\n"


def test_the_lint_hook_reads_the_rules_that_args_name(project, hook):
    assert hook("checklist-rules-lint").returncode == 0
    theme = project / "house" / "themes" / "transparency.yml"
    before = theme.read_text()
    theme.write_text(before.replace("level: should", "level: must"))
    done = hook("checklist-rules-lint")
    theme.write_text(before)
    assert done.returncode == 1 and "house/themes/transparency.yml:" in done.stdout


# ---- the action


@pytest.fixture(scope="module")
def installed(source, tmp_path_factory):
    """The place for temporary files of a runner, after the action's first step."""
    folder = tmp_path_factory.mktemp("runner")
    done = step("Install", folder, folder, GITHUB_ACTION_PATH=str(source))
    assert done.returncode == 0, done.stderr
    return folder


def step(name: str, folder: Path, temporary: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as a runner does; inputs in small letters, variables of the runner in capitals."""
    (found,) = (step for step in ACTION["runs"]["steps"] if step["name"] == name)
    assert found["shell"] == "bash"
    inputs = {key: value.get("default", "") for key, value in ACTION["inputs"].items()}
    inputs |= {key.replace("_", "-"): value for key, value in given.items() if key.islower()}
    variables = {
        key: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda wanted: inputs[wanted[1]], value)
        for key, value in found.get("env", {}).items()
    }
    variables |= {key: value for key, value in given.items() if key.isupper()}
    script = temporary / "step.sh"
    script.write_text(found["run"])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script], cwd=folder, capture_output=True, encoding="utf-8",
        env=environment(temporary, RUNNER_TEMP=str(temporary), **variables),
    )


@pytest.fixture(scope="module")
def launches(tmp_path_factory):
    """A directory with two campaigns and a page of each, on one of which everything is ticked."""
    folder = tmp_path_factory.mktemp("launches")
    (folder / ".git").mkdir()
    for name in ("spring", "autumn"):
        (folder / f"{name}.yml").write_text(SPRING.replace("Spring launch", name))
        (folder / f"{name} page.md").write_text("[checklist]\n")
        subprocess.run(
            [sys.executable, "-m", "checklist", "embed", f"{name} page.md", "--campaign", f"{name}.yml"], cwd=folder, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        )
    done = folder / "spring page.md"
    done.write_text(done.read_text().replace("- [ ]", "- [x]"))
    return folder


@pytest.fixture
def launch(launches, tmp_path):
    """The same, for one test."""
    return shutil.copytree(launches, tmp_path / "launch")


def test_inputs_reach_the_shell_through_the_environment_only():
    for found in ACTION["runs"]["steps"]:
        assert "${{" not in found["run"]
    used = re.findall(r"inputs\.([a-z-]+)", str([found.get("env") for found in ACTION["runs"]["steps"]]))
    assert sorted(used) == sorted(ACTION["inputs"])


def test_the_action_annotates_what_is_open(installed, launch):
    done = step("Check", launch, installed, pages="autumn page.md")
    assert done.returncode == 1
    assert re.search(r"^::error file=autumn page\.md,line=\d+,col=1,title=GAT01::", done.stdout, re.M)


def test_the_action_passes_when_all_is_done(installed, launch):
    done = step("Check", launch, installed, pages="spring page.md", evidence="false", fresh="true")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("checklist: spring page.md: spring: passed")


def test_the_action_takes_patterns_and_every_input(installed, launch):
    write_pack(launch / "house")
    done = step(
        "Check", launch, installed, pages="*.md\n\nspring.yml\n", require="all", evidence="true", fresh="true", accept_na="true",
        if_present="true", as_of="2026-12-01",
    )
    assert done.returncode == 1
    assert "title=GAT08" in done.stdout and "all levels" in done.stdout and "levels as of 2026-12-01" in done.stdout
    assert "spring.yml: no checklist on it, skipped" in done.stdout


def test_the_action_takes_house_packs(installed, launch):
    pack = ROOT / "examples" / "agency" / "agency"
    before = step("Check", launch, installed, pages="spring page.md")
    done = step("Check", launch, installed, pages="spring page.md", packs=f"{pack}\n")
    assert before.returncode == 0 and done.returncode == 1 and "title=GAT0" in done.stdout


def test_a_page_may_be_called_like_an_option(installed, launch):
    shutil.copy(launch / "autumn page.md", launch / "-q")
    done = step("Check", launch, installed, pages="-q")
    assert done.returncode == 1 and "::error file=-q," in done.stdout


HOSTILE = ("; touch pwned", "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "--version", "a\r::error::b")


@pytest.mark.parametrize(
    "name, hostile", [*(("pages", text) for text in HOSTILE), *((name, HOSTILE[1]) for name in ("require", "evidence", "as_of", "packs"))],
)
def test_no_input_is_run(installed, launch, name, hostile):
    done = step("Check", launch, installed, **{"pages": "spring page.md", name: hostile})
    assert done.returncode == (0 if name == "evidence" else 2), done.stdout
    assert not (launch / "pwned").exists() and not re.search("^::error::", done.stdout + done.stderr, re.M)
