/* What a family would get by measure, and in all, as the calculator works it out. */

import { engine } from './calculator.js';
import { all, named, one, part, show } from './dom.js';

const SUMS = ['before_per_head', 'before', 'per_head', 'amount'];

/* Makes the rows of the table inside `root`, as many as the policy can have. */
export function make(root) {
  const table = one(root, 'table');
  const total = one(root, '[data-total]');
  const relief = engine.relief({});
  relief.measures.forEach((measure) => {
    const body = table.insertBefore(document.createElement('tbody'), total);
    body.setAttribute('data-measure-sums', measure.name);
    body.appendChild(part('sums-row'));
    ((measure.by && measure.by.cases) || []).forEach(() => body.appendChild(part('sums-row')));
  });
  [null].concat((relief.total.by && relief.total.by.cases) || []).forEach(() => total.appendChild(part('sums-row')));
}

/* Fills in the figures of a household; answers with the total in words, empty where nothing is granted for certain. */
export function write(root, facts) {
  const relief = engine.relief(facts);
  const rises = {};
  relief.measures.forEach((measure) => {
    const body = one(root, named('measure-sums', measure.name));
    body.setAttribute('data-granted', measure.granted);
    measure.rises.forEach((rise) => { rises[rise.name] = rise.words; });
    rows(body, measure.name, measure, measure.by, measure.by && facts[measure.by.question]);
  });
  const total = one(root, '[data-total]');
  rows(total, '合计', relief.total, relief.total.by, relief.total.by && facts[relief.total.by.question]);
  show(total, relief.total.counted.concat(relief.total.possible).length > 0);
  show(one(root, '[data-no-sums]'), relief.measures.every((measure) => measure.granted === 'false'));
  list(one(root, '[data-possible]'), relief.total.possible);
  list(one(root, '[data-left-out]'), relief.total.left_out);
  const words = Object.keys(rises).map((name) => name + ' ' + rises[name]).join('，');
  one(root, '[data-rises]').textContent = words ? '「提高以前」是还没有提高的标准；' + words + '。' : '';
  return relief.total.counted.length ? relief.total.amount.words : '';
}

/* One row with what is known, and one for each value of the count; that of the answer is marked. */
function rows(body, name, sums, by, answer) {
  const cases = (by && by.cases) || [];
  all(body, 'tr').forEach((row, index) => {
    const shown = index ? cases[index - 1] : sums;
    show(row, Boolean(shown));
    if (!shown) return;
    const now = index > 0 && String(answer) === shown.value;
    if (now) row.setAttribute('data-now', '');
    else row.removeAttribute('data-now');
    say(one(row, 'th'), index ? shown.words : name);
    SUMS.forEach((sum) => say(one(row, named('sum', sum)), shown[sum] ? shown[sum].words : ''));
  });
}

function say(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

function list(place, names) {
  show(place, names.length > 0);
  say(one(place, 'span'), names.join('、'));
}
