"""The documentation as one page of HTML, made of the OpenAPI description; it loads nothing from anywhere."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from functions.api.problems import PROBLEMS

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--accent:#2563eb}
@media(prefers-color-scheme:dark){:root{--accent:#93b4ff}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid var(--line);text-transform:capitalize}
a{color:var(--accent)}code,pre{font:.875em/1.5 ui-monospace,monospace}
pre{background:var(--soft);padding:.75rem;overflow-x:auto}
details{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;padding:.5rem .75rem}summary{cursor:pointer}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
.scroll{overflow-x:auto}.method{font-weight:700;display:inline-block;min-width:4rem}
nav a{display:inline-block;margin-right:1rem;text-transform:capitalize}
"""


def draw(api: dict[str, Any]) -> str:
    """The page."""
    by_tag: dict[str, list[str]] = {tag["name"]: [] for tag in api["tags"]}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(_operation(method, path, operation))
    links = "".join(f'<a href="#{tag}">{escape(tag)}</a>' for tag in [*by_tag, "schemas", "problems"])
    paragraphs = "".join(f"<p>{_code(text)}</p>" for text in api["info"]["description"].split("\n\n"))
    sections = "".join(
        f'<section id="{tag}"><h2>{escape(tag)}</h2>{"".join(parts)}</section>' for tag, parts in by_tag.items()
    )
    schemas = "".join(
        f'<details id="schema-{escape(name)}"><summary>{escape(name)}</summary>{_json(schema)}</details>'
        for name, schema in sorted(api["components"]["schemas"].items())
    )
    problems = "".join(
        f'<tr id="{code}"><td><code>{code}</code></td><td>{kind.status}</td><td>{_code(kind.remedy)}</td></tr>'
        for code, kind in PROBLEMS.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Staffetta API</title>'
        f"<style>{_STYLE}</style></head><body><header><h1>Staffetta API</h1>{paragraphs}"
        f'<p>For programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>'
        f'<nav aria-label="Resources">{links}</nav></header>'
        f'<main>{sections}<section id="schemas"><h2>Schemas</h2>{schemas}</section>'
        '<section id="problems"><h2>Problems</h2><div class="scroll"><table><thead><tr><th>Code</th><th>Status</th>'
        f"<th>What to do</th></tr></thead><tbody>{problems}</tbody></table></div></section></main></body></html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parts = [f"<p>{_code(operation.get('description', ''))}</p>"]
    if operation["parameters"]:
        rows = "".join(
            f"<tr><td><code>{escape(p['name'])}</code></td><td>{p['in']}</td><td><code>{escape(_short(p['schema']))}</code></td></tr>"
            for p in operation["parameters"]
        )
        parts.append(f'<div class="scroll"><table><tbody>{rows}</tbody></table></div>')
    if "requestBody" in operation:
        media = operation["requestBody"]["content"]["application/json"]
        parts.append(f"<h4>Body: {_reference(media['schema'])}</h4>")
        if "example" in media:
            parts.append(_json(media["example"]))
    answers = "".join(
        f"<tr><td>{status}</td><td>{_code(said['description'])}</td><td>{_content(said)}</td></tr>"
        for status, said in operation["responses"].items()
    )
    parts.append(f'<div class="scroll"><table><tbody>{answers}</tbody></table></div>')
    return (
        f'<details id="{operation["operationId"]}"><summary><span class="method">{method.upper()}</span> '
        f"<code>{escape(path)}</code> {escape(operation['summary'])}</summary>{''.join(parts)}</details>"
    )


def _content(said: dict[str, Any]) -> str:
    return ", ".join(_reference(media["schema"]) for media in said.get("content", {}).values())


def _reference(schema: dict[str, Any]) -> str:
    name = schema.get("$ref", "").rpartition("/")[2]
    return f'<a href="#schema-{escape(name)}">{escape(name)}</a>' if name else ""


def _short(schema: dict[str, Any]) -> str:
    return json.dumps(
        {name: value for name, value in schema.items() if name not in {"title", "examples"}}, ensure_ascii=False
    )


def _json(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=1, ensure_ascii=False))}</pre>"


def _code(text: str) -> str:
    """Escaped text in which what stands between backticks is code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
