"""Statuses out of a CSV table, one a row."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.model.errors import Invalid, Wrong
from shared.model.importing.imported import MOST_STATUSES, Imported, Json, Remark, an_id, too_long
from shared.model.misfits import invalid
from shared.model.shaping.steps import first_status, generate_steps
from shared.model.workflow import LANGUAGES, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAIN = ("id", "name", "phase", "team", "colour", "turn", "description", "default_next", "indicator")
LISTS = ("suggested", "requires")
"""Several in one cell, with `|` between."""
FLAGS = ("initial", "publish", "email", "sms", "invoice")
"""`yes`, `true`, `1` or `x`; `no`, `false`, `0` or nothing."""
BY_LANGUAGE = ("public", "message", "sms")
"""`public_it` is the public name, `message_it` the e-mail's and `sms_it` the text message's words."""
MOST_COLUMNS = 300
_TRUE = frozenset({"yes", "true", "1", "x"})
_FALSE = frozenset({"no", "false", "0", ""})
_PART = {"public": "name", "message": "message", "sms": "sms"}


def from_csv(text: str) -> Imported:
    """The workflow of a table of statuses.

    The first row names the columns, in any order: `name` and `phase` must be there; `id` is made of the name where it
    is missing; `position` is a number to sort by, otherwise the rows' order counts. Beside those of `PLAIN`, `LISTS`,
    `FLAGS` and `BY_LANGUAGE` there is `external_erp`, the status's id in the system `erp`. Comma, semicolon or tab.

    Raises:
        Invalid: Every wrong cell, as `/<line>/<column>`; lines are counted as an editor does.
    """
    too_long(text)
    rows = _rows(text.lstrip("\ufeff"))
    line, header = next(rows, (1, []))
    columns = [column.strip().lower() for column in header]
    _check_columns(columns, line)
    wrong: list[Wrong] = []
    read: list[tuple[float, Json]] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        if len(read) >= MOST_STATUSES:
            raise Invalid(Wrong(f"/{line}", "too_long", f"line {line}: at most {MOST_STATUSES} statuses"))
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        if len(row) > len(columns):
            wrong.append(Wrong(f"/{line}", "too_many_cells", f"line {line}: more cells than columns"))
        place, status, faults = _status(cells, line, lines)
        wrong += faults
        lines.setdefault(status["id"], line)
        read.append((place if place is not None else float(len(read)), status))
    if not read and not wrong:
        raise Invalid(Wrong("", "too_short", "there is no status in it"))
    statuses = [status for _, status in sorted(read, key=lambda pair: pair[0])]
    wrong += _unknown(statuses, lines)
    if wrong:
        raise Invalid(*wrong[:50])
    return _workflow(statuses, lines)


def _workflow(statuses: list[Json], lines: Mapping[str, int]) -> Imported:
    languages = [*dict.fromkeys(language for status in statuses for language in status.get("public", ()))]
    document: Json = {"languages": languages or list(LANGUAGES), "statuses": statuses}
    remarks: list[Remark] = []
    begins = [status for status in statuses if status.get("initial")]
    if len(begins) > 1:
        where = f"line {lines[begins[1]['id']]}"
        raise Invalid(Wrong(f"/{lines[begins[1]['id']]}/initial", "several_initial", f"{where}: one status is initial"))
    if not begins:
        remarks.append(Remark("", f"orders begin in {first_status(document)}"))
    return Imported(generate_steps(document), tuple(remarks))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Invalid(Wrong(f"/{begins}", "no_csv", f"line {begins}: {error}")) from error


def _check_columns(columns: list[str], line: int) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Invalid(Wrong(f"/{line}", "too_long", f"line {line}: at most {MOST_COLUMNS} columns"))
    known = {*PLAIN, *LISTS, *FLAGS, "position"}
    wrong = [
        Wrong(f"/{line}/{column}", "unknown_column", f"line {line}: there is no column {column[:40]!r}")
        for column in columns
        if column not in known and not re.fullmatch(r"(public|message|sms)_[a-z]{2}|external_\S{1,80}", column)
    ]
    wrong += [
        Wrong(f"/{line}/{column}", "missing", f"line {line}: the column {column} is missing")
        for column in ("name", "phase")
        if column not in columns
    ]
    wrong += [
        Wrong(f"/{line}/{column}", "duplicate_column", f"line {line}: {column} stands there twice")
        for column in sorted({column for column in columns if columns.count(column) > 1})
    ]
    if wrong:
        raise Invalid(*wrong[:50])


def _status(cells: dict[str, str], line: int, lines: Mapping[str, int]) -> tuple[float | None, Json, list[Wrong]]:
    """Its position, if it says one, the status, and what is wrong with it."""
    faults: list[Wrong] = []
    status: Json = {column: cells[column] for column in PLAIN if cells.get(column)}
    status.setdefault("id", an_id(cells.get("name", ""), lines, f"status_{line}"))
    if "phase" in status:
        status["phase"] = status["phase"].lower().replace(" ", "_")
    for column in LISTS:
        if cells.get(column):
            status[column] = [each.strip() for each in cells[column].split("|") if each.strip()]
    flags = {column: cells.get(column, "").lower() for column in FLAGS}
    for column, said in flags.items():
        if said not in _TRUE | _FALSE:
            faults.append(Wrong(f"/{line}/{column}", "no_flag", f"line {line}: {column} is yes or no"))
    status |= {column: True for column in ("initial", "publish", "invoice") if flags[column] in _TRUE}
    told = {column: True for column in ("email", "sms") if flags[column] in _TRUE}
    if told:
        status["notify"] = {"customer": told}
    status |= _keyed(cells)
    if status["id"] in lines:
        faults.append(
            Wrong(f"/{line}/id", "duplicate_id", f"line {line}: {status['id']} stands in line {lines[status['id']]}")
        )
    place, misplaced = _position(cells.get("position", ""), line)
    return place, status, [*faults, *misplaced, *_misfits(status, line)]


def _keyed(cells: dict[str, str]) -> Json:
    """What stands by language, and the ids elsewhere."""
    found: Json = {}
    for column, words in cells.items():
        kind, _, key = column.partition("_")
        if kind in BY_LANGUAGE and key and words:
            found.setdefault("public", {}).setdefault(key, {})[_PART[kind]] = words
        elif kind == "external" and words:
            found.setdefault("external_ids", {})[key] = words
    return found


def _position(said: str, line: int) -> tuple[float | None, list[Wrong]]:
    if not said:
        return None, []
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", said):
        return None, [Wrong(f"/{line}/position", "no_number", f"line {line}: position is a number")]
    return float(said), []


def _misfits(status: Json, line: int) -> list[Wrong]:
    try:
        Status.model_validate(status, strict=False)
    except ValidationError as error:
        found = invalid(error, status, f"/{line}").wrong
        return [Wrong(each.pointer, each.code, f"line {line}: {each.message}") for each in found]
    return []


def _unknown(statuses: list[Json], lines: Mapping[str, int]) -> list[Wrong]:
    ids = {status["id"] for status in statuses}
    named = [
        (lines[status["id"]], column, each)
        for status in statuses
        for column, steps in (
            ("default_next", [status.get("default_next")]),
            ("suggested", status.get("suggested", [])),
        )
        for each in steps
        if each
    ]
    return [
        Wrong(f"/{line}/{column}", "unknown_status", f"line {line}: there is no {each[:40]}")
        for line, column, each in named
        if each not in ids
    ]
