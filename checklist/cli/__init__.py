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
from ..errors import ChecklistError, Location, Problem, failure, suggestion, visible

# name -> (module, one line for --help); a command's module is imported when it runs.
COMMANDS = {
    "init": "Ask about a campaign and write its brief.",
    "generate": "Write the checklist of a campaign, or of all items.",
    "embed": "Put a checklist into a page, or refresh those that are there.",
    "check": "Tell what keeps a page from going live; the gate for CI.",
    "status": "Tell how far the checklists on many pages are.",
    "diff": "Say what changed between two rule sets, and for campaigns.",
    "scan": "Say what an article about AI governance comes to for marketing.",
    "explain": "Say what an item asks, and why it is in or out.",
    "list": "Show what there is: themes, items, formats, templates, vocabulary.",
    "rules": "For authors of rules: lint, test, new, translate, schema.",
}


# Asked for nothing, click shows the help; older ones do so without an exception.
_NO_COMMAND: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())


class Group(click.Group):
    """A group that names the nearest command for one it does not have."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            raise failure(ctx.command_path, "OPT01", f"there is no command {args[0]!r}", suggestion(args[0], known))
        return super().resolve_command(ctx, args)


class Commands(Group):
    """The commands; a module is imported only to run its command or to print its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{cmd_name}_", __name__)
        command: click.Command = module.command
        return command

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
        if sys.stdout is not None:
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except ChecklistError as error:
        for problem in error.problems:
            tell(str(problem))
        return error.exit_code
    except _NO_COMMAND as error:
        error.show()
        return 2
    except click.ClickException as error:
        tell(str(_usage_problem(error, args)))
        return 2
    except (BrokenPipeError, SystemExit):
        # The reader has gone; click has its own way to say so.
        _drop_output()
        return 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        tell("checklist: interrupted")
        return 130
    except OSError as error:
        if error.filename is not None:
            return _own_fault(error, args)
        # Files are told by name; what has none is standard output.
        _drop_output()
        reason = f"cannot be written: {error.strerror or error}"
        tell(str(Problem(Location("standard output"), "OUT02", reason, "free some space or choose another place")))
        return 2
    except Exception as error:  # the last resort: whatever nobody foresaw is our fault, and has to look like it
        return _own_fault(error, args)


def _usage_problem(error: click.ClickException, args: list[str]) -> Problem:
    """Return what click has to say of a command line, told our way."""
    ctx: click.Context | None = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else " ".join(["checklist", *(arg for arg in args[:1] if arg in COMMANDS)])
    if isinstance(error, click.NoSuchOption):
        parameters = ctx.command.params if ctx else cli.params
        names = [name for parameter in parameters for name in parameter.opts if name.startswith("-")]
        hint = suggestion(error.option_name, [*names, "--help"])
        return Problem(Location(path), "OPT01", f"there is no option {error.option_name!r}", hint)
    return Problem(Location(path), "OPT02", error.format_message().rstrip("."), f"see `{path} --help`")


def _drop_output() -> None:
    """Point standard output at nothing, so that the interpreter's last flush stays silent too."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_fault(error: Exception, args: list[str]) -> int:
    if "--debug" in args:
        import traceback

        tell("".join(traceback.format_exception(error)).rstrip(), lines=True)
    again = "checklist " + " ".join(["--debug", *(arg for arg in args if arg != "--debug")])
    tell(f"checklist: {as_bug(error, again)}")
    return 3


def as_bug(error: Exception, again: str) -> str:
    """Return what is told of an error that nobody foresaw; the command *again* shows where it comes from."""
    return f"this is a bug in checklist {__version__}: {type(error).__name__}: {error} (report it with what `{again}` says)"


def tell(message: str, *, lines: bool = False) -> None:
    """Print *message* to standard error, fit for a terminal; that nobody can read it is no reason to fail otherwise."""
    if sys.stderr is None:
        return
    shown = "\n".join(map(visible, message.split("\n"))) if lines else visible(message)
    try:
        print(shown, file=sys.stderr, flush=True)
    except UnicodeEncodeError:
        print(shown.encode("ascii", "backslashreplace").decode("ascii"), file=sys.stderr)
    except OSError:
        pass


def emit(text: str) -> None:
    """Write *text* to standard output in UTF-8, whatever the locale, line ends as they are."""
    out = sys.stdout
    if out is None:
        raise failure("standard output", "OUT02", "it is closed", "write to a file with -o")
    out.flush()
    buffer = getattr(out, "buffer", None)
    if buffer is None:
        out.write(text)
        return
    buffer.write(text.encode("utf-8"))
    buffer.flush()
