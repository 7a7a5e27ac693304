/* The reports that this device keeps, because the reader asked for it: those that wait to be sent, and receipts. Each stands on its
   own under the key of its report, so that two tabs never write over each other, and becomes a receipt in one step. They stand in the
   browser's database, whose answer comes once they are on the disk: what was said to be kept outlives a browser that is killed the
   next moment, which localStorage would lose.

   A report that waits is { made, fields, place, body, tried, problem }: the day and time, what was typed (nothing where the body is
   sealed), the place's name, what is sent, all that was sent under its key, and what was wrong. A receipt is { made, place, receipt, received, earlier, seen }. */

import { one } from './dom.js';
import { device } from './memory.js';

const page = one(document, '[data-waiting] a');
/* The first script of every page looks for both names. */
const NAME = 'mingbai ' + page.pathname.replace('index.html', '') + ' outbox';
const STORE = 'reports';
/* Other tabs hear of what is written here and gone at once. */
const bell = device('outbox', page);

/* Does something with the reports in one transaction. Resolves to what `work` has put into `answer.result` once all is on the disk;
   to `otherwise` where the browser keeps nothing. */
async function within(mode, otherwise, work) {
  let database;
  try {
    database = await opened(mode);
    return await new Promise((resolve, reject) => {
      const answer = {};
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      transaction.oncomplete = () => resolve(answer.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      work(transaction.objectStore(STORE), answer);
    });
  } catch (refused) {
    return otherwise;
  } finally {
    if (database) database.close();
  }
}

/* Who only looks makes no database. */
function opened(mode) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => (mode === 'readonly' ? asked.transaction.abort() : asked.result.createObjectStore(STORE));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = reject;
  });
}

/* What is kept under a key, or undefined. */
export function get(key) {
  return within('readonly', undefined, (store, answer) => {
    store.get(key).onsuccess = (event) => { answer.result = event.target.result; };
  });
}

/* All of them with their keys, the oldest first. */
export async function list() {
  const kept = await within('readonly', [], (store, answer) => {
    answer.result = [];
    store.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (!cursor) return;
      answer.result.push(Object.assign({ key: cursor.key }, cursor.value));
      cursor.continue();
    };
  });
  return kept.sort((a, b) => (a.made < b.made ? -1 : 1));
}

/* Keeps what `change` makes of what is kept under a key; nothing changes where it makes nothing. Resolves to whether it is kept. */
export async function change(key, change) {
  const kept = await within('readwrite', false, (store, answer) => {
    answer.result = false;
    store.get(key).onsuccess = (event) => {
      const entry = change(event.target.result);
      if (!entry) return;
      answer.result = true;
      store.put(entry, key);
    };
  });
  if (kept) changed();
  return kept;
}

export const put = (key, entry) => change(key, () => entry);

export async function remove(key) {
  await within('readwrite', undefined, (store) => store.delete(key));
  changed();
}

function changed() {
  window.dispatchEvent(new Event('outbox'));
  bell.set(Date.now());
  bell.forget();
}

/* Has something done with all of them, now and whenever what is kept changes, in this tab or another: never twice at once, and last
   with the last. Gives what does it once more. */
export function watch(work) {
  let wanted = 0;
  const look = async () => {
    wanted += 1;
    const turn = wanted;
    const kept = await list();
    if (turn === wanted) work(kept);
  };
  window.addEventListener('outbox', look);
  window.addEventListener('storage', look);
  look();
  return look;
}
