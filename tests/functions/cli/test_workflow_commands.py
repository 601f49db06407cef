"""A workflow's way from the shop to a file and back, by a terminal over the real API."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from functions.cli.yaml_in import read_yaml
from functions.cli.yaml_out import write_yaml
from shared.model.people import Right
from tests.builders import a_document
from tests.functions.api.driver import Door
from tests.functions.cli.conftest import Terminal

PICKING = {"packing": {"name": "Picking"}}


def changed(terminal: Terminal) -> Path:
    """A file with one status renamed."""
    return terminal.file("picking.yaml", write_yaml(a_document(PICKING)))


def versions(terminal: Terminal) -> list[int]:
    return [each["version"] for each in terminal.door.get("/v1/workflow/versions").json["items"]]


def test_what_is_pulled_is_what_is_published_and_pulling_again_writes_nothing(terminal: Terminal) -> None:
    assert "Version 1 is in story.yaml" in terminal.run("pull", "story.yaml")
    path = terminal.folder / "story.yaml"
    published = terminal.door.get("/v1/workflow").json
    assert read_yaml(path.read_text()) == published
    path.write_text("# ours\n" + path.read_text())
    assert "says the same already" in terminal.run("pull", "story.yaml")
    assert path.read_text().startswith("# ours\n")
    assert terminal.result("pull") == write_yaml(published)
    assert json.loads(terminal.result("pull", "--json")) == published


def test_a_file_that_says_something_else_is_not_written_over_unasked(terminal: Terminal) -> None:
    path = changed(terminal)
    before = path.read_text()
    assert "--force" in terminal.run("pull", str(path), code=2)
    assert path.read_text() == before
    terminal.run("pull", str(path), "--force", "--schema", "workflow.schema.json")
    assert path.read_text().split("\n")[0] == "# yaml-language-server: $schema=workflow.schema.json"
    assert read_yaml(path.read_text()) == terminal.door.get("/v1/workflow").json


def test_a_file_ends_as_the_published_workflow_by_way_of_the_draft(terminal: Terminal) -> None:
    path = changed(terminal)
    assert terminal.run("diff", str(path), code=1).count("\n") == 1
    assert "edit 1" in terminal.run("push", str(path))
    assert versions(terminal) == [1]
    assert "edit 1" in terminal.run("push", str(path))
    assert "Picking" in terminal.run("diff", code=1)
    assert "Version 2 is published" in terminal.run("publish", "--note", "as the staff say")
    assert "No difference" in terminal.run("diff", str(path))
    assert "No difference" in terminal.run("diff")
    edits = json.loads(terminal.result("diff", "--from", "1", "--to", "2", "--json", code=1))
    assert [(edit["code"], edit["params"]) for edit in edits] == [
        ("status_renamed", {"status": "Picking", "old_status": "Packing"})
    ]
    [newest, _] = terminal.door.get("/v1/workflow/versions").json["items"]
    assert (newest["version"], newest["note"]) == (2, "as the staff say")
    assert terminal.result("pull", "--version", "1") == write_yaml(terminal.door.get("/v1/workflow/versions/1").json)


def test_a_file_is_published_at_once_and_publishing_it_again_makes_no_version(terminal: Terminal) -> None:
    path = changed(terminal)
    assert json.loads(terminal.result("publish", str(path), "--json")) == {"version": 2, "new": True}
    assert json.loads(terminal.result("publish", str(path), "--json")) == {"version": 2, "new": False}
    assert versions(terminal) == [2, 1]


def test_the_draft_of_somebody_else_is_not_written_over_unasked(terminal: Terminal) -> None:
    theirs = a_document({"ready": {"name": "Theirs"}})
    assert terminal.door.call("PUT", "/v1/workflow/draft", theirs, if_none_match="*").status == 200
    path = changed(terminal)
    assert "edit 1" in terminal.run("push", str(path), code=2)
    draft = terminal.door.get("/v1/workflow/draft")
    assert "Theirs" in draft.text
    assert "edit 2" in terminal.run("push", str(path), "--force")
    assert "Theirs" not in terminal.door.get("/v1/workflow/draft").text


def test_without_a_draft_there_is_nothing_to_publish(terminal: Terminal) -> None:
    assert "no draft" in terminal.run("publish", code=2)
    assert versions(terminal) == [1]


def test_a_finding_is_said_with_its_place_its_path_and_what_mends_it(terminal: Terminal) -> None:
    stuck = {"id": "stuck", "name": "Stuck", "phase": "waiting", "team": "support", "show_all": False}
    document = a_document({"packing": {"suggested": ["stuck"]}})
    document["statuses"].append(stuck)
    path = terminal.file("stuck.yaml", write_yaml(document))
    line = path.read_text().split("\n").index("  - id: stuck") + 1
    for offline in (False, True):
        said = terminal.run("verify", str(path), code=1, offline=offline)
        assert f"{path}:{line}:5: error dead_end: " in said
        assert "new → awaiting_payment → packing → stuck" in said
        assert "    mend: " in said
        [finding, *_] = json.loads(terminal.result("verify", str(path), "--json", code=1, offline=offline))["findings"]
        assert (finding["code"], finding["file"], finding["line"], finding["column"]) == (
            "dead_end",
            str(path),
            line,
            5,
        )
    assert f"stuck.yaml:{line}:5: " in terminal.run("publish", str(path), code=1)
    terminal.run("push", str(path))
    assert "error dead_end: " in terminal.run("verify", code=1)
    assert "draft:" in terminal.run("publish", code=1)
    assert versions(terminal) == [1]


def test_a_clean_file_ends_with_zero(terminal: Terminal) -> None:
    path = terminal.file(
        "saly.yaml", terminal.result("template", "saly", "--team", "logistics=warehouse", offline=True)
    )
    for offline in (False, True):
        assert "Nothing found" in terminal.run("verify", str(path), offline=offline)


def test_warnings_can_be_left_uncounted(terminal: Terminal) -> None:
    texts = {"en": {"name": "On its way"}}
    twins = {name: {"public": texts, "publish": True} for name in ("packing", "ready")}
    path = terminal.file("twins.yaml", write_yaml(a_document(twins)))
    kinds = {
        each["severity"] for each in json.loads(terminal.result("verify", str(path), "--json", code=1))["findings"]
    }
    assert kinds == {"warning"}
    terminal.run("verify", str(path), "--ignore-warnings")


def test_what_the_shop_does_not_know_is_said_with_its_place_too(terminal: Terminal) -> None:
    path = terminal.file("teams.yaml", write_yaml(a_document({"packing": {"team": "nobody"}})))
    line = next(n for n, text in enumerate(path.read_text().split("\n"), 1) if text == "    team: nobody")
    for command in ("verify", "push", "publish"):
        assert f"{path}:{line}:5: statuses/2/team: there is no team nobody" in terminal.run(command, str(path), code=1)
    assert "Nothing found" in terminal.run("verify", str(path), offline=True)
    assert terminal.door.get("/v1/workflow/draft").headers["etag"] == '"0"'
    assert versions(terminal) == [1]


A = "statuses:\n  - {id: a, name: A, phase: new, initial: true"
B = "statuses:\n  - id: a\n    name: B\n"
UNFIT = {
    "import": ("import: other.yaml\n" + A + "}\n", "1:1: import: there is no such field"),
    "twice": (A + "}\n  - {id: a, name: B, phase: new}\n", "3:6: statuses/1/id: a is used twice"),
    "colour": (B + "    phase: new\n    colour: mauve\n", "5:5: statuses/0/colour: a colour is #rrggbb or one of blue"),
    "field": (B + "    phase: new\n    phaze: new\n", "5:5: statuses/0/phaze: there is no such field"),
    "missing": (B, "2:5: statuses/0/phase: is missing"),
    "status": (A + ", default_next: b}\n", "2:49: statuses/0/default_next: there is no status b"),
    "text": (A + ',\n     public: {en: {message: "{{ 7 * 7 }}"}}}\n', "3:20: statuses/0/public/en/message: "),
    "list": ("[]\n", "1:1: "),
}


@pytest.mark.parametrize("fault", UNFIT)
def test_what_is_no_workflow_is_refused_at_its_place_and_nothing_is_stored(terminal: Terminal, fault: str) -> None:
    text, said = UNFIT[fault]
    terminal.file("f.yaml", text)
    for command in ("verify", "push", "publish", "diff"):
        [line] = terminal.run(command, "f.yaml", code=1).splitlines()
        assert line.startswith(f"f.yaml:{said}")
    assert f"f.yaml:{said}" in terminal.run("verify", "f.yaml", code=1, offline=True)
    [found] = json.loads(terminal.result("verify", "f.yaml", "--json", code=1))["faults"]
    assert [found["line"], found["column"]] == [int(part) for part in said.split(":")[:2]]
    assert terminal.door.get("/v1/workflow/draft").headers["etag"] == '"0"'
    assert versions(terminal) == [1]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a: &a [x]\nb: *a\n", "f.yaml:1:4: anchors and aliases"),
        (b"statuses: !!python/name:os.system\n", "f.yaml:1:11: tags"),
        (b"a: 1\nb: \xff\n", "f.yaml:2: no text in UTF-8"),
        (b"x: " + b"y" * 10_000_000, "f.yaml: more than 2 MB"),
        (b"a: 1\n  b: 2\n", "f.yaml:2:"),
    ],
    ids=["anchors", "tags", "utf-8", "10 MB", "indented"],
)
def test_what_cannot_be_read_could_not_be_done(terminal: Terminal, raw: bytes, said: str) -> None:
    (terminal.folder / "f.yaml").write_bytes(raw)
    for command in ("verify", "push", "publish", "map"):
        assert said in terminal.run(command, "f.yaml", code=2)
    assert terminal.door.get("/v1/workflow/draft").headers["etag"] == '"0"'


def test_a_shop_without_a_workflow_takes_its_first_one(terminal: Terminal) -> None:
    terminal.door.__dict__.update(Door(statuses=False).__dict__)
    path = changed(terminal)
    assert "no such workflow" in terminal.run("pull", code=2)
    assert terminal.run("diff", str(path), code=1).count("\n") == 12
    assert json.loads(terminal.result("publish", str(path), "--json")) == {"version": 1, "new": True}


def test_who_may_not_is_told_which_right_is_missing(terminal: Terminal) -> None:
    path = changed(terminal)
    reader = terminal.door.key(Right.READ_SETTINGS)
    assert "workflow:write" in terminal.run("push", str(path), code=2, key=reader)
    assert "workflow:write" in terminal.run("publish", str(path), code=2, key=reader)
    assert "the key is not known there" in terminal.run("pull", code=2, key="stf_alpha_unknown_key")


def test_a_shop_that_cannot_be_reached_is_said(terminal: Terminal) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert "cannot be reached" in terminal.run("pull", "--url", closed, code=2)
    assert "cannot be reached" in terminal.run("pull", "--url", "https://shop.invalid", code=2)


def test_a_key_is_never_sent_unencrypted(terminal: Terminal) -> None:
    assert "begins with https://" in terminal.run("pull", "--url", "http://shop.example.com", code=2)


def test_which_shop_must_be_said(terminal: Terminal) -> None:
    assert "STAFFETTA_URL and STAFFETTA_KEY" in terminal.run("pull", code=2, offline=True)
    assert "both" in terminal.run("pull", "--url", terminal.url, code=2, offline=True)
    assert "nothing runs here" in terminal.run("pull", "--local", code=2, offline=True)
    terminal.run("pull", "--version", "latest", code=2)
    assert "no such version" in terminal.run("pull", "--version", "9", code=2)


def test_local_is_the_shop_that_runs_here(terminal: Terminal) -> None:
    (terminal.folder / ".local").mkdir()
    demo = {"base_url": terminal.url + "/", "api_key": terminal.door.token}
    terminal.file(".local/demo.json", json.dumps(demo))
    assert "Version 1" in terminal.run("pull", "here.yaml", "--local", offline=True)


def test_a_json_file_is_as_good(terminal: Terminal) -> None:
    terminal.run("pull", "story.json")
    assert json.loads((terminal.folder / "story.json").read_text()) == terminal.door.get("/v1/workflow").json
    assert "No difference" in terminal.run("diff", "story.json")
