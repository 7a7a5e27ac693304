/* 干部测算: all questions on one page, the result beside them, live. */

import { engine, ready } from './calculator.js';
import { fill, lead, named, one, opened, show, showAll } from './dom.js';
import { forgetTab, tab } from './memory.js';
import * as questions from './question.js';
import * as result from './result.js';
import * as sums from './sums.js';
import { offer } from './tools.js';

const root = one(document, '[data-calculator]');

/* How long nothing is typed before the result is read out, in milliseconds. */
const PAUSE = 800;

ready.then(start).catch(() => {
  opened();
  showAll(document, '[data-live]', false);
  showAll(document, '[data-fallback], [data-failure]', true);
});

function start() {
  const catalogue = engine.catalogue();
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
  sums.make(one(outcome, '[data-sums]'));

  let facts;
  let view;
  let waiting;
  const inTab = tab('answers');

  function begin(given) {
    facts = {};
    catalogue.questions.forEach((question) => {
      const value = given[question.name];
      if (value === null || value !== undefined && !engine.check(question.name, value)) facts[question.name] = value;
      questions.write(fields[question.name], question, facts[question.name]);
    });
    display();
  }

  /* Shows what follows from the facts; `problem` is what is wrong with what was just typed. */
  function display(problem) {
    view = engine.consider(facts, true);
    inTab.set(facts);
    view.questions.forEach((question) => {
      show(fields[question.name], question.asked);
      questions.offer(fields[question.name], question.bands);
      questions.doubt(fields[question.name], question.unusual);
    });
    result.write(outcome, facts, view);
    const heading = one(outcome, '[data-verdict]:not([hidden]) h2').textContent;
    const total = sums.write(one(outcome, '[data-sums]'), facts);
    fill(root, '[data-glance]', total ? '合计 ' + total : heading);
    announce(problem || '结果：' + heading + (total ? '，按标准合计 ' + total : ''));
    root.dispatchEvent(new Event('considered'));
  }

  /* Tells those who do not see the page what has come of their typing, once they pause, and only what is new. */
  function announce(words) {
    clearTimeout(waiting);
    waiting = setTimeout(() => fill(root, '[data-status]', words), PAUSE);
  }

  function typed(input) {
    const field = input.closest('[data-question]');
    if (!field) return;
    const name = field.getAttribute('data-question');
    questions.keepOne(field, input);
    questions.readBack(field);
    questions.unknown(field, false);
    const answer = questions.read(field, byName[name]);
    questions.complain(field, answer);
    if (answer.problem || answer.value === undefined) delete facts[name];
    else facts[name] = answer.value;
    display(answer.problem && name + '：' + answer.problem);
  }

  const actions = {
    'data-unknown': (button) => {
      const name = button.closest('[data-question]').getAttribute('data-question');
      facts[name] = null;
      questions.write(fields[name], byName[name], null);
      display();
    },
    'data-change': (button) => lead(one(root, named('question', button.getAttribute('data-change')) + ' input')),
    'data-restart': () => {
      forgetTab();
      begin({});
      lead(one(form, 'input'));
    },
  };

  root.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    const action = button && Object.keys(actions).filter((name) => button.hasAttribute(name))[0];
    if (action) actions[action](button);
  });
  form.addEventListener('input', (event) => typed(event.target));
  form.addEventListener('change', (event) => typed(event.target));
  form.addEventListener('submit', (event) => event.preventDefault());

  /* What tools of the page (comparison, hand-over, steps for the family, print) work with; `considered` tells them of a change. */
  root.page = {
    catalogue: catalogue,
    on: engine.today,
    facts: () => facts,
    assessment: () => view.assessment,
    assess: engine.assess,
    fields: fields,
    put: begin,
  };
  begin(inTab.get() || {});
  showAll(root, '[data-fallback]', false);
  showAll(root, '[data-live]', true);
  offer(root);
  opened();
  root.setAttribute('data-ready', '');
}
