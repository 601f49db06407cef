"""What merchants may write to their customers, and everything they may not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.texts.written import (
    FILTERS,
    LINE_FIELDS,
    MAX_LINES,
    MAX_OUTPUT,
    MAX_SOURCE,
    MAX_VALUE,
    VARIABLES,
    BadText,
    fill,
    mentioned,
    problems,
)
from tests.texts.attacks import ATTACKS

VALUES: dict[str, Any] = {
    "order.number": "#1001",
    "order.total": "114,70 €",
    "order.method": "cod",
    "customer.name": "ada rossi",
    "order.lines": [
        {"title": "Tazza", "quantity": "2", "total": "20,00 €", "sku": "T-1", "variant": "blu"},
        {"title": "Piatto", "quantity": "1", "total": "15,00 €", "sku": None, "variant": None},
    ],
}


def test_the_attacks_are_many_and_each_another() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 60


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: ascii(text[:60]))
def test_an_attack_is_refused_at_its_line_and_never_rendered(text: str) -> None:
    found = problems(text)
    assert found
    assert all(problem.startswith("line 1: ") and len(problem) < 300 for problem in found)
    with pytest.raises(BadText):
        fill(text, VALUES)


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_known_and_filled(name: str) -> None:
    text = f"a {{{{ {name} }}}} b {{{{{name}}}}}"
    assert problems(text) == []
    assert mentioned(text) == {name}
    assert fill(text, {name: "X"}) == "a X b X"


@pytest.mark.parametrize("field", LINE_FIELDS)
def test_every_field_of_a_line_is_known_and_filled(field: str) -> None:
    text = f"{{% for line in order.lines %}}{{{{ line.{field} }}}};{{% endfor %}}"
    assert problems(text) == []
    assert fill(text, {"order.lines": [{field: "X"}, {}]}) == "X;;"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Plain words, 100 % {sure}.", "Plain words, 100 % {sure}."),
        ("{{ customer.name|upper }}", "ADA ROSSI"),
        ("{{ order.number|lower }}", "#1001"),
        ("{{ customer.name|capitalize }}", "Ada rossi"),
        ("{{ customer.name|title|trim }}", "Ada Rossi"),
        ("{{ order.carrier|default('our van') }}", "our van"),
        ("{{ order.number|default('none') }}", "#1001"),
        ("{{ order.lines|length }}", "2"),
        ("{{- order.number -}}  !", "#1001!"),
        ("{% if order.carrier %}{{ order.carrier }}{% else %}soon{% endif %}", "soon"),
        ("{% if order.method == 'card' %}a{% elif order.method == 'cod' %}b{% else %}c{% endif %}", "b"),
        ("{% if order.method != 'cod' %}a{% endif %}", ""),
        ("{% if order.method in ['cod', 'transfer'] %}a{% endif %}", "a"),
        ("{% if order.method not in ('cod', 'transfer') %}a{% endif %}", ""),
        ("{% if order.number and not order.carrier or order.link %}a{% endif %}", "a"),
        ("{% if (order.link or order.number) and order.method|upper == 'COD' %}a{% endif %}", "a"),
        ("{% if order.lines|length > 1 %}all{% endif %}", "all"),
        ("{% if order.lines %}some{% endif %}", "some"),
        (
            "{% for line in order.lines %}{{ line.title }}{% if not loop.last %}, {% endif %}{% endfor %}",
            "Tazza, Piatto",
        ),
        ("{% for l in order.lines %}{{ loop.index }}{% if loop.first %}!{% endif %}{% endfor %}", "1!2"),
        ("{% for l in order.lines %}{% if loop.index > 1 %}{{ l.sku|default('-') }}{% endif %}{% endfor %}", "-"),
    ],
)
def test_what_a_merchant_may_write_comes_out_as_meant(text: str, said: str) -> None:
    assert problems(text) == []
    assert fill(text, VALUES) == said


def test_every_filter_stands_in_a_text_above_and_there_are_no_others() -> None:
    from shared.texts.written_source import JINJA

    assert set(JINJA.filters) == set(FILTERS)
    assert (JINJA.globals, JINJA.tests) == ({}, {})


def test_what_is_wrong_is_told_in_words_with_its_line() -> None:
    text = "Hello\n{{ order.secret }}\n{{ order.total.upper() }}\n{% for x in order %}{% endfor %}"
    assert problems(text) == [
        "line 2: there is no order.secret",
        "line 3: calls are not possible",
        "line 4: a loop goes over order.lines",
    ]


def test_a_text_without_a_value_has_an_empty_place() -> None:
    assert fill("Tracking: {{ order.tracking_number }}.", {}) == "Tracking: ."
    assert fill("{% for line in order.lines %}a{% else %}nothing{% endfor %}", {}) == "nothing"


def test_what_a_value_brings_along_is_never_filled_again_and_never_escaped() -> None:
    values = {"customer.name": "{{ order.number }} <b>{% if %}", "order.number": "#1"}
    assert fill("{{ customer.name }}", values) == "{{ order.number }} <b>{% if %}"


def test_values_that_nobody_may_name_stay_unsaid() -> None:
    assert fill("{{ order.number }}", {"order.number": "#1", "order.secret": "s", "secret": "s"}) == "#1"


def test_sizes_are_capped() -> None:
    assert problems("a" * MAX_SOURCE) == []
    assert len(fill("{{ customer.name }}", {"customer.name": "a" * 10 * MAX_VALUE})) == MAX_VALUE
    many = {"order.lines": [{"title": "t" * 10 * MAX_VALUE} for _ in range(10 * MAX_LINES)]}
    assert len(fill("{% for l in order.lines %}{{ l.title }}{% endfor %}", many)) == MAX_OUTPUT
    assert len(fill("{% for l in order.lines %}a{% endfor %}", many)) == MAX_LINES
    assert fill("{{ customer.name }}!", {"customer.name": "abcdef"}, most=3) == "abc"


@given(st.text(max_size=200).filter(lambda text: "{" not in text and "}" not in text))
def test_a_text_without_braces_comes_out_as_it_went_in(text: str) -> None:
    if not problems(text):
        assert fill(text, {}) == text.replace("\r\n", "\n").replace("\r", "\n")


def test_five_thousand_random_texts_are_each_refused_or_rendered_within_100_ms_and_64_mb() -> None:
    """In a process of its own, whose memory no other test has grown, by its own processor time."""
    said = subprocess.run(
        [sys.executable, Path(__file__).with_name("random_texts.py"), "5000"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    told = json.loads(said.stdout)
    assert told["refused"] > 1_000
    assert told["rendered"] > 500
    assert told["slowest_ms"] < 100, told
    assert told["grown_mb"] < 64, told
