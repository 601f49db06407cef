"""Statuses brought from PrestaShop, WooCommerce and a table: a well-formed workflow, or the place of the fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.errors import Invalid
from shared.model.fitting import misfits
from shared.model.importing.imported import Imported
from shared.model.importing.prestashop import from_prestashop
from shared.model.importing.table import from_csv
from shared.model.importing.woocommerce import from_woocommerce
from shared.model.verify import verify
from shared.model.workflow import Status, Workflow

PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads" / "prestashop"
STATE = """<order_state><id>{id}</id><deleted>0</deleted><hidden>{hidden}</hidden><send_email>1</send_email>
<invoice>1</invoice><color><![CDATA[{color}]]></color><shipped>{shipped}</shipped><paid>{paid}</paid>
<name><language id="1">{name}</language><language id="2">{name} due</language></name>
<template><language id="1">{template}</language></template></order_state>"""


def states(*told: dict[str, str]) -> str:
    usual = {"id": "2", "hidden": "0", "color": "#32CD32", "shipped": "0", "paid": "1", "name": "Paid", "template": ""}
    listed = "".join(STATE.format(**usual | each) for each in told)
    return f"<prestashop><order_states>{listed}</order_states></prestashop>"


def workflow(imported: Imported) -> Workflow:
    document = Workflow.model_validate(imported.document)
    assert misfits(document, frozenset({"support", "finance"}), frozenset(), frozenset()) == []
    return document


def statuses(imported: Imported) -> dict[str, Status]:
    return {status.id: status for status in workflow(imported).statuses}


def places(refused: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(wrong.pointer, wrong.code) for wrong in refused.value.wrong]


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the published payloads are not here")
def test_the_states_of_a_real_shop_become_a_workflow_without_findings() -> None:
    imported = from_prestashop((PAYLOADS / "order_states_all.xml").read_text(encoding="utf-8"))
    assert verify(workflow(imported)) == ()
    found = statuses(imported)
    assert {status.external_ids.get("prestashop") for status in found.values()} == {None, *map(str, range(1, 15))}
    assert found["shipped"].requires == ("carrier", "tracking_number")
    assert found["delivered"].phase == "completed"
    assert found["canceled"].colour == "#DC143C"
    assert not found["delivered"].notify.customer.email
    assert workflow(imported).pay_later == ("cashondelivery", "ps_cashondelivery")


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="the published payloads are not here")
def test_a_state_as_json_becomes_a_status() -> None:
    found = statuses(from_prestashop((PAYLOADS / "order_state_2.json").read_text(encoding="utf-8")))
    assert found["payment_accepted"].invoice
    assert found["payment_accepted"].external_ids == {"prestashop": "2"}


def test_the_names_of_a_state_are_taken_in_the_languages_given() -> None:
    told = states({"name": "Pagato"}, {"id": "1", "name": "Attesa", "paid": "0", "hidden": "1", "color": "RoyalBlue"})
    found = statuses(from_prestashop(told, languages={"1": "it"}))
    assert {language: text.name for language, text in found["pagato"].public.items()} == {"it": "Pagato"}
    assert not found["attesa"].publish
    assert found["new"].gate is not None
    assert found["new"].gate.exits == ("attesa",)
    remarks = [(each.place, each.message) for each in from_prestashop(told, languages={"1": "it"}).remarks]
    assert ("state 1", "RoyalBlue is no colour of ours: left grey") in remarks
    assert ("state 2", "a name in a language that was not given is left out") in remarks


def test_states_of_one_name_and_of_other_scripts_get_ids_of_their_own() -> None:
    told = states(
        {"name": "Paid"}, {"id": "20", "name": "Paid"}, {"id": "21", "name": "Оплачено"}, {"id": "6", "name": "Off"}
    )
    assert list(statuses(from_prestashop(told))) == ["new", "paid", "paid_2", "state_21", "off"]


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><prestashop>&b;</prestashop>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><prestashop>&f;</prestashop>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><prestashop/>',
    ],
)
def test_a_document_with_entities_is_refused_before_they_are_read(attack: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_prestashop(attack)
    assert places(refused) == [("", "has_dtd")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<prestashop><order_states></prestashop>", "no_xml"),
        ("<prestashop><order_states><order_state id='2'/></order_states></prestashop>", "no_states"),
        ('{"order_states": [{"id": 1}]}', "no_states"),
        ("neither", "no_json"),
        ("<a>" * 60 + "</a>" * 60, "too_large"),
        ("x" * 1_000_001, "too_large"),
        ("[]", "too_short"),
        ("[" * 100_000, "no_json"),
    ],
)
def test_what_is_no_list_of_states_is_said_to_be_none(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_prestashop(text)
    assert [wrong.code for wrong in refused.value.wrong] == [code]


OWN = "pending,processing,on-hold,completed,cancelled,refunded,failed"


def test_woocommerce_s_own_statuses_become_a_workflow_without_findings() -> None:
    imported = from_woocommerce(OWN)
    assert verify(workflow(imported)) == ()
    found = statuses(imported)
    assert found["new"].default_next == "processing"
    assert found["on_hold"].external_ids == {"woocommerce": "on-hold"}
    assert found["processing"].default_next == "completed"
    assert [remark.message for remark in imported.remarks] == ["new was put first: where orders begin"]


def test_what_plugins_added_is_guessed_and_said_so() -> None:
    listed = [{"slug": each, "name": name} for each, name in (("wc-in-transit", "In transit"), ("wc-parts", "Parts"))]
    imported = from_woocommerce(json.dumps([*OWN.split(","), *listed]))
    found = statuses(imported)
    assert (found["in_transit"].phase, found["parts"].phase) == ("shipped", "in_progress")
    assert [(each.place, each.message) for each in imported.remarks][:2] == [
        ("/7", "in-transit is none of WooCommerce's own: taken as shipped"),
        ("/8", "parts is none of WooCommerce's own: taken as in_progress"),
    ]


def test_the_same_statuses_in_any_form_are_the_same_workflow() -> None:
    by_line = from_woocommerce("\n".join(f"wc-{each}" for each in OWN.split(",")))
    as_names = from_woocommerce(json.dumps({f"wc-{each}": "" for each in OWN.split(",")}))
    assert by_line.document == as_names.document == from_woocommerce(OWN).document


@pytest.mark.parametrize(
    ("text", "code"),
    [("two words", "no_slug"), ("[1]", "no_slug"), ("[", "no_json"), ("", "too_short"), ("trash", "too_short")],
)
def test_what_is_no_slug_is_pointed_at(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_woocommerce(text)
    assert [wrong.code for wrong in refused.value.wrong] == [code]


TABLE = """\ufeffposition;name;phase;team;colour;public_it;message_it;email;initial;suggested;external_erp
2;Packing;in progress;;#ff8800;In preparazione;;;;cancelled;
1;New;new;support;blue;Ricevuto;"Grazie;
ordine {{ order.number }}";yes;x;;10
4;Cancelled;cancelled;;;Annullato;;;;;
3;Done;completed;;;Concluso;;;;;40
"""


def test_a_table_becomes_a_workflow_in_the_order_of_its_positions() -> None:
    imported = from_csv(TABLE)
    found = statuses(imported)
    assert list(found) == ["new", "packing", "done", "cancelled"]
    assert workflow(imported).languages == ("it",)
    assert (found["new"].default_next, found["packing"].default_next) == ("packing", "done")
    assert found["new"].initial
    assert found["new"].notify.customer.email
    assert found["new"].public["it"].message == "Grazie;\nordine {{ order.number }}"
    assert found["new"].external_ids == {"erp": "10"}
    assert imported.remarks == ()


def test_every_wrong_cell_of_a_table_is_named_with_its_line() -> None:
    table = (
        "id,name,phase,colour,publish,position,default_next\n"
        'new,New,new,blue,yes,1,\n"two\nlines",Two,new,reddish,perhaps,first,nowhere\nnew,Again,limbo,,,,\n'
    )
    with pytest.raises(Invalid) as refused:
        from_csv(table)
    assert places(refused) == [
        ("/3/publish", "no_flag"),
        ("/3/position", "no_number"),
        ("/3/id", "string_pattern_mismatch"),
        ("/3/colour", "value_error"),
        ("/5/id", "duplicate_id"),
        ("/5/phase", "enum"),
        ("/3/default_next", "unknown_status"),
    ]
    assert all(wrong.message.startswith(f"line {wrong.pointer[1]}: ") for wrong in refused.value.wrong)


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("", ("/1/name", "missing")),
        ("name,phase,shape\nNew,new,round\n", ("/1/shape", "unknown_column")),
        ("name,phase,name\nNew,new,New\n", ("/1/name", "duplicate_column")),
        ("name,phase\n", ("", "too_short")),
        ("name,phase\nNew,new,more\n", ("/2", "too_many_cells")),
        ("name,phase\nNew\n", ("/2/phase", "missing")),
        ('name,phase\n"New,new\n', ("/2", "no_csv")),
        ("name,phase,initial\nA,new,x\nB,new,x\n", ("/3/initial", "several_initial")),
    ],
)
def test_a_table_that_cannot_be_read_says_where(table: str, place: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        from_csv(table)
    assert place in places(refused)


@pytest.mark.parametrize("read", [from_prestashop, from_woocommerce, from_csv])
@given(text=st.text(alphabet=st.characters(), max_size=80), begins=st.sampled_from(["", "<", "[", "{", "name,phase\n"]))
def test_no_text_does_more_than_be_refused(read: Callable[[str], Imported], text: str, begins: str) -> None:
    with suppress(Invalid):
        workflow(read(begins + text))
