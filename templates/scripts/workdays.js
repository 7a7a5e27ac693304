/* Days in China, and working days by the published calendar: { year: { rest: [[from, until]], work: [day] } }. A day is text such as
   2026-11-23. */

import { one } from './dom.js';

const DAY = 86400000;

const textOf = (time) => new Date(time).toISOString().slice(0, 10);
const next = (day) => textOf(Date.parse(day) + DAY);

/* The day in China of a moment, and its hour and minute. */
export function inChina(moment) {
  const text = new Date(Date.parse(moment) + 8 * 3600000).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

/* 2026年11月23日（星期一） */
export function words(day) {
  const parts = day.split('-').map(Number);
  return parts[0] + '年' + parts[1] + '月' + parts[2] + '日（星期' + '日一二三四五六'[new Date(day).getUTCDay()] + '）';
}

/* Whether people work on a day; undefined where the year's days are not published. */
export function isWorking(calendar, day) {
  const year = calendar[day.slice(0, 4)];
  if (!year) return undefined;
  if (year.work.indexOf(day) >= 0) return true;
  const weekday = new Date(day).getUTCDay();
  return weekday > 0 && weekday < 6 && !year.rest.some((rest) => rest[0] <= day && day <= rest[1]);
}

/* The day that is so many working days after another; undefined where a day on the way is of a year that is not published. */
export function after(calendar, day, count) {
  let at = day;
  for (let left = count; left > 0; left -= 1) {
    do {
      at = next(at);
      if (isWorking(calendar, at) === undefined) return undefined;
    } while (!isWorking(calendar, at));
  }
  return at;
}

/* Puts into a receipt's places what follows from the moment at which a report was received. */
export function follow(place, received, calendar, days) {
  const say = (name, text) => {
    const line = one(place, '[data-day="' + name + '"]');
    if (line) line.textContent = text;
  };
  const at = inChina(received);
  const handover = next(at.day);
  const verified = after(calendar, handover, days);
  one(place, '[data-when]').textContent = words(at.day) + ' ' + at.time + ' ';
  say('summary', words(at.day));
  say('handover', words(handover));
  one(place, '[data-rest]').hidden = isWorking(calendar, handover) !== false;
  say('verified', verified ? words(verified) + '以前' : '哪一天还算不出来：放假安排未公布');
}
