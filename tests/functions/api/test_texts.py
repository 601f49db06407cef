"""Texts of a workflow are checked when it is saved, and can be tried out before."""

from __future__ import annotations

import pytest

from tests.builders import a_document
from tests.functions.api.driver import Door
from tests.texts.attacks import ATTACKS


def test_a_bad_text_is_refused_with_its_place_and_line_and_nothing_is_stored() -> None:
    door = Door()
    document = a_document(
        {
            "packing": {
                "public": {"it": {"message": "Ciao {{ customer.name }}"}, "en": {"sms": "{{ order.secret }}"}},
                "actions": [
                    {"do": "tag_order", "with": {"tag": "{{ free }}"}},
                    {"do": "send_email", "with": {"text": {"it": "a\n{{ 7 * 7 }}"}, "subject": {"en": "{% set x %}"}}},
                    {"do": "request_payment", "with": {"text": {"pl": "{{ order.due() }}"}}},
                ],
            }
        }
    )
    reply = door.call("PUT", "/v1/workflow", document, if_match='"1"')
    assert (reply.status, reply.code) == (422, "invalid")
    place = "/statuses/2"
    assert [(wrong["pointer"], wrong["code"]) for wrong in reply.json["errors"]] == [
        (f"{place}/public/en/sms", "bad_text"),
        (f"{place}/actions/1/with/text/it", "bad_text"),
        (f"{place}/actions/1/with/subject/en", "bad_text"),
        (f"{place}/actions/2/with/text/pl", "bad_text"),
    ]
    assert reply.json["errors"][0]["message"] == "line 1: there is no order.secret"
    assert reply.json["errors"][1]["message"] == "line 2: arithmetic is not possible"
    assert door.get("/v1/workflow").headers["etag"] == '"1"'


def test_texts_that_take_too_long_to_check_together_are_refused_where_there_are_too_many() -> None:
    """Each of a thousand tokens is fine by itself; the 501st is one too many, and the bad one behind it is not read."""
    door = Door()
    dense = "{% if order.carrier == 'gls' %}{{ order.number }}{% endif %}" * 40
    write = {"do": "send_email", "with": {"text": {"en": dense}}}
    more = [
        {"id": f"more_{n}", "name": f"More {n}", "phase": "in_progress", "actions": [write] * 20} for n in range(25)
    ]
    document = a_document()
    document["statuses"] += more
    assert door.call("PUT", "/v1/workflow/draft", document, if_match='"0"').status == 200
    bad = {"do": "send_email", "with": {"text": {"en": "{{ order.secret }}"}}}
    document["statuses"].append({"id": "last", "name": "Last", "phase": "in_progress", "actions": [write, bad]})
    reply = door.call("PUT", "/v1/workflow/draft", document, if_match='"1"')
    assert (reply.status, reply.code) == (422, "invalid")
    [wrong] = reply.json["errors"]
    place = f"/statuses/{len(document['statuses']) - 1}/actions/0/with/text/en"
    assert (wrong["pointer"], wrong["code"]) == (place, "too_many_tokens")
    assert "more than 500000 words and signs in braces" in wrong["message"]
    assert door.get("/v1/workflow/draft").headers["etag"] == '"1"'


@pytest.mark.parametrize("text", [attack for attack in ATTACKS[::7] if len(attack) <= 4_000])
def test_no_attack_gets_into_a_workflow(text: str) -> None:
    door = Door()
    document = a_document({"packing": {"public": {"it": {"message": text}}}})
    reply = door.call("PUT", "/v1/workflow", document, if_match='"1"')
    assert (reply.status, reply.code) == (422, "invalid")
    assert door.get("/v1/workflow").headers["etag"] == '"1"'
