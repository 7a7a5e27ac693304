// A real Chromium of the system, as wide as a phone. SITE is the folder of the built site.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  // Once more where a busy machine made a worker or a request late; a fault fails twice.
  retries: process.env.CI ? 1 : 0,
  testDir: '.',
  timeout: 60_000,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
