"""Maps of a workflow: everything is on them once, nothing in a name becomes markup, and large ones are quick."""

from __future__ import annotations

import random
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.mapping import mermaid, svg
from shared.model.mapping.arrows import Arrow, arrows, facts, in_short, span
from shared.model.mapping.curves import lanes
from shared.model.mapping.layers import layers
from shared.model.mapping.lettering import wrapped
from shared.model.workflow import Workflow
from tests.builders import a_workflow

SVG = "{http://www.w3.org/2000/svg}"
ODD = (
    '"quoted" & <b>bold</b>',
    "`md` **x** #35;",
    "%%{init: {}}%%",
    "a\nb\x00c\u2028",
    "fa:fa-car",
    "]] --> s_end",
    "😀 größe",
)


def a_map(*statuses: dict[str, Any], **top: Any) -> Workflow:
    told = [{"name": status["id"].title(), "phase": "in_progress"} | status for status in statuses]
    told[0]["initial"] = True
    return Workflow.model_validate({"statuses": told} | top)


def drawn(document: Workflow) -> ET.Element:
    return ET.fromstring(svg(document))


def words(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each status."""
    found = []
    for group in root.iter(f"{SVG}g"):
        rect = next(group.iter(f"{SVG}rect"))
        x, y, wide, high = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + wide, y + high))
    return found


def test_every_way_is_drawn_once_and_an_automatic_one_says_when() -> None:
    document = a_map(
        {
            "id": "new",
            "default_next": "paid",
            "suggested": ["paid", "off"],
            "gate": {"payment": "paid", "exits": ["off"]},
            "sla": {
                "limit": "PT48H",
                "ladder": [{"at": "75%", "do": "warn"}, {"at": "75%", "do": "move", "to": "off"}],
            },
            "actions": [
                {
                    "do": "move_on",
                    "with": {"to": "paid"},
                    "upon": "change",
                    "when": {"field": "payment.status", "value": "paid"},
                },
                {"do": "move_on", "with": {"to": "paid"}, "after": "PT90M"},
                {"do": "move_on", "with": {"to": "new"}},
            ],
        },
        {"id": "paid", "actions": [{"do": "move_on", "with": {"to": "off"}, "upon": "move", "from": "new"}]},
        {"id": "off", "phase": "cancelled"},
    )
    assert arrows(document) == (
        Arrow("new", "paid", "recommended"),
        Arrow("new", "off", "suggested"),
        Arrow("new", "off", "automatic", "after 36 h"),
        Arrow("new", "paid", "automatic", "payment.status = paid"),
        Arrow("new", "paid", "automatic", "after 1 h 30 min"),
        Arrow("paid", "off", "automatic", "from new"),
    )


def test_times_and_conditions_are_said_in_short() -> None:
    assert [span(seconds) for seconds in (5, 90, 3_600, 172_800, 259_200, 260_000)] == [
        *("5 s", "1 min 30 s", "1 h", "48 h", "3 d", "72 h 13 min 20 s"),
    ]
    when = {
        "all": [
            {"any": [{"field": "order.tags", "op": "has", "value": "b2b"}, {"field": "order.test", "value": True}]},
            {"not": {"field": "payment.method", "op": "in", "value": ["cod", "transfer"]}},
            {"field": "order.connection", "value": None},
        ]
    }
    document = a_map({"id": "new", "actions": [{"do": "publish", "when": when}]})
    condition = document.statuses[0].actions[0].when
    assert condition is not None
    assert in_short(condition) == (
        "(order.tags has b2b or order.test = yes) and (not (payment.method in cod, transfer))"
        " and order.connection = nothing"
    )


def test_a_status_says_its_team_its_limit_its_gate_and_where_its_orders_go() -> None:
    document = a_map(
        {
            "id": "new",
            "team": "support",
            "sla": {"limit": "P3D", "clock": "business"},
            "gate": {"payment": "partially_paid"},
        },
        {"id": "old", "retired": "new"},
    )
    assert [facts(status) for status in document.statuses] == [
        ("support", "3 d of work", "gate: partially paid"),
        ("retired: new",),
    ]


def test_the_mermaid_map_of_a_small_workflow() -> None:
    document = a_map(
        {"id": "end", "name": 'End "of" #1', "team": "support", "default_next": "default", "colour": "red"},
        {
            "id": "default",
            "gate": {"payment": "paid", "exits": ["off"]},
            "sla": {"limit": "PT2H", "ladder": [{"at": "100%", "do": "move", "to": "off"}]},
        },
        {"id": "off", "phase": "cancelled", "colour": "#ffffff"},
        {"id": "old", "retired": "off"},
    )
    assert mermaid(document) == (
        "flowchart LR\n"
        '  s_end(["End #34;of#34; #35;1<br/>support"])\n'
        '  s_default{{"Default<br/>2 h · gate#58; paid"}}\n'
        '  s_off[["Off"]]\n'
        '  s_old["Old<br/>retired#58; off"]\n'
        "  s_end ==> s_default\n"
        "  s_default --> s_off\n"
        '  s_default -.->|"after 2 h"| s_off\n'
        "  classDef c0 fill:#d64545,stroke:#374151,color:#111827\n"
        "  class s_end c0\n"
        "  classDef c1 fill:#6b7280,stroke:#374151,color:#ffffff\n"
        "  class s_default,s_old c1\n"
        "  classDef c2 fill:#ffffff,stroke:#374151,color:#111827\n"
        "  class s_off c2\n"
        "  classDef retired stroke:#111827,stroke-dasharray:4 4\n"
        "  class s_old retired\n"
    )


@pytest.mark.parametrize("name", ODD)
def test_a_name_stays_a_name(name: str) -> None:
    document = a_map({"id": "new", "name": name, "default_next": "end"}, {"id": "end"})
    [node] = [line for line in mermaid(document).split("\n") if line.startswith("  s_new(")]
    label = re.fullmatch(r'  s_new\(\["(.*)"\]\)', node)
    assert label
    assert not re.search(r'["`<>\[\]{}|%;:]', re.sub(r"#\d+;", "", label[1]))
    assert len(mermaid(document).split("\n")) == 7
    root = drawn(document)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "defs", "marker", "path", "rect", "circle", "g", "text"),
    }
    assert "".join("".join(words(root)).split()).startswith("".join(name.replace("\x00", "�").split()))
    assert root.find(f"{SVG}g/{SVG}title") is not None


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80), st.integers(4, 40), st.integers(1, 3)
)
def test_lines_fit_and_lose_nothing_but_what_the_ellipsis_says(text: str, columns: int, lines: int) -> None:
    found = wrapped(text, columns, lines)
    assert len(found) <= lines
    assert all(0 < len(line) <= columns for line in found)
    whole = "".join(text.split())
    shown = "".join("".join(found).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_the_drawing_shows_every_status_with_its_facts_and_describes_the_recommended_path() -> None:
    document = a_workflow()
    root = drawn(document)
    assert len(boxes(root)) == len(document.statuses)
    for said in ("Awaiting payment", "finance · gate: paid", "warehouse · 8 h of work", "after 48 h"):
        assert said in words(root)
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "Problem reported → Manager review: after 48 h" in titles
    assert root.findtext(f"{SVG}desc") == (
        "11 statuses. The recommended path: New, then Awaiting payment, then Packing, then Ready to ship, "
        "then Shipped, then Completed."
    )
    assert [root.attrib[name] for name in ("role", "aria-labelledby")] == ["img", "title desc"]
    assert svg(document) == svg(Workflow.model_validate_json(document.model_dump_json(by_alias=True)))


def test_the_recommended_path_goes_straight_down() -> None:
    path = ("New", "Awaiting payment", "Packing", "Ready to ship", "Shipped", "Completed")
    root = drawn(a_workflow())
    titles = [(group.findtext(f"{SVG}title") or "").split(" · ")[0] for group in root.iter(f"{SVG}g")]
    found = dict(zip(titles, boxes(root), strict=True))
    assert len({found[name][0] for name in path}) == 1
    assert [found[name][1] for name in path] == sorted(found[name][1] for name in path)


def random_workflow(size: int, ways: int, dice: random.Random) -> Workflow:
    ids = [f"s{n}" for n in range(size)]
    return a_map(
        *(
            {
                "id": status,
                "name": f"Status number {n}",
                "phase": dice.choice(["in_progress", "completed", "complaint"]),
                "default_next": dice.choice([None, dice.choice(ids), ids[(n + 1) % size]]),
                "suggested": list(dict.fromkeys(dice.choice(ids) for _ in range(ways))),
                "team": dice.choice([None, "support"]),
            }
            for n, status in enumerate(ids)
        )
    )


@given(st.integers(1, 12), st.integers(0, 4), st.randoms(use_true_random=False))
def test_statuses_never_lie_on_each_other_and_all_lie_within_the_page(
    size: int, ways: int, dice: random.Random
) -> None:
    document = random_workflow(size, ways, dice)
    root = drawn(document)
    _, _, wide, high = (float(part) for part in root.attrib["viewBox"].split())
    found = sorted(boxes(root))
    assert len(found) == size
    for n, (left, top, right, bottom) in enumerate(found):
        assert 0 <= left < right <= wide
        assert 0 <= top < bottom <= high
        for other in found[n + 1 :]:
            assert other[0] >= right or other[1] >= bottom or other[3] <= top
    lines = [path for path in root.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    assert len(lines) == len(arrows(document))


def test_every_arrow_that_skips_rows_is_led_around_what_stands_there() -> None:
    found = layers(
        ("a", "b", "c"),
        "a",
        [Arrow("a", "b", "recommended"), Arrow("b", "c", "recommended"), Arrow("a", "c", "suggested")],
    )
    assert found.ranks == {"a": 0, "b": 1, "c": 2, "a>c>1": 1}
    assert found.path == ["a", "b", "c"]


@pytest.mark.parametrize("ways", [1, 7])
def test_three_hundred_statuses_are_all_drawn(ways: int) -> None:
    document = random_workflow(300, ways, random.Random(7))
    assert len(boxes(drawn(document))) == 300
    assert mermaid(document).count("\n") > 300


def crowded(*, suggested: int, automatic: int) -> Workflow:
    """Five hundred statuses, each of which recommends the next."""
    return a_map(
        *(
            {
                "id": f"s{n}",
                "default_next": f"s{(n + 1) % 500}",
                "suggested": [f"s{(n + 2 + way) % 500}" for way in range(suggested)],
                "actions": [
                    {"do": "move_on", "with": {"to": f"s{(n * 7 + way * 13 + 3) % 500}"}, "after": f"PT{way + 1}H"}
                    for way in range(automatic)
                ],
            }
            for n in range(500)
        )
    )


@pytest.mark.parametrize(
    ("suggested", "automatic", "drawn_of", "said"),
    [
        (1, 2, (500, 500, 998), None),
        (0, 20, (500, 0, 1500), "Left out: 8480 of 9980 automatic."),
        (4, 2, (500, 1500, 0), "Left out: 500 of 2000 suggested, 998 of 998 automatic."),
    ],
)
def test_a_drawing_leaves_out_automatic_arrows_then_suggested_ones_where_there_are_too_many_and_says_so(
    suggested: int, automatic: int, drawn_of: tuple[int, int, int], said: str | None
) -> None:
    document = crowded(suggested=suggested, automatic=automatic)
    text = svg(document)
    assert len(text) < 2_000_000
    root = ET.fromstring(text)
    titles = [title.text or "" for path in root.iter(f"{SVG}path") for title in path.iter(f"{SVG}title")]
    kinds = [title.rpartition(": ")[2] for title in titles]
    assert (kinds.count("recommended"), kinds.count("suggested")) == drawn_of[:2]
    assert len(kinds) == sum(drawn_of)
    described = next(root.iter(f"{SVG}desc")).text or ""
    notes = [word for word in words(root) if "Left out" in word]
    assert len(boxes(root)) == 500
    if said is None:
        assert "Left out" not in described + "".join(notes)
    else:
        assert described.endswith(said)
        assert [note.endswith(said) for note in notes] == [True]


def test_the_mermaid_map_leaves_nothing_out() -> None:
    document = crowded(suggested=4, automatic=2)
    lines = mermaid(document).splitlines()
    assert sum("-->" in line or "-.->" in line or "==>" in line for line in lines) >= len(arrows(document)) == 3498


def test_a_chain_of_three_hundred_with_jumps_is_all_drawn() -> None:
    dice = random.Random(1)
    document = a_map(
        *(
            {
                "id": f"s{n}",
                "default_next": f"s{(n + 1) % 300}",
                "suggested": [f"s{dice.randrange(300)}" for _ in range(6)],
            }
            for n in range(300)
        )
    )
    assert len(boxes(drawn(document))) == 300


def test_the_arrows_of_a_crowded_row_stay_below_it() -> None:
    dice = random.Random(2)
    ids = [f"s{n}" for n in range(300)]
    fan = {n: ids[20 * n + 1 : 20 * n + 21] for n in range(15)}
    document = a_map(
        *({"id": each, "suggested": fan.get(n, [dice.choice(ids) for _ in range(7)])} for n, each in enumerate(ids))
    )
    root = drawn(document)
    _, _, _, high = (float(part) for part in root.attrib["viewBox"].split())
    assert max(bottom for *_, bottom in boxes(root)) < high < 4_000


def test_arrows_that_run_along_a_row_have_lanes_of_their_own() -> None:
    names = ("a", "b", "c", "d")
    found = layers(("z", *names), "z", [Arrow("z", name, "suggested") for name in names])
    places = {name: float(n) for n, name in enumerate(found.rows[1])}
    one, two, three, four = found.rows[1]
    along = [
        Arrow(one, four, "suggested"),
        Arrow(one, three, "suggested"),
        Arrow(two, four, "suggested"),
        Arrow(one, two, "suggested"),
    ]
    assert lanes(along, found, places) == {0: 2, 1: 0, 2: 1}
