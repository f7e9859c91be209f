"""The size of the rooms, and who may be named where."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice_tui.queues import QUEUES

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "backoffice_tui"
MIGRATIONS = SOURCE / "store" / "migrations"
FILE_LINES, FUNCTION_LINES, MOST_FUNCTIONS_LINES = 300, 50, 25


def modules() -> list[Path]:
    """Every module of source and tests, but for the migrations, which are lists of statements."""
    found = [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return sorted(path for path in found if MIGRATIONS not in path.parents)


def functions() -> Iterator[tuple[str, int]]:
    """Each function with the number of its lines, docstring and signature counted."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                end = node.end_lineno or node.lineno
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", end - node.lineno + 1


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    lengths = dict(functions())
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}
    short = sum(lines <= MOST_FUNCTIONS_LINES for lines in lengths.values())
    assert short / len(lengths) >= 0.95


@pytest.mark.parametrize("key", QUEUES)
def test_no_queue_is_named_outside_queues(key: str) -> None:
    word = re.compile(rf"""["']{key}["']""")
    named = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if SOURCE / "queues" not in path.parents and word.search(path.read_text(encoding="utf-8"))
    ]
    assert named == []


@pytest.mark.parametrize("language", ["sv", "fi"])
def test_a_language_says_what_english_says_and_no_more(language: str) -> None:
    import tomllib

    texts = SOURCE / "texts"
    catalogues = {each.name for each in (texts / "en").glob("*.toml")}
    assert {each.name for each in (texts / language).glob("*.toml")} == catalogues
    for full in sorted((texts / "en").glob("*.toml")):
        other = texts / language / full.name
        wanted = _keys(tomllib.loads(full.read_text(encoding="utf-8")))
        found = _keys(tomllib.loads(other.read_text(encoding="utf-8")))
        assert found == wanted, f"{language}/{full.name}"


def _keys(table: dict[str, object], prefix: str = "") -> dict[str, frozenset[str]]:
    """Each key with the names it wants filled in."""
    found: dict[str, frozenset[str]] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _keys(value, f"{prefix}{key}.")
        else:
            names = re.findall(r"\{(\w+)", str(value))
            found[prefix + key] = frozenset(names)
    return found
