/* The columns of a list: which one answers which question, as it was guessed, remembered and changed. */

import { all, fill, one, part, say, show } from './dom.js';
import { device } from './memory.js';
import { frame } from './screening-frame.js';
import { figure } from './screening-words.js';

/* Of a list only the names of its columns are ever kept, with the questions that they stand for, and only if it is asked for. */
const kept = device('columns');

const UNITS = [['元', '年', '元'], ['万元', '年', '万元'], ['元', '月', '元，每月的'], ['万元', '月', '万元，每月的']];

/* So many columns are shown before the page is drawn again, and so many at most: beyond them only those that answer something. */
const BATCH = 2;
const MOST = 200;

let questions = {};
let headings = [];
let choices;
let asked = 0;

/* Makes the lists to choose from. */
export function make(root, catalogue) {
  catalogue.questions.forEach((question) => { questions[question.name] = question; });
  choices = makeChoices();
  const members = one(root, '[data-members]');
  option(members, '', '不作答');
  catalogue.questions.filter((question) => question.count).forEach((question) => option(members, question.name, question.name));
  root.addEventListener('change', (event) => {
    const row = event.target.closest('[data-columns] tr');
    if (!row) return;
    if (event.target.hasAttribute('data-question')) alone(root, row);
    settle(root);
  });
}

function option(within, value, words) {
  const made = within.appendChild(document.createElement('option'));
  made.value = value;
  made.textContent = words;
}

/* What a column is chosen to be, as the value of a choice. */
const choice = (what) => (what.question ? JSON.stringify([what.question, what.option || '']) : what.role || '');

export function sheets(root, names) {
  const select = one(root, '[data-sheet]');
  select.textContent = '';
  names.forEach((name, place) => option(select, String(place), name));
  show(one(root, '[data-sheets]'), names.length > 1);
}

/* Shows what was found in a sheet, some columns at a time; `again` is a mapping that was chosen before. */
export async function found(root, sheet, again) {
  asked += 1;
  const mine = asked;
  show(one(root, '[data-columns-block]'), !sheet.refused);
  fill(root, '[data-found]', sheet.refused ? '这张表读不了' : '第 ' + sheet.heading_row + ' 行是列名，下面有 ' + figure(sheet.rows) + ' 行，' + figure(sheet.headings.length) + ' 列');
  if (sheet.refused) return;
  headings = sheet.headings;
  const memory = kept.get() || {};
  const guessed = byHeading(again || sheet.mapping);
  const body = one(root, '[data-columns]');
  body.textContent = '';
  one(root, '[data-begin]').disabled = true;
  one(root, '[data-members]').value = (again || sheet.mapping).members || '';
  one(root, '[data-remember]').checked = Boolean(kept.get());
  say(one(root, '[data-unasked]'), '');
  const said = [];
  const offered = headings.map((heading, column) => column).filter((column) => column < MOST || guessed[headings[column]]);
  show(one(root, '[data-more-columns]'), offered.length < headings.length);
  for (let at = 0; at < offered.length; at += 1) {
    const column = offered[at];
    const heading = headings[column];
    if (at && at % BATCH === 0) await frame();
    if (mine !== asked) return;
    const row = part('column');
    say(one(row, 'th'), heading);
    say(one(row, '.sample'), sheet.sample.map((cells) => cells[column]).filter(Boolean).join('；'));
    const known = again ? guessed[heading] : usable(memory[heading]) || guessed[heading];
    ask(one(row, '[data-question]'), heading, known || {});
    // A question that two columns are remembered for is left to the first.
    const what = chosen(row);
    if (said.some((other) => clash(what, other))) one(row, '[data-question]').value = '';
    said.push(chosen(row));
    measure(row, known || {});
    body.appendChild(row);
  }
  settle(root);
}

/* What a mapping says of each column. */
function byHeading(mapping) {
  const said = {};
  mapping.columns.forEach((column) => { said[column.heading] = column; });
  if (mapping.place) said[mapping.place] = said[mapping.place] || { role: 'place' };
  if (mapping.household) said[mapping.household] = said[mapping.household] || { role: 'household' };
  return said;
}

/* What was remembered, where the policy still asks for it. */
function usable(what) {
  if (!what || what.question && !questions[what.question]) return undefined;
  return !what.option || questions[what.question].options.indexOf(what.option) >= 0 ? what : undefined;
}

function ask(select, heading, known) {
  select.setAttribute('aria-label', heading + '：对应哪个问题');
  select.appendChild(choices.cloneNode(true));
  select.value = choice(known);
}

