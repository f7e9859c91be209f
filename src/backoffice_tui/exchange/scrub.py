"""The furniture of a workbook rid of traces: comments, links, filters, lists, names, properties, headers."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from backoffice_tui.exchange.losses import keeps
from backoffice_tui.exchange.outline import Furniture
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

_PROPERTIES: Final = (
    "category",
    "contentStatus",
    "creator",
    "description",
    "identifier",
    "keywords",
    "language",
    "lastModifiedBy",
    "subject",
    "title",
    "version",
)
_TOLD_BY_LINKS: Final = ("target", "location", "display", "tooltip")
_TOLD_BY_LISTS: Final = ("formula1", "formula2", "prompt", "promptTitle", "error", "errorTitle")
_PLACE: Final = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'|[^'!]+)!\$?[A-Z]{1,3}\$?(?P<first>[0-9]+)(?::\$?[A-Z]{1,3}\$?(?P<last>[0-9]+))?"
)


@dataclass(slots=True)
class Scrub:
    """Takes traces away and keeps a note of each place where one stood."""

    traces: Traces
    places: list[str] = field(default_factory=list)

    def book(self, book: Any) -> None:
        """What belongs to the workbook as a whole; names that cannot be kept go whatever they hold."""
        for name in _PROPERTIES:
            if self._tells(getattr(book.properties, name, None)):
                setattr(book.properties, name, None)
                self._note("property", shown=name)
        for name in list(book.custom_doc_props.names):
            if self._tells(name, str(book.custom_doc_props[name].value)):
                del book.custom_doc_props[name]
                self._note("property", shown="…")
        self._names(book.defined_names)

    def sheet(
        self, sheet: Any, furniture: Furniture, erased: Iterable[int], spared: frozenset[int]
    ) -> None:
        """What belongs to a sheet; `erased` rows lose comments and links, `spared` ones keep theirs."""
        from openpyxl.worksheet.scenario import ScenarioList

        # The values that cells had in a scenario would outlive those cells.
        sheet.scenarios = ScenarioList()
        self._names(sheet.defined_names)
        if erased:
            self._names_of(sheet, frozenset(erased))
        self._cells(sheet, furniture, frozenset(erased), spared)
        self._filters(sheet.title, sheet.auto_filter)
        for table in sheet.tables.values():
            self._filters(sheet.title, table.autoFilter)
        self._lists(sheet)
        self._colours(sheet)
        self._headers(sheet)

    def _tells(self, *texts: str | None) -> bool:
        return bool(self.traces) and any(
            self.traces.stand_in(text) for text in texts if isinstance(text, str)
        )

    def _note(self, where: str, **values: object) -> None:
        cleaned = {name: clean(value, one_line=True, limit=60) for name, value in values.items()}
        self.places.append(say(f"tracker.place.{where}", **cleaned))

    def _names(self, names: Any) -> None:
        for name, defined in list(names.items()):
            flags = {
                key: "1" for key in ("hidden", "function", "vbProcedure") if getattr(defined, key)
            }
            if not keeps(name, defined.value or "", flags):
                del names[name]
            elif self._tells(name, defined.value, defined.comment, defined.description):
                del names[name]
                self._note("name", shown=self.traces.without(name))

    def _names_of(self, sheet: Any, rows: frozenset[int]) -> None:
        """Names for places in erased rows: people call them after what stood there."""
        for names in (sheet.parent.defined_names, sheet.defined_names):
            for name, defined in list(names.items()):
                found = _PLACE.fullmatch(defined.value or "")
                if not found or found["sheet"].strip("'").replace("''", "'") != sheet.title:
                    continue
                first = int(found["first"])
                if rows.issuperset(range(first, int(found["last"] or first) + 1)):
                    del names[name]
                    self._note("name", shown="…")

    def _cells(
        self, sheet: Any, furniture: Furniture, erased: frozenset[int], spared: frozenset[int]
    ) -> None:
        from openpyxl.utils.cell import range_boundaries

        for reference in furniture.places:
            left, top, right, bottom = range_boundaries(reference)
            for row in range(top, bottom + 1):
                if row in spared:
                    continue
                for column in range(left, right + 1):
                    cell = sheet.cell(row, column)
                    self._comment(sheet, cell, gone=row in erased)
                    self._link(sheet, cell, gone=row in erased)

    def _comment(self, sheet: Any, cell: Any, *, gone: bool) -> None:
        from openpyxl.comments import Comment

        comment = cell.comment
        if comment is None:
            return
        if gone:
            cell.comment = None
        elif self._tells(comment.text, comment.author):
            author = self.traces.without(comment.author or "")
            cell.comment = Comment(self.traces.without(comment.text), author)
        else:
            return
        self._note("comment", sheet=sheet.title, cell=cell.coordinate)

    def _link(self, sheet: Any, cell: Any, *, gone: bool) -> None:
        link = getattr(cell, "hyperlink", None)
        if link is None:
            return
        if gone or self._tells(*(getattr(link, name) for name in _TOLD_BY_LINKS)):
            cell.hyperlink = None
            self._note("link", sheet=sheet.title, cell=cell.coordinate)

    def _filters(self, title: str, filters: Any) -> None:
        if filters is None:
            return
        for column in list(filters.filterColumn):
            if not self._tells(*_sought(column)):
                continue
            self._note("filter", sheet=title)
            listed = column.filters.filter if column.filters is not None else []
            left = [each for each in listed if not self._tells(str(each))]
            if left and column.customFilters is None:
                column.filters.filter = left
            else:
                filters.filterColumn.remove(column)
        state = filters.sortState
        if state is not None and self._tells(*(each.customList for each in state.sortCondition)):
            filters.sortState = None
            self._note("filter", sheet=title)

    def _lists(self, sheet: Any) -> None:
        held = sheet.data_validations
        for rule in list(held.dataValidation):
            if not self._tells(*(getattr(rule, name) for name in _TOLD_BY_LISTS)):
                continue
            self._note("list", sheet=sheet.title)
            left = _items_left(rule.formula1, self._tells) if rule.type == "list" else ""
            for name in _TOLD_BY_LISTS[2:]:
                if self._tells(getattr(rule, name)):
                    setattr(rule, name, None)
            if left:
                rule.formula1 = left
            elif self._tells(rule.formula1, rule.formula2):
                held.dataValidation.remove(rule)

    def _colours(self, sheet: Any) -> None:
        from openpyxl.formatting.formatting import ConditionalFormattingList

        kept = ConditionalFormattingList()
        for area in sheet.conditional_formatting:
            for rule in area.rules:
                if self._tells(rule.text, *(str(each) for each in rule.formula)):
                    self._note("colour", sheet=sheet.title)
                else:
                    kept.add(str(area.sqref), rule)
        sheet.conditional_formatting = kept

    def _headers(self, sheet: Any) -> None:
        both = sheet.HeaderFooter
        for name in (
            "oddHeader",
            "oddFooter",
            "evenHeader",
            "evenFooter",
            "firstHeader",
            "firstFooter",
        ):
            line = getattr(both, name)
            for side in (line.left, line.center, line.right) if line else ():
                if self._tells(side.text):
                    side.text = None
                    self._note("header", sheet=sheet.title)


def _sought(column: Any) -> Iterator[str]:
    """The values that a column is filtered by."""
    if column.filters is not None:
        yield from (str(each) for each in column.filters.filter)
    if column.customFilters is not None:
        yield from (str(each.val) for each in column.customFilters.customFilter)


def _items_left(formula: str | None, tells: Callable[[str], bool]) -> str:
    """A list of choices written out, without those that tell something; empty where none is left."""
    if not formula or not (formula.startswith('"') and formula.endswith('"')):
        return ""
    left = [item for item in formula[1:-1].split(",") if not tells(item)]
    return f'"{",".join(left)}"' if any(left) else ""
