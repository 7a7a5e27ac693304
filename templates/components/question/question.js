/* The fields of a question: made from the policy, read, and filled in.

   Inside [data-question] stand, according to its kind: [data-exact], a number; [data-band], rough answers; [data-low] and
   [data-high], free bounds; or options, of which [data-none] stands for none of them. */

import { engine } from './calculator.js';
import { all, fill, identify, mark, one, part, say, show } from './dom.js';

const NUMBERS = ['money', 'count', 'number'];

export const isNumber = (question) => NUMBERS.indexOf(question.kind) >= 0;

/* A question's fields; `place` tells it from the others. */
export function make(question, place) {
  const field = part('question');
  const id = 'q' + place;
  field.setAttribute('data-question', question.name);
  field.setAttribute('data-kind', question.kind);
  one(field, 'legend').textContent = question.ask;
  fill(field, '[data-hint]', question.help || '');
  identify(field, id);
  if (question.help) field.setAttribute('aria-describedby', id + '-hint');
  if (isNumber(question)) {
    one(field, '[data-options]').remove();
    fill(field, '[data-unit]', question.unit);
    one(field, '[data-name]').textContent = question.name;
    if (question.kind === 'count') one(field, '[data-exact]').setAttribute('inputmode', 'numeric');
    if (question.kind !== 'money') all(field, '[data-money]').forEach((part) => part.remove());
    all(field, '[data-sheets]').forEach((part) => chooseSheet(part, question));
  } else {
    one(field, '[data-number]').remove();
    options(question).forEach((option) => one(field, '[data-options]').appendChild(option));
  }
  all(field, 'input').forEach((input) => {
    input.name = question.name;
    if (!input.id) input.setAttribute('aria-describedby', id + '-error');
  });
  return field;
}

/* The sheet that adds up the answer: the first one whose word is in the question's name. Only what is counted in 元 from 0 on is the
   money of a whole household. */
function chooseSheet(place, question) {
  const sheets = place.getAttribute('data-sheets').split(' ').map((sheet) => sheet.split('='));
  const sheet = sheets.filter((pair) => question.name.indexOf(pair[0]) >= 0)[0];
  if (sheet && question.unit === '元' && question.min === '0') one(place, 'button').setAttribute('data-sheet', sheet[1]);
  else place.remove();
}

function options(question) {
  const kind = question.kind === 'choices' ? 'checkbox' : 'radio';
  const made = (value, words) => {
    const label = part('option');
    const input = one(label, 'input');
    input.type = kind;
    input.value = value;
    one(label, 'span').textContent = words;
    return label;
  };
  if (question.kind === 'yes-no') return [made('true', '是'), made('false', '否')];
  const list = question.options.map((option) => made(option, option));
  if (question.kind === 'choices') {
    list.push(made('', '都没有'));
    one(list[list.length - 1], 'input').setAttribute('data-none', '');
  }
  return list;
}

/* The answer: { value } as facts hold it, {} where nothing was answered, or { problem, input } with what is wrong and where. */
export function read(field, question) {
  const answer = isNumber(question) ? readNumber(field, question) : readOptions(field, question);
  if (answer.problem || answer.value === undefined) return answer;
  const problem = engine.check(question.name, answer.value);
  return problem ? { problem: problem + '。', input: answer.input } : answer;
}

function readOptions(field, question) {
  const inputs = all(field, '[data-options] input');
  const chosen = inputs.filter((input) => input.checked);
  if (!chosen.length) return {};
  const values = chosen.filter((input) => !input.hasAttribute('data-none')).map((input) => input.value);
  const value = { 'yes-no': values[0] === 'true', choice: values[0], choices: values }[question.kind];
  return { value: value, input: inputs[0] };
}

function readNumber(field, question) {
  const figure = (selector) => {
    const input = one(field, selector);
    const typed = input ? input.value.trim() : '';
    if (!typed) return {};
    const number = engine.number(question.name, typed);
    if (!number) return { problem: '这里要填一个数，比如 33600，或者 3.36万。', input: input };
    return { value: number.value, input: input };
  };
  const exact = figure('[data-exact]');
  if (exact.input) return exact;
  const band = all(field, '[data-band]').filter((input) => input.checked)[0];
  if (band) return { value: JSON.parse(band.value), input: band };
  const low = figure('[data-low]');
  const high = figure('[data-high]');
  if (low.problem || !high.input) return low.problem ? low : bounds(low, high);
  return high.problem ? high : bounds(low, high);
}

function bounds(low, high) {
  if (!low.input && !high.input) return {};
  const end = (bound) => (bound.input ? bound.value : null);
  return { value: { low: end(low), high: end(high) }, input: low.input || high.input };
}

