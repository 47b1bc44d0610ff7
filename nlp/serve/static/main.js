// The page: asks the service, keeps what is shown, and joins the parts.
import { Corrections } from "./corrections.js";
import { hideDetail, showEntity, showFinding, showItem, showSelection } from "./detail.js";
import { entitiesTable, itemsTable, save } from "./downloads.js";
import { make } from "./make.js";
import { hidePlace, showPlace } from "./place.js";
import { count, has, languageNow, say, setLanguage } from "./strings.js";
import { trimmed } from "./text.js";
import { drawFacts, drawFilters, drawItems, drawWords } from "./view.js";

const $ = (id) => document.getElementById(id);
const state = { corrections: null, hidden: new Set(), facts: null, shown: null, said: null, key: "", file: null };

function keep(name, value) {
  try { localStorage.setItem(`referat.${name}`, value); } catch { /* storage is switched off */ }
}
function kept(name) {
  try { return localStorage.getItem(`referat.${name}`) ?? ""; } catch { return ""; }
}

// Values may be functions: they are asked again when the language changes.
function tell(name, values = {}, alarm = false) {
  state.said = name ? [name, values, alarm] : null;
  const now = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === "function" ? value() : value]));
  $("status").textContent = name ? say(name, now) : "";
  // The service speaks English: in Danish what it says stands behind our words.
  if (name && now.detail && languageNow() === "da") $("status").append(" ", make("span", { lang: "en", class: "quiet" }, `(${now.detail})`));
  $("status").className = alarm ? "alarm" : "";
}

async function ask(path, options = {}) {
  const headers = { ...options.headers, ...(state.key ? { Authorization: `Bearer ${state.key}` } : {}) };
  const response = await fetch(path, { ...options, headers });
  if (response.status === 401) {
    $("key-row").hidden = false;
    $("input").open = true;
    $("key").focus();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    throw Object.assign(new Error(problem?.error?.message ?? String(response.status)), { answered: true, kind: problem?.error?.kind });
  }
  return response.json();
}

async function facts() {
  state.facts ??= await ask("/v1/model");
  $("model").textContent = say("model", state.facts);
  return state.facts;
}

// A fault in the words of the page's language, as far as it has any.
function fault({ message, kind }) {
  const said = () => (languageNow() === "da" ? say(has(`fault.${kind}`) ? `fault.${kind}` : "fault.other") : message);
  tell("failed", { message: said, detail: message }, true);
}

async function tag(name, request, again = false) {
  tell("working");
  $("tag").disabled = true;
  $("result").setAttribute("aria-busy", "true");
  try {
    await facts();
    const result = await ask(`/v1/tag?with_text=true${$("more").checked ? "&entities=all" : ""}`, { method: "POST", ...request });
    state.corrections = new Corrections(result, name, Object.keys(state.facts.labels), state.facts.entities);
    state.again = () => tag(name, request, true);
    state.labels = [...state.facts.entities, ...($("more").checked ? state.facts.more_entities : [])];
    state.shown = null;
    state.hidden.clear();
    hideDetail();
    $("result").hidden = false;
    // Who only asks for more labels stays where they are.
    if (!again) $("input").open = false;
    draw();
    if (result.items.length) tell("done", { items: () => count("items", result.items.length), entities: () => count("entities", result.entities.length) });
    else tell("done.none", {}, true);
    if (!again) $("result").focus({ preventScroll: true });
  } catch (error) {
    error.answered ? fault(error) : tell("unreachable", {}, true);
  } finally {
    $("tag").disabled = false;
    $("result").removeAttribute("aria-busy");
  }
}

function tagText() {
  const text = $("text").value;
  if (!text.trim()) return state.file ? tagFile(state.file) : tell("empty", {}, true);
  return tag(state.file?.name ?? "", { body: JSON.stringify({ text, id: state.file?.name ?? "" }), headers: { "Content-Type": "application/json" } });
}

function tagFile(file) {
  const most = state.facts?.limits.max_body;
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(languageNow(), { maximumFractionDigits: 1 });
  if (!file.size) return tell("fault.empty", { name: file.name }, true);
  if (file.size > most) return tell("fault.body", { name: file.name, size: () => megabytes(file.size), most: () => megabytes(most) }, true);
  const form = new FormData();
  form.append("file", file);
  state.file = file;
  $("text").value = "";
  $("chosen").textContent = file.name;
  return tag(file.name, { body: form });
}

