/* Slides that turn over by themselves, for a television that nobody touches: endless, without a clock, each time at another place, so
   that nothing burns in. */

import { all, one, show } from './dom.js';

/* Where the words of a slide stand beside the middle, in hundredths of the screen's width and height. Seven places: no usual number of
   slides comes back to the same one in every round. */
const PLACES = [[0, 0], [2, -2], [-2, 2], [2.5, 1.5], [-2.5, -1.5], [1, 2.5], [-1, -2.5]];

/* The least type that is made where words have no room, as a part of the usual. */
const SMALLEST = 0.4;

/* After how many slides a television asks whether there is a newer site. */
const ASKED = 300;

const page = document.body;
const slides = all(document, '[data-slide]');
const pause = one(document, '[data-pause]');
const still = window.matchMedia('(prefers-reduced-motion: reduce)');
let at = -1;
let shown = 0;
let timer = 0;
let hiding = 0;

/* Words that have no room are made smaller until they have. */
function fit(slide) {
  const words = one(slide, '.slide-words');
  words.style.fontSize = '';
  for (let part = 1; part > SMALLEST && (words.scrollHeight > slide.clientHeight * 0.9 || words.scrollWidth > slide.clientWidth * 0.94); part -= 0.05) {
    words.style.fontSize = part + 'em';
  }
}

/* Every module of a code is as many whole pixels wide as there is room for. */
function sharpen(slide) {
  const code = one(slide, '.code svg');
  if (!code) return;
  code.style.width = '';
  const side = code.viewBox.baseVal.width;
  code.style.width = Math.max(1, Math.floor(code.getBoundingClientRect().width / side)) * side + 'px';
}

function turn(step) {
  const before = slides[at];
  at = (at + step + slides.length) % slides.length;
  const slide = slides[at];
  const [x, y] = PLACES[shown % PLACES.length];
  shown += 1;
  slides.forEach((one) => show(one, one === slide));
  slide.classList.toggle('inverse', shown % 2 === 0);
  one(slide, '.slide-words').style.transform = 'translate(' + x + 'vw, ' + y + 'vh)';
  fit(slide);
  sharpen(slide);
  if (!still.matches && before !== slide) {
    slide.style.opacity = '0';
    requestAnimationFrame(() => requestAnimationFrame(() => { slide.style.opacity = ''; }));
  }
  if (shown % ASKED === 0) renew();
}

function run() {
  clearTimeout(timer);
  if (pause.getAttribute('aria-pressed') === 'true') return;
  timer = setTimeout(() => {
    if (at === slides.length - 1 && one(document, '[data-newer]:not([hidden])')) {
      location.reload();
      return;
    }
    turn(1);
    run();
  }, Number(slides[at].getAttribute('data-seconds')) * 1000);
}

/* The worker of the site looks for a newer version; version.js then shows that there is one. */
function renew() {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.getRegistration().then((found) => found && found.update()).catch(() => null);
}

/* Some browsers keep the screen awake if they are asked; one that was hidden asks again. */
function wake() {
  if (!('wakeLock' in navigator) || document.hidden) return;
  navigator.wakeLock.request('screen').catch(() => null);
}

/* The bar is there for who touches the screen, and goes by itself. */
function touched() {
  page.classList.add('touched');
  clearTimeout(hiding);
  hiding = setTimeout(() => page.classList.remove('touched'), 4000);
}

page.classList.add('turning');
show(one(document, '[data-working]'), true);
pause.setAttribute('aria-pressed', 'false');
pause.addEventListener('click', () => {
  const held = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(held));
  pause.textContent = held ? '接着放' : '停一下';
  run();
});
[['[data-back]', -1], ['[data-next]', 1]].forEach(([name, step]) => one(document, name).addEventListener('click', () => {
  turn(step);
  run();
}));
['mousemove', 'touchstart', 'keydown'].forEach((name) => document.addEventListener(name, touched));
document.addEventListener('visibilitychange', wake);
window.addEventListener('resize', () => {
  fit(slides[at]);
  sharpen(slides[at]);
});
wake();
turn(1);
run();
