/* The words of the sheet: the situation, the result and where it comes from, put into the places of [data-sheet]. Nothing is worked out
   here; every sentence and figure is the calculator's. */

import { engine } from './calculator.js';
import { all, one, part, show } from './dom.js';
import { GRANTED, HOLDS, heading } from './result.js';
import { LACKS, spell, split, withoutDefinitions } from './words.js';

/* How much is left out so that everything has room on one page, the first leaving out nothing. What is left out of a line stands
   elsewhere on the sheet, or in the clause that it cites. */
export const ALL = 0;
export const ONCE = 1;
export const SHORT = 2;
export const NAMES = 3;

/* Fills in the sheet of a household. `root` is the calculator's place. */
export function write(sheet, root, brevity) {
  const page = root.page;
  const facts = page.facts();
  const view = engine.consider(facts, true);
  const place = (name) => one(sheet, '[data-sheet="' + name + '"]');
  const say = (name, text) => {
    show(place(name), Boolean(text));
    spell(place(name), text);
  };
  const list = (name, lines) => {
    place(name).textContent = '';
    show(place(name), lines.length > 0);
    lines.forEach((line) => {
      const written = place(name).appendChild(part('sheet-line'));
      spell(one(written, '[data-lead]'), line[0]);
      spell(one(written, '[data-rest]'), line[1]);
    });
  };
  const found = contents(page.catalogue, facts, view, brevity);
  say('finding', heading(root, view.assessment));
  Object.keys(found.lines).forEach((name) => say(name, found.lines[name]));
  Object.keys(found.lists).forEach((name) => list(name, found.lists[name]));
  all(sheet, '[data-sheet-block]').forEach((block) => show(block, Boolean(one(block, '[data-sheet]:not([hidden])'))));
  return { title: one(sheet, 'h1').textContent, finding: heading(root, view.assessment), amounts: amounts(view), on: page.on };
}

/* The measures that have an amount, each with it. */
const amounts = (view) => view.assessment.measures
  .map((measure, index) => (measure.granted !== 'false' && view.amounts[index] ? measure.name + ' ' + view.amounts[index] : ''))
  .filter(Boolean);

