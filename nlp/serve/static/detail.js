// The panel beside the text: one item, one entity, one finding, or words that were selected; here they are corrected.
import { UNSURE, facts, heading, voters } from "./cards.js";
import { Component, html } from "./html.js";
import { short } from "./meeting.js";
import { rule as askRule } from "./service.js";
import { capital, dated, labelsOf, languageNow, named, percent, say } from "./strings.js";
import { lastEnd, nextStart, wordBefore, wordBehind } from "./text.js";

const SIDES = ["for", "against", "abstain"];

export function Detail({ meeting, shown, service, on }) {
  if (!shown) return null;
  const view = { meeting, service, on };
  const show = shown.entity ? html`<${EntityDetail} ...${view} entity=${shown.entity} />`
    : shown.finding ? html`<${FindingDetail} ...${view} name=${shown.name} finding=${shown.finding} />`
    : shown.selection ? html`<${SelectionDetail} ...${view} start=${shown.selection[0]} end=${shown.selection[1]} />`
    : html`<${ItemDetail} ...${view} index=${shown.index} key=${shown.index} />`;
  return html`<aside id="detail" tabindex="-1" aria-label=${say("detail")} class=${shown.entity?.label ?? ""}>${show}</aside>`;
}

function Head({ title, on }) {
  return html`<div class="head"><h3>${title}</h3><button type="button" class="close" onClick=${on.close}>${say("close")}</button></div>`;
}

function Sharing({ index, on, place = null }) {
  return html`<div class="row">
    ${index >= 0 && html`<button type="button" class="small cite" onClick=${() => on.cite(index)}>${say("citation")}</button>`}
    <button type="button" class="small link" onClick=${() => on.link(index, place)}>${say("link")}</button>
  </div>`;
}

function Select({ name, values, chosen, text, onChoose }) {
  return html`<select name=${name} value=${chosen} onChange=${(event) => onChoose(event.target.value)}>
    ${values.map((value) => html`<option value=${value} selected=${value === chosen}>${value ? text(value) : "–"}</option>`)}
  </select>`;
}

function ItemDetail({ meeting, index, service, on }) {
  const item = meeting.items[index];
  const title = item.number ? `${say("item")} ${item.number}` : say("item");
  return html`
    <${Head} title=${title} on=${on} />
    <blockquote lang="da">${item.title ?? "–"}</blockquote>
    <${Sharing} index=${index} on=${on} />
    <div class="evidence">${item.outcomes.length > 0 && html`<h4>${say("outcomes")}</h4><ul>${item.outcomes.map((one) => html`<li>
      <button type="button" class="jump" onClick=${() => on.place(one)}>${named("outcome", one.code)}</button> <q lang="da">${short(one.text)}</q> <code>${one.rule}</code></li>`)}</ul>`}
      <dl>${facts(meeting, index, on)}</dl></div>
    <h4>${say("correct")}</h4>
    <div class="fields">
      ${meeting.kinds.map((kind) => html`<${LabelField} ...${{ meeting, index, kind, service, on }} />`)}
      <${OutcomeFields} ...${{ meeting, index, service, on }} />
      <${VoteFields} ...${{ meeting, index, on }} />
      <${NamesField} name="absent" label=${say("absent")} names=${item.absent} onNames=${(names) => on.correct(() => meeting.setAbsent(index, names))} />
      <label class="tick"><input type="checkbox" name="right" checked=${meeting.touched.has(index)} disabled=${meeting.changed.has(index)}
        onChange=${(event) => on.correct(() => meeting.setRight(index, event.target.checked))} />${say("right")}</label>
      <${AddWords} ...${{ index, service, on }} />
      ${meeting.changed.has(index) && html`<button type="button" class="undo" onClick=${() => on.undo(index)}>${say("undo")}</button>`}
    </div>`;
}

function LabelField({ meeting, index, kind, service, on }) {
  const label = meeting.label(index, kind);
  const all = service?.labels?.[kind] ?? labelsOf(kind);
  const set = (value) => on.correct(() => meeting.setLabel(index, kind, value));
  const unsure = label?.label && label.score < UNSURE;
  const others = unsure ? (label.alternatives ?? []).filter((each) => each.label !== label.label).slice(0, 2) : [];
  const said = label?.label && label.score < 1 ? ` (${percent(label.score)} ${say("sure")})` : "";
  return html`<label>${say(kind) + said}<${Select} name=${kind} values=${label?.label ? all : ["", ...all]} chosen=${label?.label ?? ""} text=${(value) => named(kind, value)} onChoose=${set} /></label>
    ${unsure && html`<div class="row">${[label, ...others].map((each) => html`<button type="button" class="small" onClick=${() => set(each.label)}>${capital(named(kind, each.label))}</button>`)}</div>`}`;
}

