"""View data of one plainly invented shop, with the longest names we could think of. Only for pictures and checks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.backoffice import order_views as o
from functions.backoffice import studio_views as st
from functions.backoffice import views as w
from functions.track import views as tr

NOW = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def mark(id_: str, name: str, phase: Any) -> w.StatusMark:
    """A status."""
    return w.StatusMark(id=id_, name=name, phase=phase)


COLOURS = {
    "new": "#3b82f6",
    "pay": "#facc15",
    "pack": "#0ea5e9",
    "make": "#8b5cf6",
    "supplier": "#a16207",
    "ready": "#14b8a6",
    "shipped": "#22c55e",
    "problem": "#d64545",
    "customer": "#ec4899",
    "review": "#111827",
    "refund": "#f97316",
    "done": "#64748b",
    "cancelled": "#9ca3af",
}
S = {
    "new": mark("new", "Nuovo", "new"),
    "pay": mark("pay", "In attesa di pagamento", "awaiting_payment"),
    "pack": mark("pack", "Da preparare", "in_progress"),
    "make": mark("make", "In produzione", "in_progress"),
    "supplier": mark("supplier", "Oczekuje na potwierdzenie dostawcy", "waiting"),
    "ready": mark("ready", "Pronto per il corriere", "in_progress"),
    "shipped": mark("shipped", "Spedito", "shipped"),
    "problem": mark("problem", "Problema segnalato", "complaint"),
    "customer": mark("customer", "In attesa del cliente", "waiting"),
    "review": mark("review", "Verifica del responsabile", "complaint"),
    "refund": mark("refund", "Rimborso richiesto", "complaint"),
    "done": mark("done", "Completato", "completed"),
    "cancelled": mark("cancelled", "Annullato", "cancelled"),
}
GIULIA = w.Person(id="usr_1", name="Giulia Marchetti")
LUCA = w.Person(id="usr_2", name="Luca Rinaldi")
ELENA = w.Person(id="usr_4", name="Elena Sartori")
KATARZYNA = "Katarzyna Brzęczyszczykiewicz-Wąsowska"
NAMES = (
    KATARZYNA,
    "Studio Architetti Ferrante & De Benedictis",
    "Íñigo Larrañaga Etxeberria",
    "Martina Colonna",
    "Przedsiębiorstwo Wielobranżowe Świętokrzyska sp. z o.o.",
    "Lucia Ferri",
    "Hotel Miramare S.r.l.",
)


def clock(hours: float, limit: float | None, state: Any, turn: Any = "us") -> w.Clock:
    """A clock of so many hours of so many."""
    share = min(100, int(hours / limit * 100)) if limit else 40
    late = HOUR * (hours - limit) if state == "late" and limit else None
    return w.Clock(
        elapsed=HOUR * hours, limit=HOUR * limit if limit else None, share=share, state=state, turn=turn, late_by=late
    )


def row(at: int, status: str, time: w.Clock, following: str | None, **more: Any) -> w.OrderRow:
    """One order of the list."""
    facts: dict[str, Any] = {
        "id": f"ord_{at}",
        "number": f"#{10482 + at}",
        "href": f"/orders/ord_{at}",
        "source": ("Shopify PL", "Amazon IT", "WooCommerce")[at % 3],
        "customer": NAMES[at % len(NAMES)],
        "place": ("Kraków, PL", "Torino, IT", "Donostia, ES")[at % 3],
        "status": S[status],
        "clock": time,
        "next": S[following] if following else None,
        "payment": ("paid", "pending", "partially_refunded")[at % 3],
        "fulfilment": "unfulfilled",
        "assignee": (GIULIA, LUCA, None)[at % 3],
        "total": (41290, 128400, 5490)[at % 3],
        "currency": "EUR",
        "placed_at": NOW - timedelta(days=at % 9),
    }
    return w.OrderRow(**(facts | more))


def rows(count: int) -> tuple[w.OrderRow, ...]:
    """So many orders over every status."""
    kinds = list(S)
    states = (
        (50.0, 48.0, "late", "us"),
        (6.5, 8.0, "warn", "us"),
        (0.6, 24.0, "fine", "us"),
        (96.0, 240.0, "paused", "customer"),
        (146.0, None, "open", "us"),
    )
    return tuple(
        row(at, kinds[at % len(kinds)], clock(*states[at % 5]), kinds[(at + 1) % len(kinds)] if at % 4 else None)
        for at in range(count)
    )


def frame(language: Any = "it", theme: Any = "light", place: Any = "orders", **more: Any) -> w.Frame:
    """What surrounds a page."""
    pinned = tuple(
        w.Pinned(label=status.name, href=f"/orders?status={id_}", count=at * 3, hot=at == 7, status=status)
        for at, (id_, status) in enumerate(S.items())
    )
    facts: dict[str, Any] = {
        "shop": "Bottega Lumen",
        "person": GIULIA,
        "team": "Assistenza",
        "role": "agent",
        "language": language,
        "theme": theme,
        "place": place,
        "here": "/orders",
        "colours_href": "/colours.css",
        "csrf": "c",
        "form_key": "k",
        "unread": 4,
        "our_turn": 12,
        "pinned": pinned,
        "version": "7",
    }
    return w.Frame(**(facts | more))


def filters(*, filtered: bool = False) -> w.Filters:
    """The filter form, with two filters in force when asked."""
    everybody = w.Choice(value="", label="–", chosen=True)
    chips = (
        w.Chip(field="team", value="Assistenza, Laboratorio", drop_href="/orders"),
        w.Chip(field="q", value="fiera-di-Kraków", drop_href="/orders"),
    )
    return w.Filters(
        action="/orders",
        chips=chips if filtered else (),
        statuses=(everybody, *(w.Choice(value=s.id, label=s.name, count=3) for s in S.values())),
        teams=(everybody, w.Choice(value="support", label="Assistenza")),
        people=(everybody, w.Choice(value="usr_1", label="Giulia Marchetti")),
    )


def orders(count: int, *, filtered: bool = False, first_run: bool = False) -> w.OrdersPage:
    """The list with so many orders."""
    found = rows(count)

    def of(*states: str) -> tuple[w.OrderRow, ...]:
        return tuple(one for one in found if one.clock and one.clock.state in states)

    counts: tuple[tuple[Any, int], ...] = (
        ("all_open", 148),
        ("our_turn", 12),
        ("overdue", 3),
        ("unassigned", 5),
        ("closed", 2304),
    )
    tabs = tuple(
        w.Tab(code=code, href=f"/orders?view={code}", count=number, current=code == "all_open")
        for code, number in counts
    )
    groups = (
        w.Group(kind="late", rows=of("late")),
        w.Group(kind="today", rows=of("warn")),
        w.Group(kind="ours", rows=of("fine", "open")),
        w.Group(kind="others", rows=of("paused")),
    )
    more = "/orders?cursor=x" if count > 50 else None
    return w.OrdersPage(
        tabs=tabs,
        filters=filters(filtered=filtered),
        groups=groups,
        more_href=more,
        complete=count <= 50,
        first_run=first_run,
    )


def board(count: int) -> w.BoardPage:
    """The board with so many orders."""
    found = rows(count)
    columns = tuple(
        w.Column(
            status=s,
            team="Magazzino" if at % 2 else None,
            href=f"/orders?status={s.id}",
            count=sum(r.status is s for r in found) + (14 if at == 6 else 0),
            cards=tuple(r for r in found if r.status is s)[:4],
        )
        for at, s in enumerate(S.values())
    )
    teams = (w.Choice(value="", label="Tutti", chosen=True), w.Choice(value="support", label="Assistenza"))
    return w.BoardPage(columns=columns if count else (), teams=teams if count else ())


def baton(**more: Any) -> o.Baton:
    """The next step of an order with a problem."""
    blocked = (
        (
            S["shipped"],
            o.Reason(guard="required_fields", fields=("carrier", "tracking_number"), remedy_href="/orders/x"),
        ),
        (S["pack"], o.Reason(guard="payment_gate", payment="pending", needed="paid")),
        (S["cancelled"], o.Reason(guard="forbidden_sequence", status=S["shipped"])),
    )
    choices = (
        o.MoveChoice(to=S["customer"], kind="recommended"),
        o.MoveChoice(to=S["done"], kind="suggested"),
        o.MoveChoice(to=S["refund"], kind="suggested"),
        o.MoveChoice(to=S["review"], kind="open", team="Direzione"),
        o.MoveChoice(to=S["make"], kind="open", team="Laboratorio"),
        *(o.MoveChoice(to=to, kind="blocked", reason=why, forcible=at == 0) for at, (to, why) in enumerate(blocked)),
    )
    facts: dict[str, Any] = {
        "visit": 6,
        "choices": choices,
        "hint": "Scopri il guasto e rispondi entro due giorni.",
        "can_force": True,
        "tells_customer": True,
        "consequences": (
            o.Consequence(kind="email", language="pl", delay=timedelta(minutes=10)),
            o.Consequence(kind="clock_stops"),
            o.Consequence(kind="staff", name="Laboratorio"),
        ),
    }
    return o.Baton(**(facts | more))


def entry(id_: int, kind: Any, hours: float, **more: Any) -> o.FeedEntry:
    """An entry so many hours ago."""
    return o.FeedEntry(id=str(id_), kind=kind, at=NOW - HOUR * hours, **more)


def feed() -> tuple[o.FeedVisit, ...]:
    """A log with one entry of nearly every kind."""
    mail = o.Message(
        channel="email",
        state="delivered",
        subject="Zajmujemy się Twoim zgłoszeniem",
        language="pl",
        address="k.wasowska@example.com",
    )
    late = o.Message(
        channel="sms",
        state="failed",
        subject="Il tuo ordine",
        language="it",
        address="+48 555 010 482",
        resend_href="/x",
    )
    reply = entry(31, "comment", 1.9, who=GIULIA, text="Glielo chiedo oggi.")
    words = "Ho controllato la foto: è una macchia di colla.\n\n@giulia la cliente accetterebbe un ricambio?"
    refused = o.Reason(guard="required_fields", fields=("carrier", "tracking_number"))
    first = (
        entry(32, "reminded", 1.5, whom="Giulia Marchetti", source="Orologio"),
        entry(30, "comment", 2, who=LUCA, text=words, replies=(reply,)),
        entry(29, "refused", 2.2, who=LUCA, to=S["shipped"], reason=refused),
        entry(28, "message", 49, message=mail),
        entry(27, "message", 49, message=late),
        entry(26, "forced", 49.5, who=ELENA, to=S["problem"], text="La cliente ha telefonato."),
    )
    second = (
        entry(
            20, "shipped", 91, source="Shopify", names=("InPost 6200 1143 0057",), tracking_url="https://example.com/t"
        ),
        entry(19, "assigned", 97, who=GIULIA, whom="Luca Rinaldi"),
        entry(18, "tagged", 98, who=GIULIA, names=("regalo",)),
        entry(17, "paid", 99, source="Shopify", amount=41290, currency="EUR"),
        entry(16, "received", 264, source="Shopify"),
    )

    def visit(
        number: int,
        status: str,
        team: str,
        since: float,
        until: float | None,
        length: float,
        entries: tuple[o.FeedEntry, ...],
        time: w.Clock | None = None,
    ) -> o.FeedVisit:
        ended = NOW - HOUR * until if until else None
        return o.FeedVisit(
            number=number,
            status=S[status],
            team=team,
            since=NOW - HOUR * since,
            until=ended,
            elapsed=HOUR * length,
            entries=entries,
            clock=time,
        )

    return (
        visit(6, "problem", "Assistenza", 50, None, 50, first, clock(50, 48, "late")),
        visit(5, "shipped", "Logistica", 98, 50, 48, second),
        visit(4, "pack", "Magazzino", 104, 98, 6, ()),
    )


def order(**more: Any) -> o.OrderPage:
    """An order with everything."""
    relay = tuple(
        o.Segment(status=S[id_], elapsed=HOUR * hours if hours else None, grow=grow, now=id_ == "problem")
        for id_, hours, grow in (
            ("new", 3, 1),
            ("pay", 24, 2),
            ("make", 124, 5),
            ("pack", 6, 1),
            ("shipped", 48, 3),
            ("problem", 50, 4),
            ("customer", None, 2),
        )
    )
    customer = o.Customer(
        name=KATARZYNA,
        email="k.wasowska@example.com",
        phone="+48 555 010 482",
        language="pl",
        guest=True,
        lines=("ul. Świętego Wawrzyńca 12/4", "31-060 Kraków"),
        country="PL",
        tracking_href="/t/x",
    )
    lines = (
        o.Line(
            title="Lampada da tavolo «Girasole» in ottone spazzolato, paralume in lino 38 cm",
            sku="GIR-38-LIN",
            quantity="1",
            total=28900,
            state="fulfilled",
        ),
        o.Line(title="Lampadina LED E27, luce calda", sku="LED-E27", quantity="2", total=3990, state="fulfilled"),
        o.Line(title="Paralume di ricambio", sku="RIC-38", quantity="1", total=6900, state="unfulfilled"),
    )
    ladder = (
        o.LadderStep(row=w.LadderRow(do="remind", share=100), at=NOW - HOUR * 2, done=True),
        o.LadderStep(row=w.LadderRow(do="move", share=120, to=S["review"]), at=NOW + HOUR * 6),
    )
    facts: dict[str, Any] = {
        "id": "ord_0",
        "number": "#10482",
        "href": "/orders/ord_0",
        "source": "Shopify",
        "external_id": "PL-88213",
        "status": S["problem"],
        "clock": clock(50, 48, "late"),
        "ladder": ladder,
        "total": 41290,
        "currency": "EUR",
        "placed_at": NOW - timedelta(days=11),
        "payment": "paid",
        "fulfilment": "partial",
        "relay": relay,
        "baton": baton(),
        "feed": feed(),
        "customer": customer,
        "lines": lines,
        "sums": (
            o.Sum(code="lines", amount=39790),
            o.Sum(code="shipping", amount=1500),
            o.Sum(code="paid", amount=41290),
        ),
        "parcels": (o.Parcel(carrier="InPost", number="6200 1143 0057", url="https://example.com/t"),),
        "deliveries": (
            o.Delivery(kind="customer_email", state="done", at=NOW - HOUR * 49, name="pl"),
            o.Delivery(kind="outgoing_webhook", state="failed", at=NOW - HOUR, name="ERP", retry_href="/x"),
        ),
        "payment_method": "Carta •••• 4242",
        "tags": ("regalo", "fiera-di-Kraków"),
        "note": "Suonare due volte.",
        "assignee": GIULIA,
        "people": (w.Choice(value="", label="–"), w.Choice(value="usr_1", label="Giulia Marchetti")),
        "mentions": (
            w.Choice(value="giulia", label="Giulia Marchetti"),
            w.Choice(value="workshop", label="Laboratorio"),
        ),
        "reminders": (
            o.Reminder(id="rem_1", text="Richiamare la cliente", at=NOW + HOUR * 30, whom="Giulia", clear_href="/x"),
        ),
        "back_label": "In ritardo",
        "older_href": "/orders/ord_0?before=16",
    }
    return o.OrderPage(**(facts | more))


def confirm(**more: Any) -> o.ConfirmPage:
    """A move before it is made."""
    facts: dict[str, Any] = {
        "number": "#10482",
        "href": "/orders/ord_0",
        "status": S["problem"],
        "visit": 6,
        "tells_customer": True,
        "choice": o.MoveChoice(to=S["shipped"], kind="open"),
        "consequences": baton().consequences,
        "asks": ("carrier", "tracking_number"),
    }
    return o.ConfirmPage(**(facts | more))


def inbox(count: int) -> w.InboxPage:
    """An inbox with so many notices."""
    kinds: tuple[Any, ...] = (
        "overdue",
        "mention",
        "arrived",
        "undelivered",
        "reminder",
        "assigned",
        "escalated",
        "refused",
    )
    notices = tuple(
        w.Notice(
            id=f"n{at}",
            kind=kind,
            at=NOW - HOUR * (at * 5 + 0.2),
            number=f"#{10482 - at}",
            href="/orders/ord_0",
            unread=at < 4,
            who=LUCA if kind in {"mention", "assigned"} and at < 8 else None,
            status=S["problem"] if kind in {"overdue", "arrived"} else None,
            to=S["review"],
            quote="@giulia il paralume in lino è arrivato con una macchia" if kind == "mention" else "",
        )
        for at, kind in ((n, kinds[n % 8]) for n in range(count))
    )
    return w.InboxPage(tab="me", notices=notices, unread_me=min(count, 4), unread_team=9 if count else 0)


def workflow(count: int) -> w.WorkflowPage:
    """The workflow, or none."""
    ids = list(S)
    table = tuple(
        w.StatusRow(
            status=s,
            colour=COLOURS[id_],
            team="Assistenza",
            turn="us",
            open_orders=at * 3,
            initial=at == 0,
            next=S[ids[at + 1]] if at + 1 < len(ids) else None,
            suggested=(S["cancelled"],) if at else (),
            limit=HOUR * 48 if at % 2 else None,
            business_hours=True,
            published=at % 2 == 0,
            notifies=at % 3 == 0,
            ladder=(w.LadderRow(do="remind", share=100), w.LadderRow(do="move", after=HOUR * 72, to=S["review"])),
            requires=("carrier", "tracking_number") if id_ == "shipped" else (),
            gate="paid" if id_ == "pay" else None,
            edit_href=f"/workflow/draft/statuses/{id_}",
        )
        for at, (id_, s) in enumerate(S.items())
    )
    if not count:
        return w.WorkflowPage(version=0, published_at=None, rows=(), draft_href="/workflow/draft")
    nodes = tuple(st.Node(status=row.status, href=f"#s-{row.status.id}", sub=row.team or "") for row in table)
    edges = tuple(
        st.Edge(source=row.status.id, target=row.next.id, kind="recommended") for row in table if row.next is not None
    )
    return w.WorkflowPage(
        version=8,
        published_at=NOW,
        rows=table,
        map=st.Map(nodes=nodes, edges=edges),
        published_by="API",
        note="Meno passaggi per la lampada Świętokrzyska",
        draft_href="/workflow/draft",
        draft_at=NOW,
    )


def connections(count: int) -> tuple[w.ConnectionRow, ...]:
    """Some connections, of every health."""
    names = ("Negozio polacco", "Lumen WooCommerce", "ERP Świętokrzyska", "Prova", "Vecchio negozio")
    return tuple(
        w.ConnectionRow(
            id=f"con_{at}",
            href=f"/connections/con_{at}",
            name=names[at],
            platform="Shopify",
            health=health,
            last_at=NOW - HOUR if at < 3 else None,
            today=at * 40,
            parked=2 if health == "failing" else 0,
        )
        for at, health in enumerate(("well", "quiet", "failing", "waiting", "off")[:count])
    )


def connection_form() -> w.ConnectionForm:
    """The form of a new connection, with something to put right."""
    platforms = (w.Choice(value="shopify", label="Shopify", chosen=True), w.Choice(value="endpoint", label="Webhook"))
    return w.ConnectionForm(platforms=platforms, url="ftp://x", problems=(("name", "required"), ("url", "invalid")))


def connection(count: int) -> w.ConnectionPage:
    """One connection with its last deliveries."""
    outcomes: tuple[Any, ...] = ("read", "repeat", "parked", "refused", "ignored", "waiting")
    rows_ = tuple(
        w.DeliveryRow(
            id=f"d{at}",
            at=NOW - HOUR * at,
            topic="orders/create",
            outcome=outcomes[at % 6],
            number="#10482",
            reason="line_items[0].price: not a decimal number" if at % 6 == 2 else "",
            order_href="/orders/ord_0" if at % 6 == 0 else None,
            replay_href="/x" if at % 6 == 2 else None,
        )
        for at in range(count)
    )
    return w.ConnectionPage(
        row=connections(3)[2], deliveries=rows_, address="https://staffetta.example.com/hooks/con_01jd8xyz0123456789"
    )


def stale() -> o.StalePage:
    """Luca was quicker."""
    return o.StalePage(
        number="#10482",
        href="/orders/ord_0",
        total=41290,
        currency="EUR",
        customer=KATARZYNA,
        before=S["problem"],
        wanted=S["customer"],
        now=S["refund"],
        by=LUCA,
        at=NOW - HOUR / 12,
        visit=7,
        words="La cliente preferisce il rimborso",
        still_open=True,
        draft="Le ho appena scritto: accetta il paralume bianco ghiaccio.",
    )


def tracking(language: Any = "pl") -> tr.TrackPage:
    """The customer's page."""
    parcel = tr.TrackedParcel(carrier="InPost", number="6200 1143 0057", url="https://example.com/t")
    steps = (
        tr.Step(name="Zamówienie przyjęte i opłacone", state="done", at=NOW - timedelta(days=11)),
        tr.Step(name="Wykonujemy w pracowni", state="done", at=NOW - timedelta(days=9)),
        tr.Step(name="Pierwsza paczka w drodze", state="done", at=NOW - timedelta(days=4), parcels=(parcel,)),
        tr.Step(name="Wyjaśniamy sprawę zabrudzonego abażuru", state="now", at=NOW),
        tr.Step(name="Druga paczka", state="todo"),
    )
    return tr.TrackPage(
        shop="Bottega Lumen",
        language=language,
        number="10482",
        placed_at=NOW - timedelta(days=11),
        headline="Wyjaśniamy sprawę zabrudzonego abażuru",
        lead="Nowy abażur możemy wysłać w czwartek.",
        steps=steps,
        notes=(tr.Note(at=NOW - HOUR, text="Czy kolor „biały lód” Ci odpowiada?"),),
        lines=(
            tr.TrackedLine(title="Lampa stołowa „Girasole”, szczotkowany mosiądz", quantity="1", total=28900),
            tr.TrackedLine(title="Żarówka LED E27", quantity="2", total=3990),
        ),
        total=41290,
        currency="EUR",
        until=(NOW + timedelta(days=80)).date(),
        languages=(("it", "Italiano", "?l=it"), ("en", "English", "?l=en")),
        cancel_href="/t/x/cancel",
    )