function draw() {
  const { corrections, hidden } = state;
  if (!corrections) return;
  drawFacts(corrections.result);
  drawFilters(corrections, hidden, state.labels, on);
  drawItems(corrections, on);
  drawWords(corrections, hidden, on);
  const n = new Set([...corrections.changed, ...corrections.right]).size;
  $("save-examples").textContent = say("save.examples", { n });
  $("save-examples").disabled = !n;
  point();
}

// Draws again after a correction, and shows what was shown.
function redraw() {
  draw();
  if (state.shown) open(state.shown, { focus: false });
}

function open(shown, { focus = true } = {}) {
  state.shown = shown;
  const { corrections, facts } = state;
  // What had the focus is drawn anew: the same control gets it back.
  const active = document.activeElement;
  const within = $("detail").contains(active) ? active.name || active.dataset.move : null;
  if (shown.entity) showEntity(corrections, shown.entity, facts, on);
  else if (shown.finding) showFinding(corrections, shown.name, shown.finding, corrections.characters.slice(shown.finding.start, shown.finding.end), on);
  else if (shown.selection) showSelection(corrections, ...shown.selection, facts, on);
  else showItem(corrections, shown.index, facts, on);
  point();
  if (within) [...$("detail").querySelectorAll("[name],[data-move]")].find((each) => each.name === within || each.dataset.move === within)?.focus();
  else if (focus) $("detail").focus({ preventScroll: true });
}

// Marks in text and list what the panel shows.
function point() {
  for (const element of document.querySelectorAll(".now")) element.classList.remove("now");
  hidePlace();
  const { shown, corrections } = state;
  if (!shown || !corrections) return;
  if (shown.finding) showPlace($("words"), ...units(shown.finding));
  const index = shown.entity ? corrections.itemAt(shown.entity.start) : shown.index;
  for (const element of document.querySelectorAll(`[data-index="${index}"]`)) element.classList.add("now");
  if (shown.entity) markAt(shown.entity.start)?.classList.add("now");
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
  return [state.corrections.characters.units(start), state.corrections.characters.units(end)];
}

function markAt(start) {
  return document.querySelector(`mark[data-start="${start}"]`);
}

function behavior() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

function jump(element) {
  element?.scrollIntoView({ behavior: behavior(), block: "start" });
}

function jumpTo(words) {
  if (words) scrollTo({ top: scrollY + words.getBoundingClientRect().top - innerHeight * 0.18, behavior: behavior() });
}

// On a phone the panel lies over the text: what it is about must not lie below it.
function uncover(mark) {
  const below = $("detail").getBoundingClientRect();
  const here = mark?.getBoundingClientRect();
  if (here && here.bottom > below.top && here.left < below.right && here.right > below.left) jump(mark);
}

const rules = new Map();

