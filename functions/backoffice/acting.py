"""Forms that change something: let in once, carried out once, answered by a redirect to what changed."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from functions.backoffice.web import Answer, see_other
from shared.model.errors import Answered, Contended, Problem, Refused
from shared.store.once import Once, fingerprint, read_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from functions.backoffice.desk import Desk
    from functions.backoffice.web import Request
    from shared.operations.change_order import Changed
    from shared.operations.sign_in import Session

_SAME = frozenset({"same-origin", "none"})


class ForeignForm(Problem):
    """The form does not come from a page of this session; nothing was done."""

    code = "foreign_form"


def check_form(request: Request, session: Session, public_url: str) -> None:
    """Let only forms of this session's own pages in. Raises ForeignForm.

    The session's secret decides; what the browser says of the request's origin is checked as well, where it says it
    (https://www.w3.org/TR/fetch-metadata/, RFC 6454 section 7).
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    sent = request.sent("csrf").encode()
    if not hmac.compare_digest(sent, session.csrf.encode()):
        raise ForeignForm("the form's secret")
    if (site is not None and site not in _SAME) or (origin is not None and origin != public_url):
        raise ForeignForm("the request's origin")
    if not request.sent("key"):
        raise ForeignForm("the form's key")


def act_once(desk: Desk, do: Callable[[Once], Any], where: Callable[[Any], str]) -> Answer:
    """Carry a form out, once however often it is sent, and redirect to what came of it.

    The very same form (key and all fields) sent again within a day leads where it led the first time.
    """
    request, shop = desk.request, desk.who.shop
    mark = fingerprint(shop, desk.staff, request.path, request.raw)
    once = Once(mark, "", lambda result: {"location": where(result)})
    try:
        result = do(once)
    except Answered as answered:
        return see_other(_location(answered.record["answer"]))
    except (Refused, Contended):
        record = read_once(desk.table, shop, mark, request.now)
        if record is None:
            raise
        return see_other(_location(record["answer"]))
    return see_other(where(result))


def entry_of(order: str) -> Callable[[Changed], str]:
    """Where a change of an order is seen: its page, at the entry that was added."""

    def where(changed: Changed) -> str:
        seq = changed.head.order.version
        return f"/orders/{order}?done={seq}#e-{seq}"

    return where


def _location(answer: Any) -> str:
    kept = json.loads(answer) if isinstance(answer, str) else answer
    return str(kept["location"])
