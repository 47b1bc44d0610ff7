// A result as elements: its head, its items, its words.
import { itemFacts } from "./facts.js";
import { make } from "./make.js";
import { named, say } from "./strings.js";

// A date or a time stands on one line.
function whole(text) {
  return text && make("span", { class: "whole" }, text);
}

export function drawFacts(result) {
  const name = document.getElementById("body-name");
  name.textContent = result.committee || say("unknown");
  name.lang = result.committee ? "da" : document.documentElement.lang;
  document.title = [result.committee, result.date, "referat"].filter(Boolean).join(" · ");
  const time = result.start_time && [result.start_time, result.end_time].filter(Boolean).join("–");
  const facts = [result.municipality, say(result.kind), whole(result.date), whole(time), result.place].filter(Boolean);
  document.getElementById("facts").replaceChildren(...facts.flatMap((each, at) => (at ? ["\u00a0· ", each] : [each])));
  const people = document.getElementById("people");
  people.hidden = !result.participants.length;
  const away = result.participants.filter((one) => !one.present).length;
  people.querySelector("summary").textContent = say(result.kind === "agenda" && !away ? "people.agenda" : "people", { present: result.participants.length - away, absent: away });
  const person = (one) => [one.name + (one.party ? ` (${one.party})` : ""), one.role, one.present ? "" : say("away")].filter(Boolean).join(", ");
  people.querySelector("ul").replaceChildren(...result.participants.map((one) => make("li", { class: one.present ? "" : "away" }, person(one))));
}

export function drawItems(corrections, on) {
  const { result } = corrections;
  const rows = result.items.map((item, index) => {
    const title = [item.number && `${item.number}.`, item.title].filter(Boolean).join(" ");
    return make(
      "li",
      { "data-index": index },
      make("button", { type: "button", lang: "da", onclick: () => on.item(index) }, title || "–"),
      corrections.touched(index) ? make("span", { class: "tag changed" }, say("changed")) : null,
      item.closed ? make("span", { class: "tag" }, say("closed")) : null,
      itemFacts(corrections, item, index, on),
    );
  });
  const none = make("li", {}, say("items.none"));
  document.querySelector("#items ol").replaceChildren(...(rows.length ? rows : [none]));
}

// The whole text, each item a section, each entity a mark; joined, the text nodes are the text as read.
export function drawWords(corrections, hidden, on) {
  const { result, characters, entities } = corrections;
  const box = document.getElementById("words");
  const parts = [];
  let at = 0;
  result.items.forEach((item, index) => {
    if (item.start > at) parts.push({ start: at, end: item.start, index: -1 });
    parts.push({ start: item.start, end: item.end, index });
    at = item.end;
  });
  if (at < characters.length) parts.push({ start: at, end: characters.length, index: -1 });
  let next = 0;
  const fill = (element, from, end) => {
    for (; next < entities.length && entities[next].start < end; next++) {
      const entity = entities[next];
      element.append(characters.slice(from, entity.start), drawMark(entity, hidden, on));
      from = entity.end;
    }
    element.append(characters.slice(from, Math.max(from, end)));
    return Math.max(from, end);
  };
  const drawn = parts.map((part) => {
    const section = part.index < 0 ? make("div") : make("section", { "data-index": part.index });
    let from = part.start;
    for (const heading of part.index < 0 ? [] : headings(result.items[part.index], characters)) {
      const cut = entities.some((entity) => [heading.start, heading.end].some((border) => entity.start < border && border < entity.end));
      if (heading.start < from || heading.end > part.end || cut) continue;
      from = fill(section, from, heading.start);
      const line = make("span", { role: "heading", "aria-level": heading.level, class: `level${heading.level}` });
      from = fill(line, from, heading.end);
      section.append(line);
    }
    fill(section, from, part.end);
    return section;
  });
  box.replaceChildren(...drawn);
  // One stop for the tab key; arrow keys go on from there.
  const first = box.querySelector("mark:not(.off)");
  if (first) first.tabIndex = 0;
}

// The lines of an item that are headings: its title, then those of its sections.
function headings(item, characters) {
  const length = (text) => Array.from(text).length;
  const lineEnd = (start) => start + length(/^[^\n]*/.exec(characters.slice(start, Math.min(item.end, start + 300)))[0].trimEnd());
  const head = characters.slice(item.start, Math.min(item.end, item.start + 600));
  const start = item.start + length(/^\s*/.exec(head)[0]);
  const at = item.title ? head.indexOf(item.title.slice(0, 25)) : -1;
  const title = { start, end: lineEnd(at < 0 ? start : item.start + length(head.slice(0, at))), level: 4 };
  const sections = item.sections.filter((section) => section.heading && section.start >= title.end);
  // A heading may go on as text in its own line: `Afbud: Ida Bro`.
  const headingEnd = ({ start, heading }) => {
    const line = characters.slice(start, lineEnd(start));
    const behind = line.indexOf(heading) + heading.length;
    return line.includes(heading) && /[\p{L}\p{N}]/u.test(line.slice(behind)) ? start + length(line.slice(0, behind)) : lineEnd(start);
  };
  return [title, ...sections.map((section) => ({ start: section.start, end: headingEnd(section), level: 5 }))].filter((each) => each.end > each.start);
}

function drawMark(entity, hidden, on) {
  if (hidden.has(entity.label)) return make("mark", { class: `${entity.label} off`, "data-start": entity.start }, entity.text);
  const means = entity.id && entity.id !== entity.text ? `, ${named(entity.id)}` : "";
  const said = `${named(entity.label)}: ${entity.text}${means}`;
  const values = { class: entity.label, "data-start": entity.start, role: "button", tabindex: -1, "aria-label": said, title: `${named(entity.label)}${means}` };
  return make("mark", { ...values, onclick: () => on.entity(entity) }, entity.text);
}

export function drawFilters(corrections, hidden, labels, on) {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const entity of corrections.entities) counts.set(entity.label, (counts.get(entity.label) ?? 0) + 1);
  const chips = [...counts].map(([label, count]) =>
    make("button", { type: "button", class: label, "data-label": label, "aria-pressed": String(!hidden.has(label)), onclick: () => on.filter(label) }, `${named(label)} ${count}`),
  );
  document.getElementById("filters").replaceChildren(...chips);
}
