/* A household's answers and what they came to, as the fragment of an address: letters and digits that a QR code holds well.
   docs/handover.md has the shapes. */

import { Reader, Writer, demand, faultOf, hash, shortHash } from './handover-bits.js';

/* What a fragment of this format begins with; another number is another format. */
const MARK = 'M1.';
const ANY_MARK = /^M[0-9]+\./;

const OUTCOMES = ['likely', 'verify', 'incomplete', 'unlikely'];
const TRUTHS = ['false', 'true', 'unknown'];
/* The kinds of a value. */
const OPEN = 0, NO = 1, YES = 2, NUMBER = 3, RANGE = 4, OPTION = 5, OPTIONS = 6;

/* The lists of rules that decide something. */
const LISTS = ['questions', 'parameters', 'defines', 'tests', 'outcome', 'alerts', 'measures'];
/* What of a rule decides, or tells what an answer or an amount is. Nothing of it depends on the day: the words around a rule may
   hold figures of the day, and a parameter's ends are those of the day, so neither counts. */
const KEYS = ['name', 'rule', 'kind', 'unit', 'options', 'yes_no', 'raise', 'per', 'period'];
const ENDS = ['min', 'max'];
const DATED = ['from', 'until', 'value', 'status'];

/* Whether a fragment is meant to be one of these, even a damaged one; the anchor of a heading is not. */
export function isHandover(fragment) {
  return ANY_MARK.test(bare(fragment)) || /^[0-9A-Z.]{60,}$/.test(bare(fragment));
}

/* The fragment, without #. `answers` are facts as they are assessed, null for 不清楚 and absent for not asked; `assessment` is what
   they came to on the day `on`. */
export function pack({ catalogue, on, answers, assessment }) {
  const name = nameOf(catalogue);
  const writer = new Writer();
  const truth = (word) => writer.bits(TRUTHS.indexOf(word), 2);
  writer.flag(name.wide);
  writer.word(catalogue.policy);
  writer.word(catalogue.revision);
  writeDay(writer, on);
  writer.each(catalogue.questions.filter((asked) => answers[asked.name] !== undefined), (asked) => {
    name.write(writer, asked.name);
    writeAnswer(writer, asked, answers[asked.name], name);
  });
  writer.bits(OUTCOMES.indexOf(assessment.outcome), 2);
  writer.each(assessment.tests, (test) => {
    name.write(writer, test.name);
    truth(test.value);
  });
  writer.each(assessment.measures, (measure) => {
    name.write(writer, measure.name);
    truth(measure.granted);
    const amount = measure.amount;
    writeFigures(writer, amount && amount.low !== null && amount.low === amount.high ? amount.low : amount);
  });
  writer.each(clauses(catalogue), (clause) => writer.bits(clause.print, 16));
  return MARK + writer.text();
}

/* What a fragment holds, its names found in the receiver's catalogue:

     { policy, revision, on, answers, lost, saw: { outcome, tests: [{ name, value }], measures: [{ name, granted, amount }], prints } }

   `lost` are answers that cannot be put in, as { name, value }: `name` is null where the question is no more, an option in `value` that
   is no more is null. So is the name of a test or a measure that is no more. `prints` are the clauses' fingerprints.

   Throws an error whose `fault` is 'foreign', 'newer' or 'damaged'. */
export function unpack(fragment, catalogue) {
  const text = bare(fragment);
  if (!isHandover(text)) throw faultOf('foreign');
  if (ANY_MARK.test(text) && !text.startsWith(MARK)) throw faultOf('newer');
  demand(text.startsWith(MARK));
  const reader = new Reader(text.slice(MARK.length));
  const hashed = reader.flag() ? hash : shortHash;
  const find = (names) => finder(reader, names, hashed);
  const state = { policy: reader.word(), revision: reader.word(), on: readDay(reader), answers: {}, lost: [] };
  readAnswers(reader, catalogue, find, state);
  const outcome = OUTCOMES[reader.bits(2)];
  const test = find(namesIn(catalogue.tests));
  const tests = reader.each(() => ({ name: test(), value: readTruth(reader) }));
  const measure = find(namesIn(catalogue.measures));
  const measures = reader.each(() => ({ name: measure(), granted: readTruth(reader), amount: readAmount(reader) }));
  state.saw = { outcome: outcome, tests: tests, measures: measures, prints: reader.each(() => reader.bits(16)) };
  reader.end();
  return state;
}

