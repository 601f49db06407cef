"""The fields of a status, section by section: where each stands in the document and how people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast

from shared.model.moments import duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from functions.backoffice.studio_views import FieldKind

Json = dict[str, Any]
Form: TypeAlias = "Mapping[str, Sequence[str]]"
Part = Literal["basics", "moves", "time", "messages", "actions"]
PARTS: Final[tuple[Part, ...]] = ("basics", "moves", "time", "messages", "actions")
Codec = Literal["plain", "time", "pairs"]

_SPOKEN = re.compile(r"(\d{1,6})\s*(min|m|h|d|g|dni?|w)\.?", re.IGNORECASE)
_UNITS = {"min": "PT{}M", "m": "PT{}M", "h": "PT{}H", "w": "P{}W"}
_DAYS = "P{}D"
_SHORT = ((re.compile(r"PT(\d+)M"), "{} min"), (re.compile(r"PT(\d+)H"), "{} h"), (re.compile(r"P(\d+)D"), "{} d"))


@dataclass(frozen=True)
class Spec:
    """One field: its place in the status, and how it is asked.

    Attributes:
        path: Keys into the status's JSON; joined by `.` they are the field's name in forms.
        default: What the document means where it says nothing.
        more: Whether it stands among the fields that are folded away.
    """

    path: tuple[str, ...]
    kind: FieldKind
    codec: Codec = "plain"
    default: Any = ""
    rows: int = 2
    more: bool = False

    @property
    def name(self) -> str:
        """Its name in forms."""
        return ".".join(self.path)


def _caps(key: str, *, default: bool) -> Spec:
    return Spec(("capabilities", key), "flag", default=default, more=True)


SPECS: Final[dict[Part, tuple[Spec, ...]]] = {
    "basics": (
        Spec(("name",), "text"),
        Spec(("description",), "area"),
        Spec(("phase",), "select"),
        Spec(("team",), "select"),
        Spec(("colour",), "colour", default="#6b7280"),
        Spec(("turn",), "turn", default="us"),
        Spec(("initial",), "flag", default=False),
        Spec(("indicator",), "text", more=True),
        _caps("payable", default=True),
        _caps("editable", default=True),
        _caps("customer_may_cancel", default=False),
        _caps("final", default=False),
        _caps("in_reports", default=True),
        _caps("invoice", default=True),
        Spec(("capabilities", "stock"), "select", more=True),
        Spec(("external_ids",), "area", codec="pairs", more=True),
        Spec(("channel",), "area", codec="pairs", more=True),
    ),
    "moves": (
        Spec(("gate", "payment"), "select"),
        Spec(("gate", "exits"), "many"),
        Spec(("requires",), "many"),
        Spec(("show_all",), "flag", default=True),
    ),
    "time": (
        Spec(("sla", "limit"), "text", codec="time"),
        Spec(("sla", "clock"), "select", default="continuous"),
        Spec(("undo",), "text", codec="time"),
    ),
    "messages": (
        Spec(("publish",), "flag", default=False),
        Spec(("notify", "customer", "email"), "flag", default=False),
        Spec(("notify", "customer", "sms"), "flag", default=False),
        Spec(("invoice",), "flag", default=False),
        Spec(("notify", "staff"), "many", more=True),
    ),
    "actions": (),
}
_HOLLOW: Final = {"gate": "payment", "sla": "limit"}
"""Parts of a status that are nothing without one of their fields."""


def spoken(iso: str) -> str:
    """A length of time as people type it: `48 h`, `2 d`, `30 min`; as it stands where that would not give it again."""
    for pattern, words in _SHORT:
        match = pattern.fullmatch(iso)
        if match:
            return words.format(match.group(1))
    return iso


def typed_time(text: str) -> str:
    """ISO 8601 of a length of time as typed, such as `48h`, `2 d` or `PT48H`; other text stays, to be refused."""
    match = _SPOKEN.fullmatch(text.strip())
    unit = _UNITS.get(match.group(2).lower(), _DAYS) if match else ""
    iso = unit.format(int(match.group(1))) if match else text.strip().upper()
    try:
        duration(iso)
    except ValueError:
        return text.strip()
    return iso


def look(status: Mapping[str, Any], spec: Spec) -> Any:
    """What a status holds at a field's place, or its default."""
    here: Any = status
    for key in spec.path:
        here = cast("Json", here).get(key) if isinstance(here, dict) else None
    return spec.default if here is None else here


