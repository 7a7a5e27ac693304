// A situation handed over: what goes into the fragment comes out again, or is refused; a QR code holds the fullest household.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import jsqr from 'jsqr';

import { expectSound } from './access.js';
import { dice, household } from './households.js';
import { serve } from './server.js';
import { expect, fill, folder, open, outcome, question, test } from './site.js';

const ON = '2020-07-06';
const root = resolve(process.env.ROOT || '../..');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The address of an asset of the built site, `code.js` say. */
function asset(name) {
  const [, stem, ending] = /^(.+)\.([a-z]+)$/.exec(name);
  const named = new RegExp(`^${stem}\\.[0-9a-f]{10}\\.${ending}$`);
  return `/assets/${readdirSync(join(folder, 'assets')).find((file) => named.test(file))}`;
}

/** Runs `work` in the page with the modules of the site and `given`. */
async function inPage(page, work, given = null) {
  if (page.url() === 'about:blank') await open(page, 'check/');
  const names = ['calculator', 'handover-bits', 'handover-fragment', 'handover-compare', 'code'];
  const script = `async ([names, addresses, given]) => {
    const site = Object.assign({}, ...(await Promise.all(addresses.map((address) => import(address)))));
    await site.ready;
    site.catalogue = JSON.parse(site.policy());
    site.found = (facts, on) => JSON.parse(site.assess(JSON.stringify(facts), on));
    return (${work})(site, given);
  }`;
  return page.evaluate(`(${script})(${JSON.stringify([names, names.map((name) => asset(`${name}.js`)), given])})`);
}

const catalogue = (page) => inPage(page, ({ catalogue }) => catalogue);

/** A household as it comes out: numbers as text, both ends of a range named. */
function written(facts) {
  const text = (end) => (end === undefined || end === null ? null : String(end));
  const value = (given) => {
    if (typeof given === 'number') return String(given);
    return given && typeof given === 'object' && !Array.isArray(given) ? { low: text(given.low), high: text(given.high) } : given;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, given]) => [name, value(given)]));
}

/** Every question answered with the longest that somebody could sensibly say. */
function fullest(policy) {
  const answer = (asked) => {
    if (asked.kind === 'money') return { low: '1234567890.12', high: '9876543210.98' };
    if (asked.kind === 'yes-no') return true;
    if (asked.kind === 'choice') return asked.options[0];
    if (asked.kind === 'choices') return asked.options;
    return { low: asked.min, high: asked.max };
  };
  return Object.fromEntries(policy.questions.map((asked) => [asked.name, answer(asked)]));
}

/** Packs a household as the page of the sender does. */
const pack = (page, facts, on = ON) =>
  inPage(
    page,
    ({ catalogue, found, pack }, [facts, on]) => pack({ catalogue, on, answers: facts, assessment: found(facts, on) }),
    [facts, on],
  );

/** Unpacks a fragment and compares it, with the catalogue that `change` makes of the policy's; an error gives its fault. */
const unpack = (page, fragment, on = ON, change = () => {}) =>
  inPage(
    page,
    `({ catalogue, found, unpack, compare }, [fragment, on]) => {
      (${change})(catalogue);
      try {
        const received = unpack(fragment, catalogue);
        return { received, compared: compare({ catalogue, own: found(received.answers, on), received }) };
      } catch (error) {
        return error.fault ? { fault: error.fault } : { error: String(error) };
      }
    }`,
    [fragment, on],
  );

test('2,000 random households come out as they went in, byte for byte', async ({ page }) => {
  const policy = await catalogue(page);
  const random = dice(15);
  const households = Array.from({ length: 2000 }, () => written(household(policy, random)));
  const { packed, wrong } = await inPage(
    page,
    ({ catalogue, found, pack, unpack, compare }, [households, on]) => {
      const wrong = [];
      let packed = 0;
      for (const answers of households) {
        const assessment = found(answers, on);
        if (assessment.errors) continue;
        const fragment = pack({ catalogue, on, answers, assessment });
        const received = unpack('#' + fragment, catalogue);
        const same = JSON.stringify(received.answers) === JSON.stringify(answers) && received.lost.length === 0;
        const own = found(received.answers, received.on);
        const agrees = JSON.stringify(own) === JSON.stringify(assessment) && compare({ catalogue, own, received }).same;
        if (!same || !agrees || !/^M1\.[A-Z2-7]+$/.test(fragment)) wrong.push([answers, received]);
        packed += 1;
      }
      return { packed, wrong };
    },
    [households, ON],
  );
  expect(wrong).toEqual([]);
  expect(packed).toBeGreaterThan(1900);
});

