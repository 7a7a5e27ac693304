// The households that `screen households` wrote, how long a peer takes for one, and how many of its outcomes differ.
import { readFileSync } from 'node:fs';

export function households(file, count) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  return lines.slice(0, count).map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell])));
}

// `outcomes` gives the outcomes of all households, in order. The best of three runs, by the clock or by the time that all its
// threads were on a core, whichever is less.
export async function measure(what, given, outcomes) {
  let best = Infinity;
  let found = [];
  for (let run = 0; run < 3; run += 1) {
    const begun = process.cpuUsage();
    const clock = process.hrtime.bigint();
    found = await outcomes();
    const passed = Number(process.hrtime.bigint() - clock);
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, passed / given.length, (user + system) * 1000 / given.length);
  }
  console.log(what.padEnd(58) + best.toFixed(2).padStart(10) + ' ns' + (1e9 / best).toFixed(0).padStart(14) + ' /s');
  const wrong = given.filter((household, at) => found[at] !== household.outcome);
  console.log(`  ${wrong.length} of ${given.length} outcomes differ from ours`);
  for (const household of wrong.slice(0, 3)) console.log('  ' + found[given.indexOf(household)] + ' where ' + JSON.stringify(household));
}
