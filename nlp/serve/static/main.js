// The page: what is open, what is shown, and what people do with it.
import { addressOf, readAddress } from "./address.js";
import { Cards, citation, scrolls } from "./cards.js";
import { Detail } from "./detail.js";
import { entitiesTable, itemsTable, resultsText, save, votesTable } from "./downloads.js";
import { dropped, wanted } from "./files.js";
import { Form, Marks, Status, Tools, Top } from "./frame.js";
import { html, render } from "./html.js";
import { Meeting } from "./meeting.js";
import { hidePlace, showPlace } from "./place.js";
import { Reading } from "./reading.js";
import { access, ask, facts, tag } from "./service.js";
import { allMeetings, clearMeetings, dropMeeting, keep, kept, putMeeting } from "./store.js";
import { count, dated, languageNow, say, setLanguage } from "./strings.js";
import { Filters, Meetings, Summary, VotesTable } from "./summary.js";
import { trimmed } from "./text.js";

const $ = (id) => document.getElementById(id);
const NOTHING = { text: "", topic: "", outcome: "", member: "", divided: false };
const state = {
  meetings: [], meeting: null, shown: null, asked: { ...NOTHING }, hidden: new Set(), status: null, failures: [], busy: false,
  examples: [], more: kept("more") === "yes", theme: kept("theme"), wantsKey: false, inputOpen: true, wanted: null, stored: true, chosen: "",
};

function App() {
  const { meetings, meeting, shown, asked, hidden } = state;
  const asking = Object.values(asked).some(Boolean);
  return html`
    <a class="skip" href="#result" onClick=${(event) => { event.preventDefault(); $("result")?.focus(); }}>${say("skip")}</a>
    <${Top} theme=${state.theme} on=${on} />
    <main>
      <${Form} state=${state} on=${on} />
      <${Status} state=${state} />
      <${Meetings} ...${{ meetings, asked, asking, on }} current=${meeting} />
      ${meeting && html`<section id="result" tabindex="-1" aria-labelledby="body-name" aria-busy=${state.busy}>
        <${Summary} meeting=${meeting} on=${on} />
        <${VotesTable} meeting=${meeting} on=${on} />
        <${Filters} ...${{ meetings, meeting, asked, asking, on }} />
        <${Tools} ...${{ meetings, meeting, on }} />
        <div class="columns">
          <nav id="items" aria-label=${say("items")}><h3>${say("items")}</h3><${Cards} ...${{ meeting, shown, asked, on }} /></nav>
          <div class="reading">
            <h3 id="text-name">${say("text")}</h3>
            <p class="quiet hint" id="hint">${say("hint")}</p>
            <${Marks} ...${{ meeting, hidden, on }} labels=${labelsShown()} />
            <div id="words" lang="da" role="group" aria-labelledby="text-name" aria-describedby="hint" onKeyDown=${arrows}><${Reading} ...${{ meeting, hidden, shown, on }} /></div>
          </div>
          <${Detail} ...${{ meeting, shown, on }} service=${access.facts} />
        </div>
      </section>`}
    </main>
    <footer class="quiet"><span id="model">${access.facts ? say("model", access.facts) : ""}</span> <a href="docs" hreflang="en">${say("api")}</a></footer>`;
}

function draw() {
  document.title = [state.meeting && [state.meeting.current.committee, dated(state.meeting.current.date)].filter(Boolean).join(" · "), "referat"].filter(Boolean).join(" · ");
  render(html`<${App} />`, $("app"));
  // One stop of the tab key in the text; arrow keys go on from there.
  const marks = $("words");
  if (marks && !marks.querySelector('mark[tabindex="0"]')) roam(marks.querySelector("mark:not(.off)"), false);
  point();
}

function labelsShown() {
  const { entities = [], more_entities: more = [] } = access.facts ?? {};
  const found = state.meeting.current.entities.map((entity) => entity.label);
  return [...new Set([...entities, ...(state.more ? more : []), ...found])];
}

// Values may be functions: they are asked again when the language changes.
function tell(name, values = {}, alarm = false) {
  state.status = name ? { name, values, alarm } : null;
  draw();
}

// --- reading

async function read(sources, { quiet = false } = {}) {
  Object.assign(state, { busy: true, failures: [] });
  let last = null, again = false;
  const before = state.meetings.length;
  for (const [at, source] of sources.entries()) {
    if (sources.length > 1) tell("working.many", { n: at + 1, all: sources.length, name: source.name });
    else tell("working");
    try {
      await facts();
      const result = await tag(source, state.more);
      const found = open(result, source);
      again ||= found.again;
      last = found.meeting;
    } catch (error) {
      if (error.status === 401) state.wantsKey = true;
      if (!error.kind) throw error;
      state.failures.push({ name: source.name, error });
      if (error.kind === "key" || error.kind === "unreachable") break;
    }
  }
  state.busy = false;
  sort();
  if (last) {
    state.meeting = last;
    if (!quiet) Object.assign(state, { shown: null, inputOpen: false });
    ended(last, sources.length, again, before);
    if (!quiet) $("result").focus({ preventScroll: true });
    follow();
  } else {
    tell(null);
  }
  if (state.wantsKey) $("key")?.focus();
}

