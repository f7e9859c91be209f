"""What a person or a site has chosen: flag, then `BACKOFFICE_*`, ./backoffice.toml, the user's file, default."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from backoffice_tui.settings.choices import PORTS, THEMES, Mail, PaidFrom, Settings
from backoffice_tui.settings.errors import SettingsError
from backoffice_tui.settings.files import from_document
from backoffice_tui.settings.signatures import signature
from backoffice_tui.settings.sources import (
    from_environment,
    from_flags,
    locale_language,
    spoken,
    system_agent,
)
from backoffice_tui.settings.toml import read

__all__ = [
    "THEMES",
    "Mail",
    "Settings",
    "SettingsError",
    "load",
    "signature",
    "spoken",
    "user_file",
]

FILE_NAME: Final = "backoffice.toml"


def user_file() -> Path:
    """Where the user's own settings file is looked for; it need not be there."""
    # Not needed for --help, so it is loaded only here.
    from platformdirs import user_config_path

    return user_config_path("backoffice", appauthor=False) / FILE_NAME


def load(*, flags: Mapping[str, str], environ: Mapping[str, str], cwd: Path) -> Settings:
    """The settings in force; flags go by field name (`db`, `agent`, `language`); raises SettingsError."""
    files = [path for path in (user_file(), cwd / FILE_NAME) if _may_be_there(path)]
    chosen: dict[str, Any] = {}
    for path in files:
        _lay_over(chosen, from_document(read(path), path.absolute().parent))
    _lay_over(chosen, from_environment(environ, cwd))
    _lay_over(chosen, from_flags(flags, cwd))
    if "db" not in chosen:
        chosen["db"] = _default_db()
    if "language" not in chosen:
        chosen["language"] = locale_language(environ)
    if "agent" not in chosen:
        chosen["agent"] = system_agent(environ)
    chosen["payer"] = PaidFrom(**chosen.get("payer", {}))
    chosen["mail"] = _mail(chosen.get("mail", {}), environ, files)
    for table in ("keys", "routine_files", "guidance_files"):
        chosen[table] = MappingProxyType(chosen.get(table, {}))
    return Settings(files=tuple(reversed(files)), **chosen)


def _may_be_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A folder that is closed to us: reading the file will say so in words.
        return True


def _lay_over(chosen: dict[str, Any], stronger: Mapping[str, Any]) -> None:
    """Tables are joined key by key; everything else is replaced."""
    for field, value in stronger.items():
        chosen[field] = chosen.get(field, {}) | value if isinstance(value, dict) else value


def _default_db() -> str:
    from platformdirs import user_data_path

    return str(user_data_path("backoffice", appauthor=False) / "backoffice.db")


def _mail(chosen: dict[str, Any], environ: Mapping[str, str], files: list[Path]) -> Mail:
    security = chosen.get("security", "starttls")
    mail = {"security": security, "port": PORTS[security], **chosen}
    if mail.get("host") and not mail.get("sender"):
        raise SettingsError("mail-sender", path=str(files[-1]))
    return Mail(password=environ.get("BACKOFFICE_SMTP_PASSWORD", ""), **mail)
