"""A DokuWiki of our own on the loopback device: Debian's package, a folder of its own, PHP's server, XML-RPC.

    with running(folder) as wiki:
        wiki.write("spring", text)
        wiki.read("spring"), wiki.html("spring")

The program is run where Debian put it; what it writes, and how it is configured, lies in the folder. Two people may
write to it, so that tests have a second writer.
"""

from __future__ import annotations

import socket
import subprocess
import time
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path

HOME = Path("/usr/share/dokuwiki")
CONFIGURATION = Path("/etc/dokuwiki")
PEOPLE = {"program": "written by the program", "ada": "written by a person"}
# Seconds for a start, and ports to try: between being found free and being used one may be taken.
PATIENCE, ATTEMPTS = 60.0, 5

_FOLDERS = ("pages", "attic", "media", "media_attic", "meta", "media_meta", "cache", "index", "locks", "tmp", "log")
_LOCAL = """<?php
$conf['title'] = 'Team wiki in {folder}';
$conf['savedir'] = '{folder}/data';
$conf['remote'] = 1;
$conf['remoteuser'] = '';
$conf['useacl'] = 1;
$conf['authtype'] = 'authplain';
$conf['superuser'] = 'program';
$conf['updatecheck'] = 0;
$conf['license'] = '';
{more}
"""
# Everybody may edit: a test that opens the page in a browser sees what a member of the team sees.
_RIGHTS = "# acl.auth.php\n# <?php exit()?>\n*\t@ALL\t8\n"


class Wiki:
    """A wiki that answers: its `address` for browsers, and its pages as one of the `PEOPLE` reads and writes them."""

    def __init__(self, address: str) -> None:
        self.address = address
        host = address.removeprefix("http://")
        self._doors = {
            name: xmlrpc.client.ServerProxy(f"http://{name}:{name}@{host}/lib/exe/xmlrpc.php", allow_none=True) for name in PEOPLE
        }

    def write(self, name: str, text: str, *, by: str = "program") -> None:
        """Save *text* as the page called *name*."""
        assert self._doors[by].wiki.putPage(name, text, {"sum": PEOPLE[by], "minor": False}) is True

    def read(self, name: str) -> str:
        """Return the source of a page."""
        return str(self._doors["program"].wiki.getPage(name))

    def html(self, name: str) -> str:
        """Return a page as it is shown, without what stands around it."""
        return str(self._doors["program"].wiki.getPageHTML(name))

    def author(self, name: str) -> str:
        """Return who saved the page last."""
        known = self._doors["program"].wiki.getPageInfo(name)
        assert isinstance(known, dict)
        return str(known["author"])

    def title(self) -> str:
        """Return what the wiki calls itself."""
        return str(self._doors["program"].dokuwiki.getTitle())


@contextmanager
def running(folder: Path, *, settings: str = "") -> Iterator[Wiki]:
    """Yield a wiki that keeps its pages in *folder*; *settings* are further lines of its configuration, in PHP.

    Raises:
        RuntimeError: with what the server said, if it does not answer.
    """
    _prepare(folder, settings)
    with (folder / "server.log").open("wb") as log:
        for _ in range(ATTEMPTS):
            port = _free_port()
            with subprocess.Popen(_command(folder, port), cwd=folder, stdout=log, stderr=log) as server:
                try:
                    wiki = Wiki(f"http://127.0.0.1:{port}")
                    if _answers(wiki, server, folder):
                        yield wiki
                        return
                finally:
                    server.kill()
    raise RuntimeError(f"DokuWiki does not answer: {(folder / 'server.log').read_text(encoding='utf-8', errors='replace')[-2000:]}")


def _command(folder: Path, port: int) -> list[str]:
    return [
        "php", "-d", f"auto_prepend_file={folder}/prepend.php", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(HOME),
    ]


def _prepare(folder: Path, settings: str) -> None:
    for name in _FOLDERS:
        (folder / "data" / name).mkdir(parents=True)
    conf = folder / "conf"
    conf.mkdir()
    for name in ("plugins.php", "plugins.required.php"):
        (conf / name).write_bytes((CONFIGURATION / name).read_bytes())
    (conf / "local.php").write_text(_LOCAL.format(folder=folder, more=settings), encoding="utf-8")
    (conf / "acl.auth.php").write_text(_RIGHTS, encoding="utf-8")
    (conf / "users.auth.php").write_text("".join(map(_account, PEOPLE)), encoding="utf-8")
    (folder / "prepend.php").write_text(f"<?php define('DOKU_CONF', '{conf}/');", encoding="utf-8")


def _account(name: str) -> str:
    """Return the line of a user whose password is the name; the wiki still reads plain digests."""
    return f"{name}:{sha1(name.encode()).hexdigest()}:{name.title()}:{name}@wiki.example:user\n"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _answers(wiki: Wiki, server: subprocess.Popen[bytes], folder: Path) -> bool:
    """Return whether the wiki of *folder* came to answer; a server that found its port taken ends, and another one answers."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and server.poll() is None:
        try:
            return str(folder) in wiki.title()
        except OSError:
            time.sleep(0.05)
    return False
