/* The fields of a report: read, checked and filled in. docs/reports.md has the rules; the intake keeps to them whatever a page does. */

import { all, fill, named, one, show } from './dom.js';

const NAME = 40;
const RELATION = 20;
export const NOTE = 500;

const field = (form, name) => one(form, '[name="' + name + '"]');
const ticked = (form, name) => all(form, '[name="' + name + '"]').filter((input) => input.checked).map((input) => input.value);

/* As people count: 𠮷 is one. */
export const length = (text) => Array.from(text).length;

/* Text without blanks around it, control characters and halves of characters; figures as a keyboard for Chinese may write them. */
function clean(text, lines) {
  const whole = new TextDecoder().decode(new TextEncoder().encode(text)).replace(/\r\n?/g, '\n');
  return whole.replace(lines ? /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g : /[\u0000-\u001f\u007f-\u009f]/g, ' ').trim();
}

const narrow = (text) => text.replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/[－—–‐]/g, '-').replace(/[()]/g, ' ').trim();

/* What is typed and ticked, as a report holds it; what is empty is left out. */
export function read(form) {
  const report = {};
  const put = (name, value) => { if (value && value.length !== 0) report[name] = value; };
  put('name', clean(field(form, 'name').value));
  put('phone', narrow(clean(field(form, 'phone').value)));
  put('place', field(form, 'place').value);
  put('for_other', field(form, 'for_other').checked);
  if (report.for_other) put('relation', clean(field(form, 'relation').value));
  put('causes', ticked(form, 'causes'));
  put('note', clean(field(form, 'note').value, true));
  put('consent', ticked(form, 'consent')[0]);
  if (tellsOfHealth(form)) put('consent_sensitive', ticked(form, 'consent_sensitive')[0]);
  return report;
}

/* Whether a cause is ticked that tells of somebody's health. */
export const tellsOfHealth = (form) => all(form, '[data-health]').some((input) => input.checked);

/* What is wrong with a report: [{ field, message }]. */
export function check(form, report) {
  const problems = [];
  const expect = (right, name, message) => right || problems.push({ field: name, message: message });
  expect(report.name, 'name', '请写姓名。');
  expect(length(report.name || '') <= NAME, 'name', '姓名最多写 ' + NAME + ' 个字。');
  expect(report.phone, 'phone', '请写电话，好同你联系。');
  expect(!report.phone || isPhone(report.phone), 'phone', '电话写手机号（11 位），或者带区号的座机，比如区号-号码。');
  expect(report.place, 'place', '请选在哪个镇（街）或村（居）。');
  expect(!report.for_other || report.relation, 'relation', '请写你是那家人的什么人，比如邻居。');
  expect(length(report.relation || '') <= RELATION, 'relation', '最多写 ' + RELATION + ' 个字。');
  expect(length(report.note || '') <= NOTE, 'note', '说明最多写 ' + NOTE + ' 个字，现在是 ' + length(report.note || '') + ' 个。');
  expect(report.consent, 'consent', '看过怎么用、同意的，请勾这一项；不同意，可以打电话说。');
  expect(!tellsOfHealth(form) || report.consent_sensitive, 'consent_sensitive', '难处里勾了身体的事：同意报上去，请勾这一项；不想说，把难处的勾去掉。');
  return problems;
}

/* A mobile number, or one with its area code, as it may be written in China. */
function isPhone(text) {
  const digits = text.replace(/[\s-]/g, '').replace(/^\+86/, '');
  return /^(1[3-9]\d{9}|0\d{9,11})$/.test(digits);
}

/* Everything that is typed and ticked, to be put back later. */
export function take(form) {
  const taken = {};
  all(form, '[name]').forEach((input) => {
    if (input.type === 'checkbox') taken[input.name] = ticked(form, input.name);
    else if (input.name !== 'website') taken[input.name] = input.value;
  });
  return taken;
}

/* Puts back what was taken; what is not in it is emptied. A consent holds for the notice that was agreed to. */
export function put(form, taken) {
  all(form, '[name]').forEach((input) => {
    const given = taken[input.name];
    if (input.type === 'checkbox') input.checked = (given || []).indexOf(input.value) >= 0;
    else input.value = given || '';
  });
}

/* Says at each field what is wrong; clears the others. `where(name)` is what the reader has to go to. Returns what belongs to no field. */
export function complain(form, problems, where) {
  all(form, '[aria-invalid]').forEach((input) => input.removeAttribute('aria-invalid'));
  all(form, '[data-error]').forEach((place) => show(place, false));
  return problems.filter((problem) => {
    const place = one(form, named('error', problem.field));
    if (!place) return true;
    fill(form, named('error', problem.field), problem.message);
    where(problem.field).setAttribute('aria-invalid', 'true');
    return false;
  });
}

/* Takes back what was said at a field, as soon as somebody mends it. */
export function mend(form, name) {
  const told = name === 'for_other' ? 'relation' : name;
  all(form, '[aria-describedby~="' + told + '-error"]').forEach((input) => input.removeAttribute('aria-invalid'));
  all(form, named('error', told)).forEach((place) => show(place, false));
}

/* A report in words, for a text message. */
export function words(report, place) {
  const parts = [
    ['替别人家报，我是他们的', report.for_other && (report.relation || '')], ['姓名', report.name], ['电话', report.phone], ['地方', place],
    ['难处', (report.causes || []).join('、')], ['说明', report.note],
  ];
  return ['困难上报'].concat(parts.filter((part) => part[1]).map((part) => part.join('：'))).join('；');
}
