"""The people of a contract, in documents and in lines."""

from collections.abc import Iterator

from backoffice_tui.routine.contracts import Lease, PartyCard, SpouseCard, read_altered
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say


def parties(queue: Queue, lease: Lease, zone: str) -> list[dict[str, object]]:
    """Each party with their days and what notice they have given."""
    return [_party(queue, each, zone) for each in lease.parties]


def _party(queue: Queue, party: PartyCard, zone: str) -> dict[str, object]:
    given = party.notice
    return {
        "person": party.person.key,
        "name": party.person.name,
        "from": party.since,
        "to": party.until,
        "liable_until": party.liable_until,
        "protected": party.person.protected,
        "notice": given
        and {
            "number": given.number,
            "submitted_at": local(given.submitted_at, zone),
            "state": queue.states[given.state],
        },
    }


def spouses(lease: Lease) -> list[dict[str, object]]:
    """Each spouse who is not a party, with what they say of the ending."""
    return [_spouse(each) for each in lease.spouses]


def _spouse(spouse: SpouseCard) -> dict[str, object]:
    person = spouse.person
    return {"person": person.key, "name": person.name, "consent": spouse.consent}


def lines(lease: Lease) -> Iterator[str]:
    """A line for everybody on the contract."""
    for party in lease.parties:
        days = f"{party.since} – {party.until or ''}".rstrip()
        given = party.notice
        told = say("contracts.cli.notice", number=given.number) if given else ""
        yield "  ".join(filter(None, (party.person.key, party.person.name, days, told)))
    for spouse in lease.spouses:
        told = say("contracts.cli.spouse", consent=say(f"views.consent.{spouse.consent}"))
        yield f"{spouse.person.key}  {spouse.person.name}  {told}"


def altered_label(field: str) -> str:
    """What a line of the history altered besides the case, in words; empty where it is about the case."""
    known = read_altered(field)
    if known is None:
        return ""
    noun = say(f"contracts.noun.{known.noun}", whose=known.whose)
    return f"{noun}, {say(f'contracts.field.{known.field}')}"
