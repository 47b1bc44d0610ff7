// The panel beside the text: one entity, one item, or words that were selected; here they are corrected.
import { found, percent } from "./corrections.js";
import { itemEvidence, voters } from "./facts.js";
import { make } from "./make.js";
import { named, say } from "./strings.js";
import { wordBefore, wordBehind } from "./text.js";

const panel = () => document.getElementById("detail");

function show(title, label, on, ...children) {
  const close = make("button", { type: "button", class: "close", onclick: on.close }, say("close"));
  panel().replaceChildren(make("div", { class: "head" }, make("h3", {}, title), close), ...children);
  panel().className = label || "";
  panel().hidden = false;
}

export function hideDetail() {
  panel().hidden = true;
}

function field(name, control) {
  return make("label", {}, say(name), control);
}

function select(values, chosen, onchange, name) {
  const options = values.map((value) => make("option", { value, selected: value === chosen }, named(value) || "–"));
  return make("select", { name, onchange: (event) => onchange(event.target.value) }, ...options);
}

function facts(rows) {
  return make("dl", {}, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, say(name)), make("dd", {}, value)]));
}

// The item that a place stands in, as a way back to it.
function itemLink(corrections, at, on) {
  const index = corrections.itemAt(at);
  if (index < 0) return say("outside");
  const { number, title } = corrections.result.items[index];
  return make("button", { type: "button", class: "jump", name: "item", onclick: () => on.item(index) }, [number && `${number}.`, title].filter(Boolean).join(" ") || "–");
}

// A rule by its id, and below it what it looks for, as soon as the service has told.
function ruleRows(rule, on) {
  if (!rule) return [];
  const why = make("span", { class: "why" });
  on.rule(rule).then((told) => {
    const [, phrases] = /^words such as: (.*)$/s.exec(told) ?? [];
    why.replaceChildren(phrases ? make("q", { lang: "da" }, phrases) : make("span", { lang: "en" }, told || "–"));
  });
  return [["rule", make("code", {}, rule)], ["why", why]];
}

export function showEntity(corrections, entity, facts_, on) {
  const { characters } = corrections;
  const means = entity.label === "OUTCOME"
    ? select(facts_.outcomes, entity.id, (id) => on.edit(entity, { id }), "id")
    : make("input", { type: "text", name: "id", value: entity.id, onchange: (event) => on.edit(entity, { id: event.target.value || entity.text }) });
  const changeLabel = (label) => on.edit(entity, { label, id: label === "OUTCOME" ? facts_.outcomes[0] : entity.label === "OUTCOME" ? entity.text : entity.id });
  const border = (name, side, start, end) => make("button", { type: "button", "data-move": `${name}-${side}`, onclick: () => on.resize(entity, start(), end()) }, say(`${name}.${side}`));
  show(
    named(entity.label),
    entity.label,
    on,
    make("blockquote", { lang: "da" }, entity.text),
    facts([
      ...(entity.id === entity.text ? [] : [["id", named(entity.id)]]),
      ["item", itemLink(corrections, entity.start, on)],
      ...(entity.added ? [["rule", say("by.hand")]] : ruleRows(entity.rule, on)),
    ]),
    corrections.trained.includes(entity.label) ? make("h4", {}, say("correct")) : make("p", { class: "quiet" }, say("untrained")),
    make(
      "div",
      { class: "fields" },
      field("label", select([...new Set([...facts_.entities, entity.label])], entity.label, changeLabel, "label")),
      field("id", means),
      make(
        "div",
        { class: "borders" },
        border("longer", "start", () => wordBefore(characters, entity.start), () => entity.end),
        border("shorter", "start", () => wordStart(characters, wordBehind(characters, entity.start), entity.end), () => entity.end),
        border("longer", "end", () => entity.start, () => wordBehind(characters, entity.end)),
        border("shorter", "end", () => entity.start, () => wordEnd(characters, wordBefore(characters, entity.end), entity.start)),
      ),
      make("button", { type: "button", class: "remove", onclick: () => on.remove(entity) }, say("remove")),
    ),
  );
}

// After a word was taken off: the next word's first character, or the last word's end.
function wordStart(characters, at, end) {
  while (at < end && /[\s.,;:()/-]/.test(characters.slice(at, at + 1))) at++;
  return at;
}

function wordEnd(characters, at, start) {
  while (at > start && /[\s.,;:()/-]/.test(characters.slice(at - 1, at))) at--;
  return at;
}

export function showItem(corrections, index, facts_, on) {
  const item = corrections.result.items[index];
  const labels = corrections.labels[index];
  const kinds = corrections.kinds.map((kind) => {
    const said = found(item, kind);
    const score = said && said.label === labels[kind] ? ` (${percent(said.score)} ${say("sure")})` : "";
    const control = select(labels[kind] ? facts_.labels[kind] : ["", ...facts_.labels[kind]], labels[kind] ?? "", (label) => on.label(index, kind, label), kind);
    return make("label", {}, say(kind) + score, control);
  });
  const words = make("input", { type: "text", name: "words" });
  const label = select(facts_.entities, facts_.entities[0], () => {}, "words-label");
  show(
    item.number ? `${say("item")} ${item.number}` : say("item"),
    "",
    on,
    make("blockquote", { lang: "da" }, item.title),
    itemEvidence(corrections, index, on),
    make("h4", {}, say("correct")),
    make(
      "div",
      { class: "fields" },
      ...kinds,
      make(
        "label",
        { class: "tick" },
        make("input", { type: "checkbox", name: "right", checked: corrections.touched(index), disabled: corrections.changed.has(index), onchange: (event) => on.right(index, event.target.checked) }),
        say("right"),
      ),
      field("words", words),
      field("as", label),
      make("button", { type: "button", class: "add", onclick: () => on.find(index, words.value, label.value) }, say("add")),
      corrections.changed.has(index) ? make("button", { type: "button", class: "undo", onclick: () => on.undo(index) }, say("undo")) : null,
    ),
  );
}

// What has a place in the text but is no entity: a vote, a remark, an earlier decision.
export function showFinding(corrections, name, finding, words, on) {
  const sides = ["for", "against", "abstain"].map((side) => name === "votes" && voters(finding, side)).filter(Boolean);
  const rows = [
    ["kind", named(finding.code ?? finding.kind ?? finding.status ?? "")],
    ["body", finding.body],
    ["date", finding.date],
    ["who", [finding.name, ...(finding.by ?? [])].filter(Boolean).join(", ")],
    ["replaced", finding.replaces],
    ["time", finding.time],
    ["votes", sides.length && make("ul", {}, ...sides.map((side) => make("li", {}, side)))],
    ["points", finding.part],
    ["item", itemLink(corrections, finding.start, on)],
    ...ruleRows(finding.rule, on),
  ];
  show(say(name), "", on, make("blockquote", { lang: "da" }, words), facts(rows));
}

export function showSelection(corrections, start, end, facts_, on) {
  const buttons = facts_.entities.map((label) => make("button", { type: "button", "data-add": label, onclick: () => on.add(start, end, label) }, named(label)));
  show(say("add"), "", on, make("blockquote", { lang: "da" }, corrections.characters.slice(start, end)), make("p", { class: "quiet" }, say("as")), make("div", { class: "row" }, ...buttons));
}
