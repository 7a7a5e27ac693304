// Without a network: what was visited once works on, an update is whole or not at all, and a browser that keeps nothing
// notices nothing.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { serve } from './server.js';
import { answer, expect, folder, interview, kept, open, outcome, test as base } from './site.js';

const mingbai = process.env.MINGBAI || 'mingbai';
const root = resolve(process.env.ROOT || '../..');
const edge = { 家庭人口: '4', 建档立卡情况: '普通农户', 年可支配收入: '34000', 困难原因: [] };

const test = base.extend({
  /** A host for this test alone: sites stand in folders of it, may be replaced, and the way to it may be cut. */
  host: async ({ page }, use) => {
    const place = mkdtempSync(join(tmpdir(), 'mingbai-offline-'));
    const server = await serve(join(place, 'host'));
    const host = {
      server,
      url: (name = 'county') => `${server.url}${name}/`,
      file: (path, name = 'county') => join(place, 'host', name, path),
      /** Puts a built site in the place of what was there. */
      put(site, name = 'county') {
        rmSync(host.file('', name), { recursive: true, force: true });
        cpSync(site, host.file('', name), { recursive: true });
      },
      /** Builds the shipped content with a file of it changed. */
      build(file, change) {
        const county = mkdtempSync(join(place, 'county-'));
        cpSync(join(root, 'content'), join(county, 'content'), { recursive: true });
        const text = readFileSync(join(county, file), 'utf8');
        expect(change(text)).not.toBe(text);
        writeFileSync(join(county, file), change(text));
        execFileSync(mingbai, ['build', '--root', county], { stdio: 'ignore' });
        return join(county, 'public');
      },
    };
    host.put(folder);
    await use(host);
    // A page that still asks for something would complain of a server that is gone.
    await page.close();
    await server.close();
    rmSync(place, { recursive: true });
  },
});

const raised = (host) => host.build('content/policy/fuzhou-2020-19.md', (text) => text.replace('value = 8400', 'value = 9000'));
const villages = (host) => host.build('content/places.csv', (text) => `${text.trimEnd()}\na1,甲村,village,haikou,,,\na2,乙村,village,haikou,,,\n`);
const version = (site) => JSON.parse(readFileSync(join(site, 'version.json'), 'utf8')).version;

/** Looks for a newer version and waits until it has taken over or was refused; answers which. */
function update(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    // One that was quick takes over already.
    const worker = registration.installing || registration.waiting || registration.active;
    // It may be gone before anybody could listen.
    while (!['activated', 'redundant'].includes(worker.state)) await new Promise((done) => setTimeout(done, 50));
    return worker.state;
  });
}

const expectVersion = (page, site) => expect(page.locator('[data-version] [data-number]')).toHaveText(version(site));

test('after one visit everything works without a network', async ({ page, context, host }) => {
  const requests = [];
  context.on('request', (request) => requests.push(request.url()));
  await page.goto(host.url());
  await expectVersion(page, folder);
  await kept(page);
  expect(requests.filter((url) => !url.startsWith(host.url()))).toEqual([]);
  host.server.cut = true;

  await page.goto(`${host.url()}check?from=singlemessage&isappinstalled=0`);
  expect(page.url()).toBe(`${host.url()}check/`);
  await page.locator('[data-calculator][data-ready]').waitFor();
  await answer(page, '家庭人口', '4');
  await page.reload();
  await page.locator('[data-calculator][data-ready]').waitFor();
  await interview(page, edge);
  expect(await outcome(page)).toBe('unlikely');
  await expectVersion(page, folder);
  await page.locator('.nav a[href$="guide/index.html"]').click();
  await expect(page).toHaveURL(`${host.url()}guide/index.html`);
  await open(page, `${host.url()}explain/`);

  // The page of all components is for those who work on the site; what a QR code opens is kept once it was opened;
  // pictures to download are not kept.
  const pages = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('index.html') && !file.includes('components') && !/^(p|publicity)\//.test(file));
  expect(pages.length).toBeGreaterThan(30);
  for (const path of pages) {
    const answer = await page.goto(host.url() + path);
    expect([path, answer.status(), answer.fromServiceWorker()]).toEqual([path, 200, true]);
  }
});

test('what is kept is the files of the site and nothing else', async ({ page, host }) => {
  await open(page, `${host.url()}check/`);
  await kept(page);
  await interview(page, edge);
  const [names, urls] = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return [names, requests.flat().map((request) => decodeURIComponent(request.url))];
  });
  expect(names.sort()).toEqual([`mingbai ${host.url()}`, `mingbai ${host.url()} ${version(folder)}`]);
  const files = readdirSync(folder, { recursive: true }).map((file) => host.url() + file);
  expect(urls.filter((url) => url !== host.url() && !files.includes(url))).toEqual([]);
});

