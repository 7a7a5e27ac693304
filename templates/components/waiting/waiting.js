/* Sends the reports that this device keeps, on whatever page is open, and shows that some are waiting. The pauses between tries grow;
   a report goes only when it was received, or when the reader deletes it. */

import { deliver } from './deliver.js';
import { fill, lead, one, show } from './dom.js';
import * as outbox from './outbox.js';

const line = one(document, '[data-waiting]');
const intake = line.getAttribute('data-intake');

/* The first pause and the longest one, in milliseconds. */
const FIRST = 5000;
const LONGEST = 600000;

let pause = FIRST;
let timer;
let sending = false;

export const waiting = () => outbox.list().filter((entry) => !entry.receipt);

/* Those that can be sent as they are. */
const ready = () => waiting().filter((entry) => !entry.problem);

/* Tries to send everything, or the report of one key even where something was wrong with it. */
export async function send(key) {
  if (sending || !intake || !(key || ready().length)) return;
  sending = true;
  clearTimeout(timer);
  let wanted = 0;
  const turn = async () => {
    for (const entry of key ? waiting().filter((other) => other.key === key) : ready()) {
      wanted = Math.max(wanted, await attempt(entry));
    }
  };
  /* One tab at a time, where the browser can tell; where it cannot, the key makes two sendings one report. */
  try {
    if (navigator.locks) await navigator.locks.request('mingbai outbox', { ifAvailable: true }, (lock) => lock && turn());
    else await turn();
  } finally {
    sending = false;
  }
  if (!ready().length) return;
  timer = setTimeout(send, Math.max(pause, wanted));
  pause = Math.min(2 * pause, LONGEST);
}

/* Sends a report; the pause that the intake asked for. */
async function attempt(entry) {
  const key = entry.key;
  const answer = await deliver(intake, entry);
  const now = outbox.get(key);
  /* It was deleted, changed or received meanwhile. What was received is told all the same. */
  if (answer.receipt && !(now && now.receipt)) {
    pause = FIRST;
    outbox.put(key, Object.assign({ made: entry.made, place: entry.place }, answer));
  } else if (answer.refused && now && now.body === entry.body) {
    outbox.put(key, Object.assign(now, { problem: { status: answer.refused, fields: answer.fields } }));
  }
  return answer.later || 0;
}

/* Tries soon again: there may be a network now. */
function soon() {
  pause = FIRST;
  send();
}

function display() {
  const unsent = waiting().length;
  const unseen = outbox.list().filter((entry) => entry.receipt && !entry.seen).length;
  /* The page of reports shows them itself. */
  show(line, unsent + unseen > 0 && !one(document, '[data-stored]'));
  show(one(line, '[data-waiting-some]'), unsent > 0);
  show(one(line, '[data-waiting-received]'), unseen > 0);
  fill(line, '[data-waiting-count]', String(unsent));
  ask(false);
  show(one(line, '[data-waiting-delete]'), unsent > 0);
}

function ask(sure) {
  show(one(line, '[data-waiting-delete]'), !sure);
  show(one(line, '[data-waiting-sure]'), sure);
}

const on = (selector, work) => one(line, selector).addEventListener('click', work);
on('[data-waiting-delete]', () => {
  ask(true);
  lead(one(line, '[data-waiting-no]'));
});
on('[data-waiting-no]', () => {
  ask(false);
  lead(one(line, '[data-waiting-delete]'));
});
on('[data-waiting-yes]', () => waiting().forEach((entry) => outbox.remove(entry.key)));
window.addEventListener('online', soon);
document.addEventListener('visibilitychange', () => document.hidden || soon());
outbox.watch(display);
send();
