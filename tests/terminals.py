"""A command on a terminal of its own, and everything that it shows there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import checklist

ROOT = Path(checklist.__file__).parent.parent


def shown_on_terminal(*args: str, cwd: Path | None = None) -> tuple[int, str]:
    """Return the exit code of the command line with *args*, and what a terminal gets of both streams."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = subprocess.Popen([sys.executable, "-m", "checklist", *args], cwd=cwd, env=env, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass  # the other end is closed
    os.close(ours)
    return process.wait(), shown.decode()
