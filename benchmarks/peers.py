"""The peers' loops, as `benchmarks.jobs`, run by the interpreter of `.tools/bench`: `benchmarks/peers.py <name>`."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = 30
BATCHES = 7


def main() -> None:
    """Time one job."""
    turn, turns = {
        "transitions": lambda: (transitions_engine(), 300),
        "django-fsm-2": lambda: (django_model(), 1_000),
        "django-fsm-2-app": lambda: (django_app(), 60),
    }[sys.argv[1]]()
    turn()
    seen: list[int] = []
    for _ in range(BATCHES):
        begin = time.process_time_ns()
        for _ in range(turns):
            turn()
        seen.append(time.process_time_ns() - begin)
    print(min(seen) / turns / 1e6)


def transitions_engine() -> Callable[[], object]:
    """`transitions`: an order is bound at its stored state, moved past a guard and a hook, and let go."""
    from transitions import Machine

    class Order:
        def allowed(self) -> bool:
            return True

        def moved(self) -> None:
            pass

    moves = [
        {
            "trigger": f"move{n}",
            "source": f"s{n}",
            "dest": f"s{(n + 1) % STATES}",
            "conditions": "allowed",
            "after": "moved",
        }
        for n in range(STATES)
    ]
    states = [f"s{n}" for n in range(STATES)]
    machine = Machine(model=None, states=states, transitions=moves, initial="s0", auto_transitions=False)

    def turn() -> None:
        order: Any = Order()
        machine.add_model(order, initial="s3")
        order.move3()
        machine.remove_model(order)

    return turn


def _set_up() -> None:
    import django
    from django.conf import settings

    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        ROOT_URLCONF="urls",
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="bench",
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    django.setup()


def _models() -> tuple[Any, Any]:
    from django.db import models
    from django_fsm import FSMField, transition

    state = FSMField(default="s0")
    parts: dict[str, Any] = {"__module__": __name__, "state": state, "Meta": type("Meta", (), {"app_label": "auth"})}
    for n in range(STATES):

        def moved(_order: Any) -> None:
            pass

        moved.__name__ = f"move{n}"
        target = f"s{(n + 1) % STATES}"
        parts[moved.__name__] = transition(state, source=f"s{n}", target=target, conditions=[lambda _order: True])(
            moved
        )
    order = type("Order", (models.Model,), parts)
    entry = type(
        "Entry",
        (models.Model,),
        {
            "__module__": __name__,
            "order": models.ForeignKey(order, models.CASCADE),
            "frm": models.CharField(max_length=40),
            "to": models.CharField(max_length=40),
            "by": models.CharField(max_length=40),
            "at": models.DateTimeField(auto_now_add=True),
            "Meta": type("Meta", (), {"app_label": "auth"}),
        },
    )
    return order, entry


def django_model() -> Callable[[], object]:
    """django-fsm-2 without a database: a model is made at its stored state and moved past a guard."""
    _set_up()
    order, _ = _models()
    return lambda: order(state="s3").move3()


def django_app() -> Callable[[], object]:
    """A Django application on SQLite in memory: a request moves an order and writes a log line, in one transaction."""
    _set_up()
    order, entry = _models()
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection, transaction
    from django.http import HttpRequest, JsonResponse
    from django.test import RequestFactory
    from django.urls import path

    with connection.schema_editor() as editor:
        editor.create_model(order)
        editor.create_model(entry)

    def move(request: HttpRequest, number: int) -> JsonResponse:
        wanted = json.loads(request.body)
        with transaction.atomic():
            found = order.objects.select_for_update().get(pk=number)
            before = found.state
            getattr(found, f"move{before[1:]}")()
            found.save(update_fields=["state"])
            entry.objects.create(order=found, frm=before, to=found.state, by=wanted["by"])
        return JsonResponse({"id": found.pk, "state": found.state}, status=201)

    sys.modules["urls"] = type(sys)("urls")
    sys.modules["urls"].urlpatterns = [path("orders/<int:number>/moves", move)]
    handler = WSGIHandler()
    requests = RequestFactory()
    made = order.objects.create()

    def turn() -> None:
        request = requests.post(f"/orders/{made.pk}/moves", {"by": "staff"}, content_type="application/json")
        response = handler.get_response(request)
        if response.status_code != 201:
            raise RuntimeError(response.content)

    return turn


if __name__ == "__main__":
    main()
