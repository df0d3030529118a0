"""The command line: one module per command, loaded when it is called.

This module parses nothing itself; it names the commands, and turns every outcome into an exit code:
0 done, 1 a check found something, 2 unusable input, 3 a bug in us, 130 interrupted. Standard output
carries the product only; problems go to standard error.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import ChecklistError, visible

# name -> (module, one line for --help); a command's module is imported when it runs.
COMMANDS = {
    "generate": "Write the checklist of a campaign, or of all items.",
    "explain": "Say what an item asks, and why it is in or out.",
    "list": "Show what there is: themes, items, formats, templates, vocabulary.",
    "rules": "For authors of rules: lint, schema.",
}


class Commands(click.Group):
    """A group that imports a command's module only to run it or to print its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{cmd_name}_", __name__)
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from ..errors import suggestion

            raise click.UsageError(f"No such command {args[0]!r} ({suggestion(args[0], COMMANDS)}).", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="checklist %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback if the program itself fails.")
def cli(debug: bool) -> None:
    """Turn AI-governance rules into checklists for marketing campaigns.

    Without a campaign, `checklist generate` prints every item as Markdown.
    """


def run(args: list[str]) -> int:
    """Run the command line with *args* and return its exit code."""
    try:
        result = cli.main(args, prog_name="checklist", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except ChecklistError as error:
        for problem in error.problems:
            _tell(str(problem))
        return error.exit_code
    except click.exceptions.Abort:
        _tell("checklist: interrupted")
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        # The reader has gone. Point stdout at nothing, so that the interpreter's last flush stays silent too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _tell("checklist: interrupted")
        return 130
    except Exception as error:  # the last resort: whatever nobody foresaw is our fault, and has to look like it
        return _own_fault(error, args)


def _own_fault(error: Exception, args: list[str]) -> int:
    if "--debug" in args:
        import traceback

        _tell("".join(traceback.format_exception(error)).rstrip(), lines=True)
    _tell(f"checklist: this is a bug in checklist {__version__}: {type(error).__name__}: {error} (run again with --debug, and report it)")
    return 3


def _tell(message: str, *, lines: bool = False) -> None:
    shown = "\n".join(map(visible, message.split("\n"))) if lines else visible(message)
    try:
        print(shown, file=sys.stderr)
    except UnicodeEncodeError:
        print(shown.encode("ascii", "backslashreplace").decode("ascii"), file=sys.stderr)


def emit(text: str) -> None:
    """Write *text* to standard output in UTF-8, whatever the locale, line ends as they are."""
    out = sys.stdout
    out.flush()
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(text)
        return
    buffer.write(text.encode("utf-8"))
    buffer.flush()
