// Results as files. The JSON is that of the service; tables are for spreadsheets.
export function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function itemsTable(result) {
  const head = ["number", "title", "case_number", "closed", "topic", "topic_score", "decision_type", "decision_type_score", "outcomes", "for", "against", "abstain", "absent", "start", "end"];
  const votes = (item, side) => (item.votes ? item.votes[side].join("; ") : "");
  const rows = result.items.map((item) => [
    item.number, item.title, item.case_number, item.closed, item.topic?.label, item.topic?.score, item.decision_type?.label, item.decision_type?.score,
    item.outcomes.map((outcome) => (outcome.part ? `${outcome.part}: ${outcome.code}` : outcome.code)).join("; "),
    votes(item, "for"), votes(item, "against"), votes(item, "abstain"), item.absent.join("; "), item.start, item.end,
  ]);
  return table([head, ...rows]);
}

export function entitiesTable(result) {
  const head = ["label", "text", "id", "item", "start", "end", "rule"];
  return table([head, ...result.entities.map((entity) => head.map((name) => entity[name]))]);
}

function table(rows) {
  // The mark at the start tells spreadsheets that this is UTF-8.
  return "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(value) {
  let text = String(value ?? "");
  // A text from a document must not become a formula.
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
