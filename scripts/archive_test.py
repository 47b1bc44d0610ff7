#!/usr/bin/env python3
"""Make an archive of three invented municipalities over two years with the true answers beside it, and check the questions people ask of one.

    python scripts/archive_test.py [--keep FOLDER]

Each case runs from a committee to the economic committee to the council; some are postponed and return, some are rejected with votes, some have
no number; a member changes party; lists name parties, or do not; a body is spelled in two ways; agendas and copies lie beside the minutes.
Exits with 1 where an answer is wrong.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
# Topics of which anybody is sure, so that the questions do not depend on the labeller's taste.
MATTERS = (
    ("Ny skole ved Åvej", "schools", "Skolens elever og lærere får nye klasselokaler. Folkeskolen på Åvej udvides med to spor i skoleåret."),
    ("Cykelsti langs Søndre Ringvej", "roads_transport", "Der anlægges cykelsti og fortov langs vejen, og trafiksikkerheden i krydset forbedres."),
    ("Plejehjem i Lunden", "elderly", "Ældre borgere i plejehjem og hjemmepleje får nye plejeboliger med plads til rehabilitering."),
    ("Renovering af skolens gymnastiksal", "schools", "Folkeskolens elever mangler en gymnastiksal, og skolebestyrelsen peger på renovering af skolen."),
    ("Vuggestue og børnehave på Engvej", "daycare", "Daginstitutionen får plads til flere børn i vuggestue og børnehave, og pasningsgarantien holdes."),
    ("Svømmehal og idrætspark", "culture_leisure", "Idrætsforeninger og fritidsbrugere får ny svømmehal, og kulturlivet får scene i idrætsparken."),
    ("Skoledistrikter for folkeskolen", "schools", "Skoledistrikterne for kommunens folkeskoler ændres, så elever går på den nærmeste skole."),
    (
        "Vintervedligehold af veje",
        "roads_transport",
        "Glatførebekæmpelse og snerydning på kommunens veje og stier fastsættes i et nyt regulativ for trafikken.",
    ),
)


@dataclass
class Town:
    """A municipality: its bodies, its members with their parties, and how its minutes print them."""

    name: str
    committee: str
    other_spelling: str
    economy: str
    council: str
    members: list[tuple[str, str]]
    lists_parties: bool
    numbers: bool
    changes: tuple[str, str]


TOWNS = (
    Town(
        *("Åbyøre Kommune", "Børne- og Skoleudvalget", "Børne og Skoleudvalget", "Økonomiudvalget", "Byrådet"),
        [("Ida Bro", "A"), ("Per Holm", "V"), ("Nuka Toft", "Ø"), ("Karen Lind", "C"), ("Ole Skov", "F"), ("Mette Dam", "A"), ("Jens Krag", "V")],
        *(True, True, ("Karen Lind", "I")),
    ),
    Town(
        *("Sønderlund Kommune", "Teknik- og Miljøudvalget", "Teknik & Miljøudvalget", "Økonomiudvalget", "Kommunalbestyrelsen"),
        [("Hanne Friis", "A"), ("Bo Lund", "V"), ("Rosa Kjær", "Ø"), ("Erik Munk", "C"), ("Lis Holst", "F"), ("Jan Bay", "O"), ("Tove Ravn", "B")],
        *(False, True, ("Jan Bay", "V")),
    ),
    Town(
        *("Vesterå Kommune", "Social- og Sundhedsudvalget", "Social & Sundhedsudvalget", "Økonomiudvalget", "Byrådet"),
        [("Anne Sand", "A"), ("Niels Bak", "V"), ("Maja Storm", "Ø"), ("Finn Dal", "C"), ("Gry Eng", "F"), ("Kaj Vind", "A"), ("Eva Mark", "V")],
        *(True, False, ("Finn Dal", "V")),
    ),
)


@dataclass
class Truth:
    """What the archive must answer."""

    meetings: int = 0
    steps: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    against: list[tuple[str, str, str]] = field(default_factory=list)
    alone: dict[str, int] = field(default_factory=dict)
    absent: dict[str, int] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    divided: list[tuple[str, str, str]] = field(default_factory=list)


def party(town: Town, member: str, year: int) -> str:
    """Give a member's party in a year: one of each town changes to another in the second."""
    if member == town.changes[0] and year == 2024:
        return town.changes[1]
    return dict(town.members)[member]


