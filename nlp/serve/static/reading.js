// The text as it was read: each item a section, each entity a mark, headings as headings, signs of Markdown out of sight.
// Joined, the text nodes are the text, so that a selection tells its place.
import { Component, html } from "./html.js";
import { headings as signedHeadings, signs } from "./markup.js";
import { capital, languageNow, named } from "./strings.js";

export function Reading({ meeting, hidden, shown, on }) {
  const { characters, items } = meeting;
  const parts = [];
  let at = 0;
  items.forEach((item, index) => {
    if (item.start > at) parts.push({ start: at, end: item.start, index: -1 });
    parts.push({ start: item.start, end: item.end, index });
    at = item.end;
  });
  if (at < characters.length) parts.push({ start: at, end: characters.length, index: -1 });
  const marks = [...hidden].join();
  return parts.map((part) => {
    const active = shown?.entity && part.start <= shown.entity.start && shown.entity.start < part.end ? shown.entity.start : null;
    const version = part.index < 0 ? meeting.version : meeting.versions[part.index];
    return html`<${Part} key=${`${meeting.key}:${part.start}`} ...${{ meeting, hidden, on, marks, active, version, language: languageNow() }} start=${part.start} end=${part.end} index=${part.index} now=${part.index >= 0 && shown?.index === part.index} />`;
  });
}

class Part extends Component {
  shouldComponentUpdate(next) {
    return ["meeting", "marks", "active", "version", "language", "now"].some((name) => this.props[name] !== next[name]);
  }

  render({ meeting, start, end, index, now, active, hidden, on }) {
    const drawn = pieces(meeting, start, end, index, { active, hidden, on });
    return index < 0 ? html`<div>${drawn}</div>` : html`<section data-index=${index} class=${now ? "now" : ""}>${drawn}</section>`;
  }
}

function pieces(meeting, start, end, index, view) {
  const { characters } = meeting;
  const base = characters.units(start);
  const text = characters.slice(start, end);
  const local = (place) => characters.units(place) - base;
  const entities = meeting.current.entities.filter((entity) => start <= entity.start && entity.end <= end).map((entity) => ({ entity, start: local(entity.start), end: local(entity.end) }));
  const style = signs(text);
  const plain = (from, to) => styled(text, from, to, style);
  const marked = (from, to) => {
    const out = [];
    let at = from;
    for (const each of entities) {
      if (each.start < at || each.end > to) continue;
      out.push(...plain(at, each.start), mark(each.entity, plain(each.start, each.end), view));
      at = each.end;
    }
    return [...out, ...plain(at, to)];
  };
  const out = [];
  let at = 0;
  for (const line of headingLines(meeting, index, text, local)) {
    const cut = entities.some((each) => [line.start, line.end].some((border) => each.start < border && border < each.end));
    if (line.start < at || line.end > text.length || cut) continue;
    out.push(...marked(at, line.start), html`<span role="heading" aria-level=${line.level} class=${`level${line.level}`}>${marked(line.start, line.end)}</span>`);
    at = line.end;
  }
  return [...out, ...marked(at, text.length)];
}

// Words with their signs hidden and what is strong strong.
function styled(text, from, to, { hidden, strong }) {
  const out = [];
  let at = from;
  for (const [start, end] of hidden) {
    if (end <= from || start >= to) continue;
    const first = Math.max(start, from), last = Math.min(end, to);
    out.push(...bold(text, at, first, strong), html`<span class="sign" hidden>${text.slice(first, last)}</span>`);
    at = last;
  }
  return [...out, ...bold(text, at, to, strong)];
}

function bold(text, from, to, strong) {
  const out = [];
  let at = from;
  for (const [start, end] of strong) {
    const first = Math.max(start, at), last = Math.min(end, to);
    if (first >= last) continue;
    out.push(text.slice(at, first), html`<strong>${text.slice(first, last)}</strong>`);
    at = last;
  }
  out.push(text.slice(at, to));
  return out.filter(Boolean);
}

function mark(entity, words, { active, hidden, on }) {
  if (hidden.has(entity.label)) return html`<mark class=${`${entity.label} off`} data-start=${entity.start}>${words}</mark>`;
  const means = entity.id && entity.id !== entity.text ? `, ${named("outcome", entity.id)}` : "";
  const name = capital(named("entity", entity.label));
  return html`<mark class=${`${entity.label}${entity.start === active ? " now" : ""}`} data-start=${entity.start} role="button" tabindex="-1"
    aria-label=${`${name}: ${entity.text}${means}`} title=${name + means} onClick=${() => on.entity(entity)}>${words}</mark>`;
}

// The lines of a part that are headings: an item's title, those of its sections, and what the text's own signs say.
function headingLines(meeting, index, text, local) {
  const lineEnd = (at) => at + /^[^\n]*/.exec(text.slice(at, at + 400))[0].trimEnd().length;
  const signed = signedHeadings(text).map(([start, end, depth]) => ({ start, end, level: Math.min(depth + 3, 6) }));
  if (index < 0) return signed;
  const item = meeting.items[index];
  const first = /^\s*/.exec(text)[0].length;
  const at = item.title ? text.slice(0, 600).indexOf(item.title.slice(0, 25)) : -1;
  const lineStart = at < 0 ? first : Math.max(first, text.lastIndexOf("\n", at) + 1);
  const title = { start: lineStart, end: lineEnd(Math.max(at, lineStart)), level: 4 };
  const sections = item.sections.filter((section) => section.heading && local(section.start) >= title.end).map((section) => ({ start: local(section.start), end: headingEnd(section), level: 5 }));
  // A heading may go on as text in its own line: `Afbud: Ida Bro`.
  function headingEnd({ start, heading }) {
    const from = local(start), to = lineEnd(from);
    const behind = text.slice(from, to).indexOf(heading) + heading.length;
    return text.slice(from, to).includes(heading) && /[\p{L}\p{N}]/u.test(text.slice(from + behind, to)) ? from + behind : to;
  }
  const lines = [title, ...sections].filter((line) => line.end > line.start);
  const others = signed.filter((line) => !lines.some((each) => each.start < line.end && line.start < each.end));
  return [...lines, ...others.map((line) => ({ ...line, level: Math.max(line.level, 5) }))].sort((one, other) => one.start - other.start);
}