test('the example of the documentation is what comes out', async ({ page }) => {
  const text = readFileSync(join(root, 'docs/handover.md'), 'utf8');
  const [catalogue, situation, fragment] = [...text.matchAll(/```(?:json|text)\n([^]*?)```/g)].map(([, block]) => block.trim());
  const given = { catalogue: JSON.parse(catalogue), ...JSON.parse(situation) };
  const [packed, received] = await inPage(page, ({ pack, unpack }, given) => [pack(given), unpack(pack(given), given.catalogue)], given);
  expect(packed).toBe(fragment);
  expect(received).toMatchObject({ policy: 'shili-1', revision: '0123456789ab', on: given.on, answers: given.answers, lost: [], saw: given.assessment });
});

test('decimals keep every digit', async ({ page }) => {
  const policy = await catalogue(page);
  const { name } = policy.questions.find((asked) => asked.kind === 'money');
  const numbers = ['0', '0.00', '0.05', '5', '10', '-3.50', '100.10', '999', '1000', '1234567890.12', '1234567890123456789012345678', '0.0000000000000000000000000001'];
  const back = await inPage(
    page,
    ({ catalogue, found, pack, unpack }, [name, numbers, on]) =>
      numbers.map((number) => unpack(pack({ catalogue, on, answers: { [name]: number }, assessment: found({}, on) }), catalogue).answers[name]),
    [name, numbers, ON],
  );
  expect(back).toEqual(numbers);
});

test('不清楚 and a question that was not asked stay apart', async ({ page }) => {
  const [first] = (await catalogue(page)).questions;
  for (const facts of [{}, { [first.name]: null }]) {
    expect((await unpack(page, await pack(page, facts))).received.answers).toEqual(facts);
  }
});

test('a single wrong letter, a missing one, two that changed places and any end that is cut off are noticed', async ({ page }) => {
  test.setTimeout(180_000);
  const fragment = await pack(page, fullest(await catalogue(page)));
  const unnoticed = await inPage(
    page,
    ({ catalogue, unpack }, [fragment, alphabet]) => {
      const damaged = new Set();
      for (let at = 0; at < fragment.length; at += 1) {
        for (const letter of alphabet) damaged.add(fragment.slice(0, at) + letter + fragment.slice(at + 1));
        damaged.add(fragment.slice(0, at) + fragment.slice(at + 1));
        damaged.add(fragment.slice(0, at));
        damaged.add(fragment.slice(0, at) + fragment.slice(at, at + 2).split('').reverse().join('') + fragment.slice(at + 2));
      }
      damaged.delete(fragment);
      const faults = ['foreign', 'newer', 'damaged'];
      const fault = (text) => {
        try {
          unpack(text, catalogue);
          return null;
        } catch (error) {
          return error.fault;
        }
      };
      return [...damaged].filter((text) => !faults.includes(fault(text)));
    },
    [fragment, ALPHABET + '0189.-a%#'],
  );
  expect(unnoticed).toEqual([]);
});

test('what is no handed-over situation is told apart from a damaged one and one of a later format', async ({ page }) => {
  const fragment = await pack(page, {});
  expect(await unpack(page, '#fz19-5-2-3')).toEqual({ fault: 'foreign' });
  expect(await unpack(page, '')).toEqual({ fault: 'foreign' });
  expect(await unpack(page, '#M1.')).toEqual({ fault: 'damaged' });
  expect(await unpack(page, fragment.toLowerCase())).toEqual({ fault: 'foreign' });
  expect(await unpack(page, fragment.slice('M1.'.length))).toEqual({ fault: 'damaged' });
  expect(await unpack(page, fragment.replace('M1.', 'M2.'))).toEqual({ fault: 'newer' });
});

