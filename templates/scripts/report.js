/* 困难一键上报: the form is filled in, checked and sent, and nothing typed is lost on the way. What a reader sees is one of the places
   `form`, `unsent` and `done`; what was typed stays within the tab, and longer only if the reader asks for it. */

import { deliver } from './deliver.js';
import { all, fill, lead, one, part, show, showAll } from './dom.js';
import { tab } from './memory.js';
import * as outbox from './outbox.js';
import { choose } from './place.js';
import * as fields from './report-fields.js';
import { leave, send as sendStored, waiting } from './waiting.js';
import { follow, inChina, words } from './workdays.js';

const root = one(document, '[data-report]');
const form = one(root, '[data-form]');
const intake = root.getAttribute('data-intake');
const calendar = JSON.parse(root.getAttribute('data-calendar'));
const message = one(root, '[data-message]');
const inTab = tab('report');
const SEALED = ['name', 'phone', 'for_other', 'relation', 'causes', 'note'];
/* The outcome of 自查 or 测算, which its page has put there. */
const brought = tab('assessment');

/* The report that is being made: { fields, key, plain, body, isSealed, tried, assessment, attached, from, receipt }. */
let draft = inTab.get() || {};
let place;
/* Seals texts, where the site seals. */
let seal;
let busy = false;

const showStored = stored();
/* Where nothing can be sealed, the page says so already. */
if (form) ready().then(start, () => {});

/* Resolves when the form can be used: with a seal, that is when sealing can. */
function ready() {
  if (!form.hasAttribute('data-seal')) return Promise.resolve();
  return new Promise((resolve, reject) => {
    document.addEventListener('sealing', (event) => {
      event.detail.load(form.getAttribute('data-seal-module'), form.getAttribute('data-seal-integrity')).then(() => {
        seal = event.detail.seal;
        resolve();
      }, reject);
    });
    const script = Object.assign(document.createElement('script'), { type: 'module', src: form.getAttribute('data-seal-script') });
    script.onerror = reject;
    document.head.appendChild(script);
  });
}

function start() {
  showAll(root, '[data-unsealed]', false);
  form.noValidate = true;
  place = choose(one(form, '[data-place]'));
  draft.assessment = brought.get() || draft.assessment;
  brought.forget();
  refill();
  prefill();
  window.addEventListener('hashchange', prefill);
  form.addEventListener('input', typed);
  form.addEventListener('change', typed);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!busy) submit();
  });
  root.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    const action = button && Object.keys(actions).filter((name) => button.hasAttribute(name))[0];
    if (action && !busy) actions[action](button);
  });
  const network = () => showAll(root, '[data-no-network]', navigator.onLine === false);
  window.addEventListener('online', network);
  window.addEventListener('offline', network);
  network();
  display(draft.receipt ? 'done' : 'form', false);
  root.setAttribute('data-ready', '');
}

/* Shows one of the places, and leads the reader there. */
function display(state, leading) {
  show(form, state === 'form');
  show(one(root, '[data-channels]'), state === 'form');
  show(one(root, '[data-unsent]'), state === 'unsent');
  show(one(root, '[data-done]'), state === 'done');
  if (state === 'done') receipt(one(root, '[data-done] [data-receipt-place]'), draft.receipt);
  showAll(root, '[data-saved], [data-not-saved], [data-not-stored]', false);
  if (!leading) return;
  window.scrollTo(0, 0);
  lead(one(root, state === 'form' ? '[name="name"]' : '[data-' + state + '] h2'));
}

/* Puts the draft into the form. */
function refill() {
  fields.put(form, draft.fields || {});
  place.set(form.elements.place.value);
  const assessment = one(form, '[data-assessment]');
  show(assessment, Boolean(draft.assessment));
  fill(assessment, '[data-assessment-words]', draft.assessment ? draft.assessment.words : '');
  one(assessment, 'input').checked = Boolean(draft.assessment && draft.attached);
  complain([]);
  follows();
}

/* A place that a link brings, such as that of a QR code: `#place=ID`. What the reader chose afterwards stays when the page is loaded
   again. */
