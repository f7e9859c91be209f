"""What stands beside the cases, read and written inside a transaction."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from backoffice_tui.model.desk import Customer, Outage


def current_outage(session: Session) -> Outage | None:
    """The outage that goes on now."""
    return session.exec(
        select(Outage).where(col(Outage.up_at).is_(None)).order_by(col(Outage.id).desc())
    ).first()


def is_down(session: Session) -> bool:
    """Whether the move system is down now."""
    return current_outage(session) is not None


def register_of(session: Session, customer: str) -> Mapping[str, str]:
    """What the customer register knows of a customer, by the names of the facts."""
    found = session.get(Customer, customer) if customer else None
    if found is None:
        return {}
    return {
        "identity": found.identity,
        "phone": found.phone,
        "email": found.email,
        "customer_name": found.name,
        "language": found.language,
        "protected": "yes" if found.protected else "",
    }
