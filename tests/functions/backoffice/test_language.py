"""Every text in four languages, none too many; plurals, moments and lengths as people say them."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from functions.backoffice import order_views, views
from functions.backoffice.render import mentioned
from functions.backoffice.views import Notice
from shared.model.effects import EffectKind
from shared.model.refusals import Guard
from shared.texts.screens.language import LANGUAGES, Language, Speech, catalogue, choose_language

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
SOURCES = [
    *(ROOT / "functions" / "backoffice" / "templates").rglob("*.html"),
    *(ROOT / "functions" / "track" / "templates").rglob("*.html"),
    *(ROOT / "functions" / "backoffice").glob("*.py"),
    *(ROOT / "functions" / "track").glob("*.py"),
    ROOT / "shared" / "texts" / "screens" / "language.py",
]
MARKUP = "".join(path.read_text(encoding="utf-8") for path in SOURCES)


def speech(language: Language) -> Speech:
    return Speech(language, NOW, ROME)


def _forms(language: Language, key: str) -> list[str]:
    text = catalogue(language)[key]
    return list(text.values()) if isinstance(text, dict) else [text]


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_with_the_same_blanks(language: Language) -> None:
    assert catalogue(language).keys() == catalogue("en").keys()
    for key in catalogue("en"):
        assert {frozenset(_names(form)) for form in _forms(language, key)} == {
            frozenset(_names(_forms("en", key)[0]))
        }, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_markup_but_bold_and_nothing_that_ends_an_attribute(language: Language) -> None:
    for key in catalogue(language):
        for form in _forms(language, key):
            bare = form.replace("<b>", "").replace("</b>", "")
            assert not set(bare) & set("<>&\"'"), key


def test_no_text_is_unused_and_none_is_missing() -> None:
    literal = set(re.findall(r"""['"]([a-z_]+(?:\.[\w]+)+|and)['"]""", MARKUP))
    prefixes = tuple(set(re.findall(r"""'([a-z_]+\.(?:[a-z_]+\.)?)' ~|f"([a-z_]+\.)\{""", MARKUP)))
    prefixes = tuple(prefix for pair in prefixes for prefix in pair if prefix)
    exact = set(re.findall(r"(?<![\w.])t\('([\w.]+)'[,)]", MARKUP))
    keys = set(catalogue("en"))
    assert exact - keys == set()
    assert {key for key in keys if key not in literal and not key.startswith(prefixes)} == set()


CODES = [
    ("phase.", views.PhaseCode),
    ("turn.", views.TurnCode),
    ("payment.", views.PaymentCode),
    ("fulfilment.", views.FulfilmentCode),
    ("goods.", views.FulfilmentCode),
    ("theme.", views.Theme),
    ("place.", views.PlaceCode),
    ("field.", order_views.FieldCode),
    ("tab.", views.Tab, "code"),
    ("group.", views.Group, "kind"),
    ("filter.", views.Chip, "field"),
    ("notice.", views.Notice, "kind"),
    ("inbox.tab.", views.InboxPage, "tab"),
    ("ladder.", views.LadderRow, "do"),
    ("health.", views.ConnectionRow, "health"),
    ("outcome.", views.DeliveryRow, "outcome"),
    ("error.", views.ErrorPage, "status"),
    ("will.", order_views.Consequence, "kind"),
    ("message.", order_views.Message, "state"),
    ("sum.", order_views.Sum, "code"),
    ("effect.", EffectKind),
    ("delivery.", order_views.Delivery, "state"),
    ("feed.", order_views.FeedEntry, "kind"),
]
WORDED_OTHERWISE = {"feed.comment", "feed.message"}


def _values(module: object, holder: type, field: str) -> set[str]:
    names = {**vars(views), **vars(order_views), "datetime": datetime, "timedelta": timedelta, "Language": Language}
    return {str(value) for value in get_args(get_type_hints(holder, names)[field])}


@pytest.mark.parametrize("case", CODES, ids=lambda case: case[0])
def test_every_code_a_view_can_hold_has_its_words(case: tuple[str, type] | tuple[str, type, str]) -> None:
    values = {str(v) for v in get_args(case[1]) or case[1]} if len(case) == 2 else _values(views, case[1], case[2])
    assert values
    wanted = {case[0] + value for value in values} - WORDED_OTHERWISE
    assert wanted - set(catalogue("en")) == set()


