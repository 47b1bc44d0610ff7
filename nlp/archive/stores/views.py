"""The queries behind the views of an archive; their columns are described in `definition.VIEWS`."""

from __future__ import annotations

# Below this a label is less probable than not, and shown as a question.
_SURE = 0.5

_ASKED = f"items.{{0}} || CASE WHEN items.{{0}}_score < {_SURE} THEN '?' ELSE '' END"

QUERIES: dict[str, str] = {
    "decisions": f"""
        SELECT items.municipality, items.body, items.date, items.number, items.title, items.outcome, items.decision AS wording,
            {_ASKED.format("topic")} AS topic, items.second_topic, {_ASKED.format("decision_type")} AS type, items.proposal, items.case_number, items.divided,
            coalesce(items.link, items.document) AS link, items.id AS item
        FROM items
        WHERE items.counted AND items.outcome IS NOT NULL
    """,
    "divided": """
        SELECT items.municipality, items.body, items.date, items.number, items.title, items.topic, items.outcome,
            (SELECT group_concat(voter, ', ') FROM (SELECT DISTINCT coalesce(member || coalesce(' (' || party || ')', ''), party) AS voter
                FROM votes WHERE votes.item = items.id AND side = 'against' ORDER BY votes.id)) AS against,
            (SELECT group_concat(voter, ', ') FROM (SELECT DISTINCT coalesce(member || coalesce(' (' || party || ')', ''), party) AS voter
                FROM votes WHERE votes.item = items.id AND side = 'abstain' ORDER BY votes.id)) AS abstained,
            coalesce((SELECT max(votes_for) FROM tallies WHERE tallies.item = items.id AND motion = 'proposal'),
                (SELECT count(DISTINCT coalesce(member, party)) FROM votes WHERE votes.item = items.id AND side = 'for' AND motion = 'proposal')) AS voters_for,
            coalesce((SELECT max(votes_against) FROM tallies WHERE tallies.item = items.id AND motion = 'proposal'),
                (SELECT count(DISTINCT coalesce(member, party)) FROM votes WHERE votes.item = items.id AND side = 'against' AND motion = 'proposal'))
                AS voters_against,
            items.id AS item
        FROM items
        WHERE items.counted AND items.divided
    """,
    "case_history": """
        SELECT items.case_id, cases.municipality, cases.case_number, items.date, items.body, items.title, items.outcome, items.decision AS words,
            'meeting' AS known_from, items.id AS item
        FROM items JOIN cases ON cases.id = items.case_id
        WHERE items.counted
        UNION ALL
        SELECT told_steps.case_id, cases.municipality, cases.case_number, told_steps.date, told_steps.body, items.title, told_steps.outcome,
            told_steps.words, 'told' AS known_from, told_steps.item
        FROM told_steps JOIN cases ON cases.id = told_steps.case_id JOIN items ON items.id = told_steps.item
    """,
    "decisions_by_month": """
        SELECT items.municipality, substr(items.date, 1, 7) AS month, items.topic, items.decision_type, outcomes.code AS outcome,
            count(DISTINCT items.id) AS items
        FROM items JOIN outcomes ON outcomes.item = items.id
        WHERE items.counted
        GROUP BY items.municipality, month, items.topic, items.decision_type, outcomes.code
    """,
}
