// What is asked of the service, and how it says no.
export const access = { key: "", facts: null };

// A fault has a kind, by which the page finds its own words.
function fault(kind, status, values = {}) {
  return Object.assign(new Error(kind), { kind, status, values });
}

// Paths are relative: the service may stand below a prefix.
export async function ask(path, options = {}) {
  const headers = { ...options.headers, ...(access.key ? { Authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`:${access.key}`)))}` } : {}) };
  const response = await fetch(path, { ...options, headers }).catch(() => { throw fault("unreachable", 0); });
  if (response.ok) return response.json();
  const problem = await response.json().catch(() => null);
  throw fault(problem?.error?.kind ?? "other", response.status);
}

export async function facts() {
  access.facts ??= await ask("v1/model");
  return access.facts;
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

// Tags a text or a file; gives the result with its text.
export function tag({ text, file, name }, more) {
  const query = `v1/tag?with_text=true${more ? "&entities=all" : ""}`;
  if (!file) return ask(query, { method: "POST", body: JSON.stringify({ text, id: name }), headers: { "Content-Type": "application/json" } });
  const most = access.facts?.limits.max_body;
  if (!file.size) throw fault("empty", 0);
  if (file.size > most) throw fault("body", 0, { size: megabytes(file.size), most: megabytes(most) });
  const form = new FormData();
  form.append("file", file);
  return ask(query, { method: "POST", body: form });
}

const rules = new Map();

// What a rule looks for, asked once; null where nobody knows.
export function rule(id) {
  if (!rules.has(id)) rules.set(id, ask(`v1/rule?id=${encodeURIComponent(id)}`).catch(() => null));
  return rules.get(id);
}
