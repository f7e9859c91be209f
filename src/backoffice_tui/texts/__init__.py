"""What the product says, in the agent's language, and the routines' own data.

A key is `<catalogue>.<name>`; the catalogue `x` is the file `<language>/x.toml`, read when first asked for.
English is the full language: what another lacks is said in English, and a test finds it.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("sv", "fi", "en")
FALLBACK: Final = "en"

_speaking = {"language": FALLBACK}


def use(language: str) -> None:
    """Speak this language from here on; one process serves one agent."""
    _speaking["language"] = language if language in LANGUAGES else FALLBACK


def language() -> str:
    """The language spoken now."""
    return _speaking["language"]


@cache
def catalogue(language: str, name: str) -> dict[str, str]:
    """The texts of one catalogue by key, nested tables joined by dots; empty where the language has none."""
    resource = files(__name__) / language / f"{name}.toml"
    if not resource.is_file():
        return {}
    return dict(_flat("", tomllib.loads(resource.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((prefix + key, str(value)))
    return found


def knows(key: str) -> bool:
    """Whether any text stands behind the key."""
    name, _, rest = key.partition(".")
    return bool(rest) and rest in catalogue(FALLBACK, name)


def say(key: str, /, **values: object) -> str:
    """The text of a key with `{names}` filled in; raises KeyError for a key that no catalogue has."""
    name, _, rest = key.partition(".")
    text = catalogue(language(), name).get(rest)
    if text is None:
        text = catalogue(FALLBACK, name)[rest]
    return text.format_map(values) if values else text


def say_in(spoken: str, key: str, /, **values: object) -> str:
    """The text of a key in a given language, for what is said to a customer rather than to the agent."""
    name, _, rest = key.partition(".")
    text = catalogue(spoken, name).get(rest) or catalogue(FALLBACK, name)[rest]
    return text.format_map(values) if values else text