function ended(meeting, tried, again) {
  const items = () => count("items", tried > 1 ? state.meetings.reduce((sum, each) => sum + each.items.length, 0) : meeting.items.length);
  if (again) tell("done.kept");
  else if (!meeting.items.length) tell("done.none", {}, true);
  else tell(tried > 1 ? "done.many" : "done", { items, meetings: () => count("meetings", state.meetings.length) });
}

// Opens a result; one that is open already and was corrected stays as it is.
function open(result, source) {
  const old = state.meetings.find((each) => each.key === result.sha256);
  if (old?.touched.size) return { meeting: old, again: true };
  const meeting = new Meeting({ result, name: source.name, kinds: Object.keys(access.facts.labels), trained: access.facts.entities, source });
  state.meetings = [...state.meetings.filter((each) => each !== old), meeting];
  store(meeting);
  return { meeting, again: false };
}

function sort() {
  state.meetings.sort((one, other) => (other.current.date ?? "").localeCompare(one.current.date ?? "") || one.name.localeCompare(other.name));
}

async function store(meeting) {
  const stored = await putMeeting(meeting.record());
  if (stored === state.stored) return;
  state.stored = stored;
  if (!stored) tell("unstored", {}, true);
}

function lost(meetings) {
  return meetings.reduce((sum, meeting) => sum + meeting.touched.size, 0);
}

// --- showing

function openShown(shown, { focus = true } = {}) {
  state.shown = shown;
  draw();
  if (focus) $("detail")?.focus({ preventScroll: true });
  const words = shown?.entity ?? shown?.finding ?? null;
  if (shown && !shown.selection) history.replaceState(null, "", addressOf(state.meeting, shown.index ?? -1, words));
}

// Shows in the text what the panel is about, and brings its card into sight.
function point() {
  hidePlace();
  const { shown, meeting } = state;
  if (!shown || !meeting) return;
  if (shown.finding) showPlace($("words"), ...units(shown.finding));
  reveal(document.querySelector("#items li.now"));
}

// Brings a row of the list into sight, without moving the page.
function reveal(row) {
  for (let box = row?.parentElement; box && box.id !== "result"; box = box.parentElement) {
    if (getComputedStyle(box).overflowY !== "auto") continue;
    const inside = row.getBoundingClientRect(), frame = box.getBoundingClientRect();
    if (inside.top < frame.top) box.scrollTop -= frame.top - inside.top;
    else if (inside.bottom > frame.bottom) box.scrollTop += Math.min(inside.bottom - frame.bottom, inside.top - frame.top);
  }
}

function units({ start, end }) {
  return [state.meeting.characters.units(start), state.meeting.characters.units(end)];
}

function markAt(start) {
  return document.querySelector(`#words mark[data-start="${start}"]`);
}

function jump(element) {
  element?.scrollIntoView({ behavior: scrolls(), block: "start" });
}

function jumpTo(words) {
  if (words) scrollTo({ top: scrollY + words.getBoundingClientRect().top - innerHeight * 0.18, behavior: scrolls() });
}

// On a phone the panel lies over the text: what it is about must not lie below it.
function uncover(mark) {
  const below = $("detail").getBoundingClientRect();
  const here = mark?.getBoundingClientRect();
  if (here && here.bottom > below.top && here.left < below.right && here.right > below.left) jump(mark);
}

// Goes where the address says, once its meeting is open.
function follow() {
  const asked = readAddress(location.hash);
  if (!asked) return;
  const meeting = state.meetings.find((each) => each.key.startsWith(asked.key));
  if (!meeting) return tell("link.missing", {}, true);
  state.meeting = meeting;
  if (asked.place) {
    const entity = meeting.current.entities.find((each) => each.start === asked.place.start && each.end === asked.place.end);
    if (entity) return on.place(entity);
    const [name, finding] = findingAt(meeting, asked) ?? ["text", { ...asked.place }];
    return on.finding(name, finding);
  }
  if (meeting.items[asked.index]) on.item(asked.index);
  else draw();
}

