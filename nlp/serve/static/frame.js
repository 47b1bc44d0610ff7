// What stands around a meeting: the head of the page, the form, what it says, the tools.
import { html } from "./html.js";
import { capital, count, languageNow, named, say, sentence } from "./strings.js";

export function Top({ theme, on }) {
  const language = (name, words) => html`<button type="button" data-language=${name} lang=${name} aria-pressed=${String(languageNow() === name)} onClick=${() => on.language(name)}>${words}</button>`;
  return html`<header class="top">
    <h1>referat</h1>
    <p class="tagline">${say("tagline")}</p>
    <div class="switches">
      <div class="switch" role="group" aria-label=${say("language")}>${language("da", "Dansk")}${language("en", "English")}</div>
      <label class="compact"><span>${say("theme")}</span>
        <select id="theme" value=${theme} onChange=${(event) => on.theme(event.target.value)}>
          ${[["", "theme.auto"], ["light", "theme.light"], ["dark", "theme.dark"]].map(([value, name]) => html`<option value=${value} selected=${theme === value}>${say(name)}</option>`)}
        </select></label>
    </div>
  </header>`;
}

export function Form({ state, on }) {
  const files = (event) => { const list = [...event.target.files]; event.target.value = ""; on.files(list); };
  return html`<details id="input" class="card" open=${state.inputOpen} onToggle=${(event) => on.input(event.target.open)}>
    <summary>${say("input")}</summary>
    <form id="form" autocomplete="off" onSubmit=${(event) => { event.preventDefault(); on.submit(); }}>
      <p class="quiet about">${say("about")}</p>
      <label for="text">${say("paste")}</label>
      <textarea id="text" rows="8" spellcheck="false" onInput=${on.typed}></textarea>
      <div class="row">
        <button type="submit" class="main" id="tag" disabled=${state.busy}>${say("tag")}</button>
        <label class="button file"><span>${say("file")}</span><input type="file" id="file" multiple accept=".txt,.md,.html,.htm,.pdf,.docx,.json" onChange=${files} /></label>
        <label class="button file folder"><span>${say("folder")}</span><input type="file" id="folder" webkitdirectory multiple onChange=${files} /></label>
        <label class="compact"><span>${say("example")}</span>
          <select id="example" onChange=${(event) => on.example(event.target.value)}><option value="">${say("example.none")}</option>
            ${state.examples.map((each) => html`<option value=${each.name}>${each[languageNow()]}</option>`)}</select></label>
        <span id="chosen" class="quiet">${state.chosen}</span>
      </div>
      <div class="row">
        <label class="tick"><input type="checkbox" id="more" checked=${state.more} onChange=${(event) => on.more(event.target.checked)} /><span>${say("more")}</span></label>
        <span class="quiet">${say("privacy")}</span>
        ${state.meetings.length > 0 && html`<button type="button" id="forget" class="small" onClick=${on.forget}>${say("forget")}</button>`}
      </div>
      ${state.wantsKey && html`<div class="row" id="key-row">
        <label class="compact"><span>${say("key")}</span><input type="password" id="key" autocomplete="off" onInput=${(event) => on.key(event.target.value)} /></label>
        <span class="quiet">${say("key.why")}</span>
      </div>`}
    </form>
  </details>`;
}

export function Status({ state }) {
  const { status, failures } = state;
  const values = Object.fromEntries(Object.entries(status?.values ?? {}).map(([key, value]) => [key, typeof value === "function" ? value() : value]));
  return html`<p id="status" role="status" aria-live="polite" class=${status?.alarm ? "alarm" : ""}>${status ? say(status.name, values) : ""}</p>
    ${failures.length > 0 && html`<div id="failures" class="card" role="alert"><p>${count("failed", failures.length)}</p>
      <ul>${failures.map(({ name, error }) => html`<li>${name && html`<strong>${name}</strong> `}${sentence(error)}</li>`)}</ul></div>`}`;
}

export function Tools({ meetings, meeting, on }) {
  const several = meetings.length > 1;
  const n = meetings.reduce((sum, each) => sum + (each === meeting || several ? each.touched.size : 0), 0);
  const button = (name, words, more = {}) => html`<button type="button" id=${`save-${name}`} onClick=${on.save[name]} ...${more}>${words}</button>`;
  return html`<div class="tools">
    <div class="downloads" role="group" aria-label=${say("download")}>
      <span class="quiet" aria-hidden="true">${say("download")}</span>
      ${["json", "items", "votes", "entities"].map((name) => button(name, say(`save.${name}`)))}
      ${button("examples", say("save.examples", { n }), { class: "main", disabled: !n })}
      ${several && html`<label class="tick"><input type="checkbox" id="all" onChange=${(event) => on.all(event.target.checked)} />${count("meetings", meetings.length)}</label>`}
      <button type="button" id="print" onClick=${on.print}>${say("print")}</button>
    </div>
  </div>`;
}

export function Marks({ meeting, hidden, labels, on }) {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const entity of meeting.current.entities) counts.set(entity.label, (counts.get(entity.label) ?? 0) + 1);
  return html`<div class="labelled"><span class="quiet" aria-hidden="true">${say("marks")}</span>
    <div class="chips" id="marks" role="group" aria-label=${say("marks")}>${[...counts].map(([label, n]) => html`<button type="button" class=${label} data-label=${label}
      aria-pressed=${String(!hidden.has(label))} onClick=${() => on.mark(label)}>${capital(named("entity", label))} ${n}</button>`)}</div></div>`;
}