test('the fullest household fits a code of version 15 at level M, and another decoder reads it', async ({ page }) => {
  const answers = fullest(await catalogue(page));
  const address = `https://${'a'.repeat(35)}.test/explain/index.html#`;
  expect(new URL(address).host).toHaveLength(40);
  const fragment = await pack(page, answers);
  const { modules, pixels, side } = await inPage(
    page,
    async ({ load, encode }, [address, fragment, wasm]) => {
      await load(wasm);
      const modules = Array.from(encode(address, fragment));
      const size = Math.sqrt(modules.length);
      const canvas = document.createElement('canvas');
      const [quiet, width] = [4, 3];
      canvas.width = canvas.height = (size + 2 * quiet) * width;
      const ink = canvas.getContext('2d');
      ink.fillStyle = '#fff';
      ink.fillRect(0, 0, canvas.width, canvas.height);
      ink.fillStyle = '#000';
      modules.forEach((dark, at) => dark && ink.fillRect(((at % size) + quiet) * width, (Math.floor(at / size) + quiet) * width, width, width));
      return { modules, side: canvas.width, pixels: Array.from(ink.getImageData(0, 0, canvas.width, canvas.height).data) };
    },
    [address, fragment, asset('code.wasm')],
  );
  const version = (Math.sqrt(modules.length) - 17) / 4;
  expect(version).toBeLessThanOrEqual(15);
  const read = jsqr(Uint8ClampedArray.from(pixels), side, side);
  expect(read.version).toBe(version);
  expect(read.data).toBe(address + fragment);
  expect((await unpack(page, new URL(read.data).hash)).received.answers).toEqual(answers);
});

test('a text that is too long for a code gives none', async ({ page }) => {
  const length = await inPage(page, async ({ load, encode }, wasm) => (await load(wasm), encode('https://example.test/#', 'A'.repeat(700)).length), asset('code.wasm'));
  expect(length).toBe(0);
});

test.describe('a receiver whose rules are others', () => {
  const facts = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '33600', 困难原因: [] };

  test('is told the clause whose figure changed, and no other', async ({ page }) => {
    const { id, title } = (await catalogue(page)).clauses.find((clause) => clause.id === 'fz19-5-2-3');
    const { received, compared } = await unpack(page, await pack(page, facts), ON, (catalogue) => {
      catalogue.revision = 'another';
      catalogue.parameters.find((rule) => rule.name === '低保标准').values[0].value = '9000';
    });
    expect(received.answers).toEqual(facts);
    expect(compared).toMatchObject({ sameRules: false, sameDay: true, onlyDay: false, clauses: [{ id, title }] });
  });

  test('is told nothing of clauses whose figures of the day are others', async ({ page }) => {
    const { compared } = await unpack(page, await pack(page, facts), '2026-11-23', (catalogue) => {
      catalogue.on = '2026-11-23';
      for (const rule of catalogue.questions) rule.ask = rule.help = 'in other words';
      for (const rule of catalogue.parameters) rule.min = rule.max = '1';
    });
    expect(compared).toMatchObject({ sameRules: true, sameDay: false, onlyDay: true, same: true, clauses: [] });
  });

  test('sees both results', async ({ page }) => {
    const fragment = await pack(page, facts);
    const then = await inPage(page, ({ found }, [facts, on]) => found(facts, on), [facts, ON]);
    const { compared } = await inPage(
      page,
      ({ catalogue, found, unpack, compare }, [fragment, facts, on]) => {
        const own = found(Object.assign({}, facts, { 年可支配收入: '33599.99', 受灾严重影响基本生活: true }), on);
        return { own, compared: compare({ catalogue, own, received: unpack(fragment, catalogue) }) };
      },
      [fragment, facts, ON],
    );
    expect(compared.outcome.then).toBe(then.outcome);
    expect(compared.tests.filter((row) => row.differs)).toEqual([
      { name: '边缘户', then: 'unknown', now: 'true', differs: true },
      { name: '收入低于低保标准', then: 'false', now: 'true', differs: true },
    ]);
    const relief = compared.measures.find((row) => row.name === '过渡期生活救助');
    expect(relief.then).toEqual({ granted: 'false', amount: null });
    expect(relief.now).toEqual({ granted: 'true', amount: { low: '9360', high: '18720' } });
    expect(compared.same).toBe(false);
  });

  test('gets the answers right when the questions stand in another order', async ({ page }) => {
    const { received, compared } = await unpack(page, await pack(page, facts), ON, (catalogue) => {
      catalogue.revision = 'another';
      for (const list of [catalogue.questions, catalogue.tests, catalogue.measures, ...catalogue.questions.map((asked) => asked.options)]) list.reverse();
    });
    expect(received.answers).toEqual(facts);
    expect(received.lost).toEqual([]);
    expect(compared).toMatchObject({ same: true, gone: 0 });
  });

  test('is told of answers that have no place any more', async ({ page }) => {
    const fragment = await pack(page, { ...facts, 困难原因: ['因病', '因学'], 有劳动能力人数: { low: '1', high: null } });
    const { received, compared } = await unpack(page, fragment, ON, (catalogue) => {
      catalogue.revision = 'another';
      catalogue.questions = catalogue.questions.filter((asked) => asked.name !== '有劳动能力人数');
      const causes = catalogue.questions.find((asked) => asked.name === '困难原因');
      causes.options = causes.options.filter((option) => option !== '因病');
    });
    expect(received.answers).toEqual({ 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '33600' });
    expect(received.lost).toEqual([
      { name: '困难原因', value: [null, '因学'] },
      { name: null, value: { low: '1', high: null } },
    ]);
    expect(compared.clauses.map((clause) => clause.id)).toEqual(['fz19-3-2', 'fz19-4-5-1']);
  });
});

