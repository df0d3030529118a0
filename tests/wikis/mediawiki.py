"""A real MediaWiki on this machine: Debian's package, a database of its own in a directory of the test, PHP's own server.

What it cannot start it raises; a test that needs a wiki fails then, it is never left out.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

INSTALLED = Path("/usr/share/mediawiki")
HOST = "127.0.0.1"
PASSWORD = "correct horse 27"
# What teams often have, and what reads more signs than the wiki alone does.
EXTENSIONS = ("CategoryTree", "Cite", "InputBox", "ParserFunctions", "Poem", "SyntaxHighlight_GeSHi")
SETTINGS = """
$wgServer = "http://{host}:{port}";
$wgJobRunRate = 0;
$wgRateLimits = [];
$wgPasswordAttemptThrottle = false;
$wgEnableEmail = false;
$wgShowExceptionDetails = true;
$wgCacheDirectory = false;
"""


class Page(NamedTuple):
    """A page as it stands: its source, and the number of its revision."""

    text: str
    revision: int


class Wiki(NamedTuple):
    """A wiki that runs; `folder` holds all that is its own."""

    url: str
    folder: Path

    def session(self, user: str) -> Session:
        """Return a session of an account that is made if it is not there."""
        _php(self.folder, "createAndPromote.php", "--force", user, PASSWORD)
        return Session(self.url, user)


class Session:
    """What one logged-in person or program does through `api.php`."""

    def __init__(self, url: str, user: str = "Admin") -> None:
        self.url = url
        self._opener = _opener()
        login = self.call("login", lgname=user, lgpassword=PASSWORD, lgtoken=self._token("login"))
        assert login["login"]["result"] == "Success", login

    def call(self, action: str, **values: object) -> dict[str, Any]:
        """Return the answer of the wiki; an error is an error of the test."""
        body = urlencode({"action": action, "format": "json", "formatversion": 2, **values}).encode()
        with self._opener.open(f"{self.url}/api.php", body, timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
        assert "error" not in told, told["error"]
        return told

    def read(self, title: str) -> Page:
        """Return the page called *title* as it stands."""
        told = self.call("query", prop="revisions", titles=title, rvprop="ids|content", rvslots="main")
        (revision,) = told["query"]["pages"][0]["revisions"]
        return Page(revision["slots"]["main"]["content"], revision["revid"])

    def write(self, title: str, text: str, *, base: int = 0) -> bool:
        """Save *text*, made from the revision *base*, as the page called *title*; return whether that changed it.

        What others saved since is merged by the wiki, or is an error.
        """
        based = {"baserevid": base} if base else {}
        told = self.call("edit", title=title, text=text, token=self._token("csrf"), **based)["edit"]
        assert told["result"] == "Success", told
        return "nochange" not in told

    def html(self, title: str) -> str:
        """Return the page called *title* as people see it, without the frame of the site."""
        told = self.call("parse", page=title, prop="text", disablelimitreport=1, disableeditsection=1)
        return str(told["parse"]["text"])

    def shown(self, source: str) -> str:
        """Return how a page of *source* would look once it is saved; contents left out."""
        told = self.call(
            "parse", text=source, title="Sample", contentmodel="wikitext", prop="text", pst=1, disablelimitreport=1, disableeditsection=1,
            disabletoc=1,
        )
        return str(told["parse"]["text"])

    def _token(self, kind: str) -> str:
        told = self.call("query", meta="tokens", type=kind)
        return str(told["query"]["tokens"][f"{kind}token"])


@contextmanager
def running(folder: Path) -> Iterator[Wiki]:
    """Install a wiki in the empty *folder*, serve it until the end of the block, and stop it."""
    _php(
        folder, "install.php", "--dbtype", "sqlite", "--dbpath", str(folder / "db"), "--dbname", "wiki", "--scriptpath", "", "--server",
        f"http://{HOST}", "--confpath", str(folder), "--extensions", ",".join(EXTENSIONS), "--skins", "Vector", "--pass", PASSWORD,
        "Team wiki", "Admin",
    )
    settings = (folder / "LocalSettings.php").read_text(encoding="utf-8")
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    (folder / "LocalSettings.php").write_text(settings + SETTINGS.format(host=HOST, port=port), encoding="utf-8")
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            ["php", "-S", f"{HOST}:{port}", "-t", str(INSTALLED)], env=_environment(folder), stdout=log, stderr=log, start_new_session=True,
        )
        try:
            wiki = Wiki(f"http://{HOST}:{port}", folder)
            _await(wiki, server)
            yield wiki
        finally:
            # The server is the first of its group; its workers do not end by themselves when it does.
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _await(wiki: Wiki, server: subprocess.Popen[bytes]) -> None:
    """Return once *wiki* answers; raise if its server ends or a minute passes."""
    deadline = time.monotonic() + 60
    opener = _opener()
    while True:
        try:
            with opener.open(f"{wiki.url}/api.php?action=query&meta=siteinfo&format=json", timeout=60) as answer:
                json.load(answer)
                return
        except OSError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((wiki.folder / "server.log").read_text(errors="replace")) from error
            time.sleep(0.05)


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


def _php(folder: Path, script: str, *arguments: str) -> None:
    """Run a maintenance script of the wiki."""
    done = subprocess.run(
        ["php", str(INSTALLED / "maintenance" / script), *arguments], env=_environment(folder), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300,
    )
    if done.returncode:
        raise RuntimeError(done.stdout.decode(errors="replace"))


def _environment(folder: Path) -> dict[str, str]:
    settings = folder / "LocalSettings.php"
    own = {"PHP_CLI_SERVER_WORKERS": "3", **({"MW_CONFIG_FILE": str(settings)} if settings.exists() else {})}
    return {**os.environ, **own}
