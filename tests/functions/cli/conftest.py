"""A shop's real API behind a server on the loopback, and the terminal that calls it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from typer.testing import CliRunner

from functions.cli.main import app
from tests.functions.api.driver import Door
from tests.functions.api.wsgi import wsgi


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Terminal:
    """Where commands are typed: a folder of files, and a shop that they reach."""

    door: Door
    url: str
    folder: Path

    def run(self, *arguments: str, code: int = 0, key: str | None = None, offline: bool = False) -> str:
        """What `staffetta workflow ...` prints, the words beside the result included; it ends with `code`."""
        env = {} if offline else {"STAFFETTA_URL": self.url, "STAFFETTA_KEY": key or self.door.token}
        done = CliRunner(env=env).invoke(app, ["workflow", *arguments])
        assert done.exit_code == code, done.output
        return done.output

    def result(self, *arguments: str, code: int = 0, offline: bool = False) -> str:
        """What goes to standard output alone."""
        env = {} if offline else {"STAFFETTA_URL": self.url, "STAFFETTA_KEY": self.door.token}
        done = CliRunner(env=env).invoke(app, ["workflow", *arguments])
        assert done.exit_code == code, done.output
        return done.stdout

    def file(self, name: str, text: str) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """The example shop, served."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("functions.api.app.log", lambda *_, **__: None)  # the server's lines are not the terminal's
    door = Door()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        return wsgi(door.api, environ.get("HTTP_AUTHORIZATION", ""))(environ, start_response)

    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield Terminal(door, f"http://127.0.0.1:{server.server_port}", tmp_path)
        server.shutdown()
