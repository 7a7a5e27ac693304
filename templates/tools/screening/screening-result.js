/* The result of a screening: counts, towns, wrong cells, and a table of which the worker hands out a page at a time. */

import { fill, one, part, say, show } from './dom.js';
import { frame } from './screening-frame.js';
import { figure } from './screening-words.js';
import { spell } from './words.js';

/* Towns that are shown before more are asked for. */
const TOWNS = 30;

/* Columns that can be sorted by. */
const SORTED = 200;

/* Households, or wrong cells, that are shown before the page is drawn again. */
const BATCH = 10;

/* How long nothing is typed before the table is asked for, in milliseconds. */
const PAUSE = 250;

const HOLDS = { 'true': '是', 'false': '不是', unknown: '还不能确定' };

let outcomes;
let request;
let fail;
let summary;
let columns;
let from;
let asked = 0;

export function make(root, catalogue, ask, complain) {
  outcomes = catalogue.outcomes;
  request = ask;
  fail = complain;
  outcomes.forEach((outcome) => cell(one(root, '[data-town-heads]'), 'th', outcome.heading).setAttribute('scope', 'col'));
  cell(one(root, '[data-town-heads]'), 'th', '各占多少').setAttribute('scope', 'col');
  let waiting;
  const form = one(root, '[data-filters]');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => view(root, 0), event.target.name === 'text' ? PAUSE : 0);
  });
  one(root, '[data-previous]').addEventListener('click', () => turn(root, -1));
  one(root, '[data-next-page]').addEventListener('click', () => turn(root, 1));
  one(root, '[data-more-wrong]').addEventListener('click', () => wrong(root).catch(fail));
  const block = one(root, '[data-wrong-block]');
  block.addEventListener('toggle', () => {
    if (block.open && !one(root, '[data-wrong]').firstChild) wrong(root).catch(fail);
  });
  one(root, '[data-more-towns]').addEventListener('click', () => {
    const first = towns(root, TOWNS, summary.towns.length);
    if (first) first.focus();
    show(one(root, '[data-more-towns]'), false);
  });
  one(root, '[data-rows]').addEventListener('click', (event) => {
    const button = event.target.closest('[data-open]');
    if (button) open(root, button);
  });
}

function cell(row, kind, words) {
  const made = row.appendChild(document.createElement(kind));
  made.textContent = words;
  return made;
}

function choices(select, first, list) {
  select.textContent = '';
  [['', first]].concat(list).forEach((pair) => {
    const option = select.appendChild(document.createElement('option'));
    option.value = pair[0];
    option.textContent = pair[1];
  });
}

/* Shows the result of a list; `shown` are its columns that say whose row it is. */
export async function write(root, counted, shown) {
  summary = counted;
  columns = shown;
  asked += 1;
  one(root, '[data-rows]').textContent = '';
  say(one(root, '[data-shown]'), '');
  const rows = summary.rows > summary.households ? '（' + figure(summary.rows) + ' 行）' : '';
  say(one(root, '[data-said]'), '名单里共 ' + figure(summary.households) + ' 户' + rows + '，每一户都算了。');
  const totals = outcomes.map((outcome, place) => summary.towns.reduce((sum, town) => sum + town.counts[place], 0));
  bars(one(root, '[data-outcomes]'), totals);
  fill(root, '[data-scattered]', summary.scattered ? '有 ' + figure(summary.scattered) + ' 行和同一户的其他行隔开了。已按户编号合在一起，请看看户编号有没有写错。' : '');
  await frame();
  const named = summary.towns.length > 1 || summary.towns.some((town) => town.name);
  show(one(root, '[data-towns-block]'), named);
  one(root, '[data-towns]').textContent = '';
  towns(root, 0, TOWNS);
  const more = one(root, '[data-more-towns]');
  say(more, '全部 ' + figure(summary.towns.length) + ' 个');
  show(more, summary.towns.length > TOWNS);
  show(one(root, '[data-wrong-block]'), summary.wrong);
  say(one(root, '[data-wrong-count]'), figure(summary.wrong));
  one(root, '[data-wrong]').textContent = '';
  if (one(root, '[data-wrong-block]').open) await wrong(root);
  await frame();
  filters(root, named);
  await view(root, 0);
}

/* A line an outcome, with a bar as long as its share. */
function bars(list, totals) {
  list.textContent = '';
  const most = Math.max.apply(null, totals.concat(1));
  outcomes.forEach((outcome, place) => {
    const line = list.appendChild(part('outcome'));
    line.setAttribute('data-outcome-count', outcome.word);
    say(one(line, '[data-name]'), outcome.heading);
    say(one(line, '[data-number]'), figure(totals[place]) + ' 户');
    one(line, '.bar span').style.width = 100 * totals[place] / most + '%';
  });
}

