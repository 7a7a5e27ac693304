// Lighthouse's four scores, as on a phone, for every kind of page of the built site.
//
//   node lighthouse.mjs SITE
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import lighthouse from 'lighthouse';

import { serve } from './server.mjs';

const [site] = process.argv.slice(2);
const PAGES = ['', 'check/', 'explain/', 'standards/', 'guide/', 'guide/apply/', 'policy/', 'policy/fuqing-2020-8/', 'places/', 'places/haikou/', 'about/'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

const server = await serve(site);
const profile = mkdtempSync(join(tmpdir(), 'mingbai-lighthouse.'));
const chromium = process.env.CHROMIUM || '/usr/bin/chromium';
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
const browser = spawn(chromium, [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
try {
  const port = await new Promise((resolve, reject) => {
    let said = '';
    browser.stderr.on('data', (data) => {
      said += data;
      const found = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
    browser.on('exit', () => reject(new Error(said)));
  });
  console.log(`${execFileSync(chromium, ['--version'], { encoding: 'utf8' }).trim()}, ${CATEGORIES.join(', ')} (targets: 99, 100, 100, 100)`);
  for (const path of PAGES) {
    const { lhr } = await lighthouse(server.url + path, { port, logLevel: 'error', onlyCategories: CATEGORIES, locale: 'zh-CN' });
    const scores = CATEGORIES.map((name) => String(Math.round(lhr.categories[name].score * 100)).padStart(5)).join('');
    const missed = Object.values(lhr.audits).filter((audit) => audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative');
    console.log(`${`/${path}`.padEnd(28)}${scores}${missed.length ? `   ${missed.map((audit) => audit.id).join(' ')}` : ''}`);
  }
} finally {
  browser.kill();
  await server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