test('a second visit asks for nothing but whether there is a newer version', async ({ page, host }) => {
  await page.goto(host.url());
  await kept(page);
  host.server.asked.length = 0;
  await open(page, `${host.url()}check/`);
  await expectVersion(page, folder);
  await page.waitForLoadState('networkidle');
  expect(host.server.asked.filter((asked) => asked !== 'GET /county/sw.js')).toEqual([]);
});

test('an update is taken over quietly, and what is open stays usable', async ({ page, context, host }) => {
  await open(page, `${host.url()}check/`);
  await kept(page);
  const reader = await context.newPage();
  await open(reader, `${host.url()}explain/`);
  const next = raised(host);
  expect(version(next)).not.toBe(version(folder));
  host.put(next);
  host.server.asked.length = 0;

  await page.goto(`${host.url()}check/`);
  await expectVersion(page, folder);
  await expect(page.locator('[data-newer]')).toBeHidden();
  expect(await update(page)).toBe('activated');
  await expect(page.locator('[data-newer]')).toBeVisible();
  await expectVersion(page, folder);
  await interview(page, edge);
  expect(await outcome(page)).toBe('unlikely');
  // What did not change came from what was kept before.
  expect(host.server.asked.filter((asked) => asked.includes('.wasm') || asked.includes('site.'))).toEqual([]);

  host.server.cut = true;
  await page.getByRole('link', { name: '现在就换' }).click();
  await expectVersion(page, next);
  await page.locator('[data-calculator][data-ready]').waitFor();
  await expect(page.locator('[data-newer]')).toBeHidden();
  await interview(page, edge);
  expect(await outcome(page)).toBe('likely');

  await expect(reader.locator('[data-newer]')).toBeVisible();
  const style = await reader.evaluate(() => fetch(document.querySelector('link[rel="stylesheet"]').href).then((answer) => answer.ok));
  expect(style).toBe(true);
});

for (const [what, spoil] of [
  ['a file is missing', (file) => rmSync(file)],
  ['a file is half there', (file) => truncateSync(file, 1000)],
  ['a file is of another version', (file) => appendFileSync(file, ' ')],
]) {
  test(`an update of which ${what} is refused whole, and taken once it is right`, async ({ page, host, complaints }) => {
    await page.goto(host.url());
    await kept(page);
    const next = raised(host);
    host.put(next);
    spoil(host.file('standards/index.html'));
    expect(await update(page)).toBe('redundant');
    host.server.cut = true;
    for (const path of ['', 'standards/', 'policy/fuzhou-2020-19/']) {
      await page.goto(host.url() + path);
      await expectVersion(page, folder);
    }
    await open(page, `${host.url()}check/`);
    await interview(page, edge);
    expect(await outcome(page)).toBe('unlikely');
    await expect(page.locator('[data-newer]')).toBeHidden();

    host.server.cut = false;
    cpSync(join(next, 'standards/index.html'), host.file('standards/index.html'));
    host.server.asked.length = 0;
    expect(await update(page)).toBe('activated');
    // The next try goes on where the last one ended.
    expect(host.server.asked.filter((asked) => asked.includes('/about/'))).toEqual([]);
    await page.goto(`${host.url()}standards/`);
    await expectVersion(page, next);
    complaints.length = 0; // Chromium tells that a worker was refused.
  });
}

test('an update that is cut off half-way leaves the old version whole', async ({ page, host }) => {
  await page.goto(host.url());
  await kept(page);
  host.put(raised(host));
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => void registration.update()));
  await expect.poll(() => host.server.asked.filter((asked) => asked.includes('sw.js')).length).toBeGreaterThan(1);
  host.server.cut = true;
  await open(page, `${host.url()}check/`);
  await interview(page, edge);
  expect(['unlikely', 'likely']).toContain(await outcome(page));
});

test('a village is kept once it was opened, also through an update', async ({ page, host }) => {
  const first = villages(host);
  host.put(first);
  await page.goto(host.url());
  await kept(page);
  await page.goto(`${host.url()}places/a1/`);
  host.server.cut = true;
  await page.goto(`${host.url()}places/a1/`);
  await expect(page.getByRole('heading', { level: 1, name: '甲村' })).toBeVisible();
  await page.goto(`${host.url()}places/a2/`);
  await expect(page.getByRole('heading', { level: 1, name: '没有网络' })).toBeVisible();
  expect(page.url()).toBe(`${host.url()}offline/index.html`);
  await page.getByRole('link', { name: '找谁' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: '找谁' })).toBeVisible();

  host.server.cut = false;
  host.put(host.build('content/places.csv', (text) => `${text.trimEnd()}\na1,丙村,village,haikou,,,\n`));
  expect(await update(page)).toBe('activated');
  host.server.cut = true;
  await page.goto(`${host.url()}places/a1/`);
  await expect(page.getByRole('heading', { level: 1, name: '丙村' })).toBeVisible();
});