/* Puts an answer into the fields; undefined clears them, null is 不清楚. */
export function write(field, question, value) {
  empty(field, '[name="' + question.name + '"]');
  unknown(field, value === null);
  complain(field, null);
  doubt(field, null);
  if (value !== undefined && value !== null) {
    if (!isNumber(question)) {
      const none = question.kind === 'choices' && !value.length;
      const wanted = (input) => (none ? input.hasAttribute('data-none') : [].concat(value).map(String).indexOf(input.value) >= 0);
      all(field, '[data-options] input').forEach((input) => { input.checked = wanted(input); });
    } else if (typeof value !== 'object') {
      one(field, '[data-exact]').value = value;
    } else if (!choose(field, value)) {
      setBounds(field, value);
    }
  }
  readBack(field);
}

function choose(field, range) {
  const band = all(field, '[data-band]').filter((input) => same(input.value, range))[0];
  if (band) band.checked = true;
  return Boolean(band);
}

function same(written, range) {
  if (!written) return false;
  const band = JSON.parse(written);
  return (band.low || null) === (range.low || null) && (band.high || null) === (range.high || null);
}

function setBounds(field, range) {
  ['low', 'high'].forEach((end) => {
    const input = one(field, '[data-' + end + ']');
    if (input && range[end] !== null && range[end] !== undefined) input.value = range[end];
  });
  const rough = one(field, '[data-rough]');
  if (rough) rough.open = true;
  readBack(field);
}

function empty(field, selector) {
  all(field, selector).forEach((input) => {
    if (input.type === 'radio' || input.type === 'checkbox') input.checked = false;
    else input.value = '';
  });
}

/* An exact answer, a rough one and free bounds exclude each other, and so do options and none of them. */
export function keepOne(field, changed) {
  const is = (name) => changed.hasAttribute('data-' + name);
  if (is('exact')) empty(field, '[data-band], [data-low], [data-high]');
  if (is('band')) empty(field, '[data-exact], [data-low], [data-high]');
  if (is('low') || is('high')) empty(field, '[data-exact], [data-band]');
  empty(field, is('none') ? 'input:not([data-none])' : '[data-none]');
}

/* Marks 不清楚 as chosen or not. */
export function unknown(field, chosen) {
  mark(one(field, '[data-unknown]'), 'aria-pressed', String(chosen));
}

/* Repeats typed amounts in figures and in words, so that a missing zero is noticed. */
export function readBack(field) {
  const name = field.getAttribute('data-question');
  all(field, '[data-read-back]').forEach((place) => {
    const typed = one(field, '[data-' + place.getAttribute('data-read-back') + ']').value.trim();
    const number = typed ? engine.number(name, typed) : null;
    say(place, number && number.value.length > 1 ? number.text : '');
  });
}

/* Says at the field what is wrong; nothing where `answer` is null or right. */
export function complain(field, answer) {
  const problem = answer && answer.problem;
  all(field, '[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
  fill(field, '[data-error]', problem || '');
  if (problem && answer.input) answer.input.setAttribute('aria-invalid', 'true');
}

/* Asks about a number that is `more` or `less` than what is usual; nothing where it is null. */
export function doubt(field, unusual) {
  all(field, '[data-unusual]').forEach((words) => show(words, words.getAttribute('data-unusual') === unusual));
}

/* What is wrong where nothing was answered. */
export function missing(field, question) {
  const words = isNumber(question) ? '请填一个数；不清楚就点「不清楚」。' : '请选一项；不清楚就点「不清楚」。';
  return { problem: words, input: one(field, 'input') };
}

/* Puts the rough answers beside their buttons; none are offered while too little is known to work them out. A rough answer whose
   range changes, because another answer did, stays what it was: as free bounds. */
export function offer(field, bands) {
  const place = one(field, '[data-bands]');
  if (!place) return;
  show(place, bands.length > 0);
  const labels = all(place, 'label');
  while (labels.length < bands.length) {
    const label = part('option');
    const input = one(label, 'input');
    input.type = 'radio';
    input.name = field.getAttribute('data-question');
    input.setAttribute('data-band', '');
    labels.push(place.appendChild(label));
  }
  labels.forEach((label, index) => {
    const input = one(label, 'input');
    const band = bands[index];
    const value = band ? JSON.stringify({ low: band.low, high: band.high }) : '';
    if (input.value === value) return;
    if (input.checked) {
      input.checked = false;
      setBounds(field, JSON.parse(input.value));
    }
    show(label, Boolean(band));
    input.value = value;
    one(label, 'span').textContent = band ? band.text : '';
  });
}
