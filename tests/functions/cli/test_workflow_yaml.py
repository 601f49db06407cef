"""A workflow as YAML: lossless both ways, the same bytes each time, and a place for whatever cannot be read."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from functions.cli.yaml_in import LOADERS, MOST_BYTES, Place, Unreadable, read_written, read_yaml
from functions.cli.yaml_out import write_yaml
from tests.builders import STORY

WORDS = """\
on off yes No y n null ~ true TRUE = << - ? : | > # 09:00 2026-12-25 2026-12-25T09:00:00Z 010 0o10 0x1F 1e3 1_000
.5 500.00 12:30:45 75% #d64545 a: a,b [x] --- ... @x %x !x &x *x `x` a]b .inf .NaN -0 -1 'quoted' "quoted" back\\slash
😀 Größe „Zitat“"""
LINES = ["one\ntwo", "one\ntwo\n", "one\n\n", "\none", " one\ntwo", "one\n  two\n", "one \ntwo", "one\n \ntwo", "\n"]
ODD = ["", " ", "\t", "tab\tin", "a\r\nb", "\x85", "\u2028", "\ufeff", "\x00", "\x7f", "\ufffe", "\u202ex", "a\x1fb"]
AWKWARD = [*WORDS.split(), *LINES, *ODD, "+39 02 5550100", "a: b", "a #b", "{{ order.number }}"]
texts = st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
documents = st.dictionaries(texts | st.sampled_from(["statuses", "rules", "calendar", "languages"]), values, max_size=5)


def shuffled(value: Any, dice: random.Random) -> Any:
    """The same JSON with its keys in another order."""
    if isinstance(value, dict):
        names = dice.sample([*value], len(value))
        return {name: shuffled(value[name], dice) for name in names}
    return [shuffled(item, dice) for item in value] if isinstance(value, list) else value


def refused(text: str) -> tuple[Place, str]:
    """The one answer of every loader to a text that cannot be read."""
    answers = []
    for loader in LOADERS:
        with pytest.raises(Unreadable) as caught:
            read_written(text, loader)
        answers.append((caught.value.place, caught.value.message))
    assert len({place.line for place, _ in answers}) == 1
    return answers[0]


@given(documents, st.randoms(use_true_random=False))
def test_whatever_json_says_is_read_back_the_same_and_written_the_same(
    document: dict[str, Any], dice: random.Random
) -> None:
    text = write_yaml(document)
    for loader in LOADERS:
        assert read_written(text, loader).document == document
    assert write_yaml(shuffled(document, dice)) == text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


@given(documents)
def test_other_readers_take_it_for_the_same_too(document: dict[str, Any]) -> None:
    assert yaml.safe_load(write_yaml(document)) == document


@given(documents, st.sampled_from([None, "\t", 2]), st.booleans())
def test_a_json_file_is_read_as_json_says(document: dict[str, Any], indent: Any, ascii_only: bool) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    for loader in LOADERS:
        assert read_written(text, loader).document == document


def test_a_status_is_a_block_and_what_is_short_stays_on_one_line() -> None:
    status = {
        "name": "Waiting",
        "public": {"en": {"message": "Dear customer,\n\nwe wait.\n"}, "it": {"name": "Attesa"}},
        "id": "waiting",
        "phase": "waiting",
        "actions": [{"when": {"value": "on", "field": "order.source"}, "with": {"to": "new"}, "do": "move_on"}],
        "gate": {"exits": ["new"], "payment": "paid"},
        "colour": "#d64545",
        "sla": {"limit": "PT48H", "ladder": [{"do": "warn", "at": "75%"}]},
    }
    document = {
        "statuses": [status, {"id": "new", "name": "404", "phase": "new"}],
        "languages": ["it", "en"],
        "calendar": {
            "hours": {"tue": {"opens": "09:00", "closes": "18:00"}, "mon": {"opens": "09:00", "closes": "13:00"}}
        },
    }
    assert write_yaml(document) == (
        "languages: [it, en]\n"
        "statuses:\n"
        "  - id: waiting\n"
        "    name: Waiting\n"
        "    public:\n"
        "      it: {name: Attesa}\n"
        "      en:\n"
        "        message: |\n"
        "          Dear customer,\n"
        "\n"
        "          we wait.\n"
        "    phase: waiting\n"
        '    colour: "#d64545"\n'
        "    gate: {payment: paid, exits: [new]}\n"
        "    sla: {limit: PT48H, ladder: [{at: 75%, do: warn}]}\n"
        "    actions:\n"
        '      - {do: move_on, with: {to: new}, when: {field: order.source, value: "on"}}\n'
        "\n"
        "  - id: new\n"
        '    name: "404"\n'
        "    phase: new\n"
        "calendar:\n"
        "  hours:\n"
        '    mon: {opens: "09:00", closes: "13:00"}\n'
        '    tue: {opens: "09:00", closes: "18:00"}\n'
    )


def test_what_no_workflow_holds_is_not_written() -> None:
    with pytest.raises(TypeError, match="float"):
        write_yaml({"limit": 1.5})


def test_words_stay_what_somebody_wrote() -> None:
    words = {"on": "no", "opens": "09:00", "day": "2026-12-25", "code": "010", "amount": "500.00", "op": "="}
    assert read_yaml("".join(f"{key}: {word}\n" for key, word in words.items())) == words
    assert read_yaml("none: ~\nmany: 3\nflag: true\nempty:\n") == {"none": None, "many": 3, "flag": True, "empty": None}


def test_every_part_has_the_place_where_it_stands() -> None:
    written = read_written("# a comment\nstatuses:\n  - id: new\n    suggested: [a,\n      b/c: {}]\n")
    assert written.place("/statuses/0/id") == (3, 5)
    assert written.place("/statuses/0/suggested/1") == (5, 7)
    assert written.place("/statuses/0/suggested/1/b~1c") == (5, 7)
    assert written.place("/statuses/0/phase") == written.place("/statuses/0") == (3, 5)
    assert written.place("/rules/0") == written.place("") == (2, 1)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", (1, 1), "nothing stands in it"),
        ("# only a comment\n", (1, 1), "nothing stands in it"),
        ("statuses: []\nrules: !!python/object/apply:os.system [id]\n", (2, 8), "tags"),
        ("a: !x b\n", (1, 4), "tags"),
        ("a: &x [1]\nb: *x\n", (1, 4), "anchors"),
        ("a: 1\nb: *x\n", (2, 4), "anchors"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "a stands twice, first in line 1"),
        ("x: {a: 1,\n  a: 2}\n", (2, 3), "a stands twice, first in line 1"),
        ('{"a": 1,\n\t"a": 2}', (2, 2), "a stands twice, first in line 1"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a second document"),
        ("a: 1\n...\nb: 2\n", (3, 1), "no YAML"),
        ("? [a, b]\n: c\n", (1, 3), "a key is a word"),
        ("a: b: c\n", (1, 5), "no YAML"),
        ("a:\n  - b\n c\n", (3, 2), "no YAML"),
        ("a: [1, 2\n", (2, 1), "no YAML"),
        ("a: 1\nb: x\x07y\n", (2, 5), "U+0007"),
        ("a: " + "[" * 65 + "]" * 65, (1, 68), "deeper than 64"),
        ("[" * 1_000_000, (1, 66), "deeper than 64"),
        ("a" * (MOST_BYTES + 1), (1, 1), "at most 2 MB"),
        ("é" * (MOST_BYTES // 2 + 1), (1, 1), "at most 2 MB"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, place: tuple[int, int], words: str) -> None:
    assert (refused(text)[0], words in refused(text)[1]) == (place, True), refused(text)


def test_half_a_character_is_no_text() -> None:
    assert refused('a: "\\ud83d"\n')[0].line == 1


def test_a_bomb_of_anchors_goes_off_nowhere() -> None:
    lines = [
        "a0: &a0 [x, x, x, x, x, x, x, x, x]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)),
    ]
    assert refused("\n".join(lines))[0] == (1, 5)


PIECES = [
    "a",
    "b: ",
    ": ",
    "- ",
    "? ",
    "|\n",
    ">-\n",
    "\n",
    "\n  ",
    "  ",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    ", ",
    " #",
    "&a ",
    "*a",
]
PIECES += [
    "!t ",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
    "0x1",
    "\t",
    "\\",
    "\\ud83d",
    "\x85",
    "\u2028",
    "\ufeff",
    "<<: ",
    "=",
    "\r\n",
    "@",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=30))
def test_whatever_a_file_holds_is_read_alike_or_refused_with_a_place(text: str) -> None:
    read, lines = [], [1]
    for loader in LOADERS:
        try:
            read.append(read_written(text, loader).document)
        except Unreadable as refused:
            lines.append(refused.place.line)
    assert all(1 <= line <= len(text) + 2 for line in lines)
    assert all(document == read[0] for document in read)
    for document in read:
        if isinstance(document, dict):
            assert read_yaml(write_yaml(document)) == document


def test_the_story_survives() -> None:
    assert read_yaml(write_yaml(STORY)) == STORY
