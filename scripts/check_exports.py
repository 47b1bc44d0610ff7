#!/usr/bin/env python3
"""Check the exports of an archive against the published schemas of Popolo, OParl and Akoma Ntoso 3.0.

    python scripts/check_exports.py ARCHIVE SPECS

SPECS holds `popolo/schemas/*.json`, `oparl/*.json` and `akomantoso/akomantoso30.xsd`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]
_POPOLO = {"persons": "person", "organizations": "organization", "memberships": "membership", "motions": "motion", "vote_events": "vote_event"}


def _faults(kind: str, schema: dict[str, Any], objects: list[dict[str, Any]]) -> list[str]:
    from jsonschema.validators import validator_for

    validator = validator_for(schema)(schema)
    return [f"{kind} {entry.get('id')}: {error.message}" for entry in objects for error in validator.iter_errors(entry)]


def _without_references(schema: Any) -> Any:
    """Leave out what points to other files: parts are checked by themselves."""
    if isinstance(schema, dict):
        return {key: _without_references(value) for key, value in schema.items() if key != "$ref"}
    return [_without_references(value) for value in schema] if isinstance(schema, list) else schema


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    from lxml import etree

    from nlp.archive.civic.akoma_ntoso import _SPACE, akoma_ntoso
    from nlp.archive.civic.oparl import oparl
    from nlp.archive.civic.popolo import popolo
    from nlp.archive.questions import open_archive

    db, specs = open_archive(Path(sys.argv[1])), Path(sys.argv[2])
    faults, checked = [], 0
    people = popolo(db)
    for name, kind in _POPOLO.items():
        schema = _without_references(json.loads((specs / f"popolo/schemas/{kind}.json").read_text(encoding="utf-8")))
        faults += _faults(kind, schema, people[name])
        checked += len(people[name])
    objects = oparl(db, "https://example.org/oparl")
    objects["AgendaItem"] = [item for meeting in objects["Meeting"] for item in meeting["agendaItem"]]
    for kind, entries in objects.items():
        faults += _faults(kind, _without_references(json.loads((specs / f"oparl/{kind}.json").read_text(encoding="utf-8"))), entries)
        checked += len(entries)
    published = etree.parse(specs / "akomantoso/akomantoso30.xsd")
    # A working draft of the standard has a namespace of its own.
    space = published.getroot().get("targetNamespace")
    schema = etree.XMLSchema(published)
    for (meeting,) in db.execute("SELECT id FROM meetings").fetchall():
        text = akoma_ntoso(db, meeting)
        assert text is not None
        checked += 1
        if not schema.validate(etree.fromstring(text.replace(f'"{_SPACE}"', f'"{space}"').encode())):
            faults += [f"meeting {meeting}: {error.message}" for error in schema.error_log]
    for fault in faults[:20]:
        print(fault)
    print(f"{checked} objects checked, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
