/* The reports that this device keeps, because the reader asked for it: those that wait to be sent, and receipts. Each stands on its
   own under the key of its report, so that two tabs never write over each other, and becomes a receipt in one step.

   A report that waits is { made, fields, place, body, tried, problem }: the day and time, what was typed, the place's name, what is
   sent, all that was sent under its key, and what was wrong. A receipt is { made, place, receipt, received, earlier, seen }. */

import { one } from './dom.js';
import { device, names } from './memory.js';

const page = one(document, '[data-waiting] a');
const NAME = 'outbox ';

const memory = (key) => device(NAME + key, page);

export const get = (key) => memory(key).get();

/* All of them with their keys, the oldest first. */
export function list() {
  const kept = names(NAME, page).map((key) => Object.assign({ key: key }, get(key)));
  return kept.filter((entry) => entry.made).sort((a, b) => (a.made < b.made ? -1 : 1));
}

/* Whether it could be kept; the page is told. */
export function put(key, entry) {
  const kept = memory(key).set(entry);
  changed();
  return kept;
}

export function remove(key) {
  memory(key).forget();
  changed();
}

function changed() {
  window.dispatchEvent(new Event('outbox'));
}

/* Has something done now and whenever what is kept changes, in this tab or another. */
export function watch(work) {
  window.addEventListener('outbox', work);
  window.addEventListener('storage', work);
  work();
}
