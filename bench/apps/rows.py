"""Textual's own table with the first cases of a queue: `python bench/apps/rows.py STORE QUEUE COUNT`."""

import sqlite3
import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

COLUMNS = ("kind", "number", "title", "received", "state", "due", "handler", "customer_name")
ORDERED = "SELECT {} FROM cases WHERE queue = ? ORDER BY rank, bucket, due_key, place LIMIT ?"


class Rows(App[None]):
    """A table, its cursor on a row."""

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        store = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
        found = store.execute(ORDERED.format(", ".join(COLUMNS)), sys.argv[2:4]).fetchall()
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        table.add_rows([[str(cell or "") for cell in row] for row in found])


if __name__ == "__main__":
    Rows().run()
