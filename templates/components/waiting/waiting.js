/* Sends the reports that this device keeps, on whatever page is open, and shows that some are waiting. The pauses between tries grow, and
   an intake that asks to be left alone is, by every page; a report goes only when it was received, or when the reader deletes it. */

import { deliver } from './deliver.js';
import { fill, lead, one, show } from './dom.js';
import { device } from './memory.js';
import * as outbox from './outbox.js';

const line = one(document, '[data-waiting]');
const intake = line.getAttribute('data-intake');

/* In milliseconds: a day (a timer takes no more than 24), the first pause and the longest one. */
const DAY = 86400000;
const FIRST = 5000;
const LONGEST = 600000;

/* Until when the intake asked to be left alone: { from, until }. */
const rest = device('outbox rest', one(line, 'a'));

let pause = FIRST;
let timer;
let sending = false;
/* Whether there was a reason to try at once while a try was going on. */
let again = false;

/* Those of all entries that wait. */
export const waiting = (entries) => entries.filter((entry) => !entry.receipt);

/* Those that can be sent as they are; with a key that one, whatever was wrong with it. */
async function ready(key) {
  return waiting(await outbox.list()).filter((entry) => (key ? entry.key === key : !entry.problem));
}

/* The intake asks to be left alone for so many milliseconds. */
export function leave(time) {
  if (time) rest.set({ from: Date.now(), until: Date.now() + time });
}

/* For how long it still is to be left alone. A clock that was set back since then ends it: nothing may wait for ever. */
function resting() {
  const asked = rest.get();
  const now = Date.now();
  if (asked && asked.from <= now && now < asked.until) return asked.until - now;
  rest.forget();
  return 0;
}

/* Tries to send everything, or the report of one key at once, even where something was wrong with it. */
export async function send(key) {
  if (sending || !intake) return;
  sending = true;
  clearTimeout(timer);
  const turn = async () => {
    for (const entry of await ready(key)) {
      if (!key && resting()) return;
      leave(await attempt(entry));
    }
  };
  /* One tab at a time, where the browser can tell; where it cannot, the key makes two sendings one report. */
  try {
    if (navigator.locks) await navigator.locks.request('mingbai outbox', { ifAvailable: true }, (lock) => lock && turn());
    else await turn();
  } finally {
    sending = false;
  }
  if (again) {
    again = false;
    return send();
  }
  if (!(await ready()).length) return;
  clearTimeout(timer);
  timer = setTimeout(send, Math.max(pause, Math.min(resting(), DAY)));
  pause = Math.min(2 * pause, LONGEST);
}

/* Sends a report; the pause that the intake asked for. */
async function attempt(entry) {
  const key = entry.key;
  const answer = await deliver(intake, entry);
  if (answer.receipt) pause = FIRST;
  /* It was deleted, changed or received meanwhile. What was received is told all the same. */
  await outbox.change(key, (now) => {
    if (answer.receipt && !(now && now.receipt)) return Object.assign({ made: entry.made, place: entry.place }, answer);
    if (answer.refused && now && now.body === entry.body) return Object.assign(now, { problem: { status: answer.refused, fields: answer.fields } });
    return null;
  });
  return answer.later || 0;
}

/* Tries soon again: there may be a network now. */
function soon() {
  pause = FIRST;
  again = sending;
  send();
}

function display(entries) {
  const unsent = waiting(entries).length;
  const unseen = entries.filter((entry) => entry.receipt && !entry.seen).length;
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
on('[data-waiting-yes]', async () => waiting(await outbox.list()).forEach((entry) => outbox.remove(entry.key)));
window.addEventListener('online', soon);
document.addEventListener('visibilitychange', () => document.hidden || soon());
outbox.watch(display);
send();
