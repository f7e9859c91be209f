"""The log file: frames and references, never what a case says; rotated."""

import json
import logging
import os
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

LARGEST: Final = 1_000_000
KEPT: Final = 5


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; an exception's own message is left out, it may hold data."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"at": at, "level": record.levelname, "where": record.name}
        return json.dumps({**told, "what": record.getMessage()}, ensure_ascii=False)


class PrivateFile(RotatingFileHandler):
    """A rotated log that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        handle = os.open(self.baseFilename, flags, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding="utf-8", line_buffering=True)


def log_file() -> Path:
    """Where the log is."""
    from platformdirs import user_log_path

    return user_log_path("backoffice", appauthor=False) / "backoffice.log"


def start() -> Path | None:
    """Write the program's log to its file; None where that cannot be, and then nothing is written."""
    path = log_file()
    logger = logging.getLogger("backoffice_tui")
    logger.propagate = False
    if any(isinstance(each, PrivateFile) for each in logger.handlers):
        return path
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = PrivateFile(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(Lines())
    logger.addHandler(handler)
    return path