def number_of(place: int, town: int) -> str:
    """Give the number of a case."""
    return f"{23 + place // 4}-{town + 1}{place + 100:05}"


class Writer:
    """Writes the minutes of one town and what is true of them."""

    def __init__(self, town: Town, place: int, folder: Path, truth: Truth) -> None:
        self.town, self.place, self.folder, self.truth = town, place, folder, truth

    def meeting(self, body: str, printed: str, day: date, items: list[tuple[int, str]], away: str | None, *, lists: bool) -> None:
        """Write one meeting: the items are matters and what was done with them."""
        people = ", ".join(
            name + (f" ({party(self.town, name, day.year)})" if lists else "") + (" (Afbud)" if name == away else "") for name, _ in self.town.members
        )
        out = [f"{self.town.name}\n", f"REFERAT {printed} d. {day:%d-%m-%Y}\n", f"Mødedeltagere {people}\n", "Punkt 1: Godkendelse af dagsorden\n"]
        out += ["Beslutning\n", "Dagsordenen blev godkendt.\n", *self._away(away)]
        for number, (matter, outcome) in enumerate(items, 2):
            out += self._item(number, matter, body, day, outcome, away)
        slug = "".join(filter(str.isalnum, f"{self.town.name}{printed}")).lower()
        (self.folder / f"{slug}-{day}.txt").write_text("\n".join(out), encoding="utf-8")
        self.truth.meetings += 1
        if away:
            self.truth.absent[away] = self.truth.absent.get(away, 0) + len(items) + 1

    def _away(self, away: str | None) -> list[str]:
        return [f"Fraværende: {away}\n"] if away else []

    def _item(self, number: int, matter: int, body: str, day: date, outcome: str, away: str | None) -> list[str]:
        title, topic, words = MATTERS[matter]
        title = f"{title}, etape {matter + 1}"
        key = f"{self.town.name}|{title}"
        self.truth.steps.setdefault(key, []).append((day.isoformat(), body, outcome))
        self.truth.topics[key] = topic
        out = [f"Punkt {number}: {title}\n"]
        if self.town.numbers:
            out.append(f"{number_of(matter, self.place)}\n")
        out += ["Indstilling\n", f"Administrationen indstiller, at {title.lower()} godkendes.\n", "Sagsfremstilling\n", words + "\n", "Beslutning\n"]
        out += [self._decision(title, body, outcome, day, away), *self._away(away)]
        return [line if line.endswith("\n") else line + "\n" for line in out]

    def _decision(self, title: str, body: str, outcome: str, day: date, away: str | None) -> str:
        members = [name for name, _ in self.town.members if name != away]
        named = {name: name if not self.town.lists_parties else f"{name} ({party(self.town, name, day.year)})" for name in members}
        if outcome == "alone":
            self._note(title, body, day, members[2:3])
            self.truth.alone[members[2]] = self.truth.alone.get(members[2], 0) + 1
            return f"Godkendt. {named[members[2]]} stemte imod."
        if outcome == "rejected":
            self._note(title, body, day, members[:4])
            return f"Ikke godkendt. For stemte: {', '.join(named[m] for m in members[4:])}. Imod stemte: {', '.join(named[m] for m in members[:4])}."
        return {"approved": "Godkendt.", "recommended": "Anbefales godkendt.", "postponed": "Sagen blev udsat til næste møde."}[outcome]

    def _note(self, title: str, body: str, day: date, against: list[str]) -> None:
        self.truth.divided.append((self.town.name, day.isoformat(), title))
        self.truth.against += [(member, day.isoformat(), title) for member in against]


