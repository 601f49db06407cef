"""Make a workflow of statuses that stand elsewhere; nothing is stored."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError

from shared.model.errors import NotAllowed
from shared.model.importing.imported import Imported
from shared.model.misfits import invalid
from shared.model.people import Right
from shared.model.workflow import Workflow
from shared.store.workflows import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.model.people import Principal

Source = Literal["prestashop", "woocommerce", "csv"]


def import_workflow(  # noqa: PLR0913 - who imports what, from where and how it is read, by name
    who: Principal,
    source: Source,
    text: str,
    *,
    language: str = "en",
    languages: Mapping[str, str] | None = None,
    team: str = "support",
) -> Imported:
    """The workflow of a list of statuses, as versions are kept, with what was guessed or left out.

    Args:
        who: Who imports it.
        source: What the text is.
        text: PrestaShop's order states, WooCommerce's slugs, or a table.
        language: What names are in; a table says so itself.
        languages: Our languages by PrestaShop's ids of them.
        team: Whose the statuses are; a table says so itself.

    Raises:
        NotAllowed.
        Invalid: The text is no such list; each fault with its place.
    """
    from shared.model.importing.prestashop import from_prestashop  # noqa: PLC0415 - XML and CSV, seldom read
    from shared.model.importing.table import from_csv  # noqa: PLC0415
    from shared.model.importing.woocommerce import from_woocommerce  # noqa: PLC0415

    if Right.READ_SETTINGS not in who.actor.rights:
        raise NotAllowed(Right.READ_SETTINGS)
    if source == "prestashop":
        imported = from_prestashop(text, languages=languages, language=language, team=team)
    elif source == "woocommerce":
        imported = from_woocommerce(text, language=language, team=team)
    else:
        imported = from_csv(text)
    try:
        workflow = Workflow.model_validate(imported.document)
    except ValidationError as error:
        raise invalid(error, imported.document) from error
    return Imported(json.loads(canonical(workflow)), imported.remarks)
