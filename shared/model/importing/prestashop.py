"""Statuses out of PrestaShop's order states, as its web service gives them (`/api/order_states?display=full`).

Fields: https://devdocs.prestashop-project.org/8/webservice/resources/order_states/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from shared.model.errors import Invalid, Wrong
from shared.model.importing.imported import (
    Found,
    Imported,
    Json,
    Remark,
    a_colour,
    a_name,
    an_id,
    as_workflow,
    too_long,
    too_many,
)
from shared.model.importing.markup import read_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.importing.markup import Element

_FLAGS = ("deleted", "hidden", "send_email", "invoice", "pdf_invoice", "shipped", "paid")
_WORDS = ("id", "color", "module_name")
_BY_TEMPLATE = {
    "order_canceled": "cancelled",
    "refund": "cancelled",
    "payment_error": "waiting",
    "outofstock": "waiting",
}
_CLOSING = {"5": "completed", "6": "cancelled", "7": "cancelled", "8": "waiting"}
"""States that every shop has under these ids: delivered, cancelled, refunded, payment error."""
_ON_DELIVERY = ("cashondelivery", "ps_cashondelivery")

State = dict[str, Any]
"""A state's fields; `name` and `template` by the id of the language."""


def from_prestashop(
    text: str, *, languages: Mapping[str, str] | None = None, language: str = "en", team: str = "support"
) -> Imported:
    """The workflow of PrestaShop's order states.

    Args:
        text: The answer of the web service, as XML or JSON.
        languages: Our language (`it`) by the shop's id of it (`1`); names in others are left out.
        language: What the names are in, where `languages` is not given: then the first name is taken.
        team: Whose the statuses are.

    Each state keeps its number as `external_ids.prestashop`, is published unless it is hidden, writes by e-mail if it
    does so there, and gets its phase by its flags. Deleted ones are left out.

    Raises:
        Invalid: It is neither, with the line; or no list of states.
    """
    too_long(text)
    states = _from_xml(text) if text.lstrip("\ufeff \t\r\n").startswith("<") else _from_json(text)
    too_many(states)
    remarks: list[Remark] = []
    found: list[Found] = []
    pay_later: list[str] = []
    for state in states:
        if state["deleted"]:
            remarks.append(Remark(f"state {state['id']}", "deleted there: left out"))
            continue
        found.append(_found(state, [each.status["id"] for each in found], languages, language, remarks))
        if state["module_name"] in _ON_DELIVERY or "cashondelivery" in state["template"].values():
            pay_later = list(_ON_DELIVERY)
    spoken = list(dict.fromkeys(languages.values())) if languages else [language]
    return as_workflow(found, remarks, languages=spoken, pay_later=pay_later, team=team)


def _found(
    state: State, taken: list[str], languages: Mapping[str, str] | None, language: str, remarks: list[Remark]
) -> Found:
    place, names = f"state {state['id']}", cast("dict[str, str]", state["name"])
    name = a_name(next((each for each in names.values() if each.strip()), ""), f"State {state['id']}")
    said = (
        {languages[each]: a_name(text, name) for each, text in names.items() if each in languages} if languages else {}
    )
    if languages and len(said) < len(names):
        remarks.append(Remark(place, "a name in a language that was not given is left out"))
    status: Json = {
        "id": an_id(name, taken, f"state_{state['id']}"),
        "name": name,
        "public": {each: {"name": text} for each, text in said.items()} or {language: {"name": name}},
        "phase": _phase(state),
        "publish": not state["hidden"],
        "notify": {"customer": {"email": state["send_email"]}},
        "invoice": state["pdf_invoice"] and state["invoice"],
        "capabilities": {"invoice": state["invoice"]},
        "external_ids": {"prestashop": state["id"]},
    }
    painted = a_colour(state["color"], place, remarks)
    if painted:
        status["colour"] = painted
    if state["shipped"] and status["phase"] == "shipped":
        status |= {"turn": "carrier", "requires": ["carrier", "tracking_number"]}
    elif status["phase"] == "awaiting_payment":
        status["turn"] = "customer"
    return Found(status, paid=state["paid"])


def _phase(state: State) -> str:
    known = _CLOSING.get(state["id"]) or next(
        (_BY_TEMPLATE[each] for each in state["template"].values() if each in _BY_TEMPLATE), None
    )
    if known:
        return known
    if state["shipped"]:
        return "shipped"
    return "in_progress" if state["paid"] else "awaiting_payment"


def _from_xml(text: str) -> list[State]:
    found = [_element(each) for each in read_xml(text).all("order_state") if each.find("name")]
    if not found:
        raise Invalid(Wrong("", "no_states", "there is no order_state with a name in it: ask with display=full"))
    return found


def _element(state: Element) -> State:
    def words(name: str) -> str:
        child = state.find(name)
        return child.text.strip() if child else ""

    def by_language(name: str) -> dict[str, str]:
        child = state.find(name)
        spoken = child.all("language") if child else []
        return {each.attributes.get("id", ""): each.text.strip() for each in spoken} or {"": words(name)}

    return {
        **{flag: words(flag) == "1" for flag in _FLAGS},
        **{word: words(word) for word in _WORDS},
        "name": by_language("name"),
        "template": by_language("template"),
    }


def _from_json(text: str) -> list[State]:
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(Wrong("", "no_json", f"neither XML nor JSON: {error}"[:200])) from error
    if isinstance(said, dict):
        said = cast("Json", said).get("order_states", cast("Json", said).get("order_state"))
    states = cast("list[Any]", said if isinstance(said, list) else [said])
    if not all(isinstance(each, dict) and "name" in each for each in states):
        raise Invalid(Wrong("", "no_states", "there is no order state with a name in it: ask with display=full"))
    return [_object(cast("Json", each)) for each in states]


def _object(state: Json) -> State:
    def by_language(name: str) -> dict[str, str]:
        value: Any = state.get(name)
        if isinstance(value, list):
            parts = [cast("Json", each) for each in cast("list[Any]", value) if isinstance(each, dict)]
            return {str(each.get("id", "")): str(each.get("value", "")) for each in parts}
        return {"": str(value or "")}

    return {
        **{flag: str(state.get(flag)).lower() in {"1", "true"} for flag in _FLAGS},
        **{word: str(state.get(word) or "") for word in _WORDS},
        "name": by_language("name"),
        "template": by_language("template"),
    }
