/* Sheets that add up an answer line by line, under its question. A line is read from its fields whenever it is needed; every amount
   is worked out by the calculator. What was typed stays until the tab is closed. */

import { engine } from './calculator.js';
import { all, fill, identify, lead, named, one, part, show } from './dom.js';
import { tab } from './memory.js';

const root = one(document, '[data-calculator]');
const LOSS = '加起来是亏的，这个数不能直接填。先看看每一笔填得对不对；没有填错，就点「不用了」，自己定填多少，或者选「不清楚」，请镇（街）来核实。';
const TOO_LARGE = '这个数太大了，看看是不是多填了零';
const sheets = {};
let lines = 0;

one(root, named('tool-place', 'income')).addEventListener('open', (event) => {
  const button = event.detail.button;
  const field = button.closest('[data-question]');
  const name = field.getAttribute('data-question');
  if (!sheets[name]) sheets[name] = make(field, name, button);
  sheets[name].open();
});

root.addEventListener('click', (event) => {
  if (!event.target.closest('[data-restart]')) return;
  Object.keys(sheets).forEach((name) => {
    sheets[name].remove();
    delete sheets[name];
  });
});

function make(field, name, button) {
  const memory = tab('income ' + name);
  const sheet = button.parentNode.parentNode.appendChild(part(button.getAttribute('data-sheet')));
  const form = one(root, '[data-form]');

  function shown(open) {
    show(sheet, open);
    show(button, !open);
    /* The page of one question leaves out what would lead away from a sum that is not taken yet. */
    if (open) form.setAttribute('data-adding', '');
    else form.removeAttribute('data-adding');
  }

  function add(group, kept) {
    lines += 1;
    const line = one(group, '[data-lines]').appendChild(part('tally-line'));
    const id = 'tally-' + lines;
    identify(line, id);
    ['amount', 'cost', 'months'].forEach((what) => {
      const words = group.getAttribute('data-' + what + '-name');
      if (words) one(line, '[data-needed="' + what + '"] label').textContent = words;
      else one(line, '[data-needed="' + what + '"]').remove();
    });
    all(line, '[data-period]').forEach((input) => { input.name = id; });
    const yearly = kept ? kept.yearly : group.hasAttribute('data-yearly');
    one(line, '[data-period][value="' + (yearly ? 'year' : 'month') + '"]').checked = true;
    if (kept) all(line, '[data-typed]').forEach((input) => { input.value = kept[input.getAttribute('data-typed')] || ''; });
    return line;
  }

  /* Tells lines of a group apart, and what its button does. */
  function number(group) {
    const own = all(group, '[data-line]');
    own.forEach((line, index) => {
      const title = group.getAttribute('data-line-name') + '，第 ' + (index + 1) + ' 笔';
      one(line, 'legend').textContent = title;
      one(line, '[data-remove-line]').setAttribute('aria-label', '删掉这一笔：' + title);
    });
    const more = one(group, '[data-add-line]');
    more.textContent = more.getAttribute(own.length ? 'data-again' : 'data-first');
  }

  /* Writes what each line and all of them come to. */
  function addUp() {
    const found = all(sheet, '[data-line]').map((line) => {
      const monthly = isMonthly(line);
      show(one(line, '[data-needed="months"]'), monthly);
      all(line, '[data-per]').forEach((unit) => { unit.textContent = monthly ? '元，一个月' : '元，一年'; });
      const read = readLine(line);
      one(line, '[data-arithmetic]').textContent = read.words;
      return read;
    });
    const counted = found.filter((read) => read.total);
    const open = found.filter((read) => read.begun && !read.total).length;
    const addition = counted.map((read, place) => signed(read.total.value, place)).join('');
    const sum = engine.total(counted.map((read) => read.items).join('\n'));
    fill(sheet, '[data-addition]', counted.length > 1 && sum.value ? addition + ' = ' + figures(sum.value) : '');
    one(sheet, '[data-total]').textContent = !counted.length ? '还没有填' : sum.value ? '一年合计 ' + said(sum) : TOO_LARGE;
    one(sheet, '[data-open-lines]').textContent = open ? '。有 ' + open + ' 笔没填完，没有算进去。' : '';
    return { found: found, counted: counted, sum: sum };
  }

  function keep() {
    memory.set(all(sheet, '[data-line]').map((line) => {
      const kept = { group: line.closest('[data-group]').getAttribute('data-group'), yearly: !isMonthly(line) };
      all(line, '[data-typed]').forEach((input) => { kept[input.getAttribute('data-typed')] = input.value; });
      return kept;
    }));
  }

  function changed() {
    fill(sheet, '[data-trouble]', '');
    keep();
    addUp();
  }

  /* Hands the sum to the question, or says why it cannot. */
  function use() {
    const result = addUp();
    const wrong = result.found.filter((read) => read.begun && !read.total);
    result.found.forEach((read) => complain(read.line, read.begun && !read.total ? read : null));
    if (wrong.length) return lead(wrong[0].input);
    const sum = result.sum.value;
    const problem = !result.counted.length ? '一笔也没有填' : sum ? engine.check(name, sum) : TOO_LARGE;
    if (problem) return fill(sheet, '[data-trouble]', problem + '。' + (sum && isLoss(sum) ? LOSS : ''));
    const exact = one(field, '[data-exact]');
    exact.value = sum;
    exact.dispatchEvent(new Event('input', { bubbles: true }));
    close();
  }

  function close() {
    shown(false);
    lead(one(field, '[data-exact]'));
  }

  const actions = {
    'data-add-line': (pressed) => {
      const group = pressed.closest('[data-group]');
      const line = add(group);
      number(group);
      changed();
      begin(line, 'legend');
    },
    'data-remove-line': (pressed) => {
      const line = pressed.closest('[data-line]');
      const group = line.closest('[data-group]');
      const back = one(group, '[data-put-back]');
      if (readLine(line).begun) back.line = line;
      line.parentNode.removeChild(line);
      show(back, Boolean(back.line));
      number(group);
      changed();
      lead(one(group, back.line === line ? '[data-put-back]' : '[data-add-line]'));
    },
    'data-put-back': (pressed) => {
      const group = pressed.closest('[data-group]');
      one(group, '[data-lines]').appendChild(pressed.line);
      begin(pressed.line, 'legend');
      pressed.line = null;
      show(pressed, false);
      number(group);
      changed();
    },
    'data-use-sum': use,
    'data-close-sheet': close,
  };

  sheet.addEventListener('click', (event) => {
    const pressed = event.target.closest('button');
    const action = pressed && Object.keys(actions).filter((known) => pressed.hasAttribute(known))[0];
    if (action) actions[action](pressed);
  });
  /* What is typed here is no answer yet: the page does not hear of it. */
  sheet.addEventListener('input', (event) => {
    event.stopPropagation();
    const line = event.target.closest('[data-line]');
    if (!readLine(line).problem) complain(line, null);
    changed();
  });
  /* A mistake is pointed out when the reader goes on to the next field, what is missing only at the end. */
  sheet.addEventListener('change', (event) => {
    event.stopPropagation();
    const line = event.target.closest('[data-line]');
    const read = readLine(line);
    complain(line, read.problem && !read.missing ? read : null);
    changed();
  });
  /* Enter goes on to the next field; it would send the question. */
  sheet.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return;
    event.preventDefault();
    const stops = all(sheet, 'input, button').filter((stop) => stop === event.target || stop.offsetParent && (stop.type !== 'radio' || stop.checked));
    lead(stops[stops.indexOf(event.target) + 1]);
  });
  new MutationObserver(() => {
    if (field.hidden) shown(false);
  }).observe(field, { attributes: true, attributeFilter: ['hidden'] });

  const groups = all(sheet, '[data-group]');
  const kept = memory.get();
  groups.forEach((group) => {
    const more = one(group, '[data-add-line]');
    more.setAttribute('data-first', more.textContent);
    const of = (line) => line && line.group === group.getAttribute('data-group');
    (Array.isArray(kept) ? kept : []).filter(of).forEach((line) => add(group, line));
    number(group);
  });
  addUp();

  return {
    open: () => {
      shown(true);
      begin(sheet, 'h2');
    },
    remove: () => {
      shown(false);
      memory.forget();
      sheet.parentNode.removeChild(sheet);
    },
  };
}

