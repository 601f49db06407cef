"""What the studio's map draws of a status: no move that never comes."""

from __future__ import annotations

from functions.backoffice.studio_map import edges_of
from shared.model.workflow import Status
from shared.texts.screens.language import Speech

LIMITED = {
    "id": "awaiting_payment",
    "name": "Awaiting payment",
    "phase": "awaiting_payment",
    "sla": {"limit": "PT72H", "ladder": [{"at": "50%", "do": "move", "to": "cancelled"}]},
}


def test_a_clock_is_drawn_where_it_is_our_turn_and_nowhere_else() -> None:
    speech = Speech("en", "Europe/Rome")
    [drawn] = edges_of(Status.model_validate(LIMITED), speech)
    assert (drawn.target, drawn.kind, drawn.label) == ("cancelled", "clock", "36\xa0h")
    assert list(edges_of(Status.model_validate(LIMITED | {"turn": "customer"}), speech)) == []
    assert list(edges_of(Status.model_validate(LIMITED | {"phase": "completed"}), speech)) == []
