"""What a workbook has that would not be in it any more once it were written anew, named for people."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from backoffice_tui.exchange.guard import Package
from backoffice_tui.exchange.outline import Outline
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

_PARTS: Final = (
    ("xl/charts/", "exchange.lost.chart"),
    ("xl/chartsheets/", "tracker.lost.chart-sheet"),
    ("xl/media/", "exchange.lost.image"),
    ("xl/pivottables/", "tracker.lost.pivot"),
    ("xl/pivotcache/", "tracker.lost.pivot"),
    ("xl/slicers/", "exchange.lost.slicer"),
    ("xl/slicercaches/", "exchange.lost.slicer"),
    ("xl/timelines/", "exchange.lost.slicer"),
    ("xl/timelinecaches/", "exchange.lost.slicer"),
    ("xl/ctrlprops/", "exchange.lost.control"),
    ("xl/activex/", "exchange.lost.control"),
    ("xl/embeddings/", "exchange.lost.embedded"),
    ("xl/threadedcomments/", "exchange.lost.threads"),
    ("xl/persons/", "exchange.lost.threads"),
    ("xl/externallinks/", "tracker.lost.external"),
    ("xl/querytables/", "exchange.lost.query"),
    ("xl/connections.xml", "exchange.lost.query"),
    ("xl/model/", "exchange.lost.query"),
    ("xl/drawings/drawing", "exchange.lost.drawing"),
    ("xl/diagrams/", "exchange.lost.drawing"),
    ("xl/dialogsheets/", "tracker.lost.dialog"),
    ("xl/revisions/", "tracker.lost.revisions"),
    ("xl/printersettings/", "tracker.lost.printer"),
    ("docmetadata/", "tracker.lost.label"),
    ("customxml/", "tracker.lost.custom-xml"),
    ("xl/custompropery/", "tracker.lost.custom-xml"),
    ("_xmlsignatures/", "tracker.lost.signature"),
)
"""Beginnings of the names of parts that are left out, and what people call them."""

_WRITTEN_ANEW: Final = re.compile(
    r"\[content_types\]\.xml|(?:.*/)?_rels/.*\.rels|docprops/(?:app|core|custom)\.xml|docprops/thumbnail\..*"
    r"|xl/(?:workbook|styles|sharedstrings|calcchain|metadata)\.xml|xl/theme/theme1\.xml"
    r"|xl/worksheets/[^/]+\.xml|xl/(?:comments|tables)/?[^/]*\.xml"
    r"|xl/drawings/(?:vmldrawing|commentsdrawing)[^/]*\.vml|xl/drawings/_rels/.*|.*/"
)
_IN_SHEETS: Final = {
    "sparklineGroup": "tracker.lost.sparkline",
    "cfRule": "tracker.lost.newer-colours",
    "customSheetView": "tracker.lost.view",
    "protectedRange": "tracker.lost.protected-range",
    "picture": "tracker.lost.background",
    "legacyDrawingHF": "tracker.lost.header-image",
    "oleObject": "exchange.lost.embedded",
    "control": "exchange.lost.control",
    "scenario": "tracker.lost.scenario",
    "dataConsolidate": "tracker.lost.consolidation",
}
_DRAWN: Final = "exchange.lost.drawing"
_RESERVED: Final = "_xlnm."
_OUTSIDE: Final = re.compile(r"\[[^\]]*\]|#REF!")


def losses(package: Package, found: Outline) -> list[str]:
    """What is left out when the workbook is written anew, each thing once."""
    named = [*_of_parts(package), *_of_sheets(found), *_of_names(found.tree)]
    return list(dict.fromkeys(named))


def _of_parts(package: Package) -> Iterator[str]:
    for name in package.parts:
        key = next((key for start, key in _PARTS if name.startswith(start)), None)
        if key and not (key == _DRAWN and _is_blank(package, name)):
            yield say(key)
        elif key:
            continue
        elif not _WRITTEN_ANEW.fullmatch(name):
            yield say("tracker.lost.other", part=clean(name, one_line=True, limit=60))


def _is_blank(package: Package, name: str) -> bool:
    """LibreOffice writes a drawing with nothing on it beside comments."""
    with ZipFile(package.path) as archive:
        real = next(each for each in archive.namelist() if each.lower() == name)
        return b"Anchor" not in archive.read(real)


def _of_sheets(found: Outline) -> Iterator[str]:
    for sheet in found.sheets:
        for element in sheet.tree.iter():
            space, _, local = element.tag.rpartition("}")
            # The rules of the old form are kept; only those that newer versions keep apart are not.
            if local in _IN_SHEETS and (local != "cfRule" or "/main" not in space):
                yield say(_IN_SHEETS[local])


def _of_names(tree: Element) -> Iterator[str]:
    for name in tree.iterfind("{*}definedNames/{*}definedName"):
        if not keeps(name.get("name", ""), name.text or "", name.attrib):
            shown = clean(name.get("name", ""), one_line=True, limit=60)
            if not shown.startswith(_RESERVED):
                yield say("tracker.lost.name", shown=shown)


def keeps(name: str, value: str, attributes: object) -> bool:
    """Whether a defined name is written again: one for a place in this workbook or a value, and no macro."""
    given = attributes if isinstance(attributes, dict) else {}
    odd = any(
        given.get(each) in {"1", "true"} for each in ("hidden", "function", "vbProcedure", "xlm")
    )
    return not odd and not _OUTSIDE.search(value) and not name.startswith("_xlnm._Filter")