/* Adds some towns, those with most to visit first; gives the first of them. */
function towns(root, first, last) {
  const body = one(root, '[data-towns]');
  const sorted = summary.towns.slice().sort((one, other) => other.counts[0] - one.counts[0] || other.counts[1] - one.counts[1]);
  const made = sorted.slice(first, last).map((town) => {
    const row = body.appendChild(document.createElement('tr'));
    cell(row, 'th', town.name || '（没有写）').setAttribute('scope', 'row');
    town.counts.forEach((count) => cell(row, 'td', figure(count)));
    const picture = row.appendChild(document.createElement('td')).appendChild(document.createElement('span'));
    picture.className = 'stacked';
    picture.setAttribute('aria-hidden', 'true');
    const whole = town.counts.reduce((sum, count) => sum + count, 0);
    town.counts.forEach((count, place) => {
      const piece = picture.appendChild(document.createElement('span'));
      piece.className = outcomes[place].word;
      piece.style.width = 100 * count / whole + '%';
    });
    row.firstChild.tabIndex = -1;
    return row.firstChild;
  });
  return made[0];
}

/* Adds a page of wrong cells. */
async function wrong(root) {
  const body = one(root, '[data-wrong]');
  const before = body.children.length;
  const of = summary;
  show(one(root, '[data-more-wrong]'), false);
  const cells = await request('wrong', before);
  for (let at = 0; at < cells.length; at += BATCH) {
    if (at) await frame();
    if (of !== summary) return;
    cells.slice(at, at + BATCH).forEach((fault) => {
      const row = body.appendChild(document.createElement('tr'));
      [place(fault), fault.heading, fault.value, fault.reason].forEach((words) => cell(row, 'td', words));
    });
  }
  show(one(root, '[data-more-wrong]'), before + cells.length < summary.wrong);
}

const place = (fault) => (fault.sheet ? fault.sheet + ' ' : '') + fault.column + fault.row;

function filters(root, named) {
  const form = one(root, '[data-filters]');
  form.reset();
  choices(form.elements.outcome, '全部', outcomes.map((outcome) => [outcome.word, outcome.heading]));
  choices(form.elements.town, '全部', summary.towns.map((town, at) => [String(at), town.name || '（没有写）']));
  choices(form.elements.missing, '不限', summary.missing.map((name, at) => [String(at), name]));
  const sorts = [['file', '和名单一样']].concat(named ? [['town', '按镇（街）']] : []);
  choices(form.elements.sort, '该先看的在前', sorts.concat(summary.headings.slice(0, SORTED).map((heading, at) => [String(at), '按“' + heading + '”'])));
  show(one(root, '[data-town-filter]'), named);
  show(one(root, '[data-missing-filter]'), summary.missing.length);
  const heads = one(root, '[data-heads]');
  heads.textContent = '';
  ['行', '结果'].concat(columns.map((column) => column.heading), named ? ['镇（街）'] : [], ['理由', '缺少']).forEach((words) => {
    cell(heads, 'th', words).setAttribute('scope', 'col');
  });
  heads.parentNode.parentNode.setAttribute('data-towned', String(named));
}

function query(root, first) {
  const fields = one(root, '[data-filters]').elements;
  const number = (value) => (value === '' ? null : Number(value));
  const sort = fields.sort.value;
  return {
    outcome: fields.outcome.value,
    town: number(fields.town.value),
    missing: number(fields.missing.value),
    wrong: fields.wrong.checked,
    text: fields.text.value,
    sort: /^\d+$/.test(sort) ? { column: Number(sort) } : sort || 'rank',
    down: fields.down.checked,
    from: first,
    columns: columns.map((column) => column.place),
  };
}

