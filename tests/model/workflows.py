"""Workflow documents at random: well-formed, fitting, and naming each other in every place there is."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.model.fitting import misfits
from shared.model.workflow import Phase, Workflow

TEAMS = ("support", "finance", "warehouse")
PERSON = "usr_" + "a" * 26
IDS = ("new", "shipped", "cancelled", "alpha", "beta", "gamma", "delta")
"""Some are names of phases, which rules may mean instead."""


@st.composite
def documents(draw: st.DrawFn, least: int = 1) -> dict[str, Any]:
    """A document of some of `IDS`."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=least, max_size=6, unique=True))
    initial = draw(st.sampled_from(ids))
    retired = draw(st.sets(st.sampled_from(ids), max_size=2)) - {initial}
    live = [each for each in ids if each not in retired]
    statuses = [draw(_status(each, ids)) for each in ids]
    for status in statuses:
        if status["id"] == initial:
            status["initial"] = True
        if status["id"] in retired:
            status["retired"] = draw(st.sampled_from(live))
    document: dict[str, Any] = {"statuses": statuses, "rules": draw(st.lists(_rule(ids), max_size=3))}
    if draw(st.booleans()):
        document["languages"] = draw(st.lists(st.sampled_from(["it", "es", "de", "fr"]), min_size=1, unique=True))
    assert fits(document)
    return document


@st.composite
def _status(draw: st.DrawFn, status: str, ids: list[str]) -> dict[str, Any]:
    one = st.sampled_from(ids)
    others = [each for each in ids if each != status]
    made: dict[str, Any] = {"id": status, "name": status.title(), "phase": draw(st.sampled_from(list(Phase))).value}
    if draw(st.booleans()):
        made["default_next"] = draw(one)
    if draw(st.booleans()):
        made["suggested"] = draw(st.lists(one, unique=True, max_size=3))
    if draw(st.booleans()):
        made["team"] = draw(st.sampled_from(TEAMS))
    if others and draw(st.booleans()):
        made["gate"] = {"payment": "paid", "exits": draw(st.lists(st.sampled_from(others), unique=True, max_size=2))}
    if draw(st.booleans()):
        steps = st.one_of(
            st.just({"at": "75%", "do": "warn"}),
            st.builds(lambda to: {"at": "100%", "do": "move", "to": to}, one),
            st.builds(lambda to: {"at": "90%", "do": "reassign", "to": to}, st.sampled_from(TEAMS)),
        )
        made["sla"] = {"limit": "PT2H", "ladder": draw(st.lists(steps, max_size=3))}
    made["actions"] = draw(st.lists(_action(ids), max_size=3))
    return made


def _action(ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    one, team = st.sampled_from(ids), st.sampled_from(TEAMS)
    plain = st.one_of(
        st.builds(lambda to: {"do": "move_on", "with": {"to": to}}, one),
        st.builds(lambda to: {"do": "notify_staff", "with": {"team": to, "staff": [PERSON]}}, team),
        st.builds(
            lambda to: {"do": "set_reminder", "with": {"due": "PT1H", "whom": to}}, st.sampled_from([*TEAMS, PERSON])
        ),
        st.just({"do": "tag_order", "with": {"tag": "seen"}}),
        st.just({"do": "notify_staff", "with": {}}),
    )
    upon = st.one_of(
        st.just({}),
        st.builds(lambda frm: {"upon": "move", "from": frm}, one),
        st.builds(lambda when: {"upon": "change", "when": when}, conditions(ids)),
        st.builds(lambda when: {"when": when}, conditions(ids)),
    )
    return st.builds(lambda action, more: {**action, **more}, plain, upon)


def conditions(ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Trees over the status and the team of an order, and a fact beside them."""
    one, team = st.sampled_from(ids), st.sampled_from(TEAMS)
    leaves = st.one_of(
        st.builds(
            lambda op, value: {"field": "order.status", "op": op, "value": value}, st.sampled_from(["=", "!="]), one
        ),
        st.builds(
            lambda op, value: {"field": "order.status", "op": op, "value": value},
            st.sampled_from(["in", "not in"]),
            st.lists(one, unique=True, max_size=3),
        ),
        st.builds(lambda value: {"field": "order.team", "op": "=", "value": value}, team),
        st.just({"field": "order.guest", "op": "=", "value": True}),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=2)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=2)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=3,
    )


def _rule(ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    side = st.sampled_from([*ids, "cancelled", "awaiting_payment"])
    forms = st.sampled_from([("after", "never"), ("before", "always"), ("from", "leads_to")])
    return st.builds(lambda form, one, other: {form[0]: one, form[1]: other}, forms, side, side)


def fits(document: dict[str, Any], teams: tuple[str, ...] = TEAMS) -> bool:
    """Whether a document is well-formed and everything it names is there, statuses in conditions too."""
    workflow = Workflow.model_validate(document)
    ids = {status.id for status in workflow.statuses}
    said = [
        named
        for status in document["statuses"]
        for action in status.get("actions", ())
        for named in spoken(action.get("when"))
    ]
    found = misfits(workflow, frozenset(teams), frozenset(), frozenset({PERSON}))
    assert not found, found
    assert set(said) <= ids, said
    return True


def spoken(condition: dict[str, Any] | None) -> list[str]:
    """The statuses that a condition names."""
    if condition is None:
        return []
    if condition.get("field") == "order.status":
        value = condition["value"]
        return [value] if isinstance(value, str) else list(value)
    parts = [*condition.get("all", ()), *condition.get("any", ()), *filter(None, [condition.get("not")])]
    return [named for part in parts for named in spoken(part)]
