"""What a settings file may say."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from backoffice_tui.settings.choices import PORTS, THEMES
from backoffice_tui.settings.errors import SettingsError
from backoffice_tui.settings.signatures import signature
from backoffice_tui.settings.sources import located
from backoffice_tui.settings.toml import Document
from backoffice_tui.texts import LANGUAGES

Reader = Callable[[Document, str, Path], Any]


def from_document(document: Document, folder: Path) -> dict[str, Any]:
    """The settings that a file gives, by field; relative paths in it start at its folder."""
    document.known(document.values, _FIELDS)
    return {field: _FIELDS[field](document, field, folder) for field in document.values}


def _db(document: Document, field: str, folder: Path) -> str:
    return located(document.string(document.values[field], field), folder)


def _agent(document: Document, field: str, _folder: Path) -> str:
    return _signature(document, document.values[field], field)


def _signature(document: Document, value: object, field: str) -> str:
    text = document.string(value, field)
    try:
        return signature(text)
    except SettingsError:
        raise document.error("bad-signature", field, text=text) from None


def _leads(document: Document, field: str, _folder: Path) -> tuple[str, ...]:
    names = document.strings(document.values[field], field)
    return tuple(dict.fromkeys(_signature(document, name, field) for name in names))


def _one_of(choices: tuple[str, ...]) -> Reader:
    def read(document: Document, field: str, _folder: Path) -> str:
        return _choice(document, document.values[field], choices, field)

    return read


def _choice(document: Document, value: object, choices: tuple[str, ...], *where: str) -> str:
    text = document.string(value, *where).casefold()
    if text not in choices:
        raise document.error("not-one-of", *where, choices=", ".join(choices))
    return text


def _text(document: Document, field: str, _folder: Path) -> str:
    return document.string(document.values[field], field)


def _keys(document: Document, field: str, _folder: Path) -> dict[str, str]:
    table = document.table(document.values[field], field)
    return {action: document.string(key, field, action) for action, key in table.items()}


def _mail(document: Document, field: str, _folder: Path) -> dict[str, Any]:
    table = document.table(document.values[field], field)
    if "password" in table:
        raise document.error("password-in-file", field, "password")
    document.known(table, ("host", "port", "security", "user", "sender"), field)
    mail: dict[str, Any] = {
        name: document.string(table[name], field, name, empty=name in ("host", "user"))
        for name in ("host", "user", "sender")
        if name in table
    }
    if "@" not in mail.get("sender", "@"):
        raise document.error("not-address", field, "sender")
    if "port" in table:
        mail["port"] = document.whole(table["port"], 1, 65_535, field, "port")
    if "security" in table:
        mail["security"] = _choice(document, table["security"], tuple(PORTS), field, "security")
    return mail


def _payer(document: Document, field: str, _folder: Path) -> dict[str, str]:
    table = document.table(document.values[field], field)
    document.known(table, ("name", "iban", "bic"), field)
    return {
        name: document.string(value, field, name, empty=name == "bic")
        for name, value in table.items()
    }


def _routine_files(document: Document, field: str, folder: Path) -> dict[str, Path]:
    table = document.table(document.values[field], field)
    if table:
        document.known(table, shipped_routines(), field)
    return {
        queue: Path(located(document.string(path, field, queue), folder))
        for queue, path in table.items()
    }


def _letter_files(document: Document, field: str, folder: Path) -> Path:
    return Path(located(document.string(document.values[field], field), folder))


def shipped_routines() -> tuple[str, ...]:
    """The keys of the queues whose routine has data, as shipped."""
    folder = files("backoffice_tui.texts") / "routines"
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


_FIELDS: Final[dict[str, Reader]] = {
    "db": _db,
    "agent": _agent,
    "language": _one_of(LANGUAGES),
    "leads": _leads,
    "theme": _one_of(THEMES),
    "start_screen": _text,
    "keys": _keys,
    "mail": _mail,
    "payer": _payer,
    "routine_files": _routine_files,
    "guidance_files": _routine_files,
    "letter_files": _letter_files,
}
