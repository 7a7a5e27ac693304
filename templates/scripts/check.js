/* 自查: one question a page. What is asked, and in which order, is the calculator's; the way back is this script's.

   The browser's own 后退 is the way back too: its history has one entry for each place in `trail` and one for the page itself. An
   entry holds its number and nothing else, so neither an address nor the history ever holds an answer. */

import { engine, ready } from './calculator.js';
import { all, fill, lead, named, one, opened, show, showAll } from './dom.js';
import { device, forgetTab, tab } from './memory.js';
import * as questions from './question.js';
import * as result from './result.js';
import { offer, receivers } from './tools.js';

const root = one(document, '[data-calculator]');
const RESULT = '';
const title = document.title;

ready.then(start).catch(() => {
  opened();
  showAll(document, '[data-live]', false);
  showAll(document, '[data-fallback], [data-failure]', true);
});

function start() {
  const catalogue = engine.catalogue();
  const names = catalogue.questions.map((question) => question.name);
  const byName = {};
  const fields = {};
  const form = one(root, '[data-form]');
  const places = one(form, '[data-questions]');
  catalogue.questions.forEach((question, place) => {
    byName[question.name] = question;
    fields[question.name] = places.appendChild(questions.make(question, place));
  });
  const outcome = one(root, '[data-outcome]');
  result.make(outcome, catalogue, root.getAttribute('data-policies'));

  /* The reader's answers by question, 不清楚 as null; what is on the page, and what was before it; whether measures are asked about. */
  let facts;
  let now;
  let trail;
  let measures;
  let view;
  /* The unusual numbers that the reader was asked about, by question. */
  let doubted = {};

  /* Where in the history the reader stands, and what was left by going back in it. */
  let step = history.state || 0;
  let ahead = [];

  const inTab = tab('answers');
  const onDevice = device('answers');

  function begin(kept) {
    facts = {};
    const given = (kept && kept.facts) || {};
    names.forEach((name) => {
      if (name in given && (given[name] === null || !engine.check(name, given[name]))) facts[name] = given[name];
    });
    measures = Boolean(kept && kept.measures);
    trail = kept && kept.trail ? kept.trail.filter(known) : [];
    now = kept && known(kept.now) ? kept.now : RESULT;
    names.forEach((name) => questions.write(fields[name], byName[name], facts[name]));
    consider();
    if (!kept || now !== RESULT && view.pending.indexOf(now) < 0 && !(now in facts)) now = view.pending[0] || RESULT;
    ahead = [];
    if (step && !trail.length) history.go(-step);
  }

  function known(place) {
    return place === RESULT || names.indexOf(place) >= 0;
  }

  function consider() {
    view = engine.consider(facts, measures);
    root.dispatchEvent(new Event('considered'));
  }

  /* Goes on to the next question that still matters, or to the result. */
  function advance() {
    consider();
    go(view.pending[0] || RESULT);
  }

  function go(place) {
    if (place !== now) {
      /* Whoever changes an answer and comes back to a page does not want to go round in a circle. */
      const length = trail.length;
      trail = trail.filter((seen) => seen !== place && seen !== now);
      trail.push(now);
      now = place;
      if (trail.length > length) {
        ahead = [];
        history.pushState(++step, '');
      }
    }
    display(true);
  }

  /* One place back. */
  function back() {
    ahead.push(now);
    now = trail.pop();
  }

  /* The reader has gone through the history: each entry further back is a place further back. */
  function travelled(state) {
    /* An entry that a link within the page has made is where the reader is; on the way back a browser would lead to its end again. A
       fragment that a tool waits for stays until the tool has taken it. */
    if (state === null) return history.replaceState(step, '', receivers(root).length ? location.href : location.pathname + location.search);
    /* What lay ahead is forgotten when the page is loaded again. */
    if (state > step && !ahead.length) return history.go(step - state);
    const before = now;
    for (; step > state; step -= 1) if (trail.length) back();
    for (; step < state && ahead.length; step += 1) {
      trail.push(now);
      now = ahead.pop();
    }
    consider();
    if (now !== before) display(true);
  }

  function display(leading) {
    const pending = view.pending.filter((name) => name !== now).length;
    const answered = names.filter((name) => name in facts && name !== now).length;
    inTab.set({ facts: facts, now: now, trail: trail, measures: measures });
    names.forEach((name) => show(fields[name], name === now));
    show(form, now !== RESULT);
    showAll(root, '[data-result]', now === RESULT);
    showAll(root, '[data-back]', trail.length > 0);
    summary(null);
    let here = '第 ' + (answered + 1) + ' 题';
    let heading;
    if (now === RESULT) {
      result.write(outcome, facts, view);
      heading = one(outcome, '[data-verdict]:not([hidden]) h2');
      here = '结果：' + heading.textContent;
      all(root, '[data-more-block]').forEach((place) => show(place, view.later.length > 0 && !view.assessment.ask.length));
      fill(root, '[data-more-count]', String(view.later.length));
      /* Before they were asked about, measures are only what the documents have, and make the page long. */
      const granted = view.assessment.measures.some((measure) => measure.granted === 'true');
      show(one(outcome, '.measures'), measures || granted || !view.later.length);
    } else {
      outcome.setAttribute('data-outcome', '');
      heading = one(fields[now], 'legend');
      questions.offer(fields[now], view.questions[names.indexOf(now)].bands);
      fill(root, '[data-asked]', String(answered + 1));
      fill(root, '[data-left]', String(pending));
      showAll(root, '[data-some-left]', pending > 0);
      showAll(root, '[data-none-left]', pending === 0);
      const bar = one(root, 'progress');
      bar.max = answered + pending + 1;
      bar.value = answered;
    }
    document.title = here + ' - ' + title;
    root.dispatchEvent(new Event('considered'));
    if (leading) {
      window.scrollTo(0, 0);
      lead(heading);
    }
  }

  /* Says what is wrong, first above the question and then at the field, and leads the reader there. */
  function summary(answer) {
    const place = one(form, '[data-summary]');
    show(place, Boolean(answer));
    document.title = (answer ? '要改：' : '') + document.title.replace('要改：', '');
    if (!answer) return;
    const link = one(place, 'a');
    link.textContent = answer.problem;
    link.href = '#' + answer.input.id;
    link.onclick = (event) => {
      event.preventDefault();
      lead(answer.input);
    };
    lead(place);
  }

  function next() {
    const question = byName[now];
    const field = fields[now];
    let answer = questions.read(field, question);
    if (!answer.problem && answer.value === undefined) {
      if (facts[now] === null) return advance();
      answer = questions.missing(field, question);
    }
    questions.complain(field, answer);
    if (answer.problem) return summary(answer);
    const before = facts[now];
    facts[now] = answer.value;
    questions.unknown(field, false);
    if (unusual(before)) return consider();
    advance();
  }

  /* Asks about a number that is far from what is usual; once, the reader's word stands. */
  function unusual(before) {
    const found = engine.consider(facts, measures).questions[names.indexOf(now)].unusual;
    const said = JSON.stringify(facts[now]);
    const asked = said === doubted[now] || said === JSON.stringify(before);
    doubted[now] = said;
    questions.doubt(fields[now], asked ? null : found);
    if (!found || asked) return false;
    lead(one(fields[now], '[data-exact]'));
    return true;
  }

  function unknown() {
    facts[now] = null;
    questions.write(fields[now], byName[now], null);
    advance();
  }

  function typed(input) {
    const field = fields[now];
    if (!field || !field.contains(input)) return;
    questions.keepOne(field, input);
    questions.readBack(field);
    questions.unknown(field, false);
    questions.doubt(field, null);
    /* A mistake is pointed out when the reader goes on, and taken back as soon as it is mended. */
    if (!questions.read(field, byName[now]).problem) {
      questions.complain(field, null);
      summary(null);
    }
  }

  const actions = {
    'data-unknown': unknown,
    'data-back': () => {
      if (step) return history.back();
      back();
      display(true);
    },
    'data-change': (button) => go(button.getAttribute('data-change')),
    'data-more': () => {
      measures = true;
      advance();
    },
    'data-restart': () => {
      forgetTab();
      begin(null);
      display(true);
    },
    'data-keep': () => {
      const kept = onDevice.set({ facts: facts, now: RESULT, trail: [], measures: measures, on: engine.today });
      showAll(root, '[data-not-kept]', !kept);
      keeping();
      settle();
    },
    'data-forget': () => {
      onDevice.forget();
      keeping();
      settle();
    },
    'data-resume': () => {
      begin(onDevice.get());
      display(true);
    },
  };

  /* The button that was pressed may be gone: leads to what stands in its place, or back to the question. */
  function settle() {
    lead(now === RESULT ? one(root, '.keep button:not([hidden])') : one(fields[now], 'legend'));
  }

  /* What of the answers is on the device. */
  function keeping() {
    const kept = onDevice.get();
    showAll(root, '[data-kept]', Boolean(kept));
    showAll(root, '[data-keep]', !kept);
    if (kept) fill(root, '[data-kept-on]', kept.on);
  }

  root.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    const action = button && Object.keys(actions).filter((name) => button.hasAttribute(name))[0];
    if (action) actions[action](button);
  });
  root.addEventListener('input', (event) => typed(event.target));
  root.addEventListener('change', (event) => typed(event.target));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    next();
  });

  window.addEventListener('popstate', (event) => travelled(event.state));
  history.replaceState(step, '');
  /* Each place is shown from its beginning. */
  history.scrollRestoration = 'manual';

  begin(inTab.get());
  keeping();
  display(false);
  showAll(root, '[data-fallback]', false);
  showAll(root, '[data-live]', true);

  /* What tools of the page (income, hand-over) work with; `considered` tells them of a change. */
  root.page = {
    catalogue: catalogue,
    on: engine.today,
    facts: () => facts,
    assessment: () => view.assessment,
    assess: engine.assess,
    fields: fields,
    put: (given) => {
      begin({ facts: given, now: RESULT });
      display(true);
    },
  };
  offer(root);
  opened();
  root.setAttribute('data-ready', '');
}
