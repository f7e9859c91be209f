#!/bin/sh
# The morning: the figures for the lead, as a workbook and a picture in a folder that the team can reach.
# May run twice, and beside itself: a file is put in place whole, over the one before.
set -u

BACKOFFICE=${BACKOFFICE:-backoffice}
REPORTS=${REPORTS:-/srv/backoffice/reports}

worst=0
run() {
    "$BACKOFFICE" "$@"
    code=$?
    [ "$code" -le "$worst" ] || worst=$code
}

run report today
run report weekly --xlsx "$REPORTS/weekly.xlsx"
run report backlog --svg "$REPORTS/backlog.svg"
run skips list --json >"$REPORTS/skips.json.$$"
mv -- "$REPORTS/skips.json.$$" "$REPORTS/skips.json"
run doctor

exit "$worst"
