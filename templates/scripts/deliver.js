/* One attempt to bring a report to the intake; docs/reports.md has what goes there and comes back. */

/* How long an answer may take, in milliseconds. */
const PATIENCE = 30000;

/* The answers that ask to come again later. */
const LATER = [408, 425, 429];

/* Sends a report, { key, body, tried }. Resolves to one of
     { receipt, received, earlier }  delivered; `earlier`: what the intake has is another body that was sent under the key before
     { refused, fields }             the status and what is wrong: trying the same again would not help
     { later }                       it may or may not have arrived: try again after so many milliseconds, at least */
export async function deliver(intake, report) {
  const answer = await post(intake, report.key, report.body);
  if (answer.refused !== 409) return answer;
  for (const body of report.tried.filter((other) => other !== report.body)) {
    const before = await post(intake, report.key, body);
    if (before.receipt) return Object.assign({ earlier: true }, before);
    if (before.refused === undefined) return before;
  }
  return answer;
}

async function post(intake, key, body) {
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: body,
    credentials: 'omit',
    cache: 'no-store',
  };
  try {
    const response = await inTime(fetch(intake + '/reports', request));
    const said = await inTime(response.json().catch(() => ({})));
    if (response.ok && typeof said.receipt === 'string' && said.receipt) return { receipt: said.receipt, received: said.received };
    if (response.status >= 400 && response.status < 500 && LATER.indexOf(response.status) < 0) {
      return { refused: response.status, fields: Array.isArray(said.fields) ? said.fields : [] };
    }
    return { later: 1000 * Number(response.headers.get('Retry-After')) || 0 };
  } catch (unreached) {
    return { later: 0 };
  }
}

function inTime(answer) {
  return Promise.race([answer, new Promise((resolve, reject) => setTimeout(() => reject(new Error('late')), PATIENCE))]);
}
