"""Run the command line: `checklist`, or `python -m checklist`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    # A run is short and makes few cycles; looking for them costs more than it frees.
    gc.disable()
    from .cli import run

    code = run(sys.argv[1:])
    # What is alive now goes with the process; without this the interpreter looks through all of it at exit.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
