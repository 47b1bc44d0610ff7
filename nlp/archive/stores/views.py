"""The views of the SQLite store: each answers a question that people ask of an archive."""

from __future__ import annotations

VIEWS: dict[str, str] = {
    # A case through all its meetings: filter by municipality and case number.
    "case_history": """
        SELECT meetings.municipality, items.case_number, meetings.date, meetings.committee, items.number, items.title, items.decision_type,
            (SELECT group_concat(code, ', ') FROM (SELECT DISTINCT code FROM outcomes WHERE outcomes.item = items.id)) AS outcomes,
            meetings.document, items.id AS item
        FROM items JOIN meetings ON meetings.id = items.meeting
        WHERE items.case_number IS NOT NULL
        ORDER BY meetings.municipality, items.case_number, meetings.date, items.id
    """,
    # How each member, and each party that is named as a whole, voted where a vote is recorded.
    "votes_by_member": """
        SELECT meetings.municipality, votes.member, votes.party,
            sum(votes.vote = 'for') AS votes_for, sum(votes.vote = 'against') AS votes_against, sum(votes.vote = 'abstain') AS votes_abstain
        FROM votes JOIN items ON items.id = votes.item JOIN meetings ON meetings.id = items.meeting
        GROUP BY meetings.municipality, votes.member, votes.party
    """,
    # Of the meetings that list a member: from how many, and from how many single items, the member was absent.
    "absences_by_member": """
        SELECT municipality, member, party, sum(listed) AS meetings, sum(away) AS meetings_absent, sum(items) AS items_absent
        FROM (
            SELECT meetings.municipality, participants.name AS member, participants.party, 1 AS listed, participants.present = 0 AS away, 0 AS items
            FROM participants JOIN meetings ON meetings.id = participants.meeting
            UNION ALL
            SELECT meetings.municipality, absences.member, absences.party, 0, 0, 1
            FROM absences JOIN items ON items.id = absences.item JOIN meetings ON meetings.id = items.meeting
        )
        GROUP BY municipality, member, party
    """,
    "decisions_by_month": """
        SELECT meetings.municipality, substr(meetings.date, 1, 7) AS month, items.topic, items.decision_type, outcomes.code AS outcome,
            count(DISTINCT items.id) AS items
        FROM items JOIN meetings ON meetings.id = items.meeting LEFT JOIN outcomes ON outcomes.item = items.id
        WHERE meetings.kind = 'minutes'
        GROUP BY meetings.municipality, month, items.topic, items.decision_type, outcomes.code
    """,
    # Items where somebody voted against or abstained, and who did.
    "items_with_dissent": """
        SELECT meetings.municipality, meetings.date, meetings.committee, items.number, items.title, items.case_number, items.topic,
            group_concat(CASE votes.vote WHEN 'against' THEN coalesce(votes.member, votes.party) END, ', ') AS against,
            group_concat(CASE votes.vote WHEN 'abstain' THEN coalesce(votes.member, votes.party) END, ', ') AS abstained,
            meetings.document, items.id AS item
        FROM votes JOIN items ON items.id = votes.item JOIN meetings ON meetings.id = items.meeting
        WHERE votes.vote IN ('against', 'abstain')
        GROUP BY items.id
    """,
}
