"""What flags, the environment and the machine say."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from backoffice_tui.settings.errors import SettingsError
from backoffice_tui.settings.signatures import signature
from backoffice_tui.texts import FALLBACK, LANGUAGES

_OPTIONS: Final = {"db": "--db", "agent": "--as", "language": "--lang"}
_VARIABLES: Final = {
    "db": "BACKOFFICE_DB",
    "agent": "BACKOFFICE_AGENT",
    "language": "BACKOFFICE_LANG",
    "now": "BACKOFFICE_NOW",
}
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_USER: Final = ("LOGNAME", "USER", "LNAME", "USERNAME")


def from_flags(flags: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """The settings given as options, by field."""
    return {field: _checked(field, text, _OPTIONS[field], cwd) for field, text in flags.items()}


def from_environment(environ: Mapping[str, str], cwd: Path) -> dict[str, str]:
    """The settings given as variables, by field; an empty variable says nothing."""
    given = {field: environ.get(name, "") for field, name in _VARIABLES.items()}
    return {
        field: _checked(field, text, _VARIABLES[field], cwd)
        for field, text in given.items()
        if text.strip()
    }


def _checked(field: str, text: str, source: str, cwd: Path) -> str:
    check = _CHECKS[field]
    return check(text, source, cwd)


def _db(text: str, source: str, cwd: Path) -> str:
    if not text.strip():
        raise SettingsError("empty", path=source, key="db")
    return located(text, cwd)


def _agent(text: str, source: str, _cwd: Path) -> str:
    try:
        return signature(text)
    except SettingsError:
        raise SettingsError("bad-signature", path=source, text=text) from None


def _language(text: str, source: str, _cwd: Path) -> str:
    language = text.strip().casefold()
    if language not in LANGUAGES:
        raise SettingsError("not-one-of", path=source, key="language", choices=", ".join(LANGUAGES))
    return language


def _now(text: str, _source: str, _cwd: Path) -> str:
    return text.strip()


_CHECKS: Final[dict[str, Callable[[str, str, Path], str]]] = {
    "db": _db,
    "agent": _agent,
    "language": _language,
    "now": _now,
}


def located(text: str, folder: Path) -> str:
    """A database URL as it is; a path made absolute, starting at the folder, `~` being the user's home."""
    if "://" in text:
        return text.strip()
    try:
        return str(folder.absolute() / Path(text).expanduser())
    except RuntimeError:
        # No home is known for `~somebody`: then it is the name of a file.
        return str(folder.absolute() / text)


def locale_language(environ: Mapping[str, str]) -> str:
    """The language of the locale where we speak it, else English."""
    name = next((environ[key] for key in _LOCALE if environ.get(key)), "")
    language = name.replace("-", "_").partition("_")[0].partition(".")[0].casefold()
    return language if language in LANGUAGES else FALLBACK


def spoken(flags: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """The language to say things in before any file is read; never an error."""
    for text in (flags.get("language", ""), environ.get(_VARIABLES["language"], "")):
        if text.strip().casefold() in LANGUAGES:
            return text.strip().casefold()
    return locale_language(environ)


def system_agent(environ: Mapping[str, str]) -> str:
    """The signature of whoever is logged on to the machine."""
    name = next((environ[key] for key in _USER if environ.get(key)), "") or _account()
    try:
        return signature(name)
    except SettingsError:
        raise SettingsError("no-agent") from None


def _account() -> str:
    try:
        # Only Unix has it, and only there can all the variables be missing.
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""
