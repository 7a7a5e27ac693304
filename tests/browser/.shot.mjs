import { chromium } from '@playwright/test';
import { serve } from '/tmp/w-g/tests/browser/server.js';
const [,, folder, out, ...specs] = process.argv;
const server = await serve(folder);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const spec of specs) {
  const [path, w, h, opt] = spec.split(',');
  const context = await browser.newContext({ viewport: { width: +w, height: +h }, javaScriptEnabled: opt !== 'nojs', colorScheme: opt === 'dark' ? 'dark' : 'light' });
  const page = await context.newPage();
  page.on('console', (m) => console.log(path, m.text()));
  page.on('pageerror', (m) => console.log(path, String(m)));
  await page.goto(server.url + path);
  if (opt === 'big') await page.addStyleTag({ content: 'html{font-size:200%}' }).catch(() => 0);
  if (opt && opt.startsWith('next')) for (let i = 0; i < +opt.slice(4); i++) await page.locator('[data-next]').click();
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}/${path.replace(/\W+/g, '_')}${w}x${h}${opt || ''}.png`, fullPage: opt === 'full' || opt === 'dark' || opt === 'big' });
  await context.close();
}
await browser.close();
await server.close();
