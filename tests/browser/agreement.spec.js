// The browser and the command line give the same bytes.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import { dice, household } from './households.js';
import { expect, open, test } from './site.js';

const mingbai = process.env.MINGBAI || 'mingbai';
const root = resolve(process.env.ROOT || '../..');
const HOUSEHOLDS = 2000;

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
