// What one asks of a meeting first, the votes in a table, the way to its items, and the list of all meetings.
import { heading, itemRuns, voters, withParty } from "./cards.js";
import { html } from "./html.js";
import { capital, count, dated, labelsOf, named, say } from "./strings.js";

const SIDES = ["for", "against", "abstain"];

export function Meetings({ meetings, current, asked, asking, on }) {
  if (meetings.length < 2) return null;
  return html`<nav id="meetings" class="card" aria-labelledby="meetings-name">
    <h2 id="meetings-name">${say("meetings")} (${meetings.length})</h2>
    <ul>${meetings.map((meeting) => html`<li key=${meeting.key}>
      <button type="button" class="title" lang="da" aria-current=${meeting === current ? "true" : null} onClick=${() => on.meeting(meeting)}>${meetingName(meeting)}</button>
      <span class="quiet">${[asking ? say("meetings.hits", { n: meeting.items.filter((_, index) => meeting.matches(index, asked)).length, all: meeting.items.length }) : count("items", meeting.items.length), divisions(meeting), meeting.changed.size ? say("changed") : ""].filter(Boolean).join(" · ")}</span>
      <button type="button" class="small" aria-label=${say("meeting.close", { name: meetingName(meeting) })} onClick=${() => on.closeMeeting(meeting)}>${say("close")}</button>
    </li>`)}</ul>
  </nav>`;
}

function divisions(meeting) {
  const n = meeting.items.filter((_, index) => meeting.divided(index)).length;
  return n ? count("divisions", n) : "";
}

export function meetingName({ current, name }) {
  return [dated(current.date), current.committee, current.municipality].filter(Boolean).join(", ") || name;
}

export function Summary({ meeting, on }) {
  const { current } = meeting;
  const time = current.start_time && [current.start_time, current.end_time].filter(Boolean).join("–");
  const about = [current.municipality, named("kind", current.kind), dated(current.date), time, current.place].filter(Boolean);
  return html`<div class="facts card">
    <h2 id="body-name" lang=${current.committee ? "da" : null}>${current.committee || say("unknown")}</h2>
    <p id="facts">${about.map((each, at) => html`${at ? " · " : ""}<span class="whole">${each}</span>`)}</p>
    <dl class="first">
      <dt>${say("away")}</dt><dd>${away(meeting, on)}</dd>
      <dt>${say("divided")}</dt><dd>${dividedItems(meeting, on)}</dd>
      <dt>${say("endings")}</dt><dd>${endings(meeting, on)}</dd>
    </dl>
    ${current.participants.length > 0 && html`<details id="people"><summary>${say("people", { n: current.participants.length })}</summary>
      <ul>${current.participants.map((one) => html`<li>${[withParty(meeting, one.name), one.role, one.present ? "" : say("people.away")].filter(Boolean).join(", ")}</li>`)}</ul>
    </details>`}
  </div>`;
}

function away(meeting, on) {
  const absences = meeting.absences();
  if (!absences.length) return html`<span class="quiet">${say("away.none")}</span>`;
  return html`<ul class="inline">${absences.map((one) => html`<li><button type="button" class="jump" onClick=${() => on.ask({ member: one.name })}>${withParty(meeting, one.name)}</button>${one.items.length ? `, ${say("away.items", { items: itemRuns(meeting, one.items) })}` : ""}</li>`)}</ul>`;
}

function dividedItems(meeting, on) {
  const indices = meeting.items.map((_, index) => index).filter((index) => meeting.divided(index));
  if (!indices.length) return html`<span class="quiet">${say("divided.none")}</span>`;
  return html`<ul class="inline">${indices.map((index) => html`<li><button type="button" class="jump" onClick=${() => on.item(index)}>${meeting.number(index)}</button>${tally(meeting.items[index].votes)}</li>`)}</ul>`;
}

function tally(votes) {
  if (votes.tally) return ` (${[votes.tally.for, votes.tally.against].map((n) => n ?? "?").join("–")}${votes.tally.abstain ? `, +${votes.tally.abstain}` : ""})`;
  return votes.against?.length ? ` (${named("side", "against")}: ${votes.against.join(", ")})` : "";
}

