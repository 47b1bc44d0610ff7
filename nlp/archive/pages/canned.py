"""The questions that stand ready on an archive's page: title, what it answers, and the query. An empty field asks for all."""

from __future__ import annotations

_PLACE = "(:municipality = '' OR municipality LIKE '%' || :municipality || '%') AND (:body = '' OR body LIKE '%' || :body || '%')"
_TIME = "(:since = '' OR date >= :since) AND (:until = '' OR date <= :until)"

QUESTIONS: dict[str, tuple[str, str, str]] = {
    "decided_about": (
        "What was decided about a topic?",
        "The first or second topic: schools, roads_transport, economy, ...",
        f"""SELECT date, municipality, body, title, outcome, wording, link, item FROM decisions
WHERE (:topic = '' OR replace(topic, '?', '') = :topic OR second_topic = :topic) AND {_PLACE} AND {_TIME}
ORDER BY date DESC LIMIT 500""",
    ),
    "party_against": (
        "What did a party vote against?",
        "Items on which a party, or a member of it, voted against.",
        f"""SELECT date, municipality, body, title, motion, coalesce(member, party) AS voter, party, item FROM votes
WHERE counted AND side = 'against' AND party = :party AND {_PLACE} AND {_TIME} ORDER BY date DESC LIMIT 500""",
    ),
    "case": (
        "What became of a case?",
        "Every treatment of a case by its number, through all bodies and meetings; told ones included.",
        """SELECT date, municipality, body, title, outcome, words, known_from, item FROM case_history
WHERE case_number = :case_number ORDER BY municipality, date, item, known_from""",
    ),
    "member_votes": (
        "How did a member vote?",
        "Votes cast by name.",
        f"""SELECT date, municipality, body, title, motion, side, party, item FROM votes
WHERE counted AND member LIKE '%' || :member || '%' AND {_TIME} ORDER BY date DESC LIMIT 500""",
    ),
    "absent_most": (
        "Who is away most?",
        "Members by the items from which they were absent.",
        """SELECT municipality, name AS member, party, meetings, times_absent FROM members
WHERE times_absent > 0 AND (:municipality = '' OR municipality LIKE '%' || :municipality || '%') ORDER BY times_absent DESC LIMIT 200""",
    ),
    "party_changes": (
        "Who changed party?",
        "Members that documents print with more than one party.",
        """SELECT municipality, name AS member, parties, first_date, last_date FROM members WHERE parties LIKE '%,%' ORDER BY municipality, name LIMIT 500""",
    ),
    "outcome": (
        "What was rejected, postponed, sent on?",
        "Codes: approved, recommended, noted, discussed, postponed, rejected, referred, elected, withdrawn.",
        f"""SELECT decisions.date, decisions.municipality, body, title, wording, link, decisions.item FROM decisions JOIN outcomes ON outcomes.item = decisions.item
WHERE outcomes.code = :outcome AND {_PLACE} AND {_TIME} GROUP BY decisions.item ORDER BY date DESC LIMIT 500""",
    ),
    "returning": (
        "Which cases return most?",
        "Cases by how often they were treated.",
        """SELECT municipality, case_number, title, treatments, bodies, first_date, last_date, outcome, id AS case_id FROM cases
WHERE treatments > 2 AND (:municipality = '' OR municipality LIKE '%' || :municipality || '%') ORDER BY treatments DESC, last_date DESC LIMIT 200""",
    ),
    "most_divided": (
        "What divided a body most?",
        "Divided items, the narrowest first.",
        f"""SELECT date, municipality, body, title, outcome, voters_for, voters_against, against, abstained, item FROM divided
WHERE {_PLACE} AND {_TIME} ORDER BY 1.0 * min(voters_for, voters_against) / max(voters_for, voters_against, 1) DESC, date DESC LIMIT 200""",
    ),
    "new_since": (
        "What is new since a day?",
        "All decisions since then.",
        f"""SELECT date, municipality, body, title, topic, outcome, wording, item FROM decisions
WHERE date >= :since AND {_PLACE} ORDER BY date DESC LIMIT 500""",
    ),
    "alone": (
        "Who stands alone?",
        "Members by the votes in which nobody else was against or abstained.",
        "SELECT municipality, name AS member, party, votes, against, abstained, alone FROM members WHERE alone > 0 ORDER BY alone DESC, name LIMIT 200",
    ),
    "words": (
        "Where is something named?",
        "Words in titles and texts, however they are typed.",
        """SELECT items.date, items.municipality, items.body, items.title, items.outcome,
    excerpt(texts.text, items.start, items.[end], :words) AS found, items.id AS item
FROM (SELECT items.id FROM texts_fts JOIN items ON items.id = texts_fts.rowid WHERE texts_fts MATCH escape_fts(:words) AND items.counted
    ORDER BY items.date DESC LIMIT 200) AS matched JOIN items ON items.id = matched.id JOIN texts ON texts.meeting = items.meeting ORDER BY items.date DESC""",
    ),
}
