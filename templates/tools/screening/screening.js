/* 干部筛查: a list is chosen, its columns are looked over, it is screened, and the result can be seen and kept. All the work is the
   worker's; of the list nothing is stored, and nothing is sent. */

import { all, fill, lead, one, say, show, showAll } from './dom.js';
import * as columns from './screening-columns.js';
import { frame } from './screening-frame.js';
import * as result from './screening-result.js';
import { figure } from './screening-words.js';

const root = one(document, '[data-screening]');

const WORDS = {
  unreadable: '这个文件读不出来：可能在选好以后改过、移走了，或者正被别的程序占着。请关掉 Excel，再选一次。',
  broken: '这个文件没有读成：可能坏了，也可能太大。请用 Excel 或 WPS 打开，另存为 .xlsx 再试；特别大的名单，请在命令行用 mingbai screen。',
};

const ENDINGS = { xlsx: '-筛查结果.xlsx', csv: '-筛查结果.csv', correction: '-要改的行.csv' };

let worker;
let waiting = {};
let count = 0;
let catalogue;
let file;
let mapping;
let writing = false;

start().catch(() => {
  showAll(document, '[data-failure]', true);
  root.setAttribute('data-failed', '');
});

async function start() {
  if (typeof WebAssembly !== 'object' || typeof Worker !== 'function') throw new Error('this browser is too old');
  catalogue = await hire();
  columns.make(root, catalogue);
  result.make(root, catalogue, request, fail);
  fill(root, '[data-today]', today());
  listen();
  remembered();
  showAll(root, '[data-fallback]', false);
  showAll(root, '[data-live]', true);
  root.setAttribute('data-ready', '');
  keepPage();
}

/* Starts the worker; resolves to what the policy asks. */
function hire() {
  const away = (name) => new URL(root.getAttribute('data-' + name), location.href).href;
  worker = new Worker(root.getAttribute('data-worker-script'), { type: 'module' });
  waiting = {};
  worker.onmessage = (event) => {
    const said = event.data;
    const one = waiting[said.id];
    if (!one) return;
    if (said.progress) {
      one.tell(said.progress);
      return;
    }
    delete waiting[said.id];
    if (said.failed) one.reject(said.failed);
    else if (said.answer && said.answer.refused) one.reject({ words: said.answer.refused });
    else one.resolve(said.answer);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    Object.keys(waiting).forEach((id) => waiting[id].reject('broken'));
  };
  return request('start', { module: away('module'), rules: away('rules'), today: today() });
}

/* Has the worker do something; `tell` hears how far it is. */
function request(name, about, tell) {
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    waiting[id] = { resolve: resolve, reject: reject, tell: tell || (() => {}) };
    worker.postMessage({ id: id, name: name, about: about });
  });
}

/* Ends what the worker does, and gets a fresh one. */
function rehire() {
  worker.terminate();
  busy(false);
  return hire();
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
}

/* Shows a step and leads there. */
function go(step) {
  all(root, '[data-step]').forEach((place) => show(place, place.getAttribute('data-step') === step));
  const heading = one(root, '[data-step="' + step + '"] h2');
  lead(heading);
  heading.scrollIntoView();
}

function complain(words) {
  const place = one(root, '[data-problem]');
  say(place, words);
  show(place, words);
  if (words) {
    lead(place);
    place.scrollIntoView();
  }
}

/* What went wrong, in words; where the worker broke, there is a fresh one. */
async function fail(fault, step) {
  if (fault === 'broken') await rehire();
  if (step) go(step);
  complain(fault.words || WORDS[fault] || WORDS.broken);
}

function progress(step, said) {
  const bar = one(root, '[data-step="' + step + '"] progress');
  if (said.of) {
    bar.max = said.of;
    bar.value = said.done;
  } else {
    bar.removeAttribute('value');
  }
}

/* Reads the file; `again` are columns that were chosen before. */
async function read(chosen, again) {
  halt();
  file = chosen;
  complain('');
  fill(root, '[data-file-name]', file.name);
  progress('reading', {});
  go('reading');
  const mine = worker;
  try {
    const opened = await request('open', file, (said) => progress('reading', said));
    columns.sheets(root, opened.sheets);
    go('columns');
    complain(opened.first.refused || '');
    await frame();
    await columns.found(root, opened.first, again);
  } catch (fault) {
    if (mine === worker) await fail(fault, 'choose');
  }
}

