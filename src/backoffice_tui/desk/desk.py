"""An agent at work on a store: who, where, when; every verb takes one."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from backoffice_tui.queues import queue_named
from backoffice_tui.routine.dates import read_now, today_in
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.settings import Settings, SettingsError
from backoffice_tui.settings.in_force import in_force
from backoffice_tui.settings.routine_data import RoutineData, load_routine
from backoffice_tui.store import circumstances, contracts, editions
from backoffice_tui.store.editions import Decided
from backoffice_tui.store.known import Ask
from backoffice_tui.store.store import Store

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case
    from backoffice_tui.routine.contracts import Lease
    from backoffice_tui.routine.listing import CaseLine
    from backoffice_tui.routine.waits import Learned


ROUTINE, LETTER = "routine:", "letter:"
"""Before the key of a queue, or the name and language of a letter, in the name of what leads decide."""


def _reading(ask: Ask | None) -> "Callable[[str], Lease | None]":
    """Contracts by number, each read once: what is looked at is all of one moment."""

    @cache
    def lease_of(number: str) -> "Lease | None":
        return contracts.lease(ask, number) if ask and number else None

    return lease_of


def _keep_quiet(_what: str, _where: str) -> None:
    return None


@dataclass
class Desk:
    """What a verb needs to know of the one who uses it."""

    settings: Settings
    create: bool = False
    """Whether a store that is not there may be made."""
    tell: Callable[[str, str], None] = field(default=_keep_quiet)
    """Hears `created` or `migrated` and the path, when that happened to the store."""
    _signal: int | None = field(default=None, init=False, repr=False)

    @property
    def agent(self) -> str:
        """The agent's signature."""
        return self.settings.agent

    @property
    def lead(self) -> bool:
        """Whether the agent is a shift lead."""
        return self.settings.agent in self.settings.leads

    @cached_property
    def store(self) -> Store:
        """The store, opened when first needed."""
        return Store.open(self.settings.db, create=self.create, tell=self.tell)

    def now(self) -> datetime:
        """The time, aware; the one set for training or tests where there is one."""
        if self.settings.now:
            return read_now(self.settings.now)
        return datetime.now().astimezone()

    def data(self, queue: Queue) -> RoutineData:
        """The routine's data in force today."""
        override = self.settings.routine_files.get(queue.key)
        path = Path(override) if override else None
        today = today_in(self.now(), load_routine(queue.key, path).zone)
        for decided in self._holding(f"{ROUTINE}{queue.key}", today):
            # One that this version of the program cannot take gives way to the one before it; `doctor` says so.
            with suppress(SettingsError):
                return in_force(queue.key, path, today, decided.body, decided.version)
        return in_force(queue.key, path, today)

    def decided(self, name: str, day: date) -> Decided | None:
        """What leads decided under a name that holds on a day."""
        return next(iter(self._holding(name, day)), None)

    def _holding(self, name: str, day: date) -> Sequence[Decided]:
        """What leads decided under a name until a day, the last one first."""
        holding = [each for each in self._editions.get(name, ()) if each.holds_from <= day]
        return sorted(holding, key=lambda each: (each.holds_from, each.id), reverse=True)

    @cached_property
    def _editions(self) -> editions.Editions:
        return editions.look(self.settings.db)

    def look_again(self, signal: int | None = None) -> None:
        """Read anew what leads decided, unless the store gave this signal before."""
        if signal is None or signal != self._signal:
            self.__dict__["_editions"] = editions.look(self.settings.db)
            self._signal = signal

    def today(self, queue: Queue) -> date:
        """The day on the queue's calendar, whatever the machine's clock is set to."""
        return today_in(self.now(), self.data(queue).zone)

    def context(
        self,
        queue: Queue,
        *,
        outage: bool = False,
        ask: Ask | None = None,
        customer: str = "",
        case_id: int | None = None,
    ) -> Context:
        """What the routine has to know of this moment; of customer and case where one can `ask` the store."""
        today = self.today(queue)
        return Context(
            by=self.agent,
            at=self.now(),
            today=today,
            data=self.data(queue),
            lead=self.lead,
            outage=outage,
            register=circumstances.register_of(ask, customer) if ask else {},
            facilities=circumstances.facilities_of(ask, customer, today) if ask else (),
            gone=circumstances.gone(ask, case_id) if ask and case_id else frozenset(),
            letter=self._letter,
            lease_of=_reading(ask),
            waited=partial(self._waited, queue),
        )

    def _waited(self, queue: Queue, department: str, kind: str) -> "Learned | None":
        from backoffice_tui.desk.waits import waited

        return waited(self, queue, department, kind)

    def _letter(self, name: str, language: str, values: Mapping[str, object]) -> tuple[str, str]:
        from backoffice_tui.desk.letters import write

        return write(self.letter_text, self.settings.letter_files, name, language, values)

    def letter_text(self, file: str) -> str:
        """The text that leads decided on for a letter such as `reply.sv`; empty where there is none."""
        found = self.decided(f"{LETTER}{file}", self.now().date())
        return found.body if found else ""

    def require_lead(self) -> None:
        """Refuse what only a shift lead may do."""
        if not self.lead:
            raise Refused("routine.lead-only")

    def close(self) -> None:
        """Let go of the store; it is opened anew when it is needed again."""
        if "store" in self.__dict__:
            self.store.close()
            del self.store


def queue_of(case: "Case | CaseLine") -> Queue:
    """The queue that a case belongs to."""
    return queue_named(case.queue)
