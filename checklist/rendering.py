"""Template and dialect to text.

A template says in words what stands where; the words are bound here to one dialect and one checklist.
Every value a template prints is escaped for the dialect unless a word made it. A template that is not
ours is screened before it runs.

Not responsible for what the words are (`page`), for regions and their markers (`regions`), nor for
choosing formats.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from . import __version__, assets, caching
from .dialects._base import word
from .errors import ChecklistError, failure
from .model import Checklist
from .page import FUNCTIONS, WORDS, Page
from .wording import Words

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment


# A page that tells the script what it needs gets the script.
_ISLAND = '<script type="application/json" id="island">'
# Which page a template is printing just now; environments are shared, pages are not.
_current = threading.local()


class Template(NamedTuple):
    """A template to render: its `name` for messages and markers, its `path`, and whether it is one of ours."""

    name: str
    path: str
    shipped: bool


def render(checklist: Checklist, words: Words, dialect: ModuleType, template: Template, *, folder: str, below: int = 0) -> str:
    """Return the checklist as *template* arranges it and *dialect* writes it; *folder* holds our templates.

    Headings stand *below* levels deeper than the template says.

    Raises:
        ChecklistError: TPL…, with the template's file and line.
    """
    page = Page(checklist, words, dialect, below=below, keeps=template.shipped)
    _current.page = page
    name = dialect.__name__.rpartition(".")[2].replace("_", "-")
    environment = _own_environment(folder, name) if template.shipped else _others_environment(folder, name, template)
    source = os.path.basename(template.path) if template.shipped else template.path
    stream = _run(lambda: environment.get_template(source).render(page.vocabulary()), template.path)
    if not page.is_settled():
        stream = _run(lambda: environment.get_template(source).render(page.vocabulary()), template.path)
    body = word(dialect, "finish")(page.blocks_of(stream, template.path))
    shell = word(dialect, "SHELL")
    if not shell:
        return str(body)
    is_live = _ISLAND in body
    style, script = assets.style(folder, live=is_live), assets.script(folder) if is_live else ""
    shared = {
        **page.vocabulary(), "body": page.markup(body), "style": page.markup(style), "style_hash": assets.total(style),
        "script": page.markup(script), "script_hash": assets.total(script), "generator": f"marketing-impact-checklist {__version__}",
    }
    own = _own_environment(folder, name)
    return _run(lambda: own.get_template(shell).render(shared), os.path.join(folder, shell))


def _run(produce: Callable[[], str], path: str) -> str:
    """Return what *produce* returns, its template errors told with file and line."""
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return produce()
    except TemplateSyntaxError as error:
        raise failure(error.filename or path, "TPL01", str(error.message), "check the template there", line=error.lineno) from error
    except (TemplateError, TypeError, AttributeError, ValueError, LookupError, OverflowError, RecursionError) as error:
        place = _place(error, path)
        if place is None:
            raise
        message = str(getattr(error, "message", None) or error)
        if isinstance(error, KeyError):
            message = f"{message} is not known here"
        raise failure(place[0], "TPL02", message, "check the name and its spelling", line=place[1]) from error


def _place(error: BaseException, path: str) -> tuple[str, int] | None:
    """Return file and line of the innermost template frame of *error*, None if it did not pass through one."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2") or name == path:
            found = name, trace.tb_lineno
        trace = trace.tb_next
    return found


@lru_cache(maxsize=16)
def _own_environment(folder: str, dialect: str) -> Environment:
    """Return the environment of our own templates; they are code, so the sandbox and its cost are for those of others."""
    from types import MethodType

    from jinja2 import Environment, FileSystemBytecodeCache
    from jinja2.bccache import Bucket
    from jinja2.runtime import Context

    class Direct(Context):
        """Calls the words of a page at once; looking what they might want to be passed took a fifth of the time of a page."""

        def call(self, what: Any, /, *args: Any, **named: Any) -> Any:
            if what.__class__ is not MethodType:
                return super().call(what, *args, **named)
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
            return what(*args, **named)

    class Kept(FileSystemBytecodeCache):
        """Compiled templates in the user's cache; a damaged file is one that does not help."""

        def load_bytecode(self, bucket: Bucket) -> None:
            try:
                super().load_bytecode(bucket)
            except caching.damage():
                bucket.reset()

    place = caching.directory()
    environment = Environment(loader=_loader(folder, dialect), bytecode_cache=Kept(place) if place else None, **_settings())
    environment.context_class = Direct
    return environment


def _others_environment(folder: str, dialect: str, template: Template) -> Environment:
    """Return the environment of a template that is not ours: screened, and in the sandbox."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(loader=_loader(folder, dialect, template), **_settings())


def _settings() -> dict[str, Any]:
    from jinja2 import StrictUndefined

    return {
        "autoescape": True, "finalize": _finalize, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True,
    }


def _finalize(value: object) -> object:
    return _current.page.finalize(value)


def _screened(path: str) -> str:
    """Return the text of a template that is not ours.

    Raises:
        ChecklistError: if it is no text file, or does what templates may not.
    """
    from .rulefiles import read_bytes
    from .screening import screen
    from .yamlio import decode

    text = decode(read_bytes(path), path)
    problems = screen(text, path, (*WORDS, *FUNCTIONS))
    if problems:
        raise ChecklistError(problems)
    return text


def _loader(folder: str, dialect: str, other: Template | None = None) -> BaseLoader:
    """Return the loader of the templates in *folder*, their version for *dialect* first, and of *other*, which is screened."""
    from jinja2 import FunctionLoader, TemplateNotFound

    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        is_other = other is not None and name == other.path
        path = name if is_other else os.path.join(folder, name)
        own = os.path.join(folder, f"{name[:-3]}.{dialect}.j2")
        if not is_other and os.path.isfile(own):
            path = own
        if not is_other and (os.path.basename(name) != name or not os.path.isfile(path)):
            raise TemplateNotFound(name)
        if is_other:
            return _screened(path), path, lambda: True
        with open(path, encoding="utf-8") as file:
            return file.read(), path, lambda: True

    return FunctionLoader(source)