async function sheet(place) {
  complain('');
  try {
    await columns.found(root, await request('sheet', place));
  } catch (fault) {
    columns.found(root, { refused: true });
    await fail(fault);
  }
}

async function begin() {
  mapping = columns.read(root);
  complain('');
  progress('working', { done: 0, of: 1 });
  fill(root, '[data-done]', '正在准备……');
  go('working');
  const mine = worker;
  try {
    const summary = await request('screen', mapping, (said) => {
      progress('working', said);
      fill(root, '[data-done]', '已看 ' + figure(said.done) + ' 户，共 ' + figure(said.of) + ' 户');
    });
    root.setAttribute('data-memory', summary.memory);
    go('result');
    await result.write(root, summary, columns.shown(root, mapping));
  } catch (fault) {
    if (mine !== worker) return;
    if (fault.words) await fail(fault, 'columns');
    else await fail(fault, 'choose');
  }
}

/* Stops reading or screening. */
async function stop() {
  complain('');
  await rehire();
  go('choose');
  say(one(root, '[data-status]'), '已经停下');
  one(root, '[data-file]').value = '';
}

/* Has the worker leave off writing. */
function halt() {
  if (writing) request('halt').catch(() => null);
}

/* Shows whether a file is being written; one at a time. */
function busy(on, seen) {
  writing = on;
  show(one(root, '[data-busy]'), seen);
  all(root, '[data-export]').forEach((button) => { button.disabled = on; });
}

/* Writes a file; the page can be used meanwhile. */
async function write(what) {
  const bar = one(root, '[data-busy] progress');
  const mine = worker;
  complain('');
  fill(root, '[data-written]', '正在写文件，写好就会下载……');
  bar.removeAttribute('value');
  busy(true, what !== 'template');
  say(one(root, '[data-status]'), '正在写文件');
  try {
    const written = await request('write', what, (said) => {
      bar.max = said.of;
      bar.value = said.done;
      fill(root, '[data-written]', '正在写文件：已写 ' + figure(said.done) + ' 户，共 ' + figure(said.of) + ' 户。写好就会下载。');
    });
    if (!written.halted) {
      root.setAttribute('data-memory', written.memory);
      hand(written.file, what === 'template' ? '名单-空白表.xlsx' : file.name.replace(/\.[^.]*$/, '') + ENDINGS[what]);
    }
    say(one(root, '[data-status]'), written.halted ? '不写了' : '写好了');
  } catch (fault) {
    if (mine === worker) await fail(fault, fault === 'broken' ? 'choose' : '');
  }
  busy(false);
}

/* Has the browser keep a file where it keeps what is downloaded. */
function hand(content, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function remembered() {
  const kept = columns.remembered();
  fill(root, '[data-remembered-count]', kept ? String(kept) : '');
  showAll(root, '[data-remembered]', kept);
}

/* The page and its program are kept for use without a network once it was opened. */
function keepPage() {
  if (!('serviceWorker' in navigator)) return;
  const keep = () => {
    const there = navigator.serviceWorker.controller;
    if (there) there.postMessage({ keep: location.href });
  };
  keep();
  navigator.serviceWorker.addEventListener('controllerchange', keep);
}

function listen() {
  const input = one(root, '[data-file]');
  const drop = one(root, '[data-drop]');
  input.addEventListener('change', () => {
    if (input.files[0]) read(input.files[0]);
  });
  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  root.addEventListener('dragleave', () => drop.classList.remove('over'));
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const choosing = !one(root, '[data-step="choose"]').hidden;
    if (choosing && event.dataTransfer.files[0]) read(event.dataTransfer.files[0]);
  });
  one(root, '[data-sheet]').addEventListener('change', (event) => sheet(event.target.value));
  const actions = {
    'data-begin': () => {
      columns.remember(root);
      begin();
    },
    'data-stop': stop,
    'data-another': () => {
      complain('');
      input.value = '';
      remembered();
      go('choose');
    },
    'data-columns-again': () => read(file, mapping),
    'data-forget': () => {
      columns.forget();
      remembered();
    },
    'data-halt': halt,
    'data-export': (button) => write(button.getAttribute('data-export')),
  };
  root.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    const action = button && Object.keys(actions).filter((name) => button.hasAttribute(name))[0];
    if (action) actions[action](button);
  });
}
