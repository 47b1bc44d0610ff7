// Files and folders, chosen or dropped, as one list of files that minutes may be in.
const TAKEN = /\.(txt|md|markdown|html?|pdf|docx|json)$/i;

// `anyway` keeps a file that was named itself, whatever it is called.
export function wanted(files) {
  const list = [...files];
  return list.length > 1 ? list.filter((file) => TAKEN.test(file.name)) : list;
}

export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return wanted(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found.filter((file) => TAKEN.test(file.name));
}

async function walk(entry, found) {
  if (entry.isFile) {
    found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A folder is told in pieces, until one is empty.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const each of some) await walk(each, found);
  }
}