function OutcomeFields({ meeting, index, service, on }) {
  const codes = service?.outcomes ?? labelsOf("outcome");
  return html`<fieldset><legend>${say("outcomes")}</legend>
    ${meeting.items[index].outcomes.map((one, at) => html`<div class="outcome">
      <q lang="da">${short(one.text, 60)}</q>
      <label>${say("id")}<${Select} name=${`outcome-${at}`} values=${codes} chosen=${one.code} text=${(value) => named("outcome", value)} onChoose=${(code) => on.correct(() => meeting.setOutcome(index, at, { code }))} /></label>
      <label>${say("outcome.part")}<input type="text" name=${`outcome-part-${at}`} value=${one.part ?? ""} onChange=${(event) => on.correct(() => meeting.setOutcome(index, at, { part: event.target.value.trim() || null }))} /></label>
      <button type="button" class="small" name=${`outcome-remove-${at}`} onClick=${() => on.correct(() => meeting.removeOutcome(index, at))}>${say("outcome.remove")}</button>
    </div>`)}
    <p class="quiet">${say("outcome.how")}</p></fieldset>`;
}

function VoteFields({ meeting, index, on }) {
  const { votes } = meeting.items[index];
  const number = (text) => (/^\d+$/.test(text.trim()) ? Number(text) : null);
  return html`<fieldset><legend>${say("votes")}</legend><p class="quiet">${capital(say("names.commas"))}</p>
    ${SIDES.map((side) => html`<div class="side">
      <${NamesField} name=${`votes-${side}`} label=${capital(named("side", side))} names=${votes?.[side] ?? []} onNames=${(names) => on.correct(() => meeting.setVotes(index, side, { voters: names }))} />
      <label>${say("counted")}<input type="number" min="0" name=${`count-${side}`} value=${votes?.tally?.[side] ?? ""} onChange=${(event) => on.correct(() => meeting.setVotes(index, side, { count: number(event.target.value) }))} /></label>
    </div>`)}</fieldset>`;
}

function NamesField({ name, label, names, onNames }) {
  const read = (text) => [...new Set(text.split(/[,;\n]/).map((each) => each.trim()).filter(Boolean))];
  return html`<label>${label}<input type="text" name=${name} value=${names.join(", ")} onChange=${(event) => onNames(read(event.target.value))} /></label>`;
}

class AddWords extends Component {
  render({ index, service, on }, { words = "", label = service?.entities?.[0] ?? "PERSON" }) {
    return html`<label>${say("words")}<input type="text" name="words" value=${words} onInput=${(event) => this.setState({ words: event.target.value })} /></label>
      <label>${say("as")}<${Select} name="words-label" values=${service?.entities ?? labelsOf("entity")} chosen=${label} text=${(value) => capital(named("entity", value))} onChoose=${(value) => this.setState({ label: value })} /></label>
      <button type="button" class="add" onClick=${() => on.find(index, words, label)}>${say("add")}</button>`;
  }
}

// A rule by its id, and below it what it looks for, as soon as the service has told.
class RuleRows extends Component {
  componentDidMount() { this.ask(); }
  componentDidUpdate(before) { if (before.id !== this.props.id) this.ask(); }

  async ask() {
    const { id } = this.props;
    const told = await askRule(id);
    if (this.props.id === id) this.setState({ told });
  }

  render({ id }, { told }) {
    const danish = languageNow() === "da";
    const described = danish ? told?.looks_for_da : told?.phrases?.length ? null : told?.looks_for;
    const why = described ? html`<span>${described}</span>` : told?.phrases?.length ? html`${say("why.phrases")} <q lang="da">${told.phrases.join("; ")}</q>` : told === undefined ? "…" : say("why.none");
    return html`<dt>${say("rule")}</dt><dd><code>${id}</code></dd><dt>${say("why")}</dt><dd class="why">${why}</dd>`;
  }
}

function Rows({ rows }) {
  return rows.filter(([, value]) => value).map(([name, value]) => html`<dt>${say(name)}</dt><dd>${value}</dd>`);
}

function itemLink(meeting, place, on) {
  const index = meeting.itemAt(place);
  return index < 0 ? say("outside") : html`<button type="button" class="jump" name="item" lang="da" onClick=${() => on.item(index)}>${heading(meeting, index)}</button>`;
}

