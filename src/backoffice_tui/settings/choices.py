"""The settings themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

Security = Literal["none", "starttls", "ssl"]

PORTS: Final[Mapping[str, int]] = MappingProxyType({"none": 25, "starttls": 587, "ssl": 465})
"""How a mail server is spoken to, and the port it then listens on unless another is given."""

THEMES: Final = ("dark", "light", "contrast", "terminal")


@dataclass(frozen=True, slots=True)
class Mail:
    """The way out for letters; without a host they are only written to files."""

    host: str = ""
    port: int = PORTS["starttls"]
    security: Security = "starttls"
    user: str = ""
    sender: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PaidFrom:
    """Whose account money is paid back from; without one there are no payment files."""

    name: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this run of the program."""

    db: str
    """Path of a SQLite file, or a database URL; a password in it is not for showing."""
    agent: str
    language: str
    now: str | None = None
    """The text of BACKOFFICE_NOW, not looked at yet."""
    leads: tuple[str, ...] = ()
    theme: str = THEMES[0]
    start_screen: str = ""
    """Name of the screen to open on; empty for the program's own choice."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action id → key, only for those that were remapped."""
    mail: Mail = field(default_factory=Mail)
    payer: PaidFrom = field(default_factory=PaidFrom)
    routine_files: Mapping[str, Path] = field(default_factory=dict)
    """Queue key → file that replaces tables of the shipped routine data."""
    guidance_files: Mapping[str, Path] = field(default_factory=dict)
    """Queue key → folder whose cards of guidance stand beside the shipped ones, or in their place."""
    letter_files: Path | None = None
    """A folder whose letters stand in for the shipped ones of the same name."""
    files: tuple[Path, ...] = ()
    """The settings files that were read, the one that wins first."""