def test_guards_that_people_meet_when_moving_are_worded() -> None:
    met = {
        guard
        for guard in Guard
        if guard.value.startswith(
            (
                "required",
                "payment",
                "forbidden",
                "not_offered",
                "retired",
                "final",
                "same",
                "unknown_status",
                "stale_visit",
                "no_workflow",
                "force",
                "hop",
            )
        )
    }
    assert {f"refusal.{guard}" for guard in met} - set(catalogue("en")) == set()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 zamówień"),
        (1, "1 zamówienie"),
        (2, "2 zamówienia"),
        (5, "5 zamówień"),
        (12, "12 zamówień"),
        (22, "22 zamówienia"),
    ],
)
def test_polish_counts_in_three_forms(count: int, words: str) -> None:
    assert speech("pl").t("list.shown", count=count) == f"Pokazano {words}"


def test_what_is_filled_in_is_escaped_and_our_own_markup_is_not() -> None:
    said = speech("en").t("feed.moved", by="<i>Eve</i>", to="Packing")
    assert said == Markup("&lt;i&gt;Eve&lt;/i&gt; moved it to <b>Packing</b>")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 13, 40, tzinfo=UTC), "oggi 14:40"),
        (datetime(2026, 11, 22, 8, 5, tzinfo=UTC), "ieri 9:05"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "domani 0:30"),
        (datetime(2026, 11, 19, 15, 31, tzinfo=UTC), "gio 16:31"),
        (datetime(2026, 11, 12, 9, 0, tzinfo=UTC), "12 nov"),
        (datetime(2024, 11, 12, 9, 0, tzinfo=UTC), "12 nov 2024"),
    ],
)
def test_moments_are_said_as_people_say_them(moment: datetime, words: str) -> None:
    assert speech("it").when(moment) == words


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(hours=9, minutes=20), "9 h 20"),
        (timedelta(hours=2, minutes=5), "2 h 05"),
        (timedelta(hours=50, minutes=59), "50 h"),
        (timedelta(days=6, hours=2), "6 g 2 h"),
        (timedelta(days=11, hours=5), "11 g"),
    ],
)
def test_lengths_have_at_most_two_units(time: timedelta, words: str) -> None:
    assert speech("it").length(time).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("language", "minor", "currency", "words"),
    [
        ("it", 128400, "EUR", "1.284,00 €"),
        ("en", 128400, "EUR", "€1,284.00"),
        ("en", 1284, "JPY", "JP¥1,284"),
        ("pl", -5490, "PLN", "-54,90 zł"),
        ("en", 1234567, "KWD", "KWD1,234.567"),
        ("en", 5490, "RSD", "RSD54.90"),
    ],
)
def test_amounts_have_as_many_decimals_as_their_currency(
    language: Language, minor: int, currency: str, words: str
) -> None:
    assert speech(language).money(minor, currency).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("wanted", "accepted", "usual", "answer"),
    [
        ("pl", "it", None, "pl"),
        (None, "fr,es;q=0.5,it;q=0.9", None, "it"),
        ("xx", None, "es-ES", "es"),
        (None, "fr", None, "en"),
        (None, ";;q=x,,", "it", "it"),
        (None, "PL_pl", None, "pl"),
    ],
)
def test_the_language_is_what_was_chosen_then_asked_for_then_usual(
    wanted: str | None, accepted: str | None, usual: str | None, answer: Language
) -> None:
    assert choose_language(wanted, accepted, usual) == answer


def test_mentions_are_marked_and_nothing_else_becomes_markup() -> None:
    known = (views.Choice(value="giulia", label="Giulia <M>"),)
    assert mentioned("Ciao @giulia. <b>no</b> a@giulia @nobody\n\nfine", known) == Markup(
        '<p>Ciao <span class="mention">@Giulia &lt;M&gt;</span>. &lt;b&gt;no&lt;/b&gt; a@giulia @nobody</p><p>fine</p>'
    )


@pytest.mark.parametrize(
    ("language", "country"), [("it", "Polonia"), ("es", "Polonia"), ("pl", "Polska"), ("en", "Poland")]
)
def test_a_country_is_called_as_the_reader_calls_it_and_an_unknown_one_by_its_code(
    language: Language, country: str
) -> None:
    said = [speech(language).country_name(code) for code in ("PL", "pl", "ZQ")]
    assert said == [country, country, "ZQ"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_by_nobody_known_has_words_that_need_no_name(language: Language) -> None:
    for kind in ("assigned", "mention"):
        notice = Notice(id="n", kind=kind, at=NOW, number="#1", href="/orders/ord_1")
        assert notice.unnamed
        assert not replace(notice, by="Till").unnamed
        assert "#1" in speech(language).t(f"notice.{kind}.unnamed", number="#1")
