// One tagged meeting: what the service found, what a person has made of it, and the facts that are shown of both.
import { Characters } from "./text.js";

const SIDES = ["for", "against", "abstain"];
const squeezed = (text) => text.replace(/\s+/g, " ").trim();
const folded = (text) => squeezed(text.toLocaleLowerCase("da").replaceAll("&", "og"));

export class Meeting {
  // `kept` is what `record` once gave; `kinds` are the labels that the model gives, `trained` the entities that examples hold.
  constructor({ result, name, kinds, trained, source = null, kept = null }) {
    this.original = result;
    this.current = structuredClone(kept?.current ?? result);
    this.name = name || result.id || "document";
    this.kinds = kinds;
    this.trained = trained;
    this.source = source;
    this.changed = new Set(kept?.changed);
    this.right = new Set(kept?.right);
    this.characters = new Characters(result.text);
    this.versions = result.items.map(() => 0);
    this.version = 0;
  }

  get key() { return this.original.sha256; }
  get items() { return this.current.items; }
  get touched() { return new Set([...this.changed, ...this.right]); }

  record() {
    const { original: result, name, kinds, trained, current } = this;
    return { key: this.key, result, name, kinds, trained, current: this.changed.size ? current : null, changed: [...this.changed], right: [...this.right] };
  }

  // The index of the item that a place stands in; -1 before the first.
  itemAt(place) { return this.items.findIndex((item) => item.start <= place && place < item.end); }

  number(index) { return this.items[index].number ?? `(${index + 1})`; }

  entitiesOf(index) {
    const { start, end } = this.items[index];
    return this.current.entities.filter((entity) => start <= entity.start && entity.start < end);
  }

  // --- what is known

  label(index, kind) {
    const item = this.items[index];
    return item[kind] ?? item.labels?.[kind] ?? null;
  }

