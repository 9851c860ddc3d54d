"""A clinic's own templates: a folder beside its board, whose files come before ours and are held to the guard.

Imports Jinja2 and this room; `text` sets letters with it where there is such a folder, `lmnboard templates` checks and
lists with it. Whatever is wrong with a template is one `Invalid`, with file and line and nothing that a field says.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)

from lmnboard.letters.budget import A_NODE, BUDGET, OUTPUT, Budget, counting, printed
from lmnboard.letters.compiled import kept
from lmnboard.letters.environment import Strict, our_names, templates_folder
from lmnboard.letters.guard import CONTROL, Counted, Guard, code
from lmnboard.model.errors import Invalid

LARGEST = 64 * 1024
"""Bytes of one template; our largest has 2,730."""

_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC

Stamp = tuple[int, ...]


@lru_cache(maxsize=4)
def own(folder: Path) -> Own:
    """The environment of a clinic's folder, with what was compiled for it."""
    return Own(folder)


class OwnFirst(FileSystemLoader):
    """Reads a clinic's file where there is one, else ours, and sees when that has changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(templates_folder())
        self.folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in our_names():
            raise TemplateNotFound(template)
        seen = self.stamp(template)
        if seen is None:
            source, filename, _ = super().get_source(environment, template)
        else:
            source, filename = _read(self.folder, template), str(self.folder / template)
        return source, filename, lambda: self.stamp(template) == seen

    def stamp(self, name: str) -> Stamp | None:
        """What changes with a clinic's file; None where it has none of this name. One system call."""
        try:
            found = os.lstat(self.folder / name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Invalid(f"{self.folder.name}/{name} cannot be read: {error.strerror}.") from None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size, found.st_mode


class Own(Strict):
    """Templates of a clinic and ours, compiled with the guard. What it compiled once has passed it."""

    def __init__(self, folder: Path) -> None:
        self._files = OwnFirst(folder)
        super().__init__(self._files, kept("guarded"), auto_reload=True)
        self.add_extension(Counted)
        self.filters.update(counting(our_names()))

    printed = staticmethod(printed)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree: nodes.Template = Guard(name, our_names()).visit(super()._parse(source, name, filename))
        except (RecursionError, ValueError, OverflowError):
            raise TemplateSyntaxError("a number too long, or one thing inside another too often", 1, name) from None
        return tree

    def names(self) -> list[str]:
        """What stands in the clinic's folder for one of ours, and what else there looks like a template."""
        folder = self._files.folder
        looks = (
            Path(top, file).relative_to(folder).as_posix()
            for top, _folders, files in os.walk(folder)
            for file in files
            if file.endswith(".j2")
        )
        return sorted({*looks, *(name for name in our_names() if self._files.stamp(name))})

    def refusal(self, name: str) -> str:
        """Why a template is not allowed; empty where it is."""
        try:
            self.get_template(name)
        except Exception as error:  # compiling fails in any way that a template's author can think of
            return str(self._told(error))
        return ""

    def words(self, name: str, facts: Mapping[str, Any]) -> str:
        """A template's words. Raises `Invalid` where one is not allowed, or cannot be set with these facts."""
        made: list[str] = []
        left = OUTPUT
        try:
            for part in self.get_template(name).generate({**facts, BUDGET: Budget()}):
                made.append(part)
                left -= len(part) + A_NODE * part.count("\n")
                if left < 0:
                    raise Invalid("The clinic's templates make this letter longer than forty pages: shorten them.")
        except Exception as error:  # a template can fail in any way; none is to end the program or show a field
            raise self._told(error) from None
        return "".join(made)

    def _told(self, error: Exception) -> Invalid:
        """What went wrong, where, and why. Only messages that are made of a template's own words are passed on."""
        if isinstance(error, Invalid):
            return error
        if isinstance(error, TemplateSyntaxError):
            # The lexer names the file where the parser names the template.
            where = self._label(self._name_of(error.name or "") or error.name or "")
            return Invalid(f"{where}, line {error.lineno}: {_shown(error.message)}.")
        where = self._place(error.__traceback__)
        if isinstance(error, UndefinedError):
            return Invalid(f"{where}: {_shown(error.message)}: use the names that our templates use.")
        if isinstance(error, TemplateRuntimeError):
            return Invalid(f"{where}: {_shown(error.message)}.")
        return Invalid(f"{where}: this cannot be worked out ({type(error).__name__}): a filter takes a text.")

    def _place(self, traceback: TracebackType | None) -> str:
        """The template and line in which something went wrong: the innermost of those that were being set."""
        where = "The clinic's templates"
        while traceback is not None:
            name = self._name_of(traceback.tb_frame.f_code.co_filename)
            if name:
                where = f"{self._label(name)}, line {traceback.tb_lineno}"
            traceback = traceback.tb_next
        return where

    def _name_of(self, file: str) -> str:
        """The template that a file holds; empty where it holds none."""
        under = (file.removeprefix(f"{folder}/") for folder in (self._files.folder, templates_folder()))
        return next((name for name in under if name in our_names()), "")

    def _label(self, name: str) -> str:
        return f"{self._files.folder.name}/{name}" if self._files.stamp(name) else f"Our own {name}"


def _read(folder: Path, name: str) -> str:
    """The text of a clinic's file. Raises `Invalid`; no link is followed, no device opened."""
    label = f"{folder.name}/{name}"
    *above, last = Path(name).parts
    try:
        with ExitStack() as opened:
            at = _opened(opened, folder, _FOLDER)
            for part in above:
                at = _opened(opened, part, _FOLDER, at)
            file = _opened(opened, last, _FILE, at)
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise Invalid(f"{label} is no plain file: put a text file there.")
            data = os.read(file, LARGEST + 1)
    except OSError as error:
        raise Invalid(f"{label} cannot be read: {error.strerror}; a link is not followed.") from None
    if len(data) > LARGEST:
        raise Invalid(f"{label} is larger than {LARGEST // 1024} KB: move some of it to a part that it includes.")
    return _text(data, label)


def _opened(stack: ExitStack, path: str | Path, flags: int, at: int | None = None) -> int:
    fd = os.open(path, flags, dir_fd=at)
    stack.callback(os.close, fd)
    return fd


def _text(data: bytes, label: str) -> str:
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(f"{label}, line {line}: this is not UTF-8 text; save it as that.") from None
    if bad := CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise Invalid(f"{label}, line {line}: the control character {code(bad)} can act on a terminal: leave it out.")
    return text


def _shown(message: str | None) -> str:
    """One line of a message, whatever a template made of it."""
    message = (message or "").partition(" Jinja was looking")[0]
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return (line if len(line) <= 300 else line[:299] + "…").rstrip(".")
