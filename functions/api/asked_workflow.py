"""What the API takes about the workflow: documents, drafts, versions, maps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, model_validator

from functions.api.asked import Asked, Count, Name, Short, TeamId

Note = Annotated[str, Field(max_length=500, description="why, for whoever reads the history")]


class WorkflowIn(RootModel[dict[str, Any]]):
    """A workflow document; its schema is at `/v1/workflow/schema`."""

    model_config = ConfigDict(defer_build=True)


class VerifyIn(Asked):
    """A workflow document to be verified; without one the draft is."""

    document: dict[str, Any] | None = None


class PublishAsked(Asked):
    """Why a version is published."""

    note: Note = ""


class DraftAsked(Asked):
    """Which version the draft was made from; without one that of the save before, or else the present one."""

    based_on: Count | None = None


class DiffAsked(Asked):
    """What a version is compared with: a version's number, `draft` or `current`."""

    with_: Annotated[str, Field(alias="with", pattern=r"^([1-9][0-9]{0,5}|draft|current)$")] = "current"


class MapAsked(Asked):
    """What is drawn, a version's number, `draft` or `current`, and how."""

    of: Annotated[str, Field(pattern=r"^([1-9][0-9]{0,5}|draft|current)$")] = "current"
    format: Literal["svg", "mermaid"] = "svg"


class VersionIn(Asked):
    """A new version: the `draft` at that edit, or the document of the version it `restores`.

    `after` is the version that a restored one is meant to follow; without it the present one.
    """

    draft: Annotated[int, Field(ge=1, le=999_999_999)] | None = None
    restores: Annotated[int, Field(ge=1, le=999_999)] | None = None
    after: Annotated[int, Field(ge=1, le=999_999)] | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _one_source(self) -> VersionIn:
        if (self.draft is None) == (self.restores is None):
            raise ValueError("name either the edit of the draft, or the version that is restored")
        if self.after is not None and self.restores is None:
            raise ValueError("a draft follows the version it is based on")
        return self


class TextPreviewIn(Asked):
    """A text to try out: a `text` alone, or a whole `status`, saved or not, with the `action` that writes, if one does.

    Without `order` it is read for a made-up one.
    """

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["it"])]
    channel: Literal["email", "sms"] = "email"
    status: dict[str, Any] | None = None
    action: Annotated[int, Field(ge=0, le=100)] | None = None
    text: Annotated[str, Field(max_length=4000)] = ""
    subject: Annotated[str, Field(max_length=480)] | None = None
    name: Name = "Status"
    order: Short | None = None


_MAPPED = r"[a-z][a-z0-9_-]{0,39}:([a-z][a-z0-9_-]{0,39})?"


class TemplateAsked(Asked):
    """What is kept of a template: `statuses` and `languages` with commas between.

    `teams=logistics:warehouse,management:` puts a team of the shop in place of the template's, and takes another away.
    """

    statuses: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}(,[a-z0-9_]{1,40}){0,99}$")] | None = None
    teams: Annotated[str, Field(pattern=rf"^{_MAPPED}(,{_MAPPED}){{0,19}}$")] | None = None
    languages: Annotated[str, Field(pattern=r"^[a-z]{2}(,[a-z]{2}){0,9}$")] | None = None


class MergeIn(Asked):
    """A document, and another whose statuses are brought into it, such as a template's."""

    document: dict[str, Any]
    other: Annotated[dict[str, Any], Field(alias="with")]


class StepsIn(Asked):
    """A document whose missing steps follow from the order of its statuses; all of them with `anew`."""

    document: dict[str, Any]
    anew: bool = False


Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["it"])]
ShortId = Annotated[str, Field(min_length=1, max_length=20)]


class ImportIn(Asked):
    """Statuses that stand elsewhere: PrestaShop's order states (XML or JSON), WooCommerce's slugs, or a CSV table.

    `language` is what names are in; `languages` are ours by PrestaShop's ids of them, such as `{"1": "it"}`. `team` is
    whose the statuses are. A table says all this itself.
    """

    source: Literal["prestashop", "woocommerce", "csv"]
    text: Annotated[str, Field(max_length=1_000_000)]
    language: Language = "en"
    languages: Annotated[dict[ShortId, Language], Field(min_length=1, max_length=10)] | None = None
    team: TeamId = "support"
