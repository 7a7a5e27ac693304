import { chromium } from '@playwright/test';
import { serve } from './server.js';
const server = await serve('/tmp/o-g');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
await page.goto(server.url + 'screen/haikou/');
await page.waitForTimeout(500);
console.log(await page.evaluate(() => [...document.querySelectorAll('.slide:not([hidden]), .slide:not([hidden]) .slide-words, .slide:not([hidden]) h2, .slide:not([hidden]) p')].map((e) => [e.tagName, e.className, getComputedStyle(e).fontSize, e.getAttribute('style')].join(' ')).join('\n')));
await browser.close(); await server.close();
