"""Shop platforms: one module per platform, found through one registry.

A platform module imports only the standard library, so that accepting a webhook starts fast; what reads orders (and
with it the validation layer) is loaded by the first call of `read`. A new platform is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.model.incoming import Reading


class Shop(Protocol):
    """What every platform module offers. `headers` have lower-case names, `body` is the raw bytes as they came."""

    def greets(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether this is the platform's unsigned hand-shake, which wants a 200 and changes nothing."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> bool:
        """Whether the body was signed with one of `secrets` (current first, then previous).

        Never raises: a missing or malformed signature is a wrong one. `now` is the wall clock.
        """
        ...

    def dedupe_key(self, headers: Mapping[str, str], body: bytes) -> str:
        """What stays the same over retries of one delivery: at most 120 letters, digits, `.`, `_`, `:` and `-`."""
        ...

    def topic(self, headers: Mapping[str, str], body: bytes) -> str:
        """What the delivery is about in the platform's words, such as `orders/create`; `unknown` if it does not say."""
        ...

    def read(self, topic: str, headers: Mapping[str, str], body: bytes) -> Reading:
        """The neutral reading of a body that was verified before; pure, and never an exception."""
        ...


class _Shops(Mapping[str, Shop]):
    """Platforms by name, each imported when it is first asked for."""

    _names: Final = ("shopify", "woocommerce", "generic")

    def __getitem__(self, name: str) -> Shop:
        if name not in self._names:
            raise KeyError(name)
        return cast("Shop", cast("object", import_module(f"{__name__}.{name}")))

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


SHOPS: Final[Mapping[str, Shop]] = _Shops()
"""Every platform whose webhooks are understood, by name."""


def platform(name: str) -> Shop:
    """The platform of that name.

    Raises:
        KeyError: There is none.
    """
    return SHOPS[name]
