"""The screen of an app under test as text and as a picture."""

from typing import Any

from textual.app import App


def text_of(app: App[Any]) -> str:
    """The current screen as text, one line a row, without blanks at the ends."""
    # Textual has no public way to the composed lines but the SVG, which loses the cells.
    lines = app.screen._compositor.render_strips()
    return "\n".join(line.text.rstrip() for line in lines).rstrip()


def svg_of(app: App[Any]) -> str:
    """The current screen as an SVG document, the same for the same screen."""
    return app.export_screenshot(simplify=True)
