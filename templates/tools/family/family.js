/* 给群众看: a layer over the page that tells a derivation one step at a time, in the largest type that the screen has room for. It tells
   the household as it was when the layer was opened. */

import { all, fill, named, one, part, show } from './dom.js';
import { cited } from './result.js';
import { parts, screens } from './steps.js';
import { spell } from './words.js';

const root = one(document, '[data-calculator]');
const layer = one(root, named('tool-place', 'family'));
const stage = one(layer, '[data-family-stage]');
const words = one(layer, '[data-family-words]');
const control = (name) => one(layer, named('family', name));

/* Sizes of type in pixels: the largest that fits is taken, and none below 32 unless the screen is smaller than a small phone's, or a
   single figure wider than the screen. A figure is as many times larger, unless the words beside it would have to be smaller than
   what reads well. */
const SIZES = [160, 144, 128, 112, 96, 88, 80, 72, 64, 56, 52, 48, 44, 40, 36, 32];
const SMALLER = [28, 24, 20];
const SMALL_PHONE = { width: 360, height: 640 };
const FIGURES = [3.5, 3, 2.5, 2, 1.5, 1.25];
const FIGURES_OF_LINES = [2, 1.5, 1.25];
const READS_WELL = 40;

/* What is longer than this may be parted anywhere. */
const PART = 14;

/* How far a finger goes before it is a swipe. */
const SWIPE = 48;

let told = [];
let now = 0;
let opener = null;
let behind = [];
let awake = null;
let touched = null;

layer.addEventListener('open', (event) => open(event.detail.button));

function open(button) {
  opener = button;
  const card = button.closest('[data-test], [data-measure]');
  told = screens(root, root.page.facts(), card && (card.getAttribute('data-test') || card.getAttribute('data-measure')));
  now = 0;
  show(layer, true);
  document.documentElement.classList.add('family-open');
  isolate();
  window.history.pushState({ family: true }, '');
  document.addEventListener('keydown', pressed);
  fullScreen();
  stayAwake();
  display();
  layer.focus();
}

/* Closes the layer by taking back the entry that it made in the history. */
function close() {
  if (layer.hidden) return;
  if (window.history.state && window.history.state.family) window.history.back();
  finish();
}

function finish() {
  if (layer.hidden) return;
  show(layer, false);
  document.documentElement.classList.remove('family-open');
  document.removeEventListener('keydown', pressed);
  behind.forEach((kept) => {
    kept.place.inert = kept.inert;
    if (kept.hidden === null) kept.place.removeAttribute('aria-hidden');
    else kept.place.setAttribute('aria-hidden', kept.hidden);
  });
  behind = [];
  if (awake) awake.release();
  awake = null;
  if (full()) (document.exitFullscreen || document.webkitExitFullscreen).call(document);
  opener.focus();
}

/* Takes everything else out of reach; browsers that do not know `inert` are kept inside by the Tab key. */
function isolate() {
  for (let place = layer; place !== document.body; place = place.parentNode) {
    Array.from(place.parentNode.children).filter((other) => other !== place).forEach((other) => {
      behind.push({ place: other, inert: Boolean(other.inert), hidden: other.getAttribute('aria-hidden') });
      other.inert = true;
      other.setAttribute('aria-hidden', 'true');
    });
  }
}

const full = () => document.fullscreenElement || document.webkitFullscreenElement;

/* Asks for the whole screen; it is as good without. */
function fullScreen() {
  const ask = layer.requestFullscreen || layer.webkitRequestFullscreen;
  const asked = ask && ask.call(layer);
  if (asked) asked.catch(() => {});
}

/* Keeps the screen from going dark while it is read. */
function stayAwake() {
  if (!('wakeLock' in navigator)) return;
  navigator.wakeLock.request('screen').then((lock) => {
    if (awake || layer.hidden) lock.release();
    else awake = lock;
  }, () => {});
}

function display() {
  const screen = told[now];
  const written = part(screen.last ? 'family-last' : 'family-screen');
  const line = one(written, '[data-line]');
  fill(written, '[data-place]', '第 ' + (now + 1) + ' 步，共 ' + told.length + ' 步');
  fill(written, '[data-name]', screen.name);
  write(one(written, '[data-figure]'), screen.figure);
  if (screen.last) {
    show(one(written, '[data-standard]'), screen.money);
    show(one(written, '[data-finding]'), !screen.money);
  } else {
    (screen.lines || []).forEach((text, index) => {
      const sentence = line.parentNode.insertBefore(line.cloneNode(false), line);
      parts(screen, text, index).forEach((piece) => {
        const together = sentence.appendChild(document.createElement('span'));
        if (!screen.prose && piece.length <= PART) together.className = 'family-part';
        spell(together, piece);
        if (!/：$/.test(piece)) sentence.appendChild(document.createTextNode(' '));
      });
    });
    line.parentNode.removeChild(line);
    write(one(written, '[data-note]'), screen.note);
    write(one(written, '[data-source]'), screen.cite ? cited(root.page.catalogue, screen.cite) : '');
    show(one(written, '[data-skip]'), now === 0 && amount() > 1);
  }
  words.textContent = '';
  words.appendChild(written);
  fill(layer, '[data-family-count]', (now + 1) + '/' + told.length);
  control('back').disabled = now === 0;
  control('next').disabled = now === told.length - 1;
  if (document.activeElement === document.body || document.activeElement.disabled) layer.focus();
  fit();
}

