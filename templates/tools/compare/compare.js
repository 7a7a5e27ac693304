/* Two situations side by side. The one put aside stays as it was; the other one is what stands in the form, live. */

import { engine } from './calculator.js';
import { all, named, one, part, show } from './dom.js';
import { heading } from './result.js';

const root = one(document, '[data-calculator]');
const place = one(root, named('tool-place', 'compare'));
const page = root.page;
const GRANTED = { 'true': '可能适用', 'false': '不适用', unknown: '待核实' };

let aside = null;

place.addEventListener('open', () => {
  aside = Object.assign({}, page.facts());
  show(place, true);
  compare();
});

root.addEventListener('considered', () => {
  if (aside) compare();
});

place.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.hasAttribute('data-back-to')) page.put(aside);
  if (button.hasAttribute('data-more-of')) oneMore(button.getAttribute('data-more-of'));
  if (button.hasAttribute('data-end')) {
    aside = null;
    show(place, false);
    one(root, '[data-tool="compare"]').focus();
  }
});

function oneMore(name) {
  const facts = Object.assign({}, page.facts());
  facts[name] = engine.total(facts[name] + '\t1\n1\t1').value;
  page.put(facts);
}

function compare() {
  const before = described(aside);
  const after = described(page.facts());
  const rows = one(place, '[data-rows]');
  rows.textContent = '';
  let changes = 0;
  before.forEach((line, index) => {
    const other = after[index];
    if (!line.words && !other.words || line.quiet && line.words === other.words) return;
    const row = rows.appendChild(part('compared'));
    one(row, 'th').textContent = line.name;
    one(row, '[data-before]').textContent = line.words || '没有填';
    one(row, '[data-after]').textContent = other.words || '没有填';
    if (line.words === other.words) return;
    row.setAttribute('data-changed', '');
    changes += 1;
  });
  one(place, '[data-changes]').textContent = changes ? '有 ' + changes + ' 处不一样' : '两种情况一样';
  quick();
}

/* What is said of a situation, line by line, always the same lines: its answers, the outcome, and the measures. */
function described(facts) {
  const view = engine.consider(facts, true);
  const answers = view.questions.map((question) => {
    const given = question.asked && question.name in facts;
    return { name: question.name, words: given ? question.said || '不清楚' : '', quiet: true };
  });
  const measures = view.assessment.measures.map((measure, index) => {
    const amount = measure.granted !== 'false' && view.amounts[index];
    const words = GRANTED[measure.granted] + (amount ? '，' + amount : '');
    return { name: measure.name, words: words, quiet: measure.granted === 'false' || !amount };
  });
  return [{ name: '结果', words: heading(root, view.assessment) }].concat(answers, measures);
}

/* Buttons that make one more of what is counted. */
function quick() {
  const facts = page.facts();
  const counted = page.catalogue.questions.filter((question) => {
    const value = facts[question.name];
    const known = question.kind === 'count' && typeof value === 'string' && !page.fields[question.name].hidden;
    return known && !engine.check(question.name, engine.total(value + '\t1\n1\t1').value);
  });
  const line = one(place, '[data-quick]');
  const names = counted.map((question) => question.name);
  if (all(line, 'button').map((button) => button.getAttribute('data-more-of')).join() === names.join()) return;
  line.textContent = '';
  counted.forEach((question) => {
    const button = line.appendChild(part('one-more'));
    button.setAttribute('data-more-of', question.name);
    button.textContent = question.name + '多 ' + engine.number(question.name, '1').text;
  });
}