/* Shows a page of the table; an answer that another has overtaken is left out. */
async function view(root, first) {
  asked += 1;
  const mine = asked;
  let page;
  try {
    page = await request('view', query(root, first));
  } catch (fault) {
    await fail(fault);
    return;
  }
  if (mine !== asked) return;
  from = first;
  const body = one(root, '[data-rows]');
  body.textContent = '';
  const towned = one(root, '.households').getAttribute('data-towned') === 'true';
  for (let at = 0; at < page.rows.length; at += BATCH) {
    if (at) await frame();
    if (mine !== asked) return;
    page.rows.slice(at, at + BATCH).forEach((household) => body.appendChild(line(household, towned)));
  }
  const last = Math.min(first + page.page, page.total);
  say(one(root, '[data-shown]'), page.total ? '有 ' + figure(page.total) + ' 户，这里是第 ' + figure(first + 1) + ' 到 ' + figure(last) + ' 户' : '没有这样的户');
  const pages = Math.max(1, Math.ceil(page.total / page.page));
  say(one(root, '[data-page]'), '第 ' + figure(first / page.page + 1) + ' 页，共 ' + figure(pages) + ' 页');
  one(root, '[data-previous]').disabled = first === 0;
  one(root, '[data-next-page]').disabled = last >= page.total;
  one(root, '[data-rows]').setAttribute('data-page-size', page.page);
}

function turn(root, ways) {
  const size = Number(one(root, '[data-rows]').getAttribute('data-page-size'));
  view(root, from + ways * size).then(() => one(root, '#screening-table').scrollIntoView());
}

function line(household, towned) {
  const row = part('household');
  const button = one(row, '[data-open]');
  button.textContent = household.row + (household.wrong ? ' ⚠' : '');
  button.value = household.household;
  const name = (household.cells[0] || '') + '，第 ' + household.row + ' 行' + (household.wrong ? '，有看不懂的格' : '');
  button.setAttribute('aria-label', name + '，怎么来的');
  const word = one(row, '.word');
  word.textContent = outcomes.filter((outcome) => outcome.word === household.outcome)[0].heading;
  word.classList.add(household.outcome);
  household.cells.concat(towned ? [household.town] : []).forEach((words) => cell(row, 'td', words));
  cell(row, 'td', household.reasons).className = 'reasons';
  cell(row, 'td', household.missing);
  return row;
}

/* Opens or closes a row. */
async function open(root, button) {
  const row = button.closest('tr');
  const opened = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!opened));
  if (opened) {
    row.nextElementSibling.remove();
    return;
  }
  try {
    const made = details(root, await request('household', Number(button.value)));
    one(made, 'td').colSpan = row.children.length;
    if (button.getAttribute('aria-expanded') === 'true' && row.parentNode) row.parentNode.insertBefore(made, row.nextSibling);
  } catch (fault) {
    await fail(fault);
  }
}

function details(root, household) {
  const made = part('details');
  household.alerts.forEach((words) => {
    const alert = cell(one(made, '[data-alerts]'), 'p', words);
    alert.className = 'alert';
  });
  household.wrong.forEach((fault) => cell(one(made, '[data-household-wrong] ul'), 'li', place(fault) + '（' + fault.heading + '）“' + fault.value + '”：' + fault.reason));
  show(one(made, '[data-household-wrong]'), household.wrong.length);
  ['missing', 'whom'].forEach((what) => {
    const block = one(made, '[data-household-' + what + ']');
    say(one(block, 'p'), household[what]);
    show(block, household[what]);
  });
  household.tests.forEach((test) => derived(root, one(made, '[data-tests]'), test, HOLDS[test.value]));
  household.measures.forEach((measure) => {
    const sum = measure.sum && /^\d/.test(measure.amount) ? measure.amount.replace(/\d+/, (whole) => figure(Number(whole))) + ' 元' : measure.amount;
    derived(root, one(made, '[data-measures]'), measure, sum);
  });
  show(one(made, '[data-measures]'), household.measures.length);
  fill(made, '[data-caveats]', household.caveats ? '用到的这些数要留意（仅供参考，或者过了该核对的日子）：' + household.caveats : '');
  const list = one(made, '[data-cells]');
  household.rows.forEach((cells) => cells.forEach((words, at) => {
    if (!words) return;
    const pair = list.appendChild(document.createElement('div'));
    cell(pair, 'dt', summary.headings[at] || '');
    cell(pair, 'dd', words);
  }));
  return made;
}

function derived(root, within, said, word) {
  const made = within.appendChild(part('derived'));
  say(one(made, '[data-name]'), said.name);
  say(one(made, '[data-word]'), word);
  const steps = one(made, 'ol');
  (said.steps || []).forEach((step) => {
    const line = steps.appendChild(document.createElement('li'));
    spell(line.appendChild(document.createElement('span')), step.text);
  });
  show(steps, steps.children.length);
  if (!steps.children.length) spell(one(made, '[data-because]'), said.because);
  show(one(made, '[data-because]'), !steps.children.length);
  const link = one(made, 'a');
  show(link.parentNode, said.clause);
  if (said.clause) {
    link.href = root.getAttribute('data-policies') + said.clause.url;
    link.textContent = '依据：' + said.clause.text;
  }
}
