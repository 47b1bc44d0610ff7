// The items of a meeting as cards: how each ended, in what words, with which votes, who was away.
import { html } from "./html.js";
import { plainly, runs, short } from "./meeting.js";
import { capital, dated, named, percent, quoted, say } from "./strings.js";

const SIDES = ["for", "against", "abstain"];
// Below this a label is asked rather than said.
export const UNSURE = 0.5;

export function Cards({ meeting, shown, asked, on }) {
  if (!meeting.items.length) return html`<p>${say("items.none")}</p>`;
  const indices = meeting.items.map((_, index) => index).filter((index) => meeting.matches(index, asked));
  if (!indices.length) return html`<p>${say("filter.none")}</p>`;
  return html`<ol>${indices.map((index) => html`<${Card} key=${index} ...${{ meeting, index, on }} now=${shown?.index === index} />`)}</ol>`;
}

function Card({ meeting, index, now, on }) {
  const item = meeting.items[index];
  const words = short(meeting.decision(index), 260);
  return html`<li data-index=${index} class=${now ? "now" : ""}>
    <button type="button" class="title" lang="da" onClick=${() => on.item(index)}>${heading(meeting, index)}</button>
    ${meeting.changed.has(index) ? html`<span class="tag changed">${say("changed")}</span>` : meeting.right.has(index) && html`<span class="tag changed">${say("checked")}</span>`}
    ${item.closed && html`<span class="tag">${say("closed")}</span>`}
    <p class="ending">${ending(meeting, index, on)}</p>
    ${words && html`<blockquote lang="da">${words}</blockquote>`}
    <dl>${facts(meeting, index, on, { brief: words })}</dl>
    <button type="button" class="small" onClick=${() => on.cite(index)}>${say("citation")}</button>
  </li>`;
}

export function heading(meeting, index) {
  const { number, title } = meeting.items[index];
  return [number && `${number}.`, title].filter(Boolean).join(" ") || "–";
}

function ending(meeting, index, on) {
  const codes = meeting.endings(index);
  if (!codes.length) return meeting.current.kind === "minutes" ? html`<span class="quiet">${say("endings.missing")}</span>` : null;
  return codes.map(({ code, parts, finding }, at) => html`${at ? ", " : ""}<button type="button" class="jump" onClick=${() => on.place(finding)}>${ended(code, parts, !at)}</button>`);
}

function ended(code, parts, first) {
  const name = named("outcome", code);
  return (first ? capital(name) : name) + (parts.length ? ` (${say("part", { part: parts.join(", ") })})` : "");
}

// The rows of what is known of an item: terms and their values. `brief` are the words that stand above already.
export function facts(meeting, index, on, { brief = "" } = {}) {
  return rows(meeting, index, brief)
    .filter(([, values]) => values.length)
    .map(([name, values]) => html`<dt>${say(name)}</dt><dd>${values.length === 1 ? lead(name, values[0], on) : html`<ul>${values.map((value) => html`<li>${lead(name, value, on)}</li>`)}</ul>`}</dd>`);
}

function lead(name, { text, finding }, on) {
  if (finding?.start == null) return text;
  return html`<button type="button" class="jump" onClick=${() => on.finding(name, finding)}>${text}</button>`;
}

export function rows(meeting, index, brief = "", every = false) {
  const item = meeting.items[index];
  const inside = (item.attendance ?? []).filter((one) => every || meeting.itemAt(one.start) >= 0);
  const away = (name) => inside.find((one) => one.status === "absent" && one.name === name);
  const steps = meeting.onward(index);
  const step = (kind) => steps.filter((one) => one.kind === kind).map((one) => ({ text: withPart(one.body, one.part), finding: one }));
  return [
    ["votes", meeting.votes(index).map((one) => ({ text: voteText(one), finding: one })).filter(({ text }) => text)],
    ["remarks", (item.remarks ?? []).map((one) => ({ text: remark(one, brief), finding: one }))],
    ["fates", (item.fates ?? []).map((one) => ({ text: named("outcome", one.code) + (one.item ? ` (${say("item").toLowerCase()}\u00a0${one.item})` : ""), finding: one }))],
    ["next", step("next")],
    ["decides", step("decides")],
    ["history", meeting.earlier(index).map((one) => ({ text: earlier(one), finding: one.finding }))],
    ["absent", item.absent.map((name) => ({ text: withParty(meeting, name), finding: away(name) }))],
    ["attendance", inside.filter((one) => one.status !== "absent" || !item.absent.includes(one.name)).map((one) => ({ text: presence(one), finding: one }))],
    ...meeting.kinds.map((kind) => [kind, labelValue(meeting, index, kind)]),
    ["case_number", item.case_number ? [{ text: item.case_number }] : []],
  ];
}