/* All that a column may be, made once. */
function makeChoices() {
  const made = document.createDocumentFragment();
  option(made, '', '不参加测算');
  option(made, 'place', '镇（街），分开汇总');
  option(made, 'household', '户编号（一人一行）');
  Object.keys(questions).forEach((name) => {
    const question = questions[name];
    option(made, choice({ question: name }), name);
    if (!question.options.length) return;
    const group = made.appendChild(document.createElement('optgroup'));
    group.label = name + '里的一项，列里打勾或写是否';
    question.options.forEach((one) => option(group, choice({ question: name, option: one }), one));
  });
  return made;
}

/* The unit, and how the rows of a household come together. */
function measure(row, known) {
  const what = chosen(row);
  const question = questions[what.question];
  const unit = one(row, '[data-unit]');
  const combine = one(row, '[data-combine]');
  unit.textContent = '';
  combine.textContent = '';
  show(unit, question && question.money);
  if (!question) return;
  const heading = one(row, 'th').textContent;
  unit.setAttribute('aria-label', heading + '：单位');
  combine.setAttribute('aria-label', heading + '：一户几行怎么合');
  UNITS.filter((one) => one[1] === '年' || question.yearly).forEach((one) => option(unit, one[0] + ' ' + one[1], one[2]));
  unit.value = (known.unit || '元') + ' ' + (known.period || '年');
  const ways = { '相加': '一户几行相加', '任一': '有一人是就算', '全户': '每行写的是全户' };
  question.combine.filter((way) => !what.option || way !== '全户').forEach((way) => option(combine, way, ways[way]));
  combine.value = known.combine || question.usual;
}

/* What the choice of a row stands for. */
function chosen(row) {
  const value = one(row, '[data-question]').value;
  if (value.charAt(0) !== '[') return { role: value };
  const named = JSON.parse(value);
  return named[1] ? { question: named[0], option: named[1] } : { question: named[0] };
}

/* Two columns cannot answer the same, but for options of one question. */
function clash(what, other) {
  const same = what.question && other.question === what.question && !(what.option && other.option && what.option !== other.option);
  return Boolean(same || what.role && what.role === other.role);
}

/* What was chosen last counts. */
function alone(root, row) {
  const what = chosen(row);
  all(root, '[data-columns] tr').filter((other) => other !== row && clash(what, chosen(other))).forEach((other) => {
    one(other, '[data-question]').value = '';
    measure(other, {});
  });
  measure(row, {});
}

/* Shows what the choices together come to. */
function settle(root) {
  const rows = all(root, '[data-columns] tr');
  const said = rows.map(chosen);
  const persons = said.some((what) => what.role === 'household');
  show(one(root, '[data-persons]'), persons);
  rows.forEach((row, place) => show(one(row, '[data-combine]'), persons && said[place].question && one(row, '[data-combine]').options.length > 1));
  const asked = said.map((what) => what.question);
  const members = persons ? one(root, '[data-members]').value : '';
  const open = Object.keys(questions).filter((name) => asked.indexOf(name) < 0 && name !== members);
  say(one(root, '[data-unasked]'), open.length ? '这张表没有、因而每一户都当作不知道的：' + open.join('、') : '每个问题都有列来回答。');
  one(root, '[data-begin]').disabled = open.length === Object.keys(questions).length;
}

const named = (row) => one(row, 'th').textContent;

/* The mapping, as `mingbai screen --mapping` reads it. */
export function read(root) {
  const mapping = { columns: [] };
  all(root, '[data-columns] tr').forEach((row) => {
    const what = chosen(row);
    if (what.role) mapping[what.role] = named(row);
    if (what.question) mapping.columns.push(Object.assign({ heading: named(row) }, what, details(row)));
  });
  const members = one(root, '[data-members]').value;
  if (mapping.household && members && !mapping.columns.some((column) => column.question === members)) mapping.members = members;
  return mapping;
}

function details(row) {
  const unit = one(row, '[data-unit]').value.split(' ');
  const combine = one(row, '[data-combine]').value;
  return Object.assign(unit[1] ? { unit: unit[0], period: unit[1] } : {}, combine ? { combine: combine } : {});
}

/* Columns of the list that the table shows: those that say whose row it is. */
export function shown(root, mapping) {
  const used = mapping.columns.map((column) => column.heading).concat(mapping.place, mapping.household);
  const rest = headings.map((heading, place) => ({ heading: heading, place: place })).filter((column) => used.indexOf(column.heading) < 0);
  return rest.slice(0, 3);
}

export const remembered = () => Object.keys(kept.get() || {}).length;

export const forget = () => kept.forget();

/* Keeps the names of the columns where that is asked for, and else nothing. */
export function remember(root) {
  if (!one(root, '[data-remember]').checked) {
    kept.forget();
    return;
  }
  const memory = kept.get() || {};
  all(root, '[data-columns] tr').forEach((row) => {
    const what = chosen(row);
    if (what.role || what.question) memory[named(row)] = what.question ? Object.assign(what, details(row)) : what;
    else delete memory[named(row)];
  });
  kept.set(memory);
}