function prefill() {
  const from = (location.hash.match(/^#place=([a-z0-9-]+)$/) || [])[1];
  if (!from || draft.from === from || draft.receipt) return;
  draft.from = from;
  place.set(from);
  keep();
}

function typed(event) {
  fields.mend(form, event.target === one(form, '[data-place]') ? 'place' : event.target.name);
  if (all(form, '[data-error]').every((words) => words.hidden)) complain([]);
  follows();
  keep();
}

/* What depends on what was typed. */
function follows() {
  show(one(form, '[data-relation]'), form.elements.for_other.checked);
  show(one(form, '[data-sensitive]'), fields.tellsOfHealth(form));
  const left = fields.NOTE - fields.length(form.elements.note.value);
  fill(form, '[data-left]', left < 0 ? '多了 ' + -left + ' 个字' : '还可以写 ' + left + ' 个字');
  if (!message) return;
  /* One kind of phone wants `?` before the text and the other `&`; both take this. */
  message.href = message.href.split('?')[0] + '?&body=' + encodeURIComponent(fields.words(fields.read(form), place.words()));
}

function keep() {
  draft.fields = fields.take(form);
  draft.attached = one(form, '[data-assessment] input').checked;
  inTab.set(draft);
}

function submit() {
  const report = fields.read(form);
  if (complain(fields.check(form, report))) return;
  deliverDraft(report);
}

/* Says what is wrong, first in the summary and then at the fields, and leads the reader to the summary; whether anything is. */
function complain(problems) {
  const other = fields.complain(form, problems, where);
  const summary = one(form, '[data-summary]');
  const list = one(summary, 'ul');
  list.textContent = '';
  problems.forEach((problem) => {
    const line = list.appendChild(document.createElement('li'));
    if (other.indexOf(problem) >= 0) {
      line.textContent = problem.message;
      return;
    }
    const link = line.appendChild(document.createElement('a'));
    link.textContent = problem.message;
    link.href = '#' + where(problem.field).id;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      lead(where(problem.field));
    });
  });
  show(summary, problems.length > 0);
  document.title = (problems.length ? '要改：' : '') + document.title.replace('要改：', '');
  if (problems.length) lead(summary);
  return problems.length > 0;
}

/* Where the reader mends a field. */
function where(name) {
  if (name === 'place') return place.where();
  return document.getElementById(name) || one(form, '[name="' + name + '"]');
}

async function deliverDraft(report) {
  prepare(report);
  sending(true);
  const answer = await deliver(intake, draft);
  sending(false);
  if (answer.receipt) {
    draft = { key: draft.key, receipt: Object.assign({ made: new Date().toISOString(), place: place.words() }, answer) };
    inTab.set(draft);
    outbox.change(draft.key, (stored) => stored && Object.assign({ seen: true }, draft.receipt));
    return display('done', true);
  }
  if (answer.refused === 422 && answer.fields.length) {
    display('form', false);
    return complain(answer.fields);
  }
  leave(answer.later);
  const why = answer.later !== undefined ? 'later' : answer.refused === 409 ? 'conflict' : 'refused';
  all(root, '[data-unsent] [data-why]').forEach((words) => show(words, words.getAttribute('data-why') === why));
  return display('unsent', true);
}

/* Makes what is sent: a sealed body once, so that the same report has the same body under the same key for ever. It counts as tried
   before it is on its way, because whoever closes the page meanwhile cannot know whether it has arrived. */
function prepare(report) {
  if (draft.attached && draft.assessment) {
    report.assessment = { outcome: draft.assessment.outcome, policy: draft.assessment.policy, revision: draft.assessment.revision };
  }
  const plain = JSON.stringify(report);
  draft.key = draft.key || uuid();
  /* An office that begins to seal, or gives it up, does not take what was made before. */
  if (draft.plain !== plain || Boolean(draft.isSealed) !== Boolean(seal)) {
    draft.body = seal ? sealed(report) : plain;
    draft.isSealed = Boolean(seal);
    draft.plain = plain;
  }
  draft.tried = (draft.tried || []).filter((body) => body !== draft.body).concat(draft.body);
  keep();
}

/* A report whose personal fields only the office can read. */
function sealed(report) {
  const inside = {};
  const open = {};
  Object.keys(report).forEach((name) => { (SEALED.indexOf(name) >= 0 ? inside : open)[name] = report[name]; });
  open.sealed = seal(form.getAttribute('data-seal'), draft.key, JSON.stringify(inside));
  return JSON.stringify(open);
}

/* A version 4 UUID (RFC 9562). */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = Array.from(bytes, (byte) => ('0' + byte.toString(16)).slice(-2)).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function sending(now) {
  busy = now;
  all(root, '[data-send], [data-again]').forEach((button) => {
    button.setAttribute('aria-disabled', String(now));
    if (!button.words) button.words = button.textContent;
    button.textContent = now ? '正在发送……' : button.words;
  });
  fill(root, '[data-status]', now ? '正在发送' : '');
}

/* A receipt in its place. */
function receipt(within, given) {
  within.textContent = '';
  const made = within.appendChild(part('receipt'));
  one(made, '[data-number]').textContent = given.receipt;
  show(one(made, '[data-earlier]'), Boolean(given.earlier));
  follow(made, given.received, calendar, Number(root.getAttribute('data-days')));
}

/* Prints the receipt on the page, or only the one in a card of the list. */
function print(card) {
  const mark = () => {
    all(root, '[data-printed]').forEach((printed) => printed.removeAttribute('data-printed'));
    root.removeAttribute('data-printing');
  };
  mark();
  if (card) {
    card.setAttribute('data-printed', '');
    root.setAttribute('data-printing', '');
    window.addEventListener('afterprint', mark, { once: true });
  }
  window.print();
}

