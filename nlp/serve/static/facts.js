// What is known of an item, as rows of values; each value has its words: where they are, and which rule found them.
import { found, percent } from "./corrections.js";
import { named, say } from "./strings.js";
import { make } from "./make.js";

const SIDES = ["for", "against", "abstain"];

// The rows of an item: [name, values]. A value has a `text`, and where it has words of its own a `finding` with their place.
function rows(corrections, index, quote = short) {
  const item = corrections.result.items[index];
  const each = (name, text) => [name, (item[name] ?? []).map((finding) => ({ text: text(finding), finding }))];
  // A remark's words are what it says; beside them in the panel they need no telling.
  const remark = (one) => ({ text: `${part(one)}${named(one.kind)}: “${quote(one.text)}”${by(one)}`, brief: part(one) + named(one.kind) + by(one), finding: one });
  const away = (name) => (item.attendance ?? []).find((one) => one.status === "absent" && one.name === name);
  return [
    ["outcomes", corrections.outcomes(index).map((outcome) => ({ text: part(outcome) + named(outcome.code), finding: outcome, own: true }))],
    ["votes", votes(item.votes)],
    ["remarks", (item.remarks ?? []).map(remark)],
    each("fates", (one) => named(one.code) + (one.item ? ` (${say("item").toLowerCase()}\u00a0${one.item})` : "")),
    each("next_steps", (one) => `${part(one)}${one.body}${one.kind === "decides" ? ` (${say("decides")})` : ""}`),
    each("history", (one) => [one.body ?? say("unknown"), one.date, part(one) + named(one.code)].filter(Boolean).join(", ")),
    ["absent", item.absent.map((name) => ({ text: name, finding: away(name), name: "attendance" }))],
    ["attendance", (item.attendance ?? []).filter((one) => one.status !== "absent" || !item.absent.includes(one.name)).map((one) => ({ text: presence(one), finding: one }))],
  ];
}

// The short form, in the list: what is said once for the whole meeting is left out.
export function itemFacts(corrections, item, index, on) {
  const list = make("dl");
  const add = (name, many, children) => {
    if (children.length) list.append(make("dt", {}, say(name)), make("dd", {}, ...(many ? [make("ul", {}, ...children.map((child) => make("li", {}, child)))] : joined(children))));
  };
  for (const [name, values] of rows(corrections, index)) {
    const shown = name === "attendance" ? values.filter(({ finding }) => corrections.itemAt(finding.start) >= 0) : values;
    if (name === "outcomes" && !shown.length && corrections.result.kind === "minutes") add(name, false, [say("outcomes.none")]);
    add(name, !["outcomes", "absent"].includes(name), shown.map((value) => leads(name, value, on)));
  }
  for (const kind of corrections.kinds) add(kind, false, label(corrections, item, index, kind));
  add("case_number", false, item.case_number ? [item.case_number] : []);
  return list;
}

// The long form, in the panel: each with its words and its rule.
export function itemEvidence(corrections, index, on) {
  const { characters } = corrections;
  const words = ({ start, end }) => make("q", { lang: "da" }, short(characters.slice(start, end)));
  const rule = ({ rule }) => (rule ? make("code", {}, rule) : null);
  const shown = rows(corrections, index).filter(([, values]) => values.length);
  return make("div", { class: "evidence" }, ...shown.flatMap(([name, values]) => [
    make("h4", {}, say(name)),
    make("ul", {}, ...values.map((value) => make("li", {}, leads(name, { ...value, text: value.brief ?? value.text }, on), ...(placed(value.finding) ? [" ", value.text === characters.slice(value.finding.start, value.finding.end) ? "" : words(value.finding), " ", rule(value.finding)] : [])))),
  ]));
}

// An item in words, by kind of fact, for a table.
export function itemTexts(corrections, index) {
  return Object.fromEntries(rows(corrections, index, (text) => text.trim()).map(([name, values]) => [name, values.map(({ text }) => text)]));
}

function label(corrections, item, index, kind) {
  const mine = corrections.labels[index][kind];
  const said = found(item, kind);
  if (!mine && !said) return [];
  const score = said && said.label === mine ? make("span", { class: "score" }, percent(said.score), make("span", { class: "unseen" }, ` ${say("sure")}`)) : "";
  return [make("span", {}, `${mine ? named(mine) : "–"} `, score)];
}

// The vote on the item, then each where there were several that say more.
function votes(all) {
  if (!all) return [];
  const told = new Set();
  return [all, ...(all.parts ?? [])].flatMap((one) => {
    const sides = SIDES.map((side) => voters(one, side)).filter(Boolean).join(" · ");
    const about = [one.part && say("part", { part: one.part }), one.subject && one.subject !== "proposal" && named(one.subject)].filter(Boolean).join(", ");
    if (!sides || (!about && told.has(sides))) return [];
    told.add(sides);
    return [{ text: (about ? `${about}: ` : "") + sides + (one.consistent === false ? ` (${say("inconsistent")})` : ""), finding: one }];
  });
}

export function voters(one, side) {
  const names = (one[side] ?? []).join(", ");
  const count = one.tally?.[side];
  if (!names && count == null) return "";
  return `${say(side)}: ${[count, names && count != null ? `(${names})` : names].filter((each) => each != null && each !== "").join(" ")}`;
}

function presence(each) {
  return [`${each.name}: ${named(each.status)}`, each.time, each.replaces && say("replaces", { name: each.replaces })].filter(Boolean).join(", ");
}

function by(each) {
  return each.by?.length ? ` (${each.by.join(", ")})` : "";
}

function part(each) {
  return each.part ? `${say("part", { part: each.part })}: ` : "";
}

// A quote of one line or two.
export function short(text) {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.length > 90 ? `${plain.slice(0, plain.lastIndexOf(" ", 88))} …` : plain;
}

function placed(finding) {
  return finding?.start != null;
}

function leads(name, value, on) {
  if (!placed(value.finding)) return value.text;
  const go = () => (value.own ? on.place(value.finding.start) : on.finding(value.name ?? name, value.finding));
  return make("button", { type: "button", class: "jump", onclick: go }, ...whole(value.text));
}

// A text in which no date is broken.
function whole(text) {
  return text.split(/(\d{4}-\d{2}-\d{2})/).map((each, at) => (at % 2 ? make("span", { class: "whole" }, each) : each));
}

function joined(values) {
  return values.flatMap((each, at) => (at ? [", ", each] : [each]));
}
