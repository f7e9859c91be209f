"""The customer register brought in, and the card of one customer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots, masked_line
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import NotFound, Problem, Refused, StoreTrouble
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.register import (
    CUSTOMER_FIELDS,
    FACILITY_FIELDS,
    Told,
    read_customer,
    read_facility,
)
from backoffice_tui.routine.taking import PlainCase, protect
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.store import customers, known
from backoffice_tui.store.customers import CustomerRow, FacilityRow
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.bulk import Ledger
    from backoffice_tui.store.register import Register