// A label; one that is less likely than not is a question.
function labelValue(meeting, index, kind) {
  const label = meeting.label(index, kind);
  if (!label?.label) return [];
  const name = named(kind, label.label);
  if (label.score >= UNSURE) return [{ text: html`${name} <span class="score">${label.score < 1 ? percent(label.score) : ""}</span>` }];
  const other = label.alternatives?.find((each) => each.label !== label.label);
  return [{ text: html`<span class="unsure">${name}${other ? ` ${say("unsure.or")} ${named(kind, other.label)}` : ""}?</span> <span class="score">${say("unsure.hint")}</span>` }];
}

export function voteText(one) {
  const about = [one.part && say("part", { part: one.part }), one.subject && one.subject !== "proposal" && named("subject", one.subject)].filter(Boolean).join(", ");
  const sides = SIDES.map((side) => voters(one, side)).filter(Boolean).join(" · ");
  if (!sides) return "";
  return (about ? `${about}: ` : "") + sides + (one.consistent === false ? ` (${say("votes.inconsistent")})` : "");
}

export function voters(one, side) {
  const names = (one[side] ?? []).join(", ");
  const number = one.tally?.[side];
  if (!names && number == null) return "";
  return `${named("side", side)}: ${[number, names && number != null ? `(${names})` : names].filter((each) => each != null && each !== "").join(" ")}`;
}

function remark(one, brief) {
  const words = short(one.text);
  const by = one.by?.length ? ` (${one.by.join(", ")})` : "";
  return withPart(named("remark", one.kind), one.part) + (words && !brief.includes(words) ? `: ${quoted(words)}` : "") + by;
}

function earlier({ body, date, codes }) {
  const who = [body ?? say("unknown"), date && dated(date)].filter(Boolean).join(" ");
  return `${who}: ${codes.map(({ code, parts }) => ended(code, parts, false)).join(", ")}`;
}

function presence(one) {
  return [`${one.name}: ${named("presence", one.status)}`, one.time, one.replaces && say("replaces", { name: one.replaces })].filter(Boolean).join(", ");
}

export function withParty(meeting, name) {
  const party = meeting.party(name);
  return party ? `${name} (${party})` : name;
}

function withPart(text, part) {
  return part ? `${text} (${say("part", { part })})` : text;
}

// Items by their numbers, runs drawn together.
export function itemRuns(meeting, indices) {
  return runs(indices).map(([start, end]) => (start === end ? meeting.number(start) : `${meeting.number(start)}–${meeting.number(end)}`)).join(", ");
}

// A reference to an item, as one puts it below a text.
export function citation(meeting, index) {
  const { current } = meeting;
  const words = plainly(meeting.decision(index)).replace(/\s+/g, " ").trim();
  const title = meeting.items[index].title;
  const where = [current.committee, current.municipality, current.date && dated(current.date), named("kind", current.kind), say("citation.item", { item: meeting.number(index) })].filter(Boolean).join(", ");
  return `${words ? `${quoted(short(words, 400))} ` : ""}${where}${title ? `: ${title}` : ""}.`;
}

// An item in words, by kind of fact, for a table.
export function itemTexts(meeting, index) {
  const texts = (values) => values.map(({ text }) => text).filter((text) => typeof text === "string");
  return Object.fromEntries(rows(meeting, index, "", true).map(([name, values]) => [name, texts(values)]));
}

export function scrolls() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

