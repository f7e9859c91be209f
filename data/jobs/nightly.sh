#!/bin/sh
# The night: take in the newest list, put cases where today's data wants them, erase what is past its
# retention, keep a copy. May run twice, and beside itself: every step does nothing that is done already.
set -u

BACKOFFICE=${BACKOFFICE:-backoffice}
LISTS=${LISTS:-/srv/backoffice/lists}
COPIES=${COPIES:-/srv/backoffice/copies}
KEEP_DAYS=${KEEP_DAYS:-7}

worst=0
run() {
    "$BACKOFFICE" "$@"
    code=$?
    [ "$code" -le "$worst" ] || worst=$code
}

# The newest file; a name that ends in .part is still being written.
list=$(find "$LISTS" -maxdepth 1 -type f \( -name '*.xlsx' -o -name '*.csv' \) -exec ls -t {} + | head -n 1)
if [ -n "$list" ]; then
    run syst import "$list"
else
    echo "nightly: no list in $LISTS" >&2
    worst=6
fi

run routine apply
run db finish-erasure
run db retention --yes

# A copy still has what is erased after it was made, so none is kept longer than it is of use.
run db backup "$COPIES/backoffice-$(date +%Y-%m-%dT%H%M%S)-$$.db"
find "$COPIES" -name 'backoffice-*.db' -type f -mtime "+$KEEP_DAYS" -exec rm -- {} +

exit "$worst"
