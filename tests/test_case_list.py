"""The list over 100,000 rows that come slowly: keys, marks, reloading, hostile titles, widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Region

from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.lines import fit, lay_out
from backoffice_tui.tui.window import LIMIT, Window
from tests.long_list import COLUMNS, COUNT, Line, Lines, ListApp, at, until
from tests.screenshots import text_of

HOSTILE = [
    "[red]x[/red] [/b] [@click=app.quit]",
    "\x1b[31mröd\x1b]52;c;UFdORUQ=\x07\x9b2J\x00",
    "a\u202egnp.exe\u2066",
    "会議の記録" * 40,
    "👩‍👩‍👧‍👦 familj 🇸🇪 flagga",
    "x" * 10_000,
    "e" + "\u0301" * 500,
    "rad ett\nrad två\tflik",
    "\ud800 surrogat",
    "",
]


async def test_keys_reach_every_row_that_was_not_loaded() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press("down", "j", "j", "up", "k")
        assert at(app) == 1
        assert app.list.position == 2
        await pilot.press(*["pagedown"] * 60)
        await until(lambda: at(app) == 1 + 60 * 22)
        assert app.list.position == 2 + 60 * 22
        await pilot.press("G")
        await until(lambda: at(app) == COUNT - 1)
        assert f"{COUNT - 1:06}" in text_of(app).splitlines()[-1]
        await pilot.press(*["pageup"] * 60, "up")
        await until(lambda: at(app) == COUNT - 2 - 60 * 22)
        await pilot.press("home")
        await until(lambda: at(app) == 0)
        assert "000000" in text_of(app).splitlines()[1]


async def test_keys_pressed_while_the_end_is_fetched_count_from_the_end() -> None:
    app = ListApp(Lines(wait=0.1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press("end", "up", "up")
        await until(lambda: not app.list.busy)
        assert at(app) == COUNT - 3


async def test_memory_holds_a_window_only() -> None:
    window: Window[Line] = Window()
    source = Lines(wait=0)
    window.replace(await source.first(100), 0, 0)
    for _ in range(30):
        window.append(await source.after(window.tail, 100))
        window.choose(len(window.rows) - 1)
        window.follow(23)
    assert len(window.rows) == LIMIT
    assert window.offset is not None
    assert window.offset + window.cursor == int(window.rows[window.cursor].key) == 3099
    for _ in range(30):
        window.prepend(await source.before(window.head, 100), 23)
        window.choose(0)
        window.follow(23)
    assert window.rows[0].key == "000000"
    assert window.at_start
    assert not window.at_end
    assert len(window.rows) == LIMIT


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_every_line_fills_its_width_whatever_the_titles_are(size: tuple[int, int]) -> None:
    app = ListApp(Lines(titles=dict(enumerate(HOSTILE))))
    async with app.run_test(size=size) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.pause()
        strips = app.list.render_lines(Region(0, 0, *size))
        assert [strip.cell_length for strip in strips] == [size[0]] * size[1]
        shown = text_of(app)
        assert "[red]x[/red] [/b]" in shown
        assert not any(char < " " or "\x7f" <= char <= "\x9f" for char in shown.replace("\n", ""))
        assert "\u202e" not in shown
        assert "rad ett ⏎ rad två" in shown
        assert "xxx…" in shown
        assert "2026-12-24 tor" in shown
        assert ("Hanteras av" in shown) is (size[0] >= 120)
        assert app.screen.virtual_size.width == size[0]


async def test_the_cursor_stays_on_its_row_and_the_next_takes_the_place_of_one_that_is_gone() -> (
    None
):
    source = Lines()
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press(*["pagedown"] * 3, "up", "up", "up")
        line = next(n for n, text in enumerate(text_of(app).splitlines()) if "000063" in text)
        source.gone |= {3, 60, 61}
        app.list.reload()
        await until(lambda: not app.list.busy)
        await pilot.pause()
        assert at(app) == 63
        assert "000063" in text_of(app).splitlines()[line]
        assert "000061" not in text_of(app)
        source.gone |= {63}
        app.list.reload()
        await until(lambda: not app.list.busy)
        await pilot.pause()
        assert at(app) == 64
        assert "000064" in text_of(app).splitlines()[line]


async def test_the_last_row_gone_leaves_the_cursor_on_the_one_before() -> None:
    source = Lines(count=5)
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press("end")
        source.gone.add(4)
        app.list.reload()
        await until(lambda: not app.list.busy and at(app) == 3)
        source.gone |= {0, 1, 2, 3}
        app.list.reload()
        await until(lambda: app.list.current is None)
        await pilot.pause()
        assert "Inget väntar." in text_of(app)
        assert "Tryck / för att söka." in text_of(app)
        assert app.messages[-1].row is None  # type: ignore[attr-defined]


async def test_marks_are_kept_across_reloads_and_dropped_with_the_source() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press("down", "space", "down", "space", "down", "space", "space")
        assert app.list.marked == ("000001", "000002")
        app.list.reload()
        await until(lambda: not app.list.busy)
        await pilot.pause()
        marked = [line for line in text_of(app).splitlines() if line.startswith("●")]
        assert [line[2:8] for line in marked] == ["000001", "000002"]
        app.list.show(Lines(count=10), at="000004")
        await until(lambda: not app.list.busy)
        assert not app.list.marked
        assert at(app) == 4


async def test_messages_name_the_row() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press("down", "enter")
        await pilot.pause()
        kinds = [type(message) for message in app.messages]
        assert kinds == [CaseList.Highlighted, CaseList.Highlighted, CaseList.Opened]
        assert [m.row.key for m in app.messages] == [  # type: ignore[attr-defined]
            "000000",
            "000001",
            "000001",
        ]


async def test_a_click_chooses_and_a_double_click_opens() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.click(CaseList, offset=(5, 4))
        assert at(app) == 3
        assert not any(isinstance(m, CaseList.Opened) for m in app.messages)
        await pilot.click(CaseList, offset=(5, 0))
        assert at(app) == 3
        await pilot.click(CaseList, offset=(5, 6), times=2)
        await pilot.pause()
        assert isinstance(app.messages[-1], CaseList.Opened)
        assert app.messages[-1].row.key == "000005"


async def test_one_step_repaints_two_lines() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: not app.list.busy and app.list.current is not None)
        await pilot.pause()
        drawn: list[int] = []
        render = app.list.render_line

        def counting(y: int) -> object:
            drawn.append(y)
            return render(y)

        app.list.render_line = counting  # type: ignore[assignment,method-assign]
        await pilot.press("down")
        await pilot.pause()
        assert sorted(drawn) == [1, 2]


async def test_slow_fetching_is_told_and_keys_are_not_blocked() -> None:
    app = ListApp(Lines(wait=0.5))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.35)
        assert say("base.list.loading") in text_of(app)
        assert "Inget väntar" not in text_of(app)
        await until(lambda: app.list.current is not None)
        await pilot.pause()
        await pilot.press("down")
        assert at(app) == 1
        await until(lambda: not app.list.busy)
        await pilot.pause()
        assert say("base.list.loading") not in text_of(app)


async def test_trouble_is_said_and_what_is_shown_stays() -> None:
    source = Lines()
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        source.broken = True
        app.list.reload()
        await until(lambda: bool(app.errors))
        assert at(app) == 0
        source.broken = False
        await pilot.press("end")
        await until(lambda: at(app) == COUNT - 1)


async def test_resizing_keeps_the_cursor_in_view() -> None:
    app = ListApp(Lines())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.list.current is not None)
        await pilot.press(*["down"] * 22)
        await pilot.resize_terminal(160, 18)
        await pilot.pause(0.1)
        assert "000022" in text_of(app)
        await pilot.resize_terminal(160, 45)
        await pilot.pause(0.1)
        assert "000022" in text_of(app)
        assert len(text_of(app).splitlines()) == 45


async def test_rows_that_come_at_once_are_drawn_with_their_heading() -> None:
    app = ListApp(Lines(wait=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        lines = text_of(app).splitlines()
        assert lines[0].split() == ["Nummer", "Rubrik", "Klar", "till"]
        assert [line[2:8] for line in lines[1:]] == [f"{n:06}" for n in range(23)]


@given(st.text(max_size=60), st.integers(0, 30))
def test_a_text_fills_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_columns_appear_as_there_is_room() -> None:
    def names(width: int) -> list[str]:
        return [column.name for column, _ in lay_out(COLUMNS, width)]

    assert names(40) == ["number", "title"]
    assert names(80) == ["number", "title", "due"]
    assert names(158) == ["number", "title", "due", "handler"]
    assert sum(width + 1 for _, width in lay_out(COLUMNS, 80)) - 1 == 80
