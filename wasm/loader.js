
/* The loader: starts the calculator of the page and hands it the page's events. It is joined to the glue above. */

const root = document.querySelector('[data-calculator]');
let calculator;

/* Resolves when the calculator can be used; rejects where the browser cannot run it. */
export const ready = start();
ready.then(show, fail);

/* JSON of a household and a day, YYYY-MM-DD, in; JSON out: the bytes that `mingbai assess` prints. */
export function assess(facts, on) {
  return calculator.assess(facts, on);
}

/* The policy in force, JSON. */
export function policy() {
  return calculator.policy();
}

async function start() {
  if (typeof WebAssembly !== 'object') throw new Error('this browser has no WebAssembly');
  const fetched = await Promise.all([get('module'), get('rules')]);
  const policy = new Uint8Array(await fetched[1].arrayBuffer());
  const copy = fetched[0].clone();
  try {
    await __wbg_init({ module_or_path: fetched[0] });
  } catch (error) {
    await __wbg_init({ module_or_path: await copy.arrayBuffer() });
  }
  calculator = new Calculator(policy, root, today());
}

async function get(what) {
  const integrity = root.getAttribute('data-' + what + '-integrity');
  const response = await fetch(root.getAttribute('data-' + what), integrity ? { integrity: integrity } : {});
  if (!response.ok) throw new Error('HTTP status ' + response.status);
  return response;
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
}

function toggle(selector, shown) {
  for (const place of document.querySelectorAll(selector)) place.hidden = !shown;
}

function show() {
  for (const type of ['click', 'input', 'change', 'submit']) root.addEventListener(type, hand);
  root.addEventListener('toggle', hand, true);
  toggle('[data-fallback]', false);
  toggle('[data-live]', true);
  root.setAttribute('data-ready', '');
}

function hand(event) {
  try {
    calculator.handle(event);
  } catch (error) {
    event.preventDefault();
    fail();
  }
}

function fail() {
  toggle('[data-live]', false);
  toggle('[data-fallback], [data-failure]', true);
}
