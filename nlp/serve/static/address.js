// Links: which meeting (by its first digits), which item, which words. The text itself is in no link.
const DIGITS = 16;

export function addressOf({ key }, index, place) {
  const words = place ? `&at=${place.start}-${place.end}` : "";
  return `#m=${key.slice(0, DIGITS)}${index >= 0 ? `&item=${index + 1}` : ""}${words}`;
}

export function readAddress(hash) {
  const values = new URLSearchParams(hash.replace(/^#/, ""));
  const key = values.get("m");
  if (!/^[0-9a-f]{6,64}$/.test(key ?? "")) return null;
  const [, start, end] = /^(\d+)-(\d+)$/.exec(values.get("at") ?? "") ?? [];
  return { key, index: Number(values.get("item") ?? 0) - 1, place: end ? { start: Number(start), end: Number(end) } : null };
}
