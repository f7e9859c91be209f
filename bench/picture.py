"""Turns an SVG screenshot into a PNG for looking at: `python bench/picture.py IN.svg [OUT.png]`."""

import sys
from pathlib import Path

import resvg_py  # a tool for developers, not among the project's dependencies

FONTS = "/usr/share/fonts/truetype/dejavu"


def picture(svg: str) -> bytes:
    """The SVG document as a PNG; its web font is replaced by a font of this machine."""
    local = svg.replace("Fira Code", "DejaVu Sans Mono")
    return bytes(resvg_py.svg_to_bytes(svg_string=local, font_dirs=[FONTS]))


if __name__ == "__main__":
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else source.with_suffix(".png")
    target.write_bytes(picture(source.read_text(encoding="utf-8")))