/* What stands on the sheet: `lines` of text, and `lists` of pairs of which the first is bold. */
function contents(catalogue, facts, view, brevity) {
  const assessment = view.assessment;
  const asked = view.questions.filter((question) => question.asked);
  const given = asked.filter((question) => question.said || question.name in facts && brevity < SHORT);
  const open = asked.filter((question) => given.indexOf(question) < 0);
  const measures = assessment.measures.filter((measure) => measure.granted !== 'false');
  const refused = assessment.measures.filter((measure) => measure.granted === 'false');
  const undecided = used(assessment.tests.concat(measures), 'undecided');
  const alerts = assessment.alerts.filter((alert) => alert.value === 'true');
  const clauses = assessment.tests.concat(measures, alerts).map((rule) => rule.cite);
  const because = shortened(brevity);
  /* The county's own document before those that it takes over. */
  const documents = catalogue.documents.slice().reverse();
  return {
    lines: {
      basics: ['测算日期：' + date(engine.today), '文件：' + documents.map(issued).join('、'), '规则版本：' + assessment.revision].join('　'),
      unanswered: open.length ? '没有填或者不清楚：' + open.map((question) => question.name).join('、') + '。' : '',
      undecided: undecided.length ? undecided.map((name) => decided(catalogue, name)).join('；') + '。' : '',
    },
    lists: {
      facts: given.map((question) => [question.name + '：', question.said || '不清楚']),
      alerts: alerts.map((alert) => ['', alert.message]),
      tests: named(assessment.tests, (test) => test.value === 'false' && brevity >= SHORT, (test) => HOLDS[test.value], because),
      measures: named(measures, (measure) => !measure.amount && brevity >= NAMES, (measure) => {
        const amount = view.amounts[assessment.measures.indexOf(measure)];
        return GRANTED[measure.granted] + (amount ? '，按标准算 ' + amount : '');
      }, because).concat(together(engine.relief(facts).total), refused.length ? [[GRANTED['false'] + '：', listed(refused)]] : []),
      caveats: caveats(catalogue, assessment.caveats),
      sources: documents.map((document) => [
        (document.number || '') + '《' + document.title + '》',
        brevity >= NAMES ? '' : cited(catalogue, document, clauses),
      ]).concat([['', '网址：' + location.href.split(/[?#]/)[0]]]),
    },
  };
}

/* Rules with what is said of each and why; those of which `isBrief` holds share a line for what is said of them. */
function named(rules, isBrief, said, because) {
  const brief = rules.filter(isBrief);
  const words = brief.map(said).filter((word, index, words) => words.indexOf(word) === index);
  return rules.filter((rule) => brief.indexOf(rule) < 0).map((rule) => [rule.name + '：' + said(rule) + '。', because(rule)]).concat(
    words.map((word) => [word + '：', listed(brief.filter((rule) => said(rule) === word))]),
  );
}

const listed = (rules) => rules.map((rule) => rule.name).join('、') + '。';

/* What all measures come to that are sure, and what is not in it. */
function together(total) {
  if (!total.counted.length) return [];
  const without = total.left_out.length ? '没有算进去的：' + total.left_out.join('、') + '。' : '';
  return [['按标准一共：' + total.amount.words + '。', without]];
}

/* Says why, as long as there is room for; a definition is told once. */
function shortened(brevity) {
  const told = [];
  const keeps = (definition) => told.indexOf(definition) < 0 && told.push(definition);
  return (rule) => {
    if (brevity === ALL) return ended(rule.because);
    const sentences = split(withoutDefinitions(rule.because, keeps), ['。']).filter(Boolean);
    if (rule.amount && brevity >= SHORT) return ended(split(sentences[0], ['；'])[0]);
    return sentences.map((sentence) => ended(split(sentence, ['；']).filter((line) => !LACKS.test(line)).join('；'))).join('');
  };
}

const ended = (sentence) => (/。$/.test(sentence) ? sentence : sentence + '。');

/* All that the results name under a key, each once. */
const used = (results, key) => results.reduce((names, result) => names.concat(result[key]), []).filter((name, index, names) => names.indexOf(name) === index);

const byName = (list, name) => list.filter((rule) => rule.name === name)[0];

function decided(catalogue, name) {
  const who = byName(catalogue.parameters, name).decided_by;
  return name + (who ? '，由' + who + '认定' : '');
}

/* 2026年11月23日 */
export function date(day) {
  const parts = day.split('-').map(Number);
  return parts[0] + '年' + parts[1] + '月' + parts[2] + '日';
}

const issued = (document) => (document.number || '《' + document.title + '》') + (document.issued ? '（' + date(document.issued) + '）' : '');

/* The figures that may have changed, those of one date together. */
function caveats(catalogue, names) {
  const groups = [];
  names.forEach((name) => {
    const value = current(byName(catalogue.parameters, name).values);
    const reference = value.status === 'reference' ? '，只作参考' : '';
    const review = value.review ? '，' + date(value.review) + '以后要再核对' : '';
    const when = date(value.from) + '起' + reference + review + '：';
    const group = groups.filter((other) => other[0] === when)[0] || groups[groups.push([when, []]) - 1];
    group[1].push(engine.steps({}, name)[0].text.split('（')[0]);
  });
  return groups.map((group) => [group[0], group[1].join('、') + '。']);
}

/* The one of a parameter's values that counts today. */
const current = (values) => values.filter((value) => value.from <= engine.today && (!value.until || engine.today <= value.until))[0];

/* The clauses of a document that the sheet rests on. */
function cited(catalogue, document, clauses) {
  const titles = catalogue.clauses.filter((clause) => clause.document === document.id && clauses.indexOf(clause.id) >= 0).map((clause) => clause.title);
  return titles.length ? '：' + titles.join('、') + '。' : '';
}
