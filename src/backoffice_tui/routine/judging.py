"""What a robot makes of a notice: rejected by a rule that leaves no choice, or prepared for the one who decides."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from backoffice_tui.model.states import State
from backoffice_tui.texts import say

ROBOT: Final = "robot"
"""The signature of what it does, and the name of its entries."""


class Earlier(NamedTuple):
    """Another notice of the same person for the same contract, given before."""

    number: str
    state: State
    submitted_at: datetime
    facts: Mapping[str, str]


class Finding(NamedTuple):
    """One sentence of what was found, by its key, with what it names."""

    key: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return say(self.key, **self.values)


class Verdict(NamedTuple):
    """What is to be done with a notice, and why, a sentence each."""

    rejects: bool
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The sentences in the language spoken, a line each."""
        return "\n".join(map(str, self.findings))

    @property
    def digest(self) -> str:
        """The same for the same findings, whatever the language."""
        told = [self.rejects, [[each.key, dict(each.values)] for each in self.findings]]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def finding(key: str, **values: object) -> Finding:
    """A finding, its values as they are shown."""
    return Finding(f"robot.{key}", {name: str(value) for name, value in values.items()})
