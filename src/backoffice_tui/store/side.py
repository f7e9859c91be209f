"""What stands beside the cases, read and written inside a transaction."""

from sqlmodel import Session, col, select

from backoffice_tui.model.desk import Outage


def current_outage(session: Session) -> Outage | None:
    """The outage that goes on now."""
    return session.exec(
        select(Outage).where(col(Outage.up_at).is_(None)).order_by(col(Outage.id).desc())
    ).first()


def is_down(session: Session) -> bool:
    """Whether the move system is down now."""
    return current_outage(session) is not None
