"""What lies over the rows of a sheet, stretched when rows are added: filters, tables, lists of choices, colours."""

from typing import Any, Final
from xml.etree.ElementTree import Element

_LIST: Final = "{*}extLst//{*}dataValidation"
_FLAGS: Final = ("allowBlank", "showInputMessage", "showErrorMessage", "showDropDown")
_WORDS: Final = ("errorStyle", "errorTitle", "error", "promptTitle", "prompt", "operator")
_TRUE: Final = ("1", "true")


def adopt_newer_lists(sheet: Any, tree: Element) -> None:
    """Rules for input that newer versions keep apart, because they look at another sheet, in the common form."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for rule in tree.iterfind(_LIST):
        where = rule.findtext("{*}sqref")
        if not where:
            continue
        given: dict[str, Any] = {name: rule.get(name) for name in _WORDS if name in rule.attrib}
        given |= {name: rule.get(name) in _TRUE for name in _FLAGS if name in rule.attrib}
        sheet.add_data_validation(
            DataValidation(
                type=rule.get("type"),
                formula1=rule.findtext("{*}formula1/{*}f"),
                formula2=rule.findtext("{*}formula2/{*}f"),
                sqref=where,
                **given,
            )
        )


def grow(sheet: Any, heading: int, last: int, new_last: int) -> None:
    """Stretches what reached the last row so that it reaches the new last row."""
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _taller(sheet.auto_filter.ref, heading, last, new_last)
    for table in sheet.tables.values():
        if not table.totalsRowCount:
            table.ref = _taller(table.ref, heading, last, new_last)
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref
    for rule in sheet.data_validations.dataValidation:
        _stretch(rule.sqref, last, new_last)
    for area in sheet.conditional_formatting:
        _stretch(area.sqref, last, new_last)
    if sheet.print_area:
        sheet.print_area = _printed(sheet.print_area, last, new_last)


def _taller(reference: str, heading: int, last: int, new_last: int) -> str:
    """The range with its end moved down, when it begins with the headings and reaches the last row."""
    from openpyxl.worksheet.cell_range import CellRange

    area = CellRange(reference)
    if area.min_row == heading and last <= area.max_row < new_last:
        area.expand(down=new_last - area.max_row)
    return str(area.coord)


def _stretch(areas: Any, last: int, new_last: int) -> None:
    for area in areas.ranges:
        if area.min_row <= last <= area.max_row < new_last:
            area.expand(down=new_last - area.max_row)


def _printed(areas: str, last: int, new_last: int) -> list[str]:
    from openpyxl.worksheet.cell_range import CellRange

    found = []
    for each in areas.split(","):
        area = CellRange(each.rpartition("!")[2].replace("$", ""))
        if area.min_row <= last <= area.max_row < new_last:
            area.expand(down=new_last - area.max_row)
        found.append(str(area.coord))
    return found