test('two sites on one host do not get in each other’s way', async ({ page, host }) => {
  host.put(folder, 'county/other');
  const [inner, outer] = [host.url('county/other'), host.url()];
  for (const url of [outer, inner]) {
    await page.goto(url);
    await kept(page);
  }
  host.put(raised(host), 'county/other');
  await page.goto(inner);
  expect(await update(page)).toBe('activated');
  host.server.cut = true;
  for (const [url, word] of [[outer, 'unlikely'], [inner, 'likely']]) {
    await open(page, `${url}check/`);
    await interview(page, edge);
    expect(await outcome(page)).toBe(word);
  }
});

test('a report and whatever is not of the site goes to the network', async ({ page, host, complaints }) => {
  await page.goto(host.url());
  await kept(page);
  host.server.asked.length = 0;
  await page.evaluate(async () => {
    await fetch('intake/reports', { method: 'POST', body: 'x' });
    await fetch('check/index.html', { method: 'POST', body: 'x' });
    await fetch('intake/token');
  });
  expect(host.server.asked).toEqual(['POST /county/intake/reports', 'POST /county/check/index.html', 'GET /county/intake/token']);
  complaints.length = 0; // The plain server has no intake.
});

test('a site whose list is empty removes the worker and what it kept', async ({ page, host }) => {
  await page.goto(host.url());
  await kept(page);
  const worker = readFileSync(host.file('sw.js'), 'utf8');
  writeFileSync(host.file('sw.js'), worker.replace(/^const LIST = .*$/m, 'const LIST = {"version":"none","files":{},"visited":[],"with_page":{}};'));
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => void registration.update()));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)).catch(() => 1)).toBe(0);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
});

test.describe('a browser that keeps nothing', () => {
  const ways = {
    'knows no workers': () => delete Navigator.prototype.serviceWorker,
    'refuses workers': () => {
      ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    },
    'throws at the thought of workers': () => {
      const refuse = () => { throw new DOMException('refused', 'SecurityError'); };
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: refuse });
      for (const storage of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, storage, { get: refuse });
    },
  };
  for (const [what, way] of Object.entries(ways)) {
    test(what, async ({ page, host }) => {
      await page.addInitScript(way);
      await open(page, `${host.url()}check/`);
      await expectVersion(page, folder);
      await interview(page, edge);
      expect(await outcome(page)).toBe('unlikely');
    });
  }

  test('has no room for what the worker wants to keep', async ({ page, host }) => {
    const worker = readFileSync(host.file('sw.js'), 'utf8');
    writeFileSync(host.file('sw.js'), `Cache.prototype.put = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));\n${worker}`);
    await open(page, `${host.url()}check/`);
    await expect.poll(() => host.server.asked.filter((asked) => asked.includes('sw.js')).length).toBeGreaterThan(0);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length))).toBe(0);
    await expectVersion(page, folder);
    await interview(page, edge);
    expect(await outcome(page)).toBe('unlikely');
    await page.goto(host.url());
    await expectVersion(page, folder);
  });

  test('loses what was kept', async ({ page, host }) => {
    await page.goto(host.url());
    await kept(page);
    await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
    await open(page, `${host.url()}check/`);
    await interview(page, edge);
    expect(await outcome(page)).toBe('unlikely');
  });
});

test('the site can be installed', async ({ page, host }) => {
  await page.goto(host.url('county') + 'guide/apply/');
  const devtools = await page.context().newCDPSession(page);
  const { url, errors, data } = await devtools.send('Page.getAppManifest');
  expect([url, errors]).toEqual([`${host.url()}manifest.webmanifest`, []]);
  // The tests' own window is one that keeps nothing.
  const { installabilityErrors: others } = await devtools.send('Page.getInstallabilityErrors');
  expect(others.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const manifest = JSON.parse(data);
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, new URL(src, url).href);
    expect(size).toBe(sizes);
  }
  for (const { url: path } of [{ url: manifest.start_url }, ...manifest.shortcuts]) {
    expect((await page.goto(new URL(path, url).href)).status()).toBe(200);
  }
});
