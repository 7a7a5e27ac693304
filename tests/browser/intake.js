// An intake that does what docs/reports.md says, in memory, and a site that reports to it. A test may make it behave badly.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { withoutPublicity } from './site.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const FIELDS = ['name', 'phone', 'place', 'for_other', 'relation', 'causes', 'note', 'assessment', 'consent', 'consent_sensitive', 'sealed'];

/** The same JSON value as one text, whatever the order of its keys. */
const canonical = (value) => JSON.stringify(value, (_, inner) => (inner && typeof inner === 'object' && !Array.isArray(inner)
  ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));

const luhn = (digits) => {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const worth = Number(digit) * (at % 2 ? 1 : 2);
    return total + (worth > 9 ? worth - 9 : worth);
  }, 0);
  return (10 - (sum % 10)) % 10;
};

function wrong(report) {
  const fields = [];
  const fault = (field, message) => fields.push({ field, message });
  for (const field of Object.keys(report)) if (!FIELDS.includes(field)) fault(field, '没有这一项。');
  if (!report.sealed) {
    if (!report.name || [...report.name].length > 40) fault('name', '姓名要写 1 到 40 个字。');
    if (!/^(1[3-9]\d{9}|0\d{9,11})$/.test((report.phone || '').replace(/[\s-]/g, '').replace(/^\+86/, ''))) fault('phone', '电话不对。');
    if (report.for_other && !report.relation) fault('relation', '要写关系。');
    if ((report.causes || []).some((cause) => ['因病', '因残'].includes(cause)) && !report.consent_sensitive) fault('consent_sensitive', '要同意。');
    if ([...(report.note || '')].length > 500) fault('note', '说明太长。');
  }
  if (!report.place) fault('place', '要写地方。');
  if (!report.consent) fault('consent', '要同意。');
  return fields;
}

/**
 * Starts it; resolves to { url, reports, asked, cut, loseAnswers, refuse, close }. `reports` are those accepted, by key; `asked` every
 * report that came, { key, body, origin }. While `cut` is set connections break before, while `loseAnswers` is set after a report was
 * stored; `refuse` is an answer { status, body, headers } to everything.
 */
export function intake(moment = () => new Date()) {
  const state = { reports: new Map(), asked: [], forms: [], cut: false, loseAnswers: false, refuse: null };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const cors = { 'access-control-allow-origin': request.headers.origin || '*', 'access-control-allow-headers': 'content-type, idempotency-key', vary: 'origin' };
    const answer = (status, body, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...cors, ...headers }).end(JSON.stringify(body));
    if (state.cut) return request.socket.destroy();
    if (request.method === 'OPTIONS') return response.writeHead(204, cors).end();
    if (request.method !== 'POST' || request.url !== '/reports') return answer(405, { error: 'method' });
    const text = Buffer.concat(chunks).toString();
    if (request.headers['content-type'].startsWith('application/x-www-form-urlencoded')) {
      state.forms.push(new URLSearchParams(text));
      return response.writeHead(201, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>收到了</title><h1>收到了</h1>');
    }
    const key = request.headers['idempotency-key'] || '';
    state.asked.push({ key, body: text, origin: request.headers.origin });
    if (state.refuse) return answer(state.refuse.status, state.refuse.body || {}, { ...state.refuse.headers, 'access-control-expose-headers': 'retry-after' });
    let report;
    try {
      report = JSON.parse(text);
    } catch {
      return answer(400, { error: 'json' });
    }
    if (!UUID.test(key)) return answer(400, { error: 'key' });
    const before = state.reports.get(key);
    if (before && before.content !== canonical(report)) return answer(409, { error: 'conflict' });
    if (!before) {
      const fields = wrong(report);
      if (fields.length) return answer(422, { error: 'fields', fields });
      const received = new Date(moment().getTime() + 8 * 3600_000).toISOString().replace(/\.\d+Z$/, '+08:00');
      const digits = received.slice(2, 10).replace(/-/g, '') + String(10_000_000 + state.reports.size).slice(0, 8);
      const receipt = `${digits.slice(0, 6)}-${digits.slice(6, 10)}-${digits.slice(10)}-${luhn(digits)}`;
      state.reports.set(key, { report, content: canonical(report), answer: { receipt, received } });
    }
    if (state.loseAnswers) return request.socket.destroy();
    return answer(before ? 200 : 201, state.reports.get(key).answer);
  });
  return new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const close = () => new Promise((closed) => {
        server.closeAllConnections();
        server.close(closed);
      });
      done(Object.assign(state, { url: `http://127.0.0.1:${server.address().port}`, close }));
    });
  });
}

/** The shipped site with some lines of `[intake]` (and the hotline) in site.toml and more places, built into a folder of its own. */
export function build({ url = '', seal = '', phone = '', sms = '', places = '' }) {
  const root = resolve(process.env.ROOT || '../..');
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  cpSync(join(root, 'content'), join(folder, 'content'), { recursive: true });
  cpSync(join(root, 'templates'), join(folder, 'templates'), { recursive: true });
  const file = join(folder, 'content/site.toml');
  const settings = withoutPublicity(readFileSync(file, 'utf8'))
    .replace(/^url = ""$/m, `url = "${url}"`).replace(/^seal = ""$/m, `seal = "${seal}"`).replace(/^phone = ""$/m, `phone = "${phone}"`)
    .replace(/^sms = ""$/m, `sms = "${sms}"`);
  writeFileSync(file, settings);
  writeFileSync(join(folder, 'content/places.csv'), readFileSync(join(root, 'content/places.csv'), 'utf8') + places);
  execFileSync(process.env.MINGBAI || 'mingbai', ['build', '--root', folder, '--out', join(folder, 'public')]);
  return { folder: join(folder, 'public'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