def written(status: Mapping[str, Any], spec: Spec) -> str:
    """A field's text as it stands in its form."""
    value = look(status, spec)
    if spec.codec == "time":
        return spoken(value)
    if spec.codec == "pairs":
        return "\n".join(f"{key} = {said}" for key, said in (value or {}).items())
    return str(value)


def read_part(status: Json, part: Part, form: Form) -> Json:
    """The status as the form of a section has it; what stands at its default is left out, as documents do."""
    changed = dict(status)
    for spec in SPECS[part]:
        value = read_value(spec, form)
        if spec.kind == "many":  # boxes come in the page's order; what was there keeps its own
            before = list(look(status, spec) or ())
            value = [*(each for each in before if each in value), *(each for each in value if each not in before)]
        put(changed, spec.path, value, spec.default)
    for part_of, needed in _HOLLOW.items():
        if part_of in changed and not changed[part_of].get(needed):
            del changed[part_of]
    if part == "basics":
        put(changed, ("checklist",), read_checklist(form, status.get("checklist") or ()), [])
    elif part == "time" and "sla" in changed:
        changed["sla"] = {**changed["sla"], "ladder": read_ladder(form)}
    elif part == "messages":
        put(changed, ("public",), read_public(form, status.get("public") or {}), {})
    return changed


def read_value(spec: Spec, form: Form) -> Any:
    """What a form says at a field, as the document writes it."""
    values = form.get(spec.name, ())
    last = values[-1].strip() if values else ""
    if spec.kind == "colour":
        return last or form.get(f"{spec.name}.hex", ("",))[-1].strip()
    if spec.kind == "flag":
        return last == "1"
    if spec.kind == "many":
        return list(dict.fromkeys(value for value in values if value))
    if spec.codec == "time":
        return typed_time(last) if last else ""
    if spec.codec == "pairs":
        pairs = (line.partition("=") for line in last.splitlines() if line.strip())
        return {key.strip(): value.strip() for key, _, value in pairs}
    return last


def put(holder: Json, path: tuple[str, ...], value: Any, default: Any) -> None:
    """Set a place, or clear it where its value says nothing; parts that are left empty go too."""
    key, rest = path[0], path[1:]
    if rest:
        inner = dict(holder.get(key) or {})
        put(inner, rest, value, default)
        if inner:
            holder[key] = inner
        else:
            holder.pop(key, None)
    elif value == default or value in ("", [], {}):
        holder.pop(key, None)
    else:
        holder[key] = value


def read_checklist(form: Form, before: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The check list from one text per language, an item a line; languages that were not asked for stay."""
    asked = {name.partition(".")[2]: values[-1] for name, values in form.items() if name.startswith("checklist.")}
    texts = {language: text.splitlines() for language, text in asked.items()}
    found: list[dict[str, str]] = []
    for n in range(max((len(lines) for lines in texts.values()), default=0)):
        item = before[n] if n < len(before) else {}
        said = {language: lines[n].strip() for language, lines in texts.items() if n < len(lines) and lines[n].strip()}
        kept = {language: said.get(language, "") if language in texts else words for language, words in item.items()}
        found.append({language: words for language, words in (kept | said).items() if words})
    return [item for item in found if item]


def checklist_text(status: Mapping[str, Any], language: str) -> str:
    """The check list in one language, an item a line; an empty line where an item is not said in it."""
    lines = [item.get(language, "") for item in status.get("checklist") or ()]
    return "\n".join(lines) if any(lines) else ""


def read_ladder(form: Form) -> list[Json]:
    """The steps of the clock, row by row; rows without a moment or a deed are none."""
    found: list[Json] = []
    for at, do, to in zip(
        form.get("ladder.at", ()), form.get("ladder.do", ()), form.get("ladder.to", ()), strict=False
    ):
        if not at.strip() or not do:
            continue
        when = at.replace(" ", "")
        step: Json = {"at": when if when.endswith("%") else typed_time(at), "do": do}
        if do in {"move", "reassign"}:
            step["to"] = to.partition(":")[2]
        found.append(step)
    return found


def read_public(form: Form, before: Mapping[str, Json]) -> Json:
    """What the customer reads, by language; languages that were not asked for stay."""
    found: dict[str, Json] = {}
    asked: set[str] = set()
    for name, values in form.items():
        head, _, rest = name.partition(".")
        language, _, key = rest.partition(".")
        if head != "public" or key not in {"name", "message", "sms"}:
            continue
        asked.add(language)
        if values[-1].strip():
            found.setdefault(language, {})[key] = values[-1].strip()
    kept = {language: found.get(language, {}) if language in asked else said for language, said in before.items()}
    return {language: said for language, said in (kept | found).items() if said}