function endings(meeting, on) {
  const counts = new Map();
  meeting.items.forEach((_, index) => {
    for (const { code } of meeting.endings(index)) counts.set(code, (counts.get(code) ?? 0) + 1);
    if (meeting.undecided(index)) counts.set("-", (counts.get("-") ?? 0) + 1);
  });
  return html`<ul class="inline">${[...counts].sort((one, other) => other[1] - one[1]).map(([code, n]) => html`<li><button type="button" class="jump" onClick=${() => on.ask({ outcome: code })}>${n} ${code === "-" ? say("endings.none") : named("outcome", code)}</button></li>`)}</ul>`;
}

export function Filters({ meetings, meeting, asked, asking, on }) {
  const topics = new Set(meetings.flatMap((each) => each.items.map((_, index) => each.label(index, "topic")?.label)).filter(Boolean));
  const members = [...new Set(meetings.flatMap((each) => each.members()))].sort((one, other) => one.localeCompare(other, "da"));
  const select = (name, values, text) => html`<label>${say(name)}
    <select name=${name} value=${asked[name]} onChange=${(event) => on.ask({ [name]: event.target.value })}>
      <option value="">${say("any")}</option>${values.map((value) => html`<option value=${value} selected=${asked[name] === value}>${text(value)}</option>`)}
    </select></label>`;
  const n = meeting.items.filter((_, index) => meeting.matches(index, asked)).length;
  return html`<form id="filters" class="card" role="search" aria-label=${say("filters")} onSubmit=${(event) => event.preventDefault()}>
    <label class="wide">${say("search")}<input type="search" name="text" value=${asked.text} onInput=${(event) => on.ask({ text: event.target.value })} /></label>
    ${topics.size > 0 && select("topic", [...topics].sort((one, other) => named("topic", one).localeCompare(named("topic", other))), (value) => named("topic", value))}
    ${select("outcome", [...labelsOf("outcome"), "-"], (value) => (value === "-" ? say("endings.none") : named("outcome", value)))}
    ${select("member", members, (value) => value)}
    <label class="tick"><input type="checkbox" name="divided" checked=${asked.divided} onChange=${(event) => on.ask({ divided: event.target.checked })} />${say("divided.only")}</label>
    ${asking && html`<button type="button" onClick=${on.askAll}>${say("filter.clear")}</button>`}
    <p class="quiet" role="status">${asking ? say("filter.count", { n, all: meeting.items.length }) : ""}</p>
  </form>`;
}

// Who voted how, members beside their party.
export function VotesTable({ meeting, on }) {
  const indices = meeting.items.map((_, index) => index).filter((index) => meeting.votes(index).some((one) => SIDES.some((side) => voters(one, side))));
  if (!indices.length) return null;
  const rows = indices.flatMap((index) => meeting.votes(index).map((one) => ({ index, one })));
  return html`<details id="votes" class="card"><summary>${say("votes.table")} (${indices.length})</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${say("votes.table")}><table>
      <thead><tr><th scope="col">${say("item")}</th>${SIDES.map((side) => html`<th scope="col">${capital(named("side", side))}</th>`)}</tr></thead>
      <tbody>${rows.map(({ index, one }) => html`<tr>
        <th scope="row"><button type="button" class="jump" lang="da" onClick=${() => on.item(index)}>${heading(meeting, index)}</button>${about(one)}</th>
        ${SIDES.map((side) => html`<td>${sideCell(meeting, one, side)}</td>`)}
      </tr>`)}</tbody>
    </table></div>
  </details>`;
}

function about(one) {
  const words = [one.part && say("part", { part: one.part }), one.subject && one.subject !== "proposal" && named("subject", one.subject)].filter(Boolean).join(", ");
  return words ? html` <span class="quiet">${words}</span>` : null;
}

function sideCell(meeting, one, side) {
  const number = one.tally?.[side];
  return html`${number != null && html`<strong>${number}</strong> `}${byParty(meeting, one[side] ?? []).join("; ")}`;
}

// `Ø: Ida Bro, Per Ly`; a party that voted as one stands alone.
export function byParty(meeting, names) {
  const parties = new Map();
  for (const name of names) {
    const party = meeting.party(name) ?? "";
    parties.set(party, [...(parties.get(party) ?? []), name]);
  }
  return [...parties].map(([party, voters]) => (party ? `${party}: ${voters.join(", ")}` : voters.join(", ")));
}