test('names whose short hashes are the same are told apart by longer ones', async ({ page }) => {
  const { short, long, answers, back } = await inPage(
    page,
    ({ catalogue, found, pack, unpack, shortHash }, on) => {
      const fragment = (answers) => pack({ catalogue, on, answers, assessment: found({}, on) });
      const short = fragment({}).length;
      const seen = new Map();
      let name = '';
      for (let number = 0; !seen.has(shortHash(name)); number += 1) {
        seen.set(shortHash(name), name);
        name = `问题${number}`;
      }
      const names = [name, seen.get(shortHash(name))];
      catalogue.questions.filter((asked) => asked.kind === 'money').slice(0, 2).forEach((asked, at) => { asked.name = names[at]; });
      const answers = { [names[0]]: '1', [names[1]]: '2' };
      return { short, long: fragment({}).length, answers, back: unpack(fragment(answers), catalogue).answers };
    },
    ON,
  );
  expect(Object.keys(answers)).toHaveLength(2);
  expect(back).toEqual(answers);
  expect(long).toBeGreaterThan(short);
});

test.describe('on the pages', () => {
  // axe takes its time on a busy machine.
  test.describe.configure({ timeout: 180_000 });

  const facts = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '33600', 受灾严重影响基本生活: 'true', 过渡期救助月数: '3' };

  /** Fills in the family of a cadre and shows its code; gives the link. */
  async function show(page) {
    await open(page, 'explain/');
    for (const [name, value] of Object.entries(facts)) await fill(page, name, value);
    await page.locator('[data-tool="handover"]').click();
    await expect(page.locator('.code path')).toHaveAttribute('d', /^M/, { timeout: 30_000 });
    return page.locator('[data-link]').inputValue();
  }

  /** What a camera that looks at the page reads off the code. */
  async function scan(page) {
    const picture = await page.locator('.code svg').screenshot();
    const [width, height, pixels] = await page.evaluate(async (picture) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))]));
      const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
      const ink = canvas.getContext('2d');
      ink.drawImage(image, 0, 0);
      return [image.width, image.height, Array.from(ink.getImageData(0, 0, image.width, image.height).data)];
    }, picture.toString('base64'));
    return jsqr(Uint8ClampedArray.from(pixels), width, height).data;
  }

  const received = (page) => page.locator('[data-received]');
  const line = (page, name) => page.locator('[data-both] tr').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

  for (const colorScheme of ['light', 'dark']) {
    test(`the code on the screen is the link, in ${colorScheme} colours`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      const link = await show(page);
      expect(link).toMatch(/^http:.*\/explain\/#M1\.[A-Z2-7]+$/);
      expect(await scan(page)).toBe(link);
      await expectSound(page);
    });
  }

  test('no request leaves the page but those for its own files, and none carries the situation', async ({ page }) => {
    const asked = [];
    page.on('request', (request) => asked.push([request.method(), request.url()]));
    const link = await show(page);
    await page.goto('about:blank');
    await page.goto(link);
    await expect(received(page)).toBeVisible();
    const host = new URL(link).host;
    for (const [method, url] of asked.filter(([, url]) => url.startsWith('http'))) {
      expect(method).toBe('GET');
      expect(new URL(url).host).toBe(host);
      expect(new URL(url).search).toBe('');
    }
    const kept = await page.evaluate(async () => {
      const addresses = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) addresses.push(request.url);
      return addresses;
    });
    expect(kept.filter((address) => address.includes('#'))).toEqual([]);
  });

  test('whoever opens the link has the same answers and the same result, and the address does not keep it', async ({ page, context }) => {
    const link = await show(page);
    const sent = await outcome(page);
    for (const path of ['explain/', 'check/']) {
      const other = await context.newPage();
      await other.goto(link.replace('explain/', path));
      await expect(received(other)).toContainText('这是别人交给你看的情况');
      await expect(received(other)).toContainText('算出来同对方看到的一样');
      await expect(received(other).locator('[data-both]')).toBeHidden();
      await expect(other.locator('#received')).toBeFocused();
      expect(await outcome(other)).toBe(sent);
      await expect(other.locator('[data-answer="年可支配收入"]')).toContainText('33,600 元');
      expect(new URL(other.url()).hash).toBe('');
      await expectSound(other);
      await other.locator('[data-seen]').click();
      await expect(received(other)).toBeHidden();
      await other.reload();
      await other.locator('[data-ready]').waitFor();
      await expect(received(other)).toBeHidden();
      expect(await outcome(other)).toBe(sent);
    }
  });

  test('answers of an own come back', async ({ page }) => {
    const { hash } = new URL(await show(page));
    for (const path of ['explain/', 'check/']) {
      await open(page, path);
      await fill(page, '家庭人口', '7');
      if (path === 'check/') await page.locator('[data-next]').click();
      await page.evaluate((hash) => { location.hash = hash; }, hash);
      await expect(received(page)).toBeVisible();
      await expect(page.locator('[data-answer="家庭人口"]')).toContainText('4 人');
      await page.locator('[data-own]').click();
      await expect(page.locator('[data-answer="家庭人口"]')).toContainText('7 人');
      await expect(received(page)).toBeHidden();
    }
  });

  test('an address cut short, and one of a later site, are refused in words; a heading is only a heading', async ({ page }) => {
    const link = await show(page);
    for (const [given, words] of [[link.slice(0, -9), '不完整'], [link.replace('#M1.', '#M2.'), '刷新页面']]) {
      await page.goto('about:blank');
      await page.goto(given);
      await expect(page.locator('[data-not-received]')).toContainText(words);
      await expect(page.locator('[data-not-received] p:visible')).toHaveCount(1);
      await expect(received(page)).toBeHidden();
      expect(new URL(page.url()).hash).toBe('');
    }
    await page.goto('about:blank');
    await page.goto(link.replace(/#.*/, '#Mxxx'));
    await page.locator('[data-ready]').waitFor();
    expect(new URL(page.url()).hash).toBe('#Mxxx');
    await expect(page.locator('[data-not-received]')).toBeHidden();
  });

  test.describe('without what is kept on the device', () => {
    test.use({ serviceWorkers: 'block' });

    test('where the tool cannot be fetched the page says so', async ({ page, complaints }) => {
      const link = await show(page);
      await page.route('**/code.*.wasm', (route) => route.abort());
      await page.reload();
      await page.locator('[data-tool="handover"]').click();
      await expect(page.locator('[data-code-failed]')).toBeVisible();
      await expect(page.locator('[data-link]')).toHaveValue(link);
      await page.route('**/handover.*.js', (route) => route.abort());
      await page.goto('about:blank');
      await page.goto(link);
      await expect(page.locator('[data-receive-failed]')).toBeVisible();
      complaints.length = 0;
    });
  });

  test('the link is copied, or selected where the browser does not let it be copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const link = await show(page);
    await page.locator('[data-copy]').click();
    await expect(page.locator('[data-copied]')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
      document.execCommand = () => false;
    });
    await page.locator('[data-copy]').click();
    await expect(page.locator('[data-selected]')).toBeVisible();
    expect(await page.evaluate(() => getSelection().toString())).toBe(link);
  });

  test('a code is gone as soon as an answer is another', async ({ page }) => {
    await show(page);
    await fill(page, '家庭人口', '5');
    await expect(page.locator('[data-tool-place="handover"]')).toBeHidden();
  });

  /** Opens the link on a site whose policy is another: the first `from` is `to` there. */
  async function openChanged(page, link, [from, to], look) {
    const changed = mkdtempSync(join(tmpdir(), 'mingbai-'));
    let server;
    try {
      for (const part of ['content', 'templates']) cpSync(join(root, part), join(changed, part), { recursive: true });
      const policy = join(changed, 'content/policy/fuzhou-2020-19.md');
      const text = readFileSync(policy, 'utf8');
      expect(text.includes(from)).toBe(true);
      writeFileSync(policy, text.replace(from, to));
      execFileSync(process.env.MINGBAI || 'mingbai', ['build', '--root', changed, '--out', join(changed, 'public')]);
      server = await serve(join(changed, 'public'));
      await page.goto(link.replace(/^.*\/explain\//, `${server.url}explain/`));
      await expect(received(page)).toBeVisible();
      await look();
    } finally {
      if (server) await server.close();
      rmSync(changed, { recursive: true });
    }
  }

  test('where the rules are others both results stand side by side, with the clause that changed', async ({ page }) => {
    await openChanged(page, await show(page), ['value = 8400,', 'value = 9000,'], async () => {
      await expect(received(page)).toContainText('算出来同对方看到的不一样');
      await expect(received(page).locator('[data-changed-clauses] a')).toHaveCount(1);
      await expect(received(page).locator('[data-changed-clauses] a')).toHaveAttribute('href', /fuzhou-2020-19\/index\.html#fz19-5-2-3$/);
      await expect(line(page, '结果')).toBeVisible();
      await expect(line(page, '收入低于低保标准').locator('td')).toHaveText(['不是', '是']);
      await expect(line(page, '因困收支恶化')).toHaveCount(0);
      await expect(page.locator('[data-test="收入低于低保标准"] [data-because]')).toContainText('36,000 元');
      await expectSound(page);
    });
  });

  test('an answer that is not allowed any more is told and not put in', async ({ page }) => {
    await openChanged(page, await show(page), ['max = 30\n', 'max = 3\n'], async () => {
      await expect(received(page).locator('[data-lost] li')).toHaveText(/^家庭人口：4（.*1 至 3 人.*）$/);
      await expect(page.locator('[data-answer="家庭人口"]')).toBeHidden();
      await expect(page.locator('[data-answer="年可支配收入"]')).toContainText('33,600 元');
      expect(await outcome(page)).toBe('incomplete');
    });
  });

  test('where only the day is another the rules are not blamed', async ({ page }) => {
    await open(page, 'explain/');
    const fragment = await pack(page, { 家庭人口: '4', 年可支配收入: '33600' }, '2018-07-06');
    await page.evaluate((hash) => { location.hash = hash; }, fragment);
    await expect(received(page)).toContainText('2018 年 7 月 6 日');
    await expect(received(page)).toContainText('只是日子不同');
    await expect(received(page).locator('[data-changed-clauses]')).toBeHidden();
    await expect(line(page, '收入低于低保标准').locator('td')).toHaveText(['还不能确定', '不是']);
  });
});