/* The clauses with rules, in the order of the catalogue: { id, print }. The fingerprint is a hash of the rules that stand there. */
export function clauses(catalogue) {
  const found = new Map();
  for (const list of LISTS) {
    for (const rule of catalogue[list]) {
      const rules = found.get(rule.cite) || [];
      found.set(rule.cite, rules.concat(JSON.stringify(deciding(list, rule))));
    }
  }
  return Array.from(found, ([id, rules]) => ({ id: id, print: shortHash(JSON.stringify([id, rules.sort()])) }));
}

function deciding(list, rule) {
  const keys = list === 'questions' ? KEYS.concat(ENDS) : KEYS;
  const dated = (value) => DATED.map((key) => value[key]);
  return [list, keys.map((key) => rule[key]), (rule.values || []).map(dated)];
}

/* A fragment without the # in front. */
function bare(fragment) {
  return fragment.replace(/^#/, '');
}

function namesIn(rules) {
  return rules.map((rule) => rule.name);
}

/* How the names of a catalogue are written: by a short hash, or by a long one where two names that could be mistaken for each
   other have the same short one. */
function nameOf(catalogue) {
  const lists = [catalogue.questions, catalogue.tests, catalogue.measures].map(namesIn);
  const all = lists.concat(catalogue.questions.map((asked) => asked.options));
  const distinct = (hashed) => all.every((names) => new Set(names.map(hashed)).size === new Set(names).size);
  const wide = !distinct(shortHash);
  if (wide && !distinct(hash)) throw new RangeError('two names cannot be told apart');
  return { wide: wide, write: (writer, name) => writer.bits(wide ? hash(name) : shortHash(name), wide ? 32 : 16) };
}

/* Reads a name: one of `names`, null where none of them or more than one is meant. */
function finder(reader, names, hashed) {
  const width = hashed === hash ? 32 : 16;
  return () => {
    const sum = reader.bits(width);
    const found = names.filter((name) => hashed(name) === sum);
    return found.length === 1 ? found[0] : null;
  };
}

function writeDay(writer, day) {
  const parts = day.split('-').map(Number);
  writer.bits(parts[0], 14);
  writer.bits(parts[1], 4);
  writer.bits(parts[2], 5);
}

function readDay(reader) {
  const two = (number) => String(number).padStart(2, '0');
  return String(reader.bits(14)).padStart(4, '0') + '-' + two(reader.bits(4)) + '-' + two(reader.bits(5));
}

function writeAnswer(writer, asked, answer, name) {
  if (asked.kind === 'choice' && answer !== null) {
    writer.bits(OPTION, 3);
    name.write(writer, answer);
  } else if (asked.kind === 'choices' && answer !== null) {
    writer.bits(OPTIONS, 3);
    writer.each(answer, (option) => name.write(writer, option));
  } else if (answer === true || answer === false) {
    writer.bits(answer ? YES : NO, 3);
  } else {
    writeFigures(writer, answer);
  }
}

/* A number, { low, high } or null. */
function writeFigures(writer, value) {
  if (value === null) {
    writer.bits(OPEN, 3);
  } else if (typeof value === 'object') {
    writer.bits(RANGE, 3);
    for (const end of [value.low, value.high]) {
      const known = end !== null && end !== undefined;
      writer.flag(known);
      if (known) writer.decimal(String(end));
    }
  } else {
    writer.bits(NUMBER, 3);
    writer.decimal(String(value));
  }
}

function readAnswers(reader, catalogue, find, state) {
  const question = find(namesIn(catalogue.questions));
  reader.each(() => {
    const name = question();
    const asked = catalogue.questions.find((rule) => rule.name === name);
    const option = find(asked ? asked.options : []);
    let lost = !asked;
    const value = readValue(reader, () => {
      const found = option();
      lost = lost || found === null;
      return found;
    });
    demand(!(name in state.answers));
    if (lost) state.lost.push({ name: name, value: value });
    else state.answers[name] = value;
  });
}

function readValue(reader, option) {
  const kind = reader.bits(3);
  if (kind === OPEN) return null;
  if (kind === NO || kind === YES) return kind === YES;
  if (kind === NUMBER) return reader.decimal();
  if (kind === OPTION) return option();
  if (kind === OPTIONS) return reader.each(option);
  demand(kind === RANGE);
  const end = () => (reader.flag() ? reader.decimal() : null);
  const low = end();
  return { low: low, high: end() };
}

function readAmount(reader) {
  const value = readValue(reader, () => demand(false));
  demand(typeof value !== 'boolean' && !Array.isArray(value));
  return typeof value === 'string' ? { low: value, high: value } : value;
}

function readTruth(reader) {
  const truth = TRUTHS[reader.bits(2)];
  demand(truth);
  return truth;
}
