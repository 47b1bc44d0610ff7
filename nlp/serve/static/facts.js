// What is known of an item, as rows; what has a place in the text is a button that leads there and tells its rule.
import { found, percent } from "./corrections.js";
import { named, say } from "./strings.js";
import { make } from "./make.js";

const SIDES = ["for", "against", "abstain"];

export function itemFacts(corrections, item, index, on) {
  const list = make("dl");
  const add = (name, values, many = false) => {
    if (values.length) list.append(make("dt", {}, say(name)), make("dd", {}, ...(many ? [make("ul", {}, ...values.map((each) => make("li", {}, each)))] : joined(values))));
  };
  for (const kind of corrections.kinds) add(kind, label(corrections, item, index, kind));
  add("outcomes", corrections.outcomes(index).map((outcome) => button(part(outcome) + named(outcome.code), () => on.place(outcome.start))));
  add("votes", votes(item.votes, on), true);
  add("remarks", (item.remarks ?? []).map((each) => leads("remarks", `${part(each)}${named(each.kind)}: “${short(each.text)}”${by(each)}`, each, on)), true);
  add("fates", (item.fates ?? []).map((each) => leads("fates", named(each.code) + (each.item ? ` (${say("item").toLowerCase()}\u00a0${each.item})` : ""), each, on)), true);
  add("next_steps", (item.next_steps ?? []).map((each) => leads("next_steps", each.kind === "decides" ? `${each.body} (${say("decides")})` : each.body, each, on)), true);
  add("history", (item.history ?? []).map((each) => leads("history", past(each), each, on)), true);
  add("attendance", (item.attendance ?? []).filter((each) => each.status !== "absent").map((each) => leads("attendance", presence(each), each, on)), true);
  add("absent", item.absent.length ? [item.absent.join(", ")] : []);
  add("case_number", item.case_number ? [item.case_number] : []);
  return list;
}

function label(corrections, item, index, kind) {
  const mine = corrections.labels[index][kind];
  const said = found(item, kind);
  if (!mine && !said) return [];
  return [make("span", {}, `${mine ? named(mine) : "–"} `, said && said.label === mine ? make("span", { class: "score" }, `${percent(said.score)} %`) : "")];
}

// The vote on the item, then each where there were several.
function votes(all, on) {
  if (!all) return [];
  return [all, ...(all.parts ?? [])].flatMap((one) => {
    const sides = SIDES.map((side) => voters(one, side)).filter(Boolean);
    if (!sides.length) return [];
    const about = [one.part && say("part", { part: one.part }), one.subject && one.subject !== "proposal" && named(one.subject)].filter(Boolean).join(", ");
    return [leads("votes", (about ? `${about}: ` : "") + sides.join(" · ") + (one.consistent === false ? ` (${say("inconsistent")})` : ""), one, on)];
  });
}

function voters(one, side) {
  const names = (one[side] ?? []).join(", ");
  const count = one.tally?.[side];
  if (!names && count == null) return "";
  return `${say(side)}: ${[count, names && count != null ? `(${names})` : names].filter((each) => each != null && each !== "").join(" ")}`;
}

function past(each) {
  const date = each.date ? [make("span", { class: "whole" }, each.date), ", "] : [];
  return make("span", {}, `${each.body ?? say("unknown")}, `, ...date, `${part(each)}${named(each.code)}`);
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
function short(text) {
  const plain = text.replace(/\s+/g, " ").trim();
  return plain.length > 90 ? `${plain.slice(0, plain.lastIndexOf(" ", 88))} …` : plain;
}

function leads(name, text, finding, on) {
  return finding.start == null ? text : button(text, () => on.finding(name, finding));
}

function button(text, onclick) {
  return make("button", { type: "button", class: "jump", onclick }, text);
}

function joined(values) {
  return values.flatMap((each, at) => (at ? [", ", each] : [each]));
}
