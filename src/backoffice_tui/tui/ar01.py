"""The AR01 helper: days typed or taken from an agreement, and the answer with both timelines while one types."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from backoffice_tui.desk import ar01
from backoffice_tui.desk.ar01 import Answered, Choice
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.datahub.ar01 import ASKED
from backoffice_tui.queues.datahub.timeline import CANCELLED, MAY_CONTINUE, NOBODY, UNKNOWN
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.dialogs import Choose
from backoffice_tui.tui.fields import ChoiceField, LineField
from backoffice_tui.tui.side import Plain, SideScreen

TYPED: Final = {
    "start": "start",
    "cancelled": "cancelled",
    "continues_from": "continues",
    "window": "window",
}
"""What is typed, and the words for it."""

FATES: Final = {"previous": "previous", "grid_previous": "grid"}

MOST: Final = 9
"""So many agreements can be chosen by their digit, the newest."""

_STYLES: Final[Mapping[str, str]] = {
    CANCELLED: "bold",
    MAY_CONTINUE: "italic",
    NOBODY: "dim",
    UNKNOWN: "bold italic",
    "label": "dim",
}


class AnswerScreen(SideScreen[None]):
    """What follows from a cancelled agreement; on a case it can be kept in the log."""

    DEFAULT_CSS = """
    AnswerScreen {
        & #asked { height: auto; padding: 1 1 0 1; }
        & #asked Horizontal { height: auto; }
        & #asked .label { width: 12; color: $text-muted; }
        & #asked LineField { max-width: 26; }
        & #said { padding: 0 1; color: $text-muted; }
        & #answer { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        & #answer Static { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "keep", "ar01.screen.key.keep", priority=True, id="ar01.keep"),
        Binding("y", "copy", "ar01.screen.key.copy", id="ar01.copy"),
        Binding("o", "choose", "ar01.screen.key.choose", id="ar01.choose"),
        Binding("f3,h", "guidance", "guidance.key.card", id="ar01.guidance", key_display="F3"),
        Binding("i", "field", show=False, id="ar01.field"),
        Binding("enter", "go_on", show=False, priority=True, id="ar01.go-on"),
    ]

    def __init__(self, desk: Desk, queue: Queue, line: CaseLine | None) -> None:
        super().__init__()
        self.desk, self.queue, self._line = desk, queue, line
        self._answered: Answered | None = None
        self._choices: Sequence[Choice] = ()
        words = [(each.value, say(f"ar01.choice.{each}")) for each in ASKED]
        self.rows: Mapping[str, LineField | ChoiceField] = {
            "start": _line("start"),
            "cancelled": _line("cancelled"),
            **{name: ChoiceField(words) for name in FATES},
            "continues_from": _line("continues_from"),
            "window": _line("window"),
        }
        """The fields by what they ask."""

    def heading(self) -> str:
        """On which case it is, if on one."""
        number = clean(self._line.number, limit=40, one_line=True) if self._line else ""
        return " · ".join(filter(None, (say("ar01.screen.title"), number)))

    def body(self) -> ComposeResult:
        """What is asked, what is missing, the answer."""
        with Vertical(id="asked"):
            for name in ("start", "cancelled", *FATES):
                yield Horizontal(*self._field(name))
            yield Horizontal(*self._field("continues_from"), *self._field("window"))
        yield Plain(say("ar01.screen.hint"), id="said")
        with VerticalScroll(id="answer"):
            yield Static(markup=False)

    def _field(self, name: str) -> tuple[Widget, Widget]:
        label = say(f"ar01.screen.{TYPED.get(name) or FATES[name]}")
        return Plain(label, classes="label"), self.rows[name]

    def rest(self) -> Widget | None:
        """The answer has the focus."""
        return self.query_one("#answer", VerticalScroll)

    def on_mount(self) -> None:
        """Starts with typing, or with the agreements of the case's metering point."""
        self.action_field()
        if self._line is not None and self._line.facility:
            self._fetch(self._line.facility)
        elif self._line is not None:
            self.note(say("ar01.screen.no-facility"))

    def action_field(self) -> None:
        """To the first field."""
        self.set_focus(self.rows["start"])

    @work(exclusive=True, group="choices")
    async def _fetch(self, facility: str) -> None:
        try:
            self._choices = await asyncio.to_thread(ar01.choices, self.desk, facility)
        except Problem as problem:
            self.trouble(problem)
            return
        if not self._choices:
            self.note(say("ar01.screen.no-agreements"))
        elif not any(each.value for each in self.rows.values()):
            self._fill(self._choices[0])
        self.refresh_bindings()

    def _fill(self, choice: Choice) -> None:
        rows = self.rows
        rows["start"].value = choice.start.isoformat()
        rows["previous"].value = choice.previous.value
        grid = choice.grid_previous
        rows["grid_previous"].value = grid.value if grid else ""
        seller = clean(choice.seller, limit=30, one_line=True)
        self.note(say("ar01.screen.chosen", number=choice.number, seller=seller))
        self.set_focus(rows["cancelled"])

    # -- the answer -------------------------------------------------------------------------------

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def _typed(self) -> None:
        # No store is asked, so that the answer is there with the next key.
        typed = {name: each.value for name, each in self.rows.items()}
        self._answered, said = None, say("ar01.screen.hint")
        try:
            self._answered = ar01.answer(self.desk, self.queue, typed)
            said = ""
        except Problem as problem:
            if typed.get(problem.field, "").strip():
                said = f"✗ {problem}"
        self.query_one("#said", Plain).show(said)
        shown = Text("\n").join(lines_of(self._answered)) if self._answered else Text("")
        self.query_one("#answer Static", Static).update(shown)
        self.refresh_bindings()

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An answer is kept on a case; an agreement is chosen where there are some."""
        if action == "keep":
            return self._answered is not None and self._line is not None
        if action == "copy":
            return self._answered is not None and not self.in_field()
        if action == "guidance":
            return self._answered is not None
        if action == "choose":
            return bool(self._choices) and not self.in_field()
        if action == "go_on":
            return self.in_field()
        return super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """To the next field."""
        self.focus_next()

    @work(exclusive=True, group="ask")
    async def action_choose(self) -> None:
        """Takes the days of another agreement of the metering point."""
        ways = tuple(
            (str(at), f"{each.start}  {each.number}  {clean(each.seller, limit=30, one_line=True)}")
            for at, each in enumerate(self._choices[:MOST])
        )
        question = Choose(say("ar01.screen.title"), say("ar01.screen.pick"), ways)
        chosen = await self.app.push_screen_wait(question)
        if isinstance(chosen, str):
            self._fill(self._choices[int(chosen)])

    @work(exclusive=True, group="guidance")
    async def action_guidance(self) -> None:
        """Shows the card of the situation that the answer is about."""
        from backoffice_tui.desk import guidance
        from backoffice_tui.tui.guidance import GuidanceScreen

        ruling = self._answered.ruling if self._answered else None
        if ruling is None:
            return
        situation = ruling.case or str(ruling.why)
        try:
            card = await asyncio.to_thread(guidance.answering, self.desk, self.queue, situation)
        except Problem as problem:
            self.trouble(problem)
            return
        at = card.name if card else ""
        self.app.push_screen(GuidanceScreen(self.desk, self.queue, self._line, at))

    def action_copy(self) -> None:
        """Copies the answer for the ticket, in Finnish."""
        if self._answered is None:
            return
        number = self._line.number if self._line else ""
        title = "copied" if number else "copied-loose"
        parts = [("", self._answered.ticket)]
        self.app.push_screen(
            Copied(say(f"ar01.screen.{title}", number=number), parts, f"ar01-{number}.txt")
        )

    @work(exclusive=True, group="keep")
    async def action_keep(self) -> None:
        """Keeps the answer in the log of the case."""
        answered, line = self._answered, self._line
        if answered is None or line is None:
            return
        try:
            await asyncio.to_thread(ar01.keep, self.desk, self.queue, line.number, answered)
        except Problem as problem:
            self.trouble(problem)
            return
        self._tell_of(line.number)

    def _tell_of(self, number: str) -> None:
        from backoffice_tui.tui.places import Places

        if isinstance(self.app, Places):
            self.app.did(self.queue, (number,))
        self.app.notify(say("ar01.screen.kept", number=number))
        self.dismiss(None)


def _line(name: str) -> LineField:
    return LineField(placeholder=say(f"ar01.screen.placeholder.{TYPED[name]}"), select=True)


def lines_of(answered: Answered) -> Iterator[Text]:
    """The answer line by line: both timelines, then in words."""
    for line in answered.lines:
        text = Text(no_wrap=True)
        for piece in line:
            text.append(piece.text, _STYLES.get(piece.stands_for, ""))
        yield text
    yield Text("")
    for words in answered.words:
        yield Text(clean(words))
