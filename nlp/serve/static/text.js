// The text by characters as the service counts them (code points), not as the browser does (UTF-16 units).
export class Characters {
  constructor(text) {
    this.text = text;
    // Emoji and their like take two units; most minutes hold none, and need no table.
    this.points = /[\ud800-\udbff]/.test(text) ? Array.from(text) : null;
    this.length = this.points ? this.points.length : text.length;
  }

  slice(start, end) {
    return this.points ? this.points.slice(start, end).join("") : this.text.slice(start, end);
  }

  // The UTF-16 offset of a place among the characters.
  units(place) {
    return this.points ? this.slice(0, place).length : place;
  }

  // The place of a UTF-16 offset among the characters.
  place(units) {
    if (!this.points) return units;
    let seen = 0, at = 0;
    while (seen < units && at < this.points.length) seen += this.points[at++].length;
    return at;
  }
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

// A span without the white space and the closing punctuation that a quick selection takes along.
export function trimmed(characters, start, end) {
  while (start < end && /\s/.test(characters.slice(start, start + 1))) start++;
  while (end > start && /[\s.,;:]/.test(characters.slice(end - 1, end))) end--;
  return [start, end];
}