def write_archive(folder: Path) -> Truth:
    """Write all documents."""
    truth = Truth()
    for place, town in enumerate(TOWNS):
        writer = Writer(town, place, folder, truth)
        for quarter in range(8):
            start = date(2023 + quarter // 4, 1 + 3 * (quarter % 4), 3 + place)
            away = town.members[(quarter + place) % 7][0] if quarter % 2 else None
            lists = town.lists_parties or quarter in (0, 4)
            returning = quarter > 0 and quarter % 3 == 0
            committee = [(quarter, "postponed" if (quarter + 1) % 3 == 0 and quarter < 7 else "recommended")]
            if returning:
                committee.append((quarter - 1, "recommended"))
            go_on = [matter for matter, outcome in committee if outcome == "recommended"]
            last = {1: "rejected", 4: "alone"}.get(quarter, "approved")
            printed = town.other_spelling if quarter == 2 else town.committee
            writer.meeting(town.committee, printed, start, committee, None, lists=lists)
            writer.meeting(town.economy, town.economy, start + timedelta(7), [(matter, "recommended") for matter in go_on], away, lists=lists)
            writer.meeting(town.council, town.council, start + timedelta(14), [(m, last if m == quarter else "approved") for m in go_on], None, lists=lists)
    agenda = folder / "dagsorden-aabyoere.txt"
    agenda.write_text(
        "Åbyøre Kommune\n\nDAGSORDEN Byrådet d. 20-01-2025\n\nPunkt 1: Godkendelse af dagsorden\n\nPunkt 2: Ny skole ved Åvej, etape 9\n\nIndstilling\n\n"
        "Administrationen indstiller, at sagen godkendes.\n",
        encoding="utf-8",
    )
    copies = folder / "copies"
    copies.mkdir()
    for path in sorted(folder.glob("*.txt"))[:5]:
        (copies / path.name).write_bytes(path.read_bytes())
    return truth


def codes(outcome: str) -> str:
    """Give the code of an outcome of ours."""
    return {"alone": "approved"}.get(outcome, outcome)


def questions(db: sqlite3.Connection, truth: Truth) -> list[tuple[str, Any, Any]]:
    """Give each question, what the archive answers, and what is true."""
    from nlp.archive.questions import Question, ask, treatments

    def titles(**asked: Any) -> list[tuple[str, str, str]]:
        return sorted((a.row["municipality"], a.row["date"], a.row["title"]) for a in ask(db, Question(**asked)))

    def true_steps(**wanted: str) -> list[tuple[str, str, str]]:
        return sorted(
            (key.split("|")[0], day, key.split("|")[1])
            for key, steps in truth.steps.items()
            for day, body, outcome in steps
            if wanted.get("topic") in (None, truth.topics[key])
            and wanted.get("outcome") in (None, codes(outcome))
            and wanted.get("town", "") in key
            and wanted.get("since", "") <= day
            and wanted.get("body") in (None, body)
        )

    first = TOWNS[0]
    case = f"{first.name}|{MATTERS[2][0]}, etape 3"
    without = f"{TOWNS[2].name}|{MATTERS[2][0]}, etape 3"
    rows = db.execute
    left = {person: truth.absent.get(person, 0) for town in TOWNS for person, _ in town.members}
    case_rows = [tuple(row) for row in rows("SELECT treatments FROM cases WHERE municipality = ? AND title = ?", (TOWNS[2].name, without.split("|")[1]))]
    ranked = ask(db, Question(dissent=True, municipality=first.name))
    return [
        ("What was decided about schools this year?", titles(topic="schools", since="2024-01-01"), true_steps(topic="schools", since="2024-01-01")),
        ("What did the council reject?", titles(outcome="rejected"), true_steps(outcome="rejected")),
        (
            "Which items did Ø vote against?",
            titles(party="Ø", side="against"),
            sorted((t.name, d, title) for t in TOWNS for m, d, title in truth.against if dict(t.members).get(m) == "Ø"),
        ),
        (
            "What became of a case that was postponed?",
            [(s["date"], s["body"], s["outcome"]) for s in treatments(db, number_of(2, 0))],
            [(d, b, codes(o)) for d, b, o in truth.steps[case]],
        ),
        (
            "What became of a case without a number?",
            case_rows,
            [(len(truth.steps[without]),)],
        ),
        (
            "How did a member vote?",
            [tuple(r) for r in rows("SELECT date, title FROM votes WHERE member = 'Nuka Toft' AND side = 'against' AND counted ORDER BY date")],
            sorted((d, title) for m, d, title in truth.against if m == "Nuka Toft"),
        ),
        ("Who was away, how often?", {r[0]: r[1] for r in rows("SELECT name, times_absent FROM members")}, left),
        (
            "Who stood alone?",
            {r[0]: r[1] for r in rows("SELECT name, alone FROM members WHERE alone")},
            truth.alone,
        ),
        (
            "Who changed party?",
            sorted(tuple(r) for r in rows("SELECT name, parties FROM members WHERE parties LIKE '%,%'")),
            sorted((t.changes[0], f"{dict(t.members)[t.changes[0]]}, {t.changes[1]}") for t in TOWNS),
        ),
        (
            "Of which party was every voter and absentee on that day?",
            rows("SELECT (SELECT count(*) FROM votes WHERE party IS NULL) + (SELECT count(*) FROM absences WHERE party IS NULL)").fetchone()[0],
            0,
        ),
        ("What was divided?", titles(dissent=True), sorted(truth.divided)),
        ("What was most divided?", ranked[0].row["title"] if ranked else None, f"{MATTERS[1][0]}, etape 2"),
        (
            "What did a body decide since a day?",
            titles(body=TOWNS[1].council, municipality=TOWNS[1].name, since="2024-06-01"),
            sorted(
                true_steps(town=TOWNS[1].name, body=TOWNS[1].council, since="2024-06-01")
                + [(TOWNS[1].name, day, "Godkendelse af dagsorden") for day in ("2024-07-18", "2024-10-18")]
            ),
        ),
        (
            "Which bodies are there, and how many meetings of each?",
            sorted(tuple(r) for r in rows("SELECT municipality, body, meetings FROM bodies")),
            sorted((t.name, body, 8) for t in TOWNS for body in (t.committee, t.economy, t.council)),
        ),
        (
            "Where is Åvej named, however it is typed?",
            [len(ask(db, Question(text=words))) for words in ("Åvej", "åvej", "aavej", "A\u030avej")],
            [len(true_steps(topic="schools", town="")) - sum("Åvej" not in s[2] for s in true_steps(topic="schools"))] * 4,
        ),
        ("How many meetings count?", rows("SELECT sum(counted), sum(kind = 'agenda') FROM meetings").fetchone()[:], (truth.meetings, 1)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave documents, answers and database there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        base = args.keep or Path(aside)
        folder = base / "documents"
        folder.mkdir(parents=True)
        truth = write_archive(folder)
        (base / "answers.json").write_text(json.dumps(truth.__dict__, ensure_ascii=False, indent=1), encoding="utf-8")
        from nlp import cli
        from nlp.archive.questions import open_archive

        cli.main(["tag", str(folder), "-o", str(base / "archive.db"), "--quiet"])
        wrong = 0
        for words, answered, true in questions(open_archive(base / "archive.db"), truth):
            answered = tuple(answered) if isinstance(true, tuple) else answered
            wrong += answered != true
            print(f"{'right' if answered == true else 'WRONG'}  {words}")
            if answered != true:
                print(f"       answered {answered}\n       true     {true}")
        print(f"{truth.meetings} meetings, {wrong} answers wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
