// What the page says, in Danish and English, and how it names labels, dates and numbers.
import { WORDS } from "./words.js";

const names = await (await fetch(new URL("./names.json", import.meta.url))).json();
let language = "en";

export function languageNow() {
  return language;
}

export function setLanguage(chosen) {
  language = chosen === "da" ? "da" : "en";
  document.documentElement.lang = language;
}

const of = (both) => both[language === "da" ? 0 : 1];

export function has(name) {
  return name in WORDS;
}

export function say(name, values = {}) {
  const text = WORDS[name] ? of(WORDS[name]) : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// `3 items`, `1 item`.
export function count(name, n) {
  return say(`${name}.${n === 1 ? "one" : "many"}`, { n: n.toLocaleString(language) });
}

// The name of a label of one kind; one that nobody has translated (a model of your own) is shown as it is.
export function named(kind, label) {
  const both = names[kind]?.[label];
  return both ? of(both) : (label ?? "");
}

export function labelsOf(kind) {
  return Object.keys(names[kind] ?? {});
}

export function capital(text) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

// A date as people write it.
export function dated(day) {
  const [, year, month, number] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "") ?? [];
  return year ? `${Number(number)}${language === "da" ? "." : ""} ${names.months[language][month - 1]} ${year}` : (day ?? "");
}

// A probability as people read it; none is certain.
export function percent(score) {
  return say("percent", { score: score > 0.99 ? ">\u00a099" : Math.round(score * 100) });
}

export function quoted(text) {
  return language === "da" ? `»${text}«` : `“${text}”`;
}

export function sentence(error) {
  const name = `fault.${error.kind}`;
  return say(has(name) ? name : "fault.other", { ...error.values, number: error.status });
}
