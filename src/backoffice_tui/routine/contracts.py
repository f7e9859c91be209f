"""Contracts as plain values: what the rules look at, what the screens show, and what a move does to them."""

from datetime import date, datetime
from typing import Final, NamedTuple

from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.listing import CaseLine

DEPOSIT: Final = "deposit"
PREPAYMENT: Final = "prepayment"
BANK: Final = "bank"
ACCOUNTS: Final = (DEPOSIT, PREPAYMENT)
"""The accounts that are kept for each contract."""

CONSENTS: Final = ("unknown", "given", "not-given")

PERSON_FIELDS: Final = ("name", "hetu", "phone", "email", "address", "iban")
"""What is known of a person and may have to be erased: never copied into the history."""


class PersonCard(NamedTuple):
    """A person as the landlord knows them; dots where they are protected and it is for everybody's eyes."""

    id: int
    key: str
    name: str
    hetu: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    iban: str = ""
    language: str = ""
    protected: bool = False


class GivenNotice(NamedTuple):
    """An electronic notice: the case it became, when it was given, and where the case stands."""

    number: str
    submitted_at: datetime
    state: State


class PartyCard(NamedTuple):
    """A person bound by a contract, their days inclusive, with their newest electronic notice."""

    id: int
    person: PersonCard
    since: date
    until: date | None = None
    liable_until: date | None = None
    notice: GivenNotice | None = None


class SpouseCard(NamedTuple):
    """A spouse who is not a party, and what they say of the ending: one of CONSENTS."""

    id: int
    person: PersonCard
    consent: str


class Lease(NamedTuple):
    """A contract with its apartment, people and balances in cents, all of one moment."""

    id: int
    number: str
    apartment_id: int
    apartment: str
    address: str
    free_from: date | None
    start: date
    end: date | None
    rent_cents: int
    parties: tuple[PartyCard, ...] = ()
    spouses: tuple[SpouseCard, ...] = ()
    deposit: int = 0
    prepayment: int = 0
    ended_here: bool = False
    """Whether its end was set by a move, not by the landlord's system."""

    @property
    def place(self) -> str:
        """Where it is; an address that begins with the apartment says it all."""
        if self.address.startswith(self.apartment):
            return self.address or self.apartment
        return " · ".join(filter(None, (self.apartment, self.address)))

    @property
    def bound(self) -> tuple[PartyCard, ...]:
        """The parties whose part has no end."""
        return tuple(party for party in self.parties if party.until is None)

    @property
    def people(self) -> tuple[PersonCard, ...]:
        """Everybody on the contract: parties, those who left too, and spouses who are not."""
        spouses = tuple(spouse.person for spouse in self.spouses)
        return tuple(party.person for party in self.parties) + spouses

    @property
    def protected(self) -> bool:
        """Whether anybody on the contract has a protected identity."""
        return any(person.protected for person in self.people)

    def runs(self, today: date) -> bool:
        """Whether it can still be ended: not over, and somebody bound without an end."""
        return bool(self.bound) and (self.end is None or self.end >= today)

    def party(self, key: str) -> PartyCard | None:
        """The part of that person without an end, else their latest."""
        mine = [party for party in self.parties if party.person.key == key]
        return max(mine, key=lambda each: (each.until is None, each.since), default=None)

    def balance(self, account: str) -> int:
        """What is held on one of ACCOUNTS, in cents."""
        return self.deposit if account == DEPOSIT else self.prepayment


class ContractLine(NamedTuple):
    """A contract in a list that is searched as one types."""

    id: int
    number: str
    apartment: str
    address: str
    tenants: str
    start: date
    end: date | None
    cursor: str


class ContractPage(NamedTuple):
    """Contracts in the order of their numbers, and the cursor of the next page, empty where there is none."""

    rows: tuple[ContractLine, ...]
    next: str = ""


class Mark(NamedTuple):
    """Something on a contract that needs an eye: its name in the catalogues, its words, and the rule behind it."""

    name: str
    text: str
    rule: str = ""


class ContractCard(NamedTuple):
    """A contract as it is shown: the lease, its tasks, open ones first, and its marks."""

    lease: Lease
    tasks: tuple[CaseLine, ...]
    marks: tuple[Mark, ...]

    @property
    def open_tasks(self) -> tuple[CaseLine, ...]:
        """The tasks that still need someone."""
        return tuple(task for task in self.tasks if task.bucket < 2)


class PersonView(NamedTuple):
    """A person's card with the contracts they are or were bound by."""

    person: PersonCard
    leases: tuple[Lease, ...]


class PostedLine(NamedTuple):
    """What a booking did to an account of one contract; `other` is the contract on its other side, if one is."""

    booking_id: int
    at: datetime
    by: str
    kind: str
    account: str
    cents: int
    balance: int
    """After it, in cents."""
    case: str
    other: str
    iban: str
    holder: str
    exported_at: datetime | None
    payment_file: str


class LedgerView(NamedTuple):
    """Deposit and prepayment of a contract: balances in cents and every line, oldest first."""

    number: str
    deposit: int
    prepayment: int
    lines: tuple[PostedLine, ...]


class Alteration(NamedTuple):
    """A value that a move sets: of a `contract`, `apartment`, `party`, `person` or `spouse`, by its id in the store."""

    noun: str
    id: int
    field: str
    was: date | str | None
    becomes: date | str | None
    whose: str = ""
    """What the noun is called by people: a number, an apartment, the key of a person."""


class Leg(NamedTuple):
    """Cents that a booking puts on an account, negative where it takes them; the `bank` is of no contract."""

    account: str
    contract_id: int | None
    cents: int


class NewBooking(NamedTuple):
    """A movement of money that a move makes; its legs sum to zero."""

    kind: str
    legs: tuple[Leg, ...]
    iban: str = ""
    holder: str = ""


class Pair(NamedTuple):
    """What a request gives of a person, beside what is known: the field, old and new."""

    field: str
    was: str
    becomes: str


def altered(each: Alteration) -> str:
    """How the history calls what was altered: `party:7:P-1003:until`."""
    return f"{each.noun}:{each.id}:{each.whose}:{each.field}"


NOUNS: Final = ("apartment", "contract", "party", "person", "spouse")


def read_altered(field: str) -> Alteration | None:
    """What a line of the history altered, its values left open; None where it is about the case."""
    noun, _, rest = field.partition(":")
    number, _, rest = rest.partition(":")
    whose, _, name = rest.rpartition(":")
    if noun not in NOUNS or not (number.isascii() and number.isdigit()):
        return None
    return Alteration(noun, int(number), name, None, None, whose)


def unsound(lease: Lease) -> Refused | None:
    """What may never be: an ended contract that binds somebody, or a person bound twice."""
    if lease.ended_here and lease.bound:
        return Refused("contracts.ended-since", rule="TYO-11", number=lease.number)
    bound = [party.person.id for party in lease.bound]
    if len(set(bound)) < len(bound):
        return Refused("contracts.party-twice", whose=lease.number)
    return None
