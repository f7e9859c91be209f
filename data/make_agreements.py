"""Makes datahub-agreements.csv: the metering points of the day's tickets in every situation of AR01."""

import csv
from datetime import date
from pathlib import Path

from backoffice_tui.exchange.tables import read_table
from backoffice_tui.queues.datahub.invented import life
from backoffice_tui.queues.datahub.telling import FIELDS

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 20)


def facilities() -> list[str]:
    """The metering points that the day's tickets are about."""
    table = read_table(FOLDER / "datahub-tickets.xlsx")
    at = table.headings.index("Käyttöpaikkatunnus")
    return list(dict.fromkeys(str(cells[at]) for _, cells in table.rows if cells[at]))


def main() -> None:
    """Write the file beside this script."""
    with (FOLDER / "datahub-agreements.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";", lineterminator="\n")
        rows.writerow(FIELDS)
        for facility in facilities():
            for each in life(facility, TODAY):
                rows.writerow(
                    (
                        each.number,
                        each.facility,
                        each.kind,
                        each.seller,
                        each.start,
                        each.end or "",
                        each.end_reason,
                    )
                )


if __name__ == "__main__":
    main()
