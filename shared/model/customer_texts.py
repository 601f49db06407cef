"""Where in a workflow document the texts stand that are filled in for customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.actions import RequestPayment, SendEmail, SendSms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.model.actions import Action
    from shared.model.workflow import Status, Workflow


def texts_of(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Every text for customers that may hold variables, with a JSON pointer to its place."""
    for n, status in enumerate(workflow.statuses):
        yield from ((f"/statuses/{n}{pointer}", text) for pointer, text in texts_of_status(status))


def texts_of_status(status: Status) -> Iterator[tuple[str, str]]:
    """As `texts_of`, of one status, with pointers below it."""
    for language, public in status.public.items():
        for part, text in (("message", public.message), ("sms", public.sms)):
            if text:
                yield f"/public/{language}/{part}", text
    for n, action in enumerate(status.actions):
        for part, texts in _texts_of_action(action):
            yield from ((f"/actions/{n}/with/{part}/{language}", text) for language, text in texts.items())


def _texts_of_action(action: Action) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(action, SendEmail | SendSms | RequestPayment) and action.with_.text:
        yield "text", action.with_.text
    if isinstance(action, SendEmail) and action.with_.subject:
        yield "subject", action.with_.subject
