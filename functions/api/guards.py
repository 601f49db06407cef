"""What is turned away before an operation sees it: odd bodies, odd queries, odd headers. Not a business rule."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, ValidationError

from functions.api.problems import Unacceptable
from shared.model.misfits import invalid
from shared.requests import Garbled, TooLarge, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY: Final = 256 * 1024
MAX_WORKFLOW: Final = 3 * 1024 * 1024
"""A workflow of hundreds of statuses with texts in four languages; a Lambda function answers at most 6 MB."""
DEEPEST: Final = 64
MOST_DIGITS: Final = 100
MAX_QUERY: Final = 50
_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"')
_JSON = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json\s*(?:;\s*charset\s*=\s*\"?utf-?8\"?\s*)?", re.IGNORECASE)


class Nothing(BaseModel):
    """A body without fields."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def raw_body(event: Mapping[str, Any], most: int = MAX_BODY) -> bytes:
    """The bytes of the body. Raises Unacceptable for bad base64 and for more bytes than `most`."""
    try:
        return body_of(event, most)
    except TooLarge as error:
        raise Unacceptable("too_large", f"This body has at most {most} bytes.") from error
    except Garbled as error:
        raise Unacceptable("malformed", "The body is not what its encoding says.") from error


def read_body(raw: bytes, content_type: str, model: type[BaseModel]) -> BaseModel:
    """The body as its model. Raises Unacceptable for what is no decent JSON, Invalid for what does not fit."""
    if raw and not _JSON.fullmatch(content_type.strip()):
        raise Unacceptable("unsupported_media_type", "Send the body as application/json in UTF-8.")
    try:
        text = raw.decode() or "{}"
        given = json.loads(text, parse_int=_integer, parse_constant=_refuse)
        text.encode()
    except RecursionError as error:
        raise Unacceptable("malformed", f"The body is nested deeper than {DEEPEST}.") from error
    except ValueError as error:
        raise Unacceptable("malformed", "The body is no JSON in UTF-8, or holds a number nobody can take.") from error
    if _deeper_than(given, DEEPEST):
        raise Unacceptable("malformed", f"The body is nested deeper than {DEEPEST}.")
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise invalid(error, given) from error


def read_query(event: Mapping[str, Any], model: type[BaseModel] | None) -> BaseModel | None:
    """The query as its model; parameters that it does not know, or twice, are refused. Raises Unacceptable, Invalid."""
    try:
        pairs = parse_qsl(
            event.get("rawQueryString") or "", keep_blank_values=True, errors="strict", max_num_fields=MAX_QUERY
        )
    except ValueError as error:
        raise Unacceptable("malformed", "The query is not readable.") from error
    given: dict[str, Any] = {}
    fields = (model or Nothing).model_fields
    for name, value in pairs:
        many = name in fields and "tuple" in str(fields[name].annotation)
        if name in given and not many:
            raise Unacceptable("malformed", f"The parameter {name} is given twice.")
        given[name] = (*given.get(name, ()), value) if many else value
    try:
        read = (model or Nothing).model_validate(given)
    except ValidationError as error:
        raise invalid(error, given) from error
    return read if model else None


def read_version(headers: Mapping[str, str], match: str) -> int | None:
    """The version that `If-Match` names; 0 for `If-None-Match: *`. Raises Unacceptable where it must not miss."""
    if match == "no":
        return None
    named = headers.get("if-match", "").strip()
    if not named and headers.get("if-none-match", "").strip() == "*":
        return 0
    if not named or named == "*":
        if match == "must":
            raise Unacceptable("version_required", "Send If-Match with the version you read.")
        return None
    found = _ETAG.fullmatch(named)
    if found is None:
        raise Unacceptable("malformed", 'If-Match is a version as ETag gave it, such as "17".')
    return int(found[1])


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("a number of too many digits")
    return int(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _deeper_than(value: Any, deepest: int) -> bool:
    layer: list[Any] = [value]
    for _ in range(deepest + 1):
        layer = [
            inner
            for holder in layer
            if isinstance(holder, (dict, list))
            for inner in (holder.values() if isinstance(holder, dict) else holder)
        ]
        if not layer:
            return False
    return True
