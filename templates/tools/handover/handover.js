/* Handing over: shows the situation of the page as a QR code and a link, and takes in one that somebody else handed over. */

import { engine } from './calculator.js';
import { encode, load } from './code.js';
import { all, fill, lead, named, one, part, show, showAll } from './dom.js';
import { compare } from './handover-compare.js';
import { isHandover, pack, unpack } from './handover-fragment.js';
import { GRANTED, HOLDS, heading } from './result.js';

/* The light zone around a code, in modules. */
const QUIET = 4;

const root = one(document, '[data-calculator]');
const page = root.page;
const place = one(root, named('tool-place', 'handover'));
const received = one(root, '[data-received]');
const button = one(root, named('tool', 'handover'));

place.addEventListener('open', open);
place.addEventListener('receive', receive);
/* What is shown is what was on the page; once that changes, it is no more. */
root.addEventListener('considered', () => show(place, false));

one(place, '[data-copy]').addEventListener('click', copy);
one(place, '[data-close]').addEventListener('click', () => {
  show(place, false);
  lead(button);
});
one(received, '[data-seen]').addEventListener('click', () => {
  show(received, false);
  lead(one(root, '[data-verdict]:not([hidden]) h2'));
});

function open() {
  const view = engine.consider(page.facts(), true);
  const answers = {};
  view.questions.filter((question) => question.asked && question.name in page.facts()).forEach((question) => {
    answers[question.name] = page.facts()[question.name];
  });
  const fragment = pack({ catalogue: page.catalogue, on: page.on, answers: answers, assessment: view.assessment });
  const address = location.href.replace(/[?#].*$/, '') + '#';
  one(place, '[data-link]').value = address + fragment;
  showAll(place, '[data-copied], [data-selected], [data-code-too-long], [data-code-failed], [data-code-shown]', false);
  show(place, true);
  lead(one(place, 'h4'));
  load(place.getAttribute('data-code'), place.getAttribute('data-code-integrity')).then(
    () => {
      const modules = encode(address, fragment);
      showAll(place, modules.length ? '[data-code-shown]' : '[data-code-too-long]', true);
      if (!modules.length) return;
      draw(modules);
      one(place, '.code').scrollIntoView();
    },
    () => showAll(place, '[data-code-failed]', true),
  );
}

/* Draws the modules, each as large as whole points of the screen allow. */
function draw(modules) {
  const size = Math.sqrt(modules.length);
  const side = size + 2 * QUIET;
  const points = window.devicePixelRatio || 1;
  const drawing = one(place, 'svg');
  const room = Math.min(drawing.parentNode.clientWidth, window.innerHeight * 0.9);
  const width = Math.max(2, Math.floor(room * points / side)) * side / points;
  let dark = '';
  for (let y = 0; y < size; y += 1) {
    modules.slice(y * size, (y + 1) * size).join('').replace(/1+/g, (run, x) => {
      dark += 'M' + x + ' ' + y + 'h' + run.length + 'v1h-' + run.length + 'z';
    });
  }
  drawing.setAttribute('viewBox', [-QUIET, -QUIET, side, side].join(' '));
  drawing.setAttribute('width', width);
  drawing.setAttribute('height', width);
  one(drawing, 'path').setAttribute('d', dark);
}

function copy() {
  const link = one(place, '[data-link]');
  const say = (copied) => {
    showAll(place, '[data-copied]', copied);
    showAll(place, '[data-selected]', !copied);
  };
  const select = () => {
    link.focus();
    link.setSelectionRange(0, link.value.length);
    say(document.execCommand('copy'));
  };
  if (navigator.clipboard) navigator.clipboard.writeText(link.value).then(() => say(true), select);
  else select();
}

/* Takes what stands behind the # of the address, and takes it away from there, so that nobody finds it there later. */
function receive() {
  const fragment = location.hash;
  if (!isHandover(fragment)) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  show(received, false);
  let given;
  try {
    given = unpack(fragment, page.catalogue);
  } catch (error) {
    return refuse(error.fault);
  }
  refuse(null);
  setAside(given);
  const own = page.facts();
  page.put(given.answers);
  offerOwn(own);
  tell(given, compare({ catalogue: page.catalogue, own: page.assessment(), received: given }));
  show(received, true);
  received.scrollIntoView();
  lead(one(received, 'h2'));
}

function refuse(fault) {
  const words = one(root, '[data-not-received]');
  show(words, Boolean(fault));
  all(words, '[data-fault]').forEach((line) => show(line, line.getAttribute('data-fault') === fault));
}

/* Answers that the questions do not allow any more are lost as well, with the calculator's words on why. */
function setAside(given) {
  (page.assess(given.answers, page.on).errors || []).forEach((error) => {
    given.lost.push({ name: error.key, value: given.answers[error.key], message: error.message });
    delete given.answers[error.key];
  });
}

/* Whoever had answers of an own gets them back. */
function offerOwn(own) {
  const back = one(received, '[data-own]');
  show(back, Object.keys(own).length > 0);
  back.onclick = () => {
    show(received, false);
    page.put(own);
  };
}

function tell(given, compared) {
  const cases = {
    same: compared.same,
    differs: !compared.same,
    day: compared.onlyDay && !compared.same,
    program: compared.sameRules && compared.sameDay && !compared.same,
    policy: given.policy !== page.catalogue.policy,
    words: !compared.sameRules && !compared.clauses.length,
    clauses: compared.clauses.length > 0,
    table: !compared.same,
    gone: compared.gone > 0,
    lost: given.lost.length > 0,
  };
  Object.keys(cases).forEach((name) => showAll(received, named('case', name), cases[name]));
  fill(received, '[data-then]', dayInWords(given.on));
  fill(received, '[data-now]', dayInWords(page.on));
  fill(received, '[data-other-policy]', given.policy);
  fill(received, '[data-gone]', String(compared.gone));
  const clauses = emptied('[data-changed-clauses]');
  const cite = one(root, '[data-outcome]').cite;
  compared.clauses.forEach((clause) => cite(clauses.appendChild(part('clause')), clause.id));
  const lost = emptied('[data-lost]');
  given.lost.forEach((answer) => {
    const line = lost.appendChild(part('lost'));
    one(line, 'strong').textContent = answer.name || '（已经没有的问题）';
    one(line, 'span').textContent = '：' + said(answer.value) + (answer.message ? '（' + answer.message + '）' : '');
  });
  const rows = emptied('[data-both]');
  bothSides(compared).forEach((row) => {
    const line = rows.appendChild(part('both'));
    one(line, 'th').textContent = row.name;
    one(line, '[data-before]').textContent = row.then || '没有这一项';
    one(line, '[data-after]').textContent = row.now;
  });
}

function emptied(selector) {
  const list = one(received, selector);
  list.textContent = '';
  return list;
}

/* The outcome, and what else differs, in words. */
function bothSides(compared) {
  const came = (outcome) => heading(root, { outcome: outcome });
  const holds = (truth) => truth && HOLDS[truth];
  const measure = (side) => side && GRANTED[side.granted] + (side.amount ? '，' + money(side.amount) : '');
  const inWords = (words) => (row) => ({ name: row.name || '结果', then: words(row.then), now: words(row.now) });
  const differs = (row) => row.differs;
  return [compared.outcome].map(inWords(came)).concat(
    compared.tests.filter(differs).map(inWords(holds)),
    compared.measures.filter(differs).map(inWords(measure)),
  );
}

function money(amount) {
  const nothing = amount.high === null && (amount.low === null || Number(amount.low) === 0);
  return nothing ? '数额待核定' : said(amount, ' 元');
}

/* A value in words: of an answer, or of an amount. */
function said(value, unit) {
  const figure = (text) => grouped(text) + (unit || '');
  if (value === true || value === false) return value ? '是' : '否';
  if (Array.isArray(value)) return value.map((option) => option || '（已经没有的选项）').join('、') || '都没有';
  if (typeof value === 'string') return figure(value);
  if (!value || value.low === null && value.high === null) return '不清楚';
  if (value.high === null) return figure(value.low) + '以上';
  if (value.low === null) return '不超过 ' + figure(value.high);
  return value.low === value.high ? figure(value.low) : grouped(value.low) + ' 至 ' + figure(value.high);
}

/* 18,720.50 */
function grouped(text) {
  return text.replace(/^-?[0-9]+/, (whole) => whole.replace(/\B(?=([0-9]{3})+$)/g, ','));
}

function dayInWords(day) {
  const parts = day.split('-').map(Number);
  return parts[0] + ' 年 ' + parts[1] + ' 月 ' + parts[2] + ' 日';
}
