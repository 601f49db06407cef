"""What customers read: missing_text and same_public_name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.model.actions import Publish, RequestPayment, SendEmail, SendSms
from shared.model.verify.edits import put
from shared.model.verify.finding import suspect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.model.verify.chart import Chart
    from shared.model.verify.finding import Fix, Suspect
    from shared.model.workflow import Status


def missing_text(chart: Chart, status: Status) -> Iterator[Suspect]:
    """A status that customers hear of and that lacks words in one of the workflow's languages, or in all."""
    customer = status.notify.customer
    told = {"message": customer.email, "sms": customer.sms}
    if _told(status):
        names = _words(chart, status, "name")
        if not names:
            words = dict.fromkeys(chart.document.languages, status.name)
            fix = _fill(chart, status, "name", words)
            yield suspect("missing_text.no_name", (status.id,), chart.path_to(status.id), fix, status=status.name)
        else:
            yield from _lacking(chart, status, "name", names)
    for field, wanted in told.items():
        words = _words(chart, status, field)
        if wanted and words:
            yield from _lacking(chart, status, field, words)
    yield from _actions(chart, status)


def _told(status: Status) -> bool:
    """Whether customers read what the status is called: on their page, or in a message."""
    return (
        status.publish
        or status.notify.customer.email
        or status.notify.customer.sms
        or any(isinstance(action, Publish) and action.with_.published for action in status.actions)
        or any(isinstance(action, SendEmail) and action.with_.subject is None for action in status.actions)
    )


def _lacking(chart: Chart, status: Status, field: str, words: Mapping[str, str]) -> Iterator[Suspect]:
    lacking = [language for language in chart.document.languages if language not in words]
    if lacking:
        first = next(iter(words.values()))
        fix = _fill(chart, status, field, dict.fromkeys(lacking, first))
        params = {"status": status.name, "languages": ", ".join(lacking)}
        yield suspect(f"missing_text.{field}", (status.id,), chart.path_to(status.id), fix, **params)


def _words(chart: Chart, status: Status, field: str) -> dict[str, str]:
    """The words there are, in the order of the workflow's languages; those in others come last."""
    languages = dict.fromkeys((*chart.document.languages, *status.public))
    texts = ((language, status.public[language]) for language in languages if language in status.public)
    found = ((language, getattr(text, field)) for language, text in texts)
    return {language: words for language, words in found if words}


def _fill(chart: Chart, status: Status, field: str, words: Mapping[str, str]) -> Fix:
    if not status.public:
        return (put(chart, status.id, "public", value={language: {field: text} for language, text in words.items()}),)
    return tuple(
        put(chart, status.id, "public", language, field, value=text)
        if language in status.public
        else put(chart, status.id, "public", language, value={field: text})
        for language, text in words.items()
    )


def _actions(chart: Chart, status: Status) -> Iterator[Suspect]:
    for n, action in enumerate(status.actions):
        if not isinstance(action, SendEmail | SendSms | RequestPayment) or action.with_.text is None:
            continue
        text = action.with_.text
        lacking = [language for language in chart.document.languages if language not in text]
        if lacking:
            spoken = next((language for language in chart.document.languages if language in text), next(iter(text)))
            fix = tuple(
                put(chart, status.id, "actions", n, "with", "text", code, value=text[spoken]) for code in lacking
            )
            params = {"status": status.name, "number": str(n + 1), "languages": ", ".join(lacking)}
            yield suspect("missing_text.action", (status.id,), chart.path_to(status.id), fix, **params)


def same_public_name(chart: Chart) -> Iterator[Suspect]:
    """Statuses that customers cannot tell apart, since they read one name for them (F150)."""
    named: dict[tuple[str, str], list[str]] = {}
    for status in chart.live:
        if _told(status):
            for language, text in status.public.items():
                if text.name and language in chart.document.languages:
                    named.setdefault((language, text.name.casefold().strip()), []).append(status.id)
    groups: dict[tuple[str, ...], list[str]] = {}
    for (language, _), statuses in named.items():
        if len(statuses) > 1:
            groups.setdefault(tuple(statuses), []).append(language)
    for statuses, languages in groups.items():
        yield suspect(
            "same_public_name", statuses, (), status=chart.names(statuses), languages=", ".join(sorted(set(languages)))
        )