  // The words below the headings of the decision.
  decision(index) {
    const parts = this.items[index].sections.filter((section) => section.kind === "decision").map((section) => {
      const words = this.characters.slice(section.start, section.end);
      return (words.startsWith(section.heading) ? words.slice(section.heading.length) : words).replace(/^[\s:*#|]+|[\s*#|]+$/g, "");
    });
    return parts.filter(Boolean).join("\n\n");
  }

  text(index) {
    const { start, end } = this.items[index];
    return this.characters.slice(start, end);
  }

  // Each outcome's code once, with the points that it answers and the first place of its words.
  // A closed item keeps its decision to itself: that none was found there is no fault.
  undecided(index) { return this.current.kind === "minutes" && !this.items[index].outcomes.length && !this.items[index].closed; }
  endings(index) { return byCode(this.items[index].outcomes); }

  // What was decided before, one entry a body and day.
  earlier(index) {
    const meetings = new Map();
    for (const past of this.items[index].history ?? []) {
      const key = `${past.body}|${past.date}`;
      meetings.set(key, [...(meetings.get(key) ?? []), past]);
    }
    return [...meetings.values()].map((past) => ({ body: past[0].body, date: past[0].date, codes: byCode(past), finding: past[0] }));
  }

  // Where the case goes; that the body at the table decides its own case goes without saying.
  onward(index) {
    const own = folded(this.current.committee ?? "");
    return (this.items[index].next_steps ?? []).filter((step) => !(step.kind === "decides" && folded(step.body) === own));
  }

  divided(index) {
    const { votes } = this.items[index];
    return Boolean(votes && [votes, ...(votes.parts ?? [])].some((one) => one.against?.length || one.abstain?.length || one.tally?.against || one.tally?.abstain));
  }

  // Everyone who was away: from the whole meeting where `items` is empty.
  absences() {
    const away = new Map(this.current.participants.filter((one) => !one.present).map((one) => [one.name, []]));
    const whole = new Set(away.keys());
    this.items.forEach((item, index) => item.absent.forEach((name) => away.set(name, [...(away.get(name) ?? []), index])));
    return [...away].map(([name, items]) => ({ name, party: this.party(name), items: whole.has(name) || (items.length > 1 && items.length === this.items.length) ? [] : items }));
  }

  party(name) { return this.current.participants.find((one) => one.name === name)?.party ?? null; }

  // The votes of an item: its own, then those on points and amendments that say more.
  votes(index) {
    const { votes } = this.items[index];
    if (!votes) return [];
    const said = (one) => JSON.stringify(SIDES.map((side) => one[side] ?? []));
    const parts = (votes.parts ?? []).filter((part) => said(part) !== said({}) && (said(part) !== said(votes) || (part.subject && part.subject !== "proposal")));
    return [votes, ...parts];
  }

  // Members of the attendance list and all who voted or were away.
  members() {
    const names = new Set(this.current.participants.map((one) => one.name));
    for (const item of this.items) {
      for (const name of [...item.absent, ...SIDES.flatMap((side) => item.votes?.[side] ?? []), ...(item.remarks ?? []).flatMap((one) => one.by ?? [])]) names.add(name);
    }
    return [...names].sort((one, other) => one.localeCompare(other, "da"));
  }

  // Whether an item is among those that were asked for.
  matches(index, asked) {
    const item = this.items[index];
    if (asked.topic && this.label(index, "topic")?.label !== asked.topic) return false;
    if (asked.outcome && !(asked.outcome === "-" ? this.undecided(index) : item.outcomes.some((one) => one.code === asked.outcome))) return false;
    if (asked.divided && !this.divided(index)) return false;
    if (asked.member && !this.concerns(index, asked.member)) return false;
    return !asked.text || asked.text.trim().toLocaleLowerCase("da").split(/\s+/).every((word) => this.folded(index).includes(word));
  }

  concerns(index, name) {
    const item = this.items[index];
    const sides = (item.votes ? [item.votes, ...(item.votes.parts ?? [])] : []).flatMap((one) => SIDES.flatMap((side) => one[side] ?? []));
    const others = [...item.absent, ...sides, ...(item.remarks ?? []).flatMap((one) => one.by ?? []), ...(item.attendance ?? []).filter((one) => one.start >= item.start).map((one) => one.name)];
    return others.includes(name) || this.entitiesOf(index).some((entity) => entity.label === "PERSON" && entity.id === name);
  }

  folded(index) {
    this.searched ??= this.items.map((item, at) => `${item.number ?? ""} ${item.title ?? ""} ${this.text(at)}`.toLocaleLowerCase("da"));
    return this.searched[index];
  }

  // --- corrections

  touch(index) {
    this.version += 1;
    if (index < 0) return;
    this.changed.add(index);
    this.versions[index] += 1;
  }

  setLabel(index, kind, label) {
    const item = this.items[index];
    const value = label ? { label, score: 1 } : null;
    if (item.labels && kind in item.labels) item.labels[kind] = value;
    else item[kind] = value;
    this.touch(index);
  }

  setRight(index, yes) {
    yes ? this.right.add(index) : this.right.delete(index);
    this.version += 1;
  }

  setAbsent(index, names) {
    const item = this.items[index];
    item.absent = names;
    item.attendance = (item.attendance ?? []).filter((one) => one.status !== "absent" || names.includes(one.name));
    this.touch(index);
  }

  // Sets a side's voters or a side's count; a vote without any is no vote.
  setVotes(index, side, { voters, count }) {
    const item = this.items[index];
    const votes = item.votes ?? { for: [], against: [], abstain: [], tally: null, consistent: null, parts: [], start: null, end: null, rule: null };
    if (voters) votes[side] = voters;
    if (count !== undefined) votes.tally = { for: null, against: null, abstain: null, ...votes.tally, [side]: count };
    if (votes.tally && SIDES.every((each) => votes.tally[each] == null)) votes.tally = null;
    votes.consistent = null;
    item.votes = votes.tally || votes.parts?.length || SIDES.some((each) => votes[each]?.length) ? votes : null;
    this.touch(index);
  }

  setOutcome(index, at, values) {
    const outcome = this.items[index].outcomes[at];
    const entity = this.current.entities.find((one) => one.label === "OUTCOME" && overlap(one, outcome));
    Object.assign(outcome, values);
    if (entity && values.code) entity.id = values.code;
    this.touch(index);
  }

  removeOutcome(index, at) {
    this.items[index].outcomes.splice(at, 1);
    this.touch(index);
  }

  addOutcome(index, entity) {
    const outcomes = this.items[index].outcomes;
    outcomes.push({ code: entity.id, text: entity.text, start: entity.start, end: entity.end, part: null, rule: null });
    outcomes.sort((one, other) => one.start - other.start);
    this.touch(index);
  }

  edit(entity, values) {
    const index = this.itemAt(entity.start);
    const mine = index < 0 ? [] : this.items[index].outcomes.filter((one) => entity.label === "OUTCOME" && overlap(one, entity));
    Object.assign(entity, values);
    const stays = entity.label === "OUTCOME";
    for (const outcome of mine) {
      if (stays) Object.assign(outcome, { code: entity.id, text: entity.text, start: entity.start, end: entity.end });
      else this.items[index].outcomes.splice(this.items[index].outcomes.indexOf(outcome), 1);
    }
    this.touch(index);
  }

  remove(entity) {
    const index = this.itemAt(entity.start);
    this.current.entities = this.current.entities.filter((other) => other !== entity);
    if (index >= 0 && entity.label === "OUTCOME") this.items[index].outcomes = this.items[index].outcomes.filter((one) => !overlap(one, entity));
    this.touch(index);
  }

  // Whether a span is free of all entities but one.
  free(start, end, but = null) { return !this.current.entities.some((other) => other !== but && other.start < end && start < other.end); }

  // Moves a border; tells whether it could.
  resize(entity, start, end) {
    const index = this.itemAt(entity.start);
    const within = index < 0 || (this.items[index].start <= start && end <= this.items[index].end);
    if (start >= end || start < 0 || end > this.characters.length || !within || !this.free(start, end, entity)) return false;
    const text = this.characters.slice(start, end);
    this.edit(entity, { start, end, text, id: entity.label === "OUTCOME" || entity.id !== entity.text ? entity.id : text });
    return true;
  }

  add(start, end, label, id) {
    if (!this.free(start, end)) return null;
    const text = this.characters.slice(start, end);
    const index = this.itemAt(start);
    const entity = { label, text, start, end, id: id || text, item: index < 0 ? null : this.items[index].number, rule: null };
    this.current.entities.push(entity);
    this.current.entities.sort((one, other) => one.start - other.start);
    if (label === "OUTCOME" && index >= 0) this.addOutcome(index, entity);
    else this.touch(index);
    return entity;
  }

  undo(index) {
    const { start, end } = this.original.items[index];
    const inside = (entity) => start <= entity.start && entity.start < end;
    const given = structuredClone(this.original);
    this.current.entities = [...this.current.entities.filter((entity) => !inside(entity)), ...given.entities.filter(inside)].sort((one, other) => one.start - other.start);
    this.items[index] = given.items[index];
    this.changed.delete(index);
    this.right.delete(index);
    this.versions[index] += 1;
    this.version += 1;
  }

  // --- what is taken away

  // The result as it is now; where a person changed it, it says in which items (0 is the first).
  corrected() {
    return this.changed.size ? { ...this.current, corrected_items: [...this.changed].sort((one, other) => one - other) } : this.original;
  }

  // The touched items as JSON Lines, in the shape of the training data: offsets count from the item's first character.
  examples() {
    return [...this.touched].sort((one, other) => one - other).map((index) => JSON.stringify(this.example(index)) + "\n").join("");
  }

  example(index) {
    const { current } = this;
    const item = this.items[index];
    const inside = this.entitiesOf(index).filter((entity) => entity.end <= item.end && this.trained.includes(entity.label));
    const moved = ({ start, end }) => ({ start: start - item.start, end: end - item.start });
    return {
      id: `${this.name}#${index + 1}`,
      group: current.municipality || this.name,
      text: this.text(index),
      ...Object.fromEntries(this.kinds.flatMap((kind) => [[kind, this.label(index, kind)?.label ?? null], [`${kind}_alt`, null]])),
      number: item.number,
      title: item.title,
      case_number: item.case_number,
      closed: item.closed,
      committee: current.committee,
      date: current.date,
      kind: current.kind,
      layout: current.layout ?? null,
      entities: inside.map((entity) => ({ label: entity.label, text: entity.text, ...moved(entity), id: entity.id })),
      outcomes: item.outcomes.map((outcome) => ({ code: outcome.code, ...moved(outcome), part: outcome.part })),
      absent: item.absent,
      votes: item.votes && { for: item.votes.for, against: item.votes.against, abstain: item.votes.abstain },
    };
  }
}

function overlap(one, other) { return one.start < other.end && other.start < one.end; }

function byCode(decisions) {
  const codes = new Map();
  for (const decision of decisions) {
    const told = codes.get(decision.code) ?? { code: decision.code, parts: [], finding: decision };
    if (decision.part && !told.parts.includes(decision.part)) told.parts.push(decision.part);
    codes.set(decision.code, told);
  }
  return [...codes.values()];
}

// A quote of some lines.
export function short(text, most = 90) {
  const plain = squeezed(plainly(text));
  return plain.length > most ? `${plain.slice(0, Math.max(plain.lastIndexOf(" ", most - 2), most / 2))} …` : plain;
}

// Words without the signs of Markdown.
export function plainly(text) {
  return text.replace(/\*\*|__/g, "").replace(/^[#>\s]*#\s+/gm, "").replace(/\[([^\]\n]*)\]\([^)\n]*\)/g, "$1").replace(/^\|?[-:|\s]{5,}\|?$/gm, "").replace(/\|/g, " ").replace(/\\([.\-+*_#()[\]])/g, "$1");
}

// Rising numbers as runs: [[1, 3], [7, 7]].
export function runs(numbers) {
  const out = [];
  for (const number of numbers) {
    if (out.length && out.at(-1)[1] === number - 1) out.at(-1)[1] = number;
    else out.push([number, number]);
  }
  return out;
}
