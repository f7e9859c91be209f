"""Noticing that somebody else changed the store, and making the writing half ready in advance."""

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.erasure import finish


def signal(desk: Desk) -> int:
    """A number that is another one after each change made by anybody else; what leads decided is read anew then."""
    found = desk.store.reader.signal()
    desk.look_again(found)
    return found


def warm_up(desk: Desk) -> None:
    """Load what the first change will need, and finish what an erasure left when the program was stopped."""
    from backoffice_tui.store import cases, side

    del cases
    with desk.store.transaction() as session:
        side.is_down(session)
    finish(desk)
