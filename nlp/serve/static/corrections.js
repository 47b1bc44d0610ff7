// What a person changed of a result, and the changed items as training examples.
import { say } from "./strings.js";
import { Characters } from "./text.js";

export class Corrections {
  constructor(result, name, kinds, trained) {
    // The kinds of label that the model gives: topic and decision type, or those of a scheme of one's own.
    this.kinds = kinds;
    // The labels of entities that examples hold; others are found by rules alone.
    this.trained = trained;
    this.result = result;
    this.name = name || result.id || "document";
    this.characters = new Characters(result.text);
    this.entities = result.entities.map((entity) => ({ ...entity }));
    this.labels = result.items.map((item) => this.given(item));
    this.changed = new Set();
    this.right = new Set();
  }

  given(item) {
    return Object.fromEntries(this.kinds.map((kind) => [kind, found(item, kind)?.label ?? null]));
  }

  // The index of the item that a place stands in; -1 before the first.
  itemAt(place) {
    return this.result.items.findIndex((item) => item.start <= place && place < item.end);
  }

  touched(index) {
    return this.changed.has(index) || this.right.has(index);
  }

  touch(place) {
    const index = this.itemAt(place);
    if (index >= 0) this.changed.add(index);
  }

  setLabel(index, kind, label) {
    this.labels[index][kind] = label || null;
    this.changed.add(index);
  }

  edit(entity, values) {
    Object.assign(entity, values);
    this.touch(entity.start);
  }

  remove(entity) {
    this.entities = this.entities.filter((other) => other !== entity);
    this.touch(entity.start);
  }

  // Whether a span is free of all entities but one.
  free(start, end, but = null) {
    return !this.entities.some((other) => other !== but && other.start < end && start < other.end);
  }

  // Moves a border; tells whether it could.
  resize(entity, start, end) {
    const index = this.itemAt(entity.start);
    const within = index < 0 || (this.result.items[index].start <= start && end <= this.result.items[index].end);
    if (start >= end || start < 0 || end > this.characters.length || !within || !this.free(start, end, entity)) return false;
    const text = this.characters.slice(start, end);
    const id = entity.label === "OUTCOME" || entity.id !== entity.text ? entity.id : text;
    this.edit(entity, { start, end, text, id });
    return true;
  }

  add(start, end, label, id) {
    if (!this.free(start, end)) return null;
    const text = this.characters.slice(start, end);
    const index = this.itemAt(start);
    const item = index < 0 ? null : this.result.items[index].number;
    const entity = { label, text, start, end, id: id || text, item, rule: null, added: true };
    this.entities.push(entity);
    this.entities.sort((one, other) => one.start - other.start);
    this.touch(start);
    return entity;
  }

  undo(index) {
    const { start, end } = this.result.items[index];
    const inside = (entity) => start <= entity.start && entity.start < end;
    const kept = this.entities.filter((entity) => !inside(entity));
    this.entities = [...kept, ...this.result.entities.filter(inside).map((entity) => ({ ...entity }))].sort((one, other) => one.start - other.start);
    this.labels[index] = this.given(this.result.items[index]);
    this.changed.delete(index);
    this.right.delete(index);
  }

  // The touched items as JSON Lines, in the shape of the training data: offsets count from the item's first character.
  examples() {
    const indices = [...new Set([...this.changed, ...this.right])].sort((one, other) => one - other);
    return indices.map((index) => JSON.stringify(this.example(index)) + "\n").join("");
  }

  example(index) {
    const { result } = this;
    const item = result.items[index];
    const inside = this.entities.filter((entity) => item.start <= entity.start && entity.end <= item.end && this.trained.includes(entity.label));
    const moved = ({ start, end }) => ({ start: start - item.start, end: end - item.start });
    return {
      id: `${this.name}#${index + 1}`,
      group: result.municipality || this.name,
      text: this.characters.slice(item.start, item.end),
      ...Object.fromEntries(this.kinds.flatMap((kind) => [[kind, this.labels[index][kind]], [`${kind}_alt`, null]])),
      number: item.number,
      title: item.title,
      case_number: item.case_number,
      closed: item.closed,
      committee: result.committee,
      date: result.date,
      kind: result.kind,
      layout: result.layout ?? null,
      entities: inside.map((entity) => ({ label: entity.label, text: entity.text, ...moved(entity), id: entity.id })),
      outcomes: this.outcomes(index).map((outcome) => ({ code: outcome.code, ...moved(outcome), part: outcome.part })),
      absent: item.absent,
      votes: item.votes && { for: item.votes.for, against: item.votes.against, abstain: item.votes.abstain },
    };
  }

  // The item's own outcomes as they are now: those whose words are still marked, by the code they have been given.
  outcomes(index) {
    return this.result.items[index].outcomes.flatMap((outcome) => {
      const entity = this.entities.find((one) => one.label === "OUTCOME" && one.start < outcome.end && outcome.start < one.end);
      return entity ? [{ ...outcome, code: entity.id, text: entity.text, start: entity.start, end: entity.end }] : [];
    });
  }
}

// What the service said of an item, by kind.
export function found(item, kind) {
  return item[kind] ?? item.labels?.[kind] ?? null;
}

// A probability as people read it; none is certain.
export function percent(score) {
  return say("percent", { score: score > 0.99 ? ">\u00a099" : Math.round(score * 100) });
}
