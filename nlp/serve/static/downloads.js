// Results as files. The JSON is that of the service; tables are for spreadsheets.
import { itemTexts } from "./facts.js";
import { languageNow } from "./strings.js";

export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// One row an item, its columns called as those of `referat tag -o x.csv`; `votes` and those behind it are in the page's language.
export function itemsTable(corrections) {
  const { result } = corrections;
  const meeting = ["municipality", "committee", "date", "kind"];
  const plain = ["number", "title", "case_number", "closed"];
  const told = ["remarks", "fates", "next_steps", "history", "attendance"];
  const sides = ["for", "against", "abstain"];
  const labels = corrections.kinds.flatMap((kind) => [kind, `${kind}_score`]);
  const head = [
    ...meeting, "position", ...plain, ...labels, "outcomes", "outcomes_by_point", "outcome_words", "absent",
    ...sides.map((side) => `votes_${side}`), ...sides.map((side) => `count_${side}`), "votes_consistent", "votes", ...told, "start", "end",
  ];
  const rows = result.items.map((item, index) => {
    const texts = itemTexts(corrections, index);
    return [
      ...meeting.map((name) => result[name]), index + 1, ...plain.map((name) => item[name]),
      ...corrections.kinds.flatMap((kind) => [(item[kind] ?? item.labels?.[kind])?.label, (item[kind] ?? item.labels?.[kind])?.score]),
      list(item.outcomes.map((outcome) => outcome.code)), list(item.outcomes.map((outcome) => (outcome.part ? `${outcome.part}: ${outcome.code}` : outcome.code))),
      list(item.outcomes.map((outcome) => outcome.text)), list(item.absent),
      ...sides.map((side) => list(item.votes?.[side])), ...sides.map((side) => item.votes?.tally?.[side]), item.votes?.consistent, list(texts.votes),
      ...told.map((name) => list(texts[name])), item.start, item.end,
    ];
  });
  return table([head, ...rows]);
}

export function entitiesTable(result) {
  const fields = { item: "item", label: "label", text: "text", resolved: "id", start: "start", end: "end", rule: "rule" };
  return table([Object.keys(fields), ...result.entities.map((entity) => Object.values(fields).map((name) => entity[name]))]);
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
