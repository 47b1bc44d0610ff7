// The text by characters as the service counts them (code points), not as the browser does (UTF-16 units).
export class Characters {
  constructor(text) {
    this.text = text;
    // Emoji and their like take two units; most minutes hold none, and need no table.
    this.offsets = /[\ud800-\udbff]/.test(text) ? offsets(text) : null;
    this.length = this.offsets ? this.offsets.length - 1 : text.length;
  }

  slice(start, end) {
    return this.text.slice(this.units(start), this.units(end));
  }

  // The UTF-16 offset of a place among the characters.
  units(place) {
    return this.offsets ? this.offsets[Math.min(place, this.length)] : place;
  }

  // The place of a UTF-16 offset among the characters.
  place(units) {
    if (!this.offsets) return units;
    let low = 0, high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle] < units) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function offsets(text) {
  const out = [0];
  for (const character of text) out.push(out.at(-1) + character.length);
  return out;
}

const WORD = /[\p{L}\p{N}]/u;

// Where the word before (or behind) a border begins (or ends).
export function wordBefore(characters, at) {
  while (at > 0 && !WORD.test(characters.slice(at - 1, at))) at--;
  while (at > 0 && WORD.test(characters.slice(at - 1, at))) at--;
  return at;
}

export function wordBehind(characters, at) {
  while (at < characters.length && !WORD.test(characters.slice(at, at + 1))) at++;
  while (at < characters.length && WORD.test(characters.slice(at, at + 1))) at++;
  return at;
}

// After a word was taken off: the next word's first character, or the last word's end.
export function nextStart(characters, at, end) {
  while (at < end && /[\s.,;:()/-]/.test(characters.slice(at, at + 1))) at++;
  return at;
}

export function lastEnd(characters, at, start) {
  while (at > start && /[\s.,;:()/-]/.test(characters.slice(at - 1, at))) at--;
  return at;
}

// A span without the white space and the closing punctuation that a quick selection takes along.
export function trimmed(characters, start, end) {
  while (start < end && /\s/.test(characters.slice(start, start + 1))) start++;
  while (end > start && /[\s.,;:]/.test(characters.slice(end - 1, end))) end--;
  return [start, end];
}
