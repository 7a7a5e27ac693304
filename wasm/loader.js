/* The loader: starts the calculator and gives its answers as objects. It is joined to bridge.js above. */

const root = document.querySelector('[data-calculator]');
let call;

/* Resolves when the calculator can be used; rejects where the browser cannot run it. */
export const ready = start();

/* JSON of a household and a day, YYYY-MM-DD, in; JSON out: the bytes that `mingbai assess` prints. */
export function assess(facts, on) {
  return call('assess', facts, on);
}

/* The policy in force, JSON. */
export function policy() {
  return call('policy');
}

/* The same and more for the scripts of the site: households are objects, null stands for 不清楚, and answers are objects. */
export const engine = {
  today: today(),
  catalogue: () => JSON.parse(call('policy')),
  assess: (facts, on) => JSON.parse(call('assess', JSON.stringify(facts), on || engine.today)),
  consider: (facts, measures) => JSON.parse(call('consider', JSON.stringify(facts), Object.keys(facts).join('\n'), measures ? 'measures' : '')),
  steps: (facts, name) => JSON.parse(call('steps', JSON.stringify(facts), name)),
  turns: (facts) => JSON.parse(call('turns', JSON.stringify(facts))),
  relief: (facts) => JSON.parse(call('relief', JSON.stringify(facts))),
  check: (name, value) => call('check', JSON.stringify({ [name]: value })),
  number: (name, typed) => JSON.parse(call('number', name, typed)),
  total: (lines) => JSON.parse(call('total', lines)),
};

async function start() {
  if (typeof WebAssembly !== 'object') throw new Error('this browser has no WebAssembly');
  const fetched = await Promise.all([get('module').then(bridge), get('rules')]);
  if (!fetched[1].ok) throw new Error('HTTP status ' + fetched[1].status);
  call = fetched[0];
  const policy = call('unpack', new Uint8Array(await fetched[1].arrayBuffer()));
  if (!policy || !call('today', engine.today)) throw new Error('the policy cannot be read');
}

function get(what) {
  const integrity = root.getAttribute('data-' + what + '-integrity');
  return fetch(root.getAttribute('data-' + what), integrity ? { integrity: integrity } : {});
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  return now.getFullYear() + '-' + two(now.getMonth() + 1) + '-' + two(now.getDate());
}