function findingAt(meeting, { place }) {
  for (const item of meeting.items) {
    const lists = { outcomes: item.outcomes, votes: item.votes ? [item.votes, ...(item.votes.parts ?? [])] : [], history: item.history, remarks: item.remarks, fates: item.fates, next: item.next_steps, attendance: item.attendance };
    for (const [name, list] of Object.entries(lists)) {
      const finding = (list ?? []).find((each) => each.start === place.start && each.end === place.end);
      if (finding) return [name, finding];
    }
  }
  return null;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell("copied");
  } catch {
    tell("uncopied", { text });
  }
}

// --- what people do

const stem = () => (state.meetings.length > 1 && state.all ? "referat" : state.meeting.name.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "") || "referat");
const chosen = () => (state.all ? state.meetings : [state.meeting]);

const on = {
  submit() {
    const text = $("text").value;
    if (text.trim()) return read([{ text, name: state.chosen }]);
    return state.meeting?.source && state.chosen ? read([state.meeting.source]) : tell("empty", {}, true);
  },
  typed() { state.chosen = ""; },
  files(files, quietly = false) {
    const list = wanted(files);
    if (!list.length) return quietly ? null : tell("files.none", {}, true);
    $("text").value = "";
    state.chosen = list.length === 1 ? list[0].name : "";
    return read(list.map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  },
  async example(name) {
    if (!name) return;
    const response = await fetch(`examples/${encodeURIComponent(name)}`).catch(() => null);
    if (!response?.ok) return tell("fault.unreachable", {}, true);
    $("text").value = await response.text();
    state.chosen = name;
    await on.submit();
  },
  more(yes) {
    state.more = yes;
    keep("more", yes ? "yes" : "");
    const source = state.meeting?.source;
    // What was corrected is not thrown away: then it holds from the next document on.
    if (source && !state.meeting.touched.size) read([source], { quiet: true });
    else draw();
  },
  key(text) { access.key = text.trim(); },
  input(open) { state.inputOpen = open; },
  language(chosen) { keep("language", chosen); setLanguage(chosen); draw(); },
  theme(theme) {
    state.theme = theme;
    keep("theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    draw();
  },
  meeting(meeting) {
    Object.assign(state, { meeting, shown: null });
    history.replaceState(null, "", addressOf(meeting, -1));
    draw();
    $("result").focus({ preventScroll: true });
    jump($("result"));
  },
  async closeMeeting(meeting) {
    if (meeting.touched.size && !confirm(say("meeting.lose", { items: count("items", meeting.touched.size) }))) return;
    await dropMeeting(meeting.key);
    state.meetings = state.meetings.filter((each) => each !== meeting);
    if (state.meeting === meeting) Object.assign(state, { meeting: state.meetings[0] ?? null, shown: null });
    draw();
  },
  async forget() {
    const meetings = count("meetings", state.meetings.length), n = lost(state.meetings);
    if (!confirm(n ? say("forget.lose", { meetings, items: count("items", n) }) : say("forget.sure", { meetings }))) return;
    await clearMeetings();
    Object.assign(state, { meetings: [], meeting: null, shown: null, failures: [], inputOpen: true });
    history.replaceState(null, "", location.pathname + location.search);
    tell("forget.done");
  },
  ask(values) { Object.assign(state.asked, values); draw(); },
  askAll() { state.asked = { ...NOTHING }; draw(); },
  all(yes) { state.all = yes; draw(); },
  save: {
    json: () => save(`${stem()}.${chosen().length > 1 ? "jsonl" : "json"}`, resultsText(chosen()), "application/json"),
    items: () => save(`${stem()}-items.csv`, itemsTable(chosen()), "text/csv"),
    votes: () => save(`${stem()}-votes.csv`, votesTable(chosen()), "text/csv"),
    entities: () => save(`${stem()}-entities.csv`, entitiesTable(chosen()), "text/csv"),
    examples: () => save(`${stem()}-examples.jsonl`, chosen().map((meeting) => meeting.examples()).join(""), "application/jsonl"),
  },
  print() { print(); },
  cite(index) { return copy(citation(state.meeting, index)); },
  link(index, place) { return copy(location.href.replace(/#.*$/, "") + addressOf(state.meeting, index, place)); },
  item(index) {
    openShown({ index });
    jump(document.querySelector(`#words section[data-index="${index}"]`));
  },
  entity(entity) {
    openShown({ entity, index: state.meeting.itemAt(entity.start) });
    roam(markAt(entity.start), false);
    uncover(markAt(entity.start));
  },
  // An outcome, by its words: the entity that they are, else the words.
  place(finding) {
    const entity = state.meeting.current.entities.find((each) => each.start < finding.end && finding.start < each.end);
    if (!entity) return on.finding("outcomes", finding);
    state.hidden.delete(entity.label);
    openShown({ entity, index: state.meeting.itemAt(entity.start) });
    jump(markAt(entity.start));
  },
  finding(name, finding) {
    openShown({ name, finding, index: state.meeting.itemAt(finding.start), from: document.activeElement });
    jumpTo(showPlace($("words"), ...units(finding)));
  },
  mark(label) {
    state.hidden.has(label) ? state.hidden.delete(label) : state.hidden.add(label);
    draw();
  },
  close() {
    const from = state.shown;
    state.shown = null;
    draw();
    const back = from?.entity ? markAt(from.entity.start) : from?.from?.isConnected ? from.from : document.querySelector(`#items [data-index="${from?.index}"] button`);
    back?.focus({ preventScroll: true });
  },
  correct(change) {
    change();
    store(state.meeting);
    draw();
  },
  resize(entity, start, end) {
    let moved = false;
    on.correct(() => { moved = state.meeting.resize(entity, start, end); });
    if (!moved) tell("overlap", {}, true);
  },
  remove(entity) {
    const index = state.meeting.itemAt(entity.start);
    state.shown = index < 0 ? null : { index };
    on.correct(() => state.meeting.remove(entity));
  },
  undo(index) { on.correct(() => state.meeting.undo(index)); },
  add(start, end, label) {
    const entity = state.meeting.add(start, end, label, label === "OUTCOME" ? (access.facts?.outcomes[0] ?? "approved") : "");
    if (!entity) return tell("overlap", {}, true);
    store(state.meeting);
    state.hidden.delete(label);
    state.status = null;
    openShown({ entity, index: state.meeting.itemAt(start) });
  },
  find(index, words, label) {
    const { meeting } = state;
    const inside = meeting.text(index);
    const start = meeting.characters.units(meeting.items[index].start);
    for (let at = inside.indexOf(words); words.trim() && at >= 0; at = inside.indexOf(words, at + 1)) {
      const [from, to] = [at, at + words.length].map((each) => meeting.characters.place(start + each));
      if (meeting.free(from, to)) return on.add(from, to, label);
    }
    return tell("words.missing", {}, true);
  },
};

// Moves the one tab stop of the text to a mark.
function roam(mark, focus = true) {
  if (!mark) return;
  for (const other of document.querySelectorAll('#words mark[tabindex="0"]')) other.tabIndex = -1;
  mark.tabIndex = 0;
  if (focus) mark.focus();
}

function arrows(event) {
  const mark = event.target.closest("mark");
  if (!mark) return;
  const marks = [...document.querySelectorAll("#words mark:not(.off)")];
  const at = marks.indexOf(mark);
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -at, End: marks.length - 1 - at };
  if (event.key in steps) {
    event.preventDefault();
    roam(marks[Math.min(Math.max(at + steps[event.key], 0), marks.length - 1)]);
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    mark.click();
  }
}

function selected() {
  const selection = getSelection();
  if (!state.meeting || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const box = $("words");
  if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  const { characters } = state.meeting;
  const [start, end] = trimmed(characters, characters.place(from), characters.place(from + range.toString().length));
  if (end > start && end - start < 500) openShown({ selection: [start, end], index: state.meeting.itemAt(start) }, { focus: false });
}

function bind() {
  document.addEventListener("mouseup", () => setTimeout(selected));
  document.addEventListener("touchend", () => setTimeout(selected, 300));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.shown) on.close(); });
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, async (event) => {
      event.preventDefault();
      $("form").classList.toggle("over", type === "dragover");
      if (type !== "drop") return;
      const files = await dropped(event.dataTransfer);
      if (files.length || event.dataTransfer.types.includes("Files")) on.files(files);
    });
  }
  addEventListener("hashchange", follow);
  // What is folded away on the screen is not on paper.
  addEventListener("beforeprint", () => { for (const each of document.querySelectorAll("#votes, #people")) each.open = true; });
  // Corrections that the browser does not keep would be lost.
  addEventListener("beforeunload", (event) => { if (!state.stored && lost(state.meetings)) event.preventDefault(); });
}

async function start() {
  setLanguage(kept("language") || (navigator.language.toLowerCase().startsWith("da") ? "da" : "en"));
  for (const record of await allMeetings()) {
    state.meetings.push(new Meeting({ ...record, kept: record }));
  }
  sort();
  state.meeting = state.meetings[0] ?? null;
  state.inputOpen = !state.meeting;
  draw();
  bind();
  await Promise.all([
    facts().catch((error) => { state.wantsKey = error.status === 401; }),
    ask("examples").then((names) => { state.examples = names; }, () => {}),
  ]);
  draw();
  follow();
  document.documentElement.dataset.ready = languageNow();
}

await start();
