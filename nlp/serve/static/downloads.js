// Results as files, corrections in each. Tables are for spreadsheets, and in the page's language.
import { itemTexts } from "./cards.js";
import { languageNow } from "./strings.js";

const SIDES = ["for", "against", "abstain"];

export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// One meeting as it is; several as JSON lines.
export function resultsText(meetings) {
  if (meetings.length === 1) return JSON.stringify(meetings[0].corrected(), null, 1);
  return meetings.map((meeting) => JSON.stringify(meeting.corrected()) + "\n").join("");
}

// One row an item, its columns called as those of `referat tag -o x.csv`; `votes` and those behind it are in the page's language.
export function itemsTable(meetings) {
  const kinds = [...new Set(meetings.flatMap((meeting) => meeting.kinds))];
  const about = ["municipality", "committee", "date", "kind"];
  const plain = ["number", "title", "case_number", "closed"];
  const told = ["remarks", "fates", "next", "decides", "history", "attendance"];
  const head = [
    "document", ...about, "position", ...plain, ...kinds.flatMap((kind) => [kind, `${kind}_score`]), "outcomes", "outcomes_by_point", "outcome_words", "decision", "absent",
    ...SIDES.map((side) => `votes_${side}`), ...SIDES.map((side) => `count_${side}`), "votes_consistent", "votes", ...told, "corrected", "start", "end",
  ];
  const row = (meeting, item, index) => {
    const texts = itemTexts(meeting, index);
    return [
      meeting.name, ...about.map((name) => meeting.current[name]), index + 1, ...plain.map((name) => item[name]),
      ...kinds.flatMap((kind) => [meeting.label(index, kind)?.label, meeting.label(index, kind)?.score]),
      list(item.outcomes.map((outcome) => outcome.code)), list(item.outcomes.map((outcome) => (outcome.part ? `${outcome.part}: ${outcome.code}` : outcome.code))),
      list(item.outcomes.map((outcome) => outcome.text)), meeting.decision(index), list(item.absent),
      ...SIDES.map((side) => list(item.votes?.[side])), ...SIDES.map((side) => item.votes?.tally?.[side]), item.votes?.consistent, list(texts.votes),
      ...told.map((name) => list(texts[name])), meeting.changed.has(index), item.start, item.end,
    ];
  };
  return table([head, ...meetings.flatMap((meeting) => meeting.items.map((item, index) => row(meeting, item, index)))]);
}

// One row a voter, or a side that was only counted.
export function votesTable(meetings) {
  const rows = meetings.flatMap((meeting) => meeting.items.flatMap((item, index) => meeting.votes(index).flatMap((one) => SIDES.flatMap((side) => {
    const about = [meeting.name, meeting.current.committee, meeting.current.date, item.number, item.title, one.part, one.subject ?? "proposal", side];
    const voters = one[side] ?? [];
    const count = one.tally?.[side];
    if (!voters.length) return count == null ? [] : [[...about, null, null, count]];
    return voters.map((voter) => [...about, voter, meeting.party(voter) ?? (/^\p{Lu}{1,2}$/u.test(voter) ? voter : null), count]);
  }))));
  return table([["document", "committee", "date", "number", "title", "part", "subject", "side", "voter", "party", "count"], ...rows]);
}

export function entitiesTable(meetings) {
  const fields = { item: "item", label: "label", text: "text", resolved: "id", start: "start", end: "end", rule: "rule" };
  return table([["document", ...Object.keys(fields)], ...meetings.flatMap((meeting) => meeting.current.entities.map((entity) => [meeting.name, ...Object.values(fields).map((name) => entity[name])]))]);
}

function list(values) {
  return [...new Set(values ?? [])].map((value) => value.replace(/\s+/g, " ")).join("; ");
}

function table(rows) {
  // Spreadsheets set to Danish want semicolons, and commas in numbers.
  const danish = languageNow() === "da";
  // The mark at the start tells them that this is UTF-8.
  return "\ufeff" + rows.map((row) => row.map((value) => cell(value, danish)).join(danish ? ";" : ",") + "\r\n").join("");
}

function cell(value, danish) {
  let text = String(value ?? "");
  if (danish && typeof value === "number") text = text.replace(".", ",");
  // A text from a document must not become a formula.
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