const isMonthly = (line) => one(line, '[data-period][value="month"]').checked;

const isLoss = (value) => value.charAt(0) === '-';

/* An amount in figures alone. */
const figures = (value) => engine.number('', value).text.replace('-', '−') + ' 元';

/* An amount in figures and in words; a loss is called one. */
const said = (total) => total.text.replace('-', '−') + (isLoss(total.value) ? '，亏了' : '');

/* An amount as a part of a sum. */
function signed(value, place) {
  if (place === 0) return figures(value);
  return isLoss(value) ? ' − ' + figures(value.slice(1)) : ' + ' + figures(value);
}

/* What stands in a line: its words, whether anything was typed into it (`begun`), and its `total` with the `items` that it is made
   of; or its `problem` and the `input` to mend, where something is `missing` or wrong. */
function readLine(line) {
  const monthly = isMonthly(line);
  const needed = all(line, '[data-needed]').filter((entry) => monthly || entry.getAttribute('data-needed') !== 'months');
  const inputs = needed.map((entry) => one(entry, 'input'));
  const read = { line: line, begun: inputs.some((input) => input.value.trim()), words: '' };
  if (!read.begun) return read;
  const typed = {};
  const fault = (input, problem, missing) => {
    if (!read.problem || read.missing && !missing) Object.assign(read, { input: input, problem: problem, missing: missing });
  };
  inputs.forEach((input) => {
    const what = input.getAttribute('data-typed');
    const number = engine.number('', input.value);
    const label = one(input.parentNode, 'label').textContent;
    if (!input.value.trim()) fault(input, '还没有填：' + label + (what === 'cost' ? '。没有本钱就填 0。' : '。'), true);
    else if (!number) fault(input, '这里要填一个数，比如 2000，或者 1.5万。');
    else if (what === 'months' && !/^([1-9]|1[0-2])$/.test(number.value)) fault(input, '月数要填 1 到 12 的整数。');
    else if (isLoss(number.value)) fault(input, '这里填 0 或者更大的数。');
    else typed[what] = number.value;
  });
  if (read.problem) {
    const known = ['amount', 'cost'].filter((what) => what in typed).map((what) => said(engine.total(typed[what])));
    read.words = known.concat(read.missing ? read.problem : []).join('，');
    return read;
  }
  const times = monthly ? typed.months : '1';
  const items = [typed.amount + '\t' + times].concat('cost' in typed ? typed.cost + '\t-' + times : []).join('\n');
  const total = engine.total(items);
  if (!total.value) return Object.assign(read, { input: inputs[0], problem: TOO_LARGE + '。' });
  const difference = 'cost' in typed ? figures(typed.amount) + ' − ' + figures(typed.cost) : figures(typed.amount);
  const product = monthly ? ('cost' in typed ? '（' + difference + '）' : difference) + ' × ' + times + ' 个月' : difference;
  const plain = !monthly && !('cost' in typed);
  return Object.assign(read, { items: items, total: total, words: (plain ? '' : product + ' = ') + said(total) });
}

/* Leads the reader to the heading of something long, and brings as much of it into view as can be. */
function begin(place, heading) {
  lead(one(place, heading));
  place.scrollIntoView();
}

/* Says at the field what is wrong; nothing where `read` is null. */
function complain(line, read) {
  all(line, '[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
  fill(line, '[data-wrong]', read ? read.problem : '');
  if (!read) return;
  const entry = read.input.closest('.entry');
  entry.parentNode.insertBefore(one(line, '[data-wrong]'), entry);
  read.input.setAttribute('aria-invalid', 'true');
}