const on = {
  // What a rule looks for, asked once.
  rule(id) {
    if (!rules.has(id)) rules.set(id, ask(`/v1/rule?id=${encodeURIComponent(id)}`).then((told) => told.looks_for, () => ""));
    return rules.get(id);
  },
  item(index) {
    open({ index });
    jump(document.querySelector(`#words section[data-index="${index}"]`));
  },
  entity(entity) {
    open({ entity });
    roam(markAt(entity.start), false);
    uncover(markAt(entity.start));
  },
  place(start) {
    const entity = state.corrections.entities.find((one) => one.start === start);
    if (!entity) return;
    if (state.hidden.delete(entity.label)) draw();
    open({ entity });
    jump(markAt(start));
  },
  finding(name, finding) {
    open({ name, finding, index: state.corrections.itemAt(finding.start), from: document.activeElement });
    jumpTo(showPlace($("words"), ...units(finding)));
  },
  filter(label) {
    state.hidden.has(label) ? state.hidden.delete(label) : state.hidden.add(label);
    draw();
    document.querySelector(`#filters [data-label="${label}"]`)?.focus();
  },
  close() {
    const from = state.shown;
    state.shown = null;
    hideDetail();
    point();
    const back = from?.entity ? markAt(from.entity.start) : from?.from?.isConnected ? from.from : document.querySelector(`#items [data-index="${from?.index}"] button`);
    back?.focus({ preventScroll: true });
  },
  edit(entity, values) {
    state.corrections.edit(entity, values);
    redraw();
  },
  resize(entity, start, end) {
    if (state.corrections.resize(entity, start, end)) redraw();
    else tell("overlap", {}, true);
  },
  remove(entity) {
    const index = state.corrections.itemAt(entity.start);
    state.corrections.remove(entity);
    state.shown = index < 0 ? null : { index };
    if (index < 0) hideDetail();
    redraw();
  },
  label(index, kind, label) {
    state.corrections.setLabel(index, kind, label);
    redraw();
  },
  right(index, yes) {
    yes ? state.corrections.right.add(index) : state.corrections.right.delete(index);
    redraw();
  },
  undo(index) {
    state.corrections.undo(index);
    redraw();
  },
  add(start, end, label) {
    const entity = state.corrections.add(start, end, label, label === "OUTCOME" ? state.facts.outcomes[0] : "");
    if (!entity) return tell("overlap", {}, true);
    state.hidden.delete(label);
    tell("");
    draw();
    open({ entity });
  },
  find(index, words, label) {
    const { corrections } = state;
    const item = corrections.result.items[index];
    const inside = corrections.characters.slice(item.start, item.end);
    const length = Array.from(words).length;
    for (let at = inside.indexOf(words); words.trim() && at >= 0; at = inside.indexOf(words, at + 1)) {
      const start = item.start + Array.from(inside.slice(0, at)).length;
      if (corrections.free(start, start + length)) return on.add(start, start + length, label);
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
  if (!state.corrections || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const box = $("words");
  if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return;
  const before = document.createRange();
  before.selectNodeContents(box);
  before.setEnd(range.startContainer, range.startOffset);
  const from = before.toString().length;
  const { characters } = state.corrections;
  const [start, end] = trimmed(characters, characters.place(from), characters.place(from + range.toString().length));
  if (end > start && end - start < 500) open({ selection: [start, end], index: state.corrections.itemAt(start) }, { focus: false });
}

async function examples() {
  const names = await ask("/examples").catch(() => []);
  const options = names.map((each) => make("option", { value: each.name, "data-say-da": each.da, "data-say-en": each.en }, each[languageNow()]));
  $("example").replaceChildren(make("option", { value: "", "data-say": "example.none" }, say("example.none")), ...options);
}

async function pick(name) {
  if (!name) return;
  const response = await fetch(`/examples/${encodeURIComponent(name)}`).catch(() => null);
  if (!response?.ok) return tell("unreachable", {}, true);
  $("text").value = await response.text();
  state.file = { name };
  $("chosen").textContent = "";
  await tagText();
}

function bind() {
  $("form").addEventListener("submit", (event) => { event.preventDefault(); tagText(); });
  $("text").addEventListener("input", () => { state.file = null; $("chosen").textContent = ""; });
  $("file").addEventListener("change", (event) => { if (event.target.files.length) tagFile(event.target.files[0]); event.target.value = ""; });
  $("example").addEventListener("change", (event) => pick(event.target.value));
  $("more").checked = kept("more") === "yes";
  $("more").addEventListener("change", (event) => {
    keep("more", event.target.checked ? "yes" : "");
    // What was corrected is not thrown away: then it holds from the next document on.
    const { corrections } = state;
    if (corrections && !corrections.changed.size && !corrections.right.size) state.again();
  });
  $("key").addEventListener("input", (event) => { state.key = event.target.value.trim(); });
  $("words").addEventListener("keydown", arrows);
  document.addEventListener("mouseup", () => setTimeout(selected));
  document.addEventListener("touchend", () => setTimeout(selected, 300));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.shown) on.close(); });
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      $("form").classList.toggle("over", type === "dragover");
      if (type === "drop" && event.dataTransfer.files.length) tagFile(event.dataTransfer.files[0]);
    });
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => { keep("language", button.dataset.language); speak(button.dataset.language); });
  }
  $("theme").value = kept("theme");
  $("theme").addEventListener("change", (event) => {
    keep("theme", event.target.value);
    if (event.target.value) document.documentElement.dataset.theme = event.target.value;
    else delete document.documentElement.dataset.theme;
  });
  const stem = () => state.corrections.name.replace(/^.*[\\/]/, "").replace(/\.\w+$/, "") || "referat";
  // The result as the service gave it; the corrected examples are a file of their own.
  $("save-json").addEventListener("click", () => save(`${stem()}.json`, JSON.stringify(state.corrections.result, null, 1), "application/json"));
  $("save-items").addEventListener("click", () => save(`${stem()}-items.csv`, itemsTable(state.corrections), "text/csv"));
  $("save-entities").addEventListener("click", () => save(`${stem()}-entities.csv`, entitiesTable(state.corrections.result), "text/csv"));
  $("save-examples").addEventListener("click", () => save(`${stem()}-examples.jsonl`, state.corrections.examples(), "application/jsonl"));
}

function speak(language) {
  setLanguage(language);
  if (state.said) tell(...state.said);
  if (state.facts) $("model").textContent = say("model", state.facts);
  redraw();
}

speak(kept("language") || (navigator.language.toLowerCase().startsWith("da") ? "da" : "en"));
bind();
examples();
facts().catch(() => {});
document.documentElement.dataset.ready = languageNow();
