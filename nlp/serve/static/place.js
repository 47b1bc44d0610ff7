// A place in the text that is no entity: where it is, and how it is shown.
const KEY = "place";

// The range between two offsets of the text as the browser counts it.
function range(box, start, end) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const found = document.createRange();
  let at = 0, begun = false;
  while (walker.nextNode()) {
    const node = walker.currentNode, next = at + node.length;
    if (!begun && start < next) {
      found.setStart(node, start - at);
      begun = true;
    }
    if (begun && end <= next) {
      found.setEnd(node, end - at);
      return found;
    }
    at = next;
  }
  return null;
}

// Shows the words between two offsets and gives their place on the screen.
export function showPlace(box, start, end) {
  const words = range(box, start, end);
  if (words && globalThis.Highlight) CSS.highlights.set(KEY, new Highlight(words));
  return words;
}

export function hidePlace() {
  globalThis.CSS?.highlights?.delete(KEY);
}
