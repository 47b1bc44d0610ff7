// What stays in this browser: meetings with their corrections, until somebody clears them. Nothing is sent anywhere.
const NAME = "referat", TABLE = "meetings";

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const step = database.transaction(TABLE, mode);
    const request = work(step.objectStore(TABLE));
    step.oncomplete = () => resolve(request?.result);
    step.onerror = step.onabort = () => reject(step.error);
  });
}

// Each tells whether it could: a browser may keep nothing.
export const putMeeting = (record) => run("readwrite", (table) => table.put(record)).then(() => true, () => false);
export const dropMeeting = (key) => run("readwrite", (table) => table.delete(key)).then(() => true, () => false);
export const clearMeetings = () => run("readwrite", (table) => table.clear()).then(() => true, () => false);
export const allMeetings = () => run("readonly", (table) => table.getAll()).catch(() => []);

export function keep(name, value) {
  try { localStorage.setItem(`referat.${name}`, value); } catch { /* storage is switched off */ }
}

export function kept(name) {
  try { return localStorage.getItem(`referat.${name}`) ?? ""; } catch { return ""; }
}
