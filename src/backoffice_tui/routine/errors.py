"""What can go wrong, said once: each problem has a kind, a rule, a field and one sentence that says what to do."""

from typing import ClassVar

from backoffice_tui.texts import say


class Problem(Exception):
    """Something the user must hear of; `str()` is the sentence, in the language spoken when it is read."""

    kind: ClassVar[str] = "refused"
    exit_code: ClassVar[int] = 3

    def __init__(self, key: str, /, *, rule: str = "", field: str = "", **values: object) -> None:
        super().__init__(key)
        self.key, self.rule, self.field, self.values = key, rule, field, values

    def __str__(self) -> str:
        return say(self.key, **self.values)


class Refused(Problem):
    """The routine does not allow it; nothing was changed."""


class NotFound(Problem):
    """There is no such thing."""

    kind = "not_found"
    exit_code = 4


class Conflict(Problem):
    """Somebody else holds it or changed it meanwhile."""

    kind = "conflict"
    exit_code = 5


class Usage(Problem):
    """The call itself is wrong."""

    kind = "usage"
    exit_code = 2


class StoreTrouble(Problem):
    """The store or a file cannot be read or written."""

    kind = "store"
    exit_code = 6
