/* The loader: starts the calculator and gives its answers as objects. It is joined to the glue above. */

const root = document.querySelector('[data-calculator]');
let calculator;

/* Resolves when the calculator can be used; rejects where the browser cannot run it. */
export const ready = start();

/* JSON of a household and a day, YYYY-MM-DD, in; JSON out: the bytes that `mingbai assess` prints. */
export function assess(facts, on) {
  return calculator.assess(facts, on);
}

/* The policy in force, JSON. */
export function policy() {
  return calculator.policy();
}

/* The same and more for the scripts of the site: households are objects, null stands for 不清楚, and answers are objects. */
export const engine = {
  today: today(),
  catalogue: () => JSON.parse(calculator.policy()),
  assess: (facts, on) => JSON.parse(calculator.assess(JSON.stringify(facts), on || engine.today)),
  consider: (facts, measures) => JSON.parse(calculator.consider(JSON.stringify(facts), Object.keys(facts).join('\n'), measures)),
  steps: (facts, name) => JSON.parse(calculator.steps(JSON.stringify(facts), name)),
  turns: (facts) => JSON.parse(calculator.turns(JSON.stringify(facts))),
  relief: (facts) => JSON.parse(calculator.relief(JSON.stringify(facts))),
  check: (name, value) => calculator.check(JSON.stringify({ [name]: value })),
  number: (name, typed) => JSON.parse(calculator.number(name, typed)),
  total: (lines) => JSON.parse(calculator.total(lines)),
};

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
  calculator = new Calculator(policy, engine.today);
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
