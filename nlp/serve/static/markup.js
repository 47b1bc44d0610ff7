// A text's signs of Markdown and its emphasis: what is hidden, what is strong, which lines are headings. Offsets are those of the text (UTF-16 units).
const SIGNS = [
  // A line of dashes below a table's head, and the pipes of its rows.
  { find: /^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?[ \t]*$/gm, hide: (hit) => [[0, hit[0].length]] },
  { find: /^[ \t]*\|/gm, hide: (hit) => [[0, hit[0].length]] },
  { find: /\|[ \t]*$/gm, hide: (hit) => [[0, hit[0].length]] },
  { find: /^[ \t]{0,3}(#{1,6})[ \t]+/gm, hide: (hit) => [[0, hit[0].length]] },
  { find: /^(?:>[ \t]?)+/gm, hide: (hit) => [[0, hit[0].length]] },
  { find: /(\*\*|__)(?=\S)([^\n]{1,500}?\S)\1/g, hide: (hit) => [[0, 2], [hit[0].length - 2, hit[0].length]], strong: true },
  { find: /!?\[([^\]\n]{0,300})\]\([^)\n]{0,1000}\)/g, hide: (hit) => [[0, hit[0].indexOf("[") + 1], [hit[0].indexOf("[") + 1 + hit[1].length, hit[0].length]] },
  { find: /\\(?=[.\-+*_#()[\]!])/g, hide: () => [[0, 1]] },
  { find: /<br\s*\/?>/gi, hide: (hit) => [[0, hit[0].length]] },
];

// The pieces of a text that are styled: [{start, end, hidden, strong}], in order, without overlaps.
export function signs(text) {
  const hidden = [], strong = [];
  if (!/[*_#|[\\<>]|---/.test(text)) return { hidden, strong };
  for (const { find, hide, strong: bold } of SIGNS) {
    for (const hit of text.matchAll(find)) {
      for (const [start, end] of hide(hit)) if (end > start) hidden.push([hit.index + start, hit.index + end]);
      if (bold) strong.push([hit.index + 2, hit.index + hit[0].length - 2]);
    }
  }
  return { hidden: joined(hidden), strong: joined(strong) };
}

// The lines that a sign makes a heading: [start, end, depth].
export function headings(text) {
  return [...text.matchAll(/^[ \t]{0,3}(#{1,6})[ \t]+\S[^\n]*/gm)].map((hit) => [hit.index, hit.index + hit[0].trimEnd().length, hit[1].length]);
}

function joined(ranges) {
  const out = [];
  for (const [start, end] of ranges.sort((one, other) => one[0] - other[0])) {
    if (out.length && start <= out.at(-1)[1]) out.at(-1)[1] = Math.max(out.at(-1)[1], end);
    else out.push([start, end]);
  }
  return out;
}
