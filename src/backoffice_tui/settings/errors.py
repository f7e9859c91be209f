"""A settings or routine file that cannot be used as it stands."""

from typing import Final

from backoffice_tui.texts import say

LONGEST_SHOWN: Final = 200


class SettingsError(Exception):
    """Names the source (a file, an option or a variable) and the line where it has them, and says what to do."""

    def __init__(
        self, key: str, /, *, path: str = "", line: int | None = None, **values: object
    ) -> None:
        super().__init__(key)
        self.name, self.path, self.line = key, _harmless(path), line
        self.values = {name: _harmless(str(value)) for name, value in values.items()}

    @property
    def message(self) -> str:
        """The sentence without the place, in the language spoken when it is read."""
        return say(f"settings.{self.name}", **self.values)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}" if place else self.message


def _harmless(text: str) -> str:
    """Names come out of files, so what a terminal would obey is shown as a mark."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"