const actions = {
  'data-again': () => deliverDraft(fields.read(form)),
  'data-edit': () => display('form', true),
  'data-store': async () => {
    const entry = { made: new Date().toISOString(), place: place.words(), body: draft.body, tried: draft.tried };
    /* What is sealed is kept sealed: it cannot be read on the phone, either, nor changed. */
    if (!draft.isSealed) {
      Object.assign(entry, { fields: draft.fields, attached: draft.attached, assessment: draft.assessment, plain: draft.plain });
    }
    /* Else a browser that is short of room may delete it. */
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    busy = true;
    const kept = await outbox.put(draft.key, entry);
    busy = false;
    if (!kept) return show(one(root, '[data-not-stored]'), true);
    afresh();
    await showStored();
    lead(one(root, '[data-stored] h2'));
    return sendStored();
  },
  'data-print': () => print(),
  'data-save': async () => {
    const saved = await outbox.put(draft.key, Object.assign({ seen: true }, draft.receipt));
    show(one(root, '[data-saved]'), saved);
    show(one(root, '[data-not-saved]'), !saved);
  },
  'data-new': () => {
    afresh();
    lead(one(form, '[name="name"]'));
  },
};

/* An empty form. */
function afresh() {
  /* What another page has brought since the last report was sent is for the next one. */
  draft = { from: draft.from, assessment: draft.receipt && draft.assessment };
  inTab.forget();
  refill();
  display('form', false);
}

/* What is kept on the device: shown now, and whenever it changes. */
function stored() {
  const list = one(root, '[data-stored-list]');
  return outbox.watch((kept) => {
    const entries = kept.filter((entry) => !(draft.receipt && entry.key === draft.key));
    entries.filter((entry) => entry.receipt && !entry.seen).forEach((entry) => {
      outbox.change(entry.key, (now) => now && Object.assign(now, { seen: true }));
    });
    const held = list.contains(document.activeElement);
    list.textContent = '';
    entries.forEach((entry) => list.appendChild(entry.receipt ? storedReceipt(entry) : storedReport(entry)));
    show(one(root, '[data-stored]'), entries.length > 0);
    show(one(root, '[data-stored-waiting]'), waiting(kept).length > 0);
    fill(root, '[data-stored-count]', String(waiting(kept).length));
    if (held) lead(one(root, '[data-stored] h2'));
  });
}

function storedReceipt(entry) {
  const line = part('stored-receipt');
  receipt(one(line, '[data-receipt-place]'), entry);
  on(line, '[data-stored-print]', (event) => print(event.target.closest('li')));
  on(line, '[data-stored-delete]', () => outbox.remove(entry.key));
  return line;
}

function storedReport(entry) {
  const line = part('stored');
  const at = inChina(entry.made);
  one(line, '[data-stored-name]').textContent = entry.fields ? entry.fields.name : '（内容封好了）';
  one(line, '[data-stored-place]').textContent = entry.place;
  one(line, '[data-stored-when]').textContent = words(at.day) + ' ' + at.time + ' 存的，待发送';
  fill(line, '[data-stored-problem]', entry.problem ? problemWords(entry) : '');
  on(line, '[data-stored-send]', async () => {
    fill(root, '[data-stored-status]', '正在发送……');
    await sendStored(entry.key);
    const now = await outbox.get(entry.key);
    fill(root, '[data-stored-status]', now && !now.receipt && !now.problem ? '还是没有连上。先存着，有网再发。' : '');
  });
  on(line, '[data-stored-delete]', () => outbox.remove(entry.key));
  on(line, '[data-stored-edit]', () => edit(entry));
  show(one(line, '[data-stored-edit]'), Boolean(form && entry.fields));
  show(one(line, '[data-stored-send]'), Boolean(intake));
  return line;
}

function problemWords({ problem, fields }) {
  if (problem.editing) return '正在改，改好以前不发。不改了，就点「现在就发」，照存着的发。';
  if (problem.status === 409) return '没有发成：先前发过的一份，内容同这一份不一样。请打电话说明。';
  const said = problem.fields.map((field) => field.message).join(' ');
  const why = said || '那边没有收（' + problem.status + '）。可以打电话说。';
  if (!fields) return '没有发成：' + why + '内容封好了，在这里改不了：把这一份删掉，重新填一份。';
  return '没有发成，要改一改：' + why;
}

/* Brings a report that is kept into the form; it stays kept, and is not sent, until it was sent from there or kept anew. */
async function edit(entry) {
  await outbox.change(entry.key, (now) => now && Object.assign(now, { problem: { editing: true, fields: [] } }));
  const problems = entry.problem && entry.problem.fields || [];
  draft = { key: entry.key, fields: entry.fields, attached: entry.attached, assessment: entry.assessment, body: entry.body,
    plain: entry.plain, isSealed: false, tried: entry.tried };
  inTab.set(draft);
  refill();
  display('form', true);
  complain(problems);
}

function on(within, selector, work) {
  one(within, selector).addEventListener('click', work);
}