function write(place, text) {
  show(place, Boolean(text));
  spell(place, text || '');
}

/* Where the working out of the amount begins. */
const amount = () => told.map((screen) => Boolean(screen.amount)).indexOf(true);

/* Takes the largest type that fits, at best without a name or a figure of a line parted; what does not fit in the smallest can be
   scrolled. */
function fit() {
  if (layer.hidden) return;
  const figure = one(words, '[data-figure]');
  const lineParts = all(words, '.family-part').concat(figure);
  const narrow = () => words.scrollWidth <= words.clientWidth;
  const fits = (size) => {
    words.style.fontSize = size + 'px';
    return narrow() && words.offsetHeight <= stage.clientHeight;
  };
  const isWhole = (part) => part.offsetHeight < 2 * parseFloat(window.getComputedStyle(part).fontSize);
  const fitsWhole = (size) => fits(size) && lineParts.every(isWhole);
  const readsWell = SIZES.filter((size) => size >= READS_WELL);
  const found = [[fitsWhole, FIGURES], [fits, FIGURES_OF_LINES]].some((way) => way[1].some((times) => {
    figure.style.fontSize = times + 'em';
    return readsWell.some(way[0]);
  }));
  if (!found && !SIZES.concat(isSmall() ? SMALLER : []).some(fits)) {
    [SIZES[SIZES.length - 1]].concat(SMALLER).some((size) => fits(size) || narrow());
  }
  stage.scrollTop = 0;
}

const isSmall = () => window.innerWidth < SMALL_PHONE.width || window.innerHeight < SMALL_PHONE.height;

function go(place) {
  if (place < 0 || place >= told.length) return;
  now = place;
  display();
}

const next = () => go(now + 1);
const back = () => go(now - 1);

const actions = {
  close: close,
  next: next,
  back: back,
  skip: () => go(amount()),
  turn: (button) => button.setAttribute('aria-pressed', String(words.classList.toggle('family-turned'))),
  dark: (button) => button.setAttribute('aria-pressed', String(layer.classList.toggle('family-dark'))),
};

layer.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button) actions[button.getAttribute('data-family')](button);
  else if (!event.target.closest('a') && !String(window.getSelection())) next();
});

const KEYS = { ArrowRight: next, PageDown: next, ArrowLeft: back, PageUp: back, Escape: close };

function pressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const onControl = event.target.closest && event.target.closest('a, button');
  const action = KEYS[event.key] || (!onControl && (event.key === 'Enter' || event.key === ' ') && next);
  if (action) {
    event.preventDefault();
    action();
  } else if (event.key === 'Tab') {
    keepInside(event);
  }
}

function keepInside(event) {
  const places = all(layer, 'a[href], button:not([disabled]), [tabindex="0"]').filter((place) => place.offsetParent);
  const last = places.length - 1;
  const at = places.indexOf(document.activeElement);
  if (event.shiftKey ? at > 0 : at >= 0 && at < last) return;
  event.preventDefault();
  places[event.shiftKey ? last : 0].focus();
}

layer.addEventListener('touchstart', (event) => {
  touched = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
}, { passive: true });

layer.addEventListener('touchend', (event) => {
  if (!touched || !event.changedTouches.length) return;
  const x = event.changedTouches[0].clientX - touched.x;
  const y = event.changedTouches[0].clientY - touched.y;
  touched = null;
  if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
  if (x < 0) next();
  else back();
});

window.addEventListener('popstate', finish);
window.addEventListener('resize', fit);
document.addEventListener('visibilitychange', () => {
  if (layer.hidden || document.visibilityState !== 'visible') return;
  awake = null;
  stayAwake();
});
['fullscreenchange', 'webkitfullscreenchange'].forEach((name) => document.addEventListener(name, () => {
  if (full()) return fit();
  /* The Escape key and the back gesture leave the whole screen before a page hears of them. */
  close();
  /* Leaving the whole screen has taken the focus away. */
  if (opener && document.activeElement === document.body) opener.focus();
}));
