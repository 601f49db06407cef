"""Any colour a merchant types stays readable, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.backoffice import colours

STATIC = Path(colours.__file__).parent / "static"
EXTREMES = ("#000000", "#ffffff", "#ffff00", "#0000ff", "#00ff00", "#ff0000", "#808080", "#111827", "#facc15")
HEX = st.one_of(st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"), st.sampled_from(EXTREMES))


@given(HEX)
def test_text_and_shapes_of_every_colour_have_enough_contrast(colour: str) -> None:
    for mode, back in colours.BACKGROUNDS.items():
        shades = colours.shades(colour, mode)
        for behind in (shades.tint, *back):
            assert colours.contrast(shades.ink, behind) >= 4.5
            assert colours.contrast(shades.mark, behind) >= 3


def test_contrast_is_that_of_the_guidelines() -> None:
    assert colours.contrast("#000", "#fff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_greys_stay_grey_and_black_stays_heavier_than_grey() -> None:
    grey, black = colours.shades("#9ca3af", "light"), colours.shades("#111111", "light")
    assert len({black.mark[1:3], black.mark[3:5], black.mark[5:7]}) == 1
    assert colours.contrast(black.mark, "#ffffff") > 2 * colours.contrast(grey.mark, "#ffffff")


@pytest.mark.parametrize("text", ["red", "#12", "#12345g", "", "#1234567"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a hex colour"):
        colours.shades(text, "light")


def test_the_stylesheet_has_one_safe_class_per_status() -> None:
    sheet = colours.stylesheet([("problem_reported", "#d64545"), ("a b}", "#000")])
    assert re.findall(r"^\.([\w-]+)\{", sheet, re.MULTILINE) == ["st-problem_reported", "st-a-20-b-7d-"]
    assert sheet.count("--st-ink:light-dark(") == 2


def test_the_colours_stand_on_what_the_stylesheet_says() -> None:
    css = (STATIC / "app.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([\w-]+): light-dark\((#\w+, #\w+)\)", css))
    for name in ("surface", "canvas", "hover", "accent-tint"):
        light, dark = tokens[name].split(", ")
        assert light in colours.BACKGROUNDS["light"]
        assert dark in colours.BACKGROUNDS["dark"]


def test_no_rule_outside_the_tokens_names_a_colour() -> None:
    css = (STATIC / "app.css").read_text(encoding="utf-8")
    rest = css[css.index("@layer base {") :]
    for name in ("pages.css", "phone.css"):
        rest += (STATIC / name).read_text(encoding="utf-8")
    assert re.findall(r"[:\s(,]#[0-9a-f]{3,8}\b(?![^{]*\{)", rest) == []