function EntityDetail({ meeting, entity, service, on }) {
  const { characters } = meeting;
  const outcome = entity.label === "OUTCOME";
  const codes = service?.outcomes ?? labelsOf("outcome");
  const entities = service?.entities ?? labelsOf("entity");
  const edit = (values) => on.correct(() => meeting.edit(entity, values));
  const relabel = (label) => edit({ label, id: label === "OUTCOME" ? codes[0] : outcome ? entity.text : entity.id });
  const border = (name, side, start, end) => html`<button type="button" data-move=${`${name}-${side}`} onClick=${() => on.resize(entity, start(), end())}>${say(`${name}.${side}`)}</button>`;
  return html`
    <${Head} title=${capital(named("entity", entity.label))} on=${on} />
    <blockquote lang="da">${entity.text}</blockquote>
    <dl><${Rows} rows=${[["id", entity.id === entity.text ? null : named("outcome", entity.id)], ["item", itemLink(meeting, entity.start, on)], ["rule", entity.rule ? null : say("by.hand")]]} />
      ${entity.rule && html`<${RuleRows} id=${entity.rule} />`}</dl>
    <${Sharing} index=${meeting.itemAt(entity.start)} place=${entity} on=${on} />
    ${meeting.trained.includes(entity.label) ? html`<h4>${say("correct")}</h4>` : html`<p class="quiet">${say("untrained")}</p>`}
    <div class="fields">
      <label>${say("label")}<${Select} name="label" values=${[...new Set([...entities, entity.label])]} chosen=${entity.label} text=${(value) => capital(named("entity", value))} onChoose=${relabel} /></label>
      <label>${say("id")}${outcome ? html`<${Select} name="id" values=${codes} chosen=${entity.id} text=${(value) => named("outcome", value)} onChoose=${(id) => edit({ id })} />`
        : html`<input type="text" name="id" value=${entity.id} onChange=${(event) => edit({ id: event.target.value || entity.text })} />`}</label>
      <div class="borders">
        ${border("longer", "start", () => wordBefore(characters, entity.start), () => entity.end)}
        ${border("shorter", "start", () => nextStart(characters, wordBehind(characters, entity.start), entity.end), () => entity.end)}
        ${border("longer", "end", () => entity.start, () => wordBehind(characters, entity.end))}
        ${border("shorter", "end", () => entity.start, () => lastEnd(characters, wordBefore(characters, entity.end), entity.start))}
      </div>
      <button type="button" class="remove" onClick=${() => on.remove(entity)}>${say("remove")}</button>
    </div>`;
}

// What has a place in the text but is no entity: a vote, a remark, an earlier decision.
function FindingDetail({ meeting, name, finding, on }) {
  const sides = ["votes"].includes(name) ? SIDES.map((side) => voters(finding, side)).filter(Boolean) : [];
  const kind = finding.code ? named("outcome", finding.code) : finding.status ? named("presence", finding.status) : name === "remarks" ? named("remark", finding.kind) : named("step", finding.kind);
  const rows = [
    ["kind", kind], ["body", finding.body], ["date", finding.date && dated(finding.date)], ["who", [finding.name, ...(finding.by ?? [])].filter(Boolean).join(", ")],
    ["replaced", finding.replaces], ["time", finding.time], ["votes", sides.length ? html`<ul>${sides.map((side) => html`<li>${side}</li>`)}</ul>` : null],
    ["points", finding.part], ["item", itemLink(meeting, finding.start, on)],
  ];
  return html`
    <${Head} title=${say(name)} on=${on} />
    <blockquote lang="da">${meeting.characters.slice(finding.start, finding.end)}</blockquote>
    <dl><${Rows} rows=${rows} />${finding.rule && html`<${RuleRows} id=${finding.rule} />`}</dl>
    <${Sharing} index=${meeting.itemAt(finding.start)} place=${finding} on=${on} />`;
}

function SelectionDetail({ meeting, start, end, service, on }) {
  return html`
    <${Head} title=${say("add")} on=${on} />
    <blockquote lang="da">${meeting.characters.slice(start, end)}</blockquote>
    <p class="quiet">${say("as")}</p>
    <div class="row">${(service?.entities ?? labelsOf("entity")).map((label) => html`<button type="button" data-add=${label} onClick=${() => on.add(start, end, label)}>${capital(named("entity", label))}</button>`)}</div>`;
}
