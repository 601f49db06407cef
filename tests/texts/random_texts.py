"""Writes random texts out of the words that matter, reads each, renders it where it is allowed, and tells the most.

`python tests/texts/random_texts.py 5000` prints `{"refused", "rendered", "slowest_ms", "grown_mb", "slowest"}`.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from shared.texts.written import FILTERS, LINE_FIELDS, MAX_SOURCE, VARIABLES, BadText, fill, problems
from tests.texts.attacks import ATTACKS

LINES = [dict.fromkeys(LINE_FIELDS, "ß" * 500) for _ in range(1_000)]
VALUES = dict.fromkeys(VARIABLES, "ŉ" * 5_000) | {"order.lines": LINES}
EXPRESSIONS = (
    *VARIABLES, *(f"{name}|{filter_}" for name in VARIABLES[:4] for filter_ in FILTERS), "order.lines|length",
    "customer.name|default('x')", "line.title", "line.sku|upper|title", "loop.index", "order.lines", "order.x",
    "'a' * 99", "order.number|upper|upper|upper|upper", "range(9)", "order.number.upper()", "7", "'words'",
)  # fmt: skip
CONDITIONS = (
    "order.carrier", "not order.carrier", "order.method == 'cod'", "order.lines|length > 2", "loop.last",
    "order.method in ['a', 'b']", "order.number and order.link or not order.total", "order.number > 3",
    "loop.index == 1",
)  # fmt: skip
NOISE = (
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "{",
    "}",
    "|",
    "(",
    ")",
    "[",
    "'",
    '"',
    "\\",
    "\x00",
    "é",
    "\U0001d518",
    "\u202e",
    "\n",
)


def a_text(chance: random.Random, depth: int = 0) -> str:
    """A text of up to some twenty parts."""
    return "".join(a_part(chance, depth) for _ in range(chance.randrange(1, 14 if depth == 0 else 5)))


def a_part(chance: random.Random, depth: int) -> str:
    """Words, a variable, an if, a loop, noise, or an attack."""
    roll = chance.random()
    if roll < 0.35 or depth > 5:
        return "words " * chance.randrange(1, 6)
    if roll < 0.70:
        wild = chance.random() < 0.12
        return f"{{{{ {chance.choice(EXPRESSIONS) if wild else chance.choice(VARIABLES)} }}}}"
    if roll < 0.80:
        condition = chance.choice(CONDITIONS[:4] if chance.random() < 0.8 else CONDITIONS)
        return f"{{% if {condition} %}}{a_text(chance, depth + 1)}{{% else %}}no{{% endif %}}"
    if roll < 0.90:
        inner = "{{ line.title }}" * chance.randrange(12) + (a_text(chance, depth + 1) if depth < 2 else "")
        return f"{{% for line in order.lines %}}{inner}{{% endfor %}}"
    if roll < 0.96:
        return "".join(chance.choice(NOISE) for _ in range(chance.randrange(1, 4))) if depth == 0 else " "
    return chance.choice(ATTACKS) if depth == 0 else " "


def main(count: int) -> None:
    """Try `count` texts."""
    chance = random.Random(count)
    problems("{{ order.number }}")  # Jinja itself is loaded before anything is measured
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"refused": 0, "rendered": 0, "slowest_ms": 0.0, "slowest": ""}
    for _ in range(count):
        text = a_text(chance)[: MAX_SOURCE + 1]
        begun = time.process_time()
        try:
            fill(text, VALUES)
            told["rendered"] += 1
        except BadText:
            told["refused"] += 1
        took = (time.process_time() - begun) * 1_000
        if took > told["slowest_ms"]:
            told |= {"slowest_ms": took, "slowest": text[:200]}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps(told | {"grown_mb": (after - before) / 1_024}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
