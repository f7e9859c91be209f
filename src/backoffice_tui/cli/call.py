"""One call of the program: its flags, its settings, its desk."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.cli.printing import is_terminal, say_so
from backoffice_tui.routine.errors import Usage
from backoffice_tui.settings import SettingsError, load, spoken
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.cli.progress import Counter
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.settings import Settings

FLAGS: Final = {"db": "db", "as": "agent", "lang": "language"}
"""The options before the command, and the settings they give."""


@dataclass
class Call:
    """What a command has to know of how it was called."""

    arguments: Sequence[str]
    environ: Mapping[str, str]
    flags: dict[str, str] = field(default_factory=dict)
    _desks: "list[Desk]" = field(default_factory=list)

    @cached_property
    def cwd(self) -> Path:
        """Where relative paths start; the root where the folder we stand in is gone."""
        try:
            return Path.cwd()
        except OSError:
            return Path("/")

    @property
    def json(self) -> bool:
        """Whether a script reads what we say."""
        return "--json" in self._before_dashes()

    @property
    def debug(self) -> bool:
        """Whether tracebacks are wanted."""
        return "--debug" in self._before_dashes()

    def _before_dashes(self) -> Sequence[str]:
        given = list(self.arguments)
        return given[: given.index("--")] if "--" in given else given

    def language(self) -> str:
        """The language to speak, known before anything else is looked at."""
        asked = self._asked_language()
        flags = {"language": asked} if asked else {}
        try:
            return load(flags=flags, environ=self.environ, cwd=self.cwd).language
        except SettingsError:
            # It is told of when the command needs its settings; help must be had without them.
            return spoken(flags, self.environ)

    def _asked_language(self) -> str:
        given = self._before_dashes()
        for at, each in enumerate(given):
            if each == "--lang" and at + 1 < len(given):
                return given[at + 1]
            if each.startswith("--lang="):
                return each.removeprefix("--lang=")
        return ""

    @cached_property
    def settings(self) -> "Settings":
        """The settings in force; SettingsError names what is wrong with them."""
        for name, text in self.flags.items():
            usable(text, name)
        return load(flags=self.flags, environ=self.environ, cwd=self.cwd)

    def desk(self, *, create: bool = False) -> "Desk":
        """The agent at work on the store, which is made only where `create` says so."""
        return self.desk_on(self.settings, create=create)

    def desk_at(self, db: str, *, create: bool) -> "Desk":
        """The agent at work on another store."""
        usable(db, "db")
        return self.desk_on(replace(self.settings, db=str(self.cwd / db)), create=create)

    def desk_on(self, settings: "Settings", *, create: bool) -> "Desk":
        """A desk with these settings, closed when the call ends."""
        from backoffice_tui.desk.desk import Desk

        if create:
            _own_folder(settings.db)
        self._desks.append(Desk(settings, create=create, tell=_tell))
        return self._desks[-1]

    @contextmanager
    def practice(self, *, dry_run: bool) -> "Iterator[Desk]":
        """A desk for a verb that brings data in; a dry run makes no store, it looks at an empty one instead."""
        if not dry_run or self.has_store():
            yield self.desk(create=not dry_run)
            return
        with self.empty_desk() as desk:
            yield desk

    def has_store(self) -> bool:
        """Whether something is there already where the store should be."""
        db = self.settings.db
        return "://" in db or there(Path(db))

    @contextmanager
    def empty_desk(self) -> "Iterator[Desk]":
        """A desk on an empty store that is gone afterwards."""
        from backoffice_tui.desk.desk import Desk

        with tempfile.TemporaryDirectory(prefix="backoffice-") as folder:
            settings = replace(self.settings, db=str(Path(folder) / "empty.db"))
            desk = Desk(settings, create=True)
            try:
                yield desk
            finally:
                desk.close()

    def close(self) -> None:
        """Let go of every store that was opened."""
        for desk in self._desks:
            desk.close()

    def on_terminal(self) -> bool:
        """Whether a person sits at all three ends."""
        return all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr)))

    def confirm(self, question: str, *, yes: bool) -> None:
        """Go on only if the person says so; where nobody can be asked, Usage asks for `--yes`."""
        if yes:
            return
        if not self.on_terminal() or self.json:
            raise Usage("cli.usage.say-yes", question=question)
        sys.stderr.write(f"{question} {say('cli.yes-or-no')} ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().casefold() not in say("cli.yes").split():
            raise Usage("cli.usage.not-confirmed")

    @contextmanager
    def progress(self, what: str) -> "Iterator[Counter | None]":
        """A line that counts on standard error while long work is done; None where nobody looks."""
        if not is_terminal(sys.stderr) or self.environ.get("TERM") == "dumb":
            yield None
            return
        from backoffice_tui.cli.progress import Counter

        counter = Counter(what, sys.stderr)
        try:
            yield counter
        finally:
            counter.wipe()


def usable(text: str, name: str) -> str:
    """A text that can be the name of a file; Usage where it cannot."""
    try:
        os.fsencode(text)
    except ValueError:
        raise Usage("cli.usage.not-a-path", field=name) from None
    if "\0" in text or not text.strip():
        raise Usage("cli.usage.not-a-path", field=name)
    return text


def path_of(text: str, cwd: Path) -> Path:
    """The file that is meant, starting where we stand."""
    return cwd / Path(usable(text, "file")).expanduser()


def there(path: Path) -> bool:
    """Whether something has that name; what the system will not even look at is for the reader to tell of."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _own_folder(db: str) -> None:
    """The folder of the user's own store is made with it; any other has to be there."""
    from platformdirs import user_data_path

    folder = user_data_path("backoffice", appauthor=False)
    if Path(db).parent == folder:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _tell(what: str, where: str) -> None:
    say_so(say(f"cli.store-{what}", path=where))
