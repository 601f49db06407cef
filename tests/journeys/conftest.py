"""One machine for all journeys: the deployed template behind its front door, raised once by one worker."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator

import pytest

from infra.local.machine import ASSEMBLY, Machine, raise_machine, synthesize
from tests.journeys.merchant import Merchant

Opening = Callable[..., Merchant]
"""Opens a shop of its own for a test: `opening(workflow=..., zone=...)`."""


@pytest.fixture(scope="session", autouse=True)
def _no_endpoint_of_the_caller() -> None:
    """Whatever AWS settings this process inherited must not lead a test elsewhere."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "STAGE"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    synthesize()
    with raise_machine(ASSEMBLY) as raised:
        yield raised


@pytest.fixture(scope="session")
def guarded() -> Iterator[Machine]:
    """A machine that refuses whatever IAM does not allow."""
    synthesize()
    with raise_machine(ASSEMBLY, auth=True) as raised:
        yield raised


@pytest.fixture
def opening(machine: Machine) -> Opening:
    def open_one(**told: object) -> Merchant:
        return Merchant.open(machine, f"journey-{secrets.token_hex(4)}", **told)  # type: ignore[arg-type]

    return open_one


@pytest.fixture
def merchant(opening: Opening) -> Merchant:
    return opening()
