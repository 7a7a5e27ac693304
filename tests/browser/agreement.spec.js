// The browser and the command line give the same bytes.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import { expect, open, test } from './site.js';

const mingbai = process.env.MINGBAI || 'mingbai';
const root = resolve(process.env.ROOT || '../..');
const HOUSEHOLDS = 2000;

/** Numbers that look random and are the same on every run (mulberry32). */
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A household: each question open, answered, or answered with a range; now and then something that cannot be taken. */
function household(policy, random) {
  const one = (list) => list[Math.floor(random() * list.length)];
  const facts = {};
  for (const asked of policy.questions) {
    const { name } = asked;
    if (random() < 0.3) continue;
    const [low, high] = [asked.min, asked.max].map((end) => (end === null ? null : Number(end)));
    const number = () => {
      const top = high ?? one([100, 5000, 20000, 33600, 60000, 200000]);
      const value = (low ?? 0) + random() * (top - (low ?? 0));
      return asked.kind === 'money' && random() < 0.2 ? Math.round(value * 100) / 100 : Math.round(value);
    };
    if (asked.kind === 'yes-no') facts[name] = random() < 0.5;
    else if (asked.kind === 'choice') facts[name] = one(asked.options);
    else if (asked.kind === 'choices') facts[name] = asked.options.filter(() => random() < 0.3);
    else if (random() < 0.25) {
      const [a, b] = [number(), number()].sort((x, y) => x - y);
      facts[name] = one([{ low: a, high: b }, { low: a }, { high: b }]);
    } else facts[name] = one([number(), String(number()), 33600, null].filter((value) => value !== 33600 || asked.kind === 'money'));
  }
  return facts;
}

for (const on of ['2020-07-06', '2026-11-23']) {
  test(`${HOUSEHOLDS} random households on ${on}`, async ({ page }) => {
    await open(page, 'check/');
    const script = await page.locator('script[src*="/calculator."]').getAttribute('src');
    const module = new URL(script, page.url()).href;
    const policy = JSON.parse(await page.evaluate(async (module) => (await import(module)).policy(), module));
    const random = dice(Number(on.replaceAll('-', '')));
    const lines = Array.from({ length: HOUSEHOLDS }, () => JSON.stringify(household(policy, random)));
    const browser = await page.evaluate(
      async ([module, lines, on]) => {
        const { assess, ready } = await import(module);
        await ready;
        return lines.map((line) => assess(line, on));
      },
      [module, lines, on],
    );
    const printed = execFileSync(mingbai, ['assess', '--root', root, '--policy', policy.policy, '--on', on], {
      input: lines.join('\n') + '\n',
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const native = printed.trimEnd().split('\n');
    expect(native.length).toBe(lines.length);
    native.forEach((line, index) => expect(browser[index], lines[index]).toBe(line));
    const outcomes = new Set(native.map((line) => JSON.parse(line).outcome));
    expect([...outcomes].sort()).toEqual(['incomplete', 'likely', 'unlikely', 'verify']);
  });
}

test('what cannot be assessed is answered with what is wrong', async ({ page }) => {
  await open(page, 'check/');
  const script = await page.locator('script[src*="/calculator."]').getAttribute('src');
  const ask = (facts, on) =>
    page.evaluate(async ([module, facts, on]) => (await import(module)).assess(facts, on), [new URL(script, page.url()).href, facts, on]).then(JSON.parse);
  expect((await ask('{"家庭人囗":4}', '2020-07-06')).errors[0]).toMatchObject({ key: '家庭人囗' });
  expect((await ask('{"家庭人口":', '2020-07-06')).errors).toHaveLength(1);
  expect((await ask('{}', '2020-02-30')).errors[0]).toMatchObject({ key: 'on', value: '2020-02-30' });
});
