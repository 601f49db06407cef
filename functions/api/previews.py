"""`/v1/workflow/preview`: what a text that is being written would become."""

from __future__ import annotations

from functions.api.asked_workflow import TextPreviewIn
from functions.api.route import Answer, Call, Route
from shared.model.people import Right
from shared.operations.preview_text import TextAsked, preview_text


def preview(call: Call) -> Answer:
    """Try a text out, for an order of the shop or a made-up one."""
    body: TextPreviewIn = call.body
    asked = TextAsked(**{name: getattr(body, name) for name in TextPreviewIn.model_fields})
    seen = preview_text(call.table, call.who, asked, public_url=call.world.public_url, now=call.now)
    problems = [{"pointer": pointer, "message": message} for pointer, message in seen.problems]
    return Answer(200, {"problems": problems, "message": seen.message})


ROUTES = (
    Route(
        "POST",
        "/v1/workflow/preview",
        "preview_text",
        "Say what a text of the workflow would become, without storing or sending it",
        preview,
        Right.READ_SETTINGS,
        takes=TextPreviewIn,
        says="TextPreview",
        problems=("not_found",),
        example={
            "text": "{{ order.number }} is on its way with {{ order.carrier }}.",
            "language": "en",
            "channel": "sms",
        },
    ),
)
