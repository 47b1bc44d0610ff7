"""The description of the API as a page: made on the server, so that it needs no script and nothing from outside."""

from __future__ import annotations

import json
import re
import shlex
from html import escape
from typing import Any

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} API</title>
<link rel="icon" href="static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="static/page.css">
<script src="static/theme.js"></script>
</head>
<body class="docs">
<main>
<h1><a href="./">{title}</a> API <small>{version}</small></h1>
<p>{description} The machine-readable form is <a href="openapi.json">/openapi.json</a>.</p>
{operations}
<h2>Schemas</h2>
{schemas}
</main>
</body>
</html>
"""


def render(described: dict[str, Any]) -> str:
    """Give the page for a description in the form of OpenAPI."""
    info = described["info"]
    operations = [_operation(method, path, operation, described) for path, methods in described["paths"].items() for method, operation in methods.items()]
    schemas = [
        f'<details id="schema-{escape(name)}"><summary><code>{escape(name)}</code></summary><pre>{_json(schema)}</pre></details>'
        for name, schema in sorted(described["components"]["schemas"].items())
    ]
    return _PAGE.format(
        title=escape(info["title"]),
        version=escape(info["version"]),
        description=_prose(info.get("description", "")),
        operations="\n".join(operations),
        schemas="\n".join(schemas),
    )


def _operation(method: str, path: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    parts = [f"<h2><code>{method.upper()} {escape(path)}</code></h2>", f"<p><strong>{escape(operation.get('summary', ''))}.</strong> "]
    parts.append(_prose(operation.get("description", "")) + "</p>")
    if operation.get("parameters"):
        rows = [
            f"<tr><td><code>{escape(p['name'])}</code></td><td>{escape(p['in'])}</td><td>{_prose(p.get('description', ''))}</td></tr>"
            for p in operation["parameters"]
        ]
        parts.append(f"<table><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>{''.join(rows)}</table>")
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        rows = [f"<tr><td><code>{_breakable(kind)}</code></td><td>{_schema(each['schema'])}</td></tr>" for kind, each in content.items()]
        parts.append(f"<table><tr><th>Body</th><th>Schema</th></tr>{''.join(rows)}</table>")
    parts.append(f"<pre>{escape(_curl(method, path, content, described))}</pre>")
    rows = [
        f"<tr><td>{escape(status)}</td><td>{_prose(answer.get('description', ''))}</td><td>"
        + ", ".join(_schema(each.get("schema", {})) for each in answer.get("content", {}).values())
        + "</td></tr>"
        for status, answer in sorted(operation["responses"].items())
    ]
    parts.append(f"<table><tr><th>Status</th><th>Meaning</th><th>Schema</th></tr>{''.join(rows)}</table>")
    return f"<section>{''.join(parts)}</section>"


def _curl(method: str, path: str, content: dict[str, Any], described: dict[str, Any]) -> str:
    line = f"curl -s http://127.0.0.1:8000{path}"
    example = content.get("application/json", {}).get("example")
    if example is None:
        return line if method == "get" else f"{line} -X {method.upper()}"
    return f"{line} -H 'Content-Type: application/json' \\\n  -d {shlex.quote(json.dumps(example, ensure_ascii=False))}"


def _schema(schema: dict[str, Any]) -> str:
    name = schema.get("$ref", "").rpartition("/")[2]
    return f'<a href="#schema-{escape(name)}"><code>{escape(name)}</code></a>' if name else f"<code>{escape(str(schema.get('type', '')))}</code>"


def _prose(text: str) -> str:
    """Give a text with its `code` as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _breakable(name: str) -> str:
    """Give a long name that may be broken behind its slashes and dots."""
    return re.sub(r"([/.-])", r"\1<wbr>", escape(name))


def _json(value: Any) -> str:
    return escape(json.dumps(value, ensure_ascii=False, indent=1))
