/* What 给群众看 shows, screen by screen: what it is about, the conditions from the family's answers up, the amount from its figures up,
   and what has come out. A screen is { name, lines, prose, figure, note, cite }; the last one is { name, figure, money, last }. */

import { engine } from './calculator.js';
import { GRANTED, HOLDS, heading } from './result.js';
import { LACKS, conditions, split, terms, withoutDefinitions } from './words.js';

/* More than this is no sentence to be read in one go. */
const LONG = 40;

/* The screens of a test or a measure, or of the whole result where there is no such name. `root` is the calculator's place. */
export function screens(root, facts, name) {
  const view = engine.consider(facts, true);
  const told = teller(root, facts, view);
  return name ? ofRule(told, name) : ofResult(told);
}

/* Tells the steps of one household. */
function teller(root, facts, view) {
  const catalogue = root.page.catalogue;
  const byName = (list) => (name) => list.filter((rule) => rule.name === name)[0];
  return {
    catalogue: catalogue,
    view: view,
    heading: heading(root, view.assessment),
    steps: (name) => engine.steps(facts, name),
    test: byName(view.assessment.tests),
    measure: byName(view.assessment.measures),
    amount: (name) => view.amounts[view.assessment.measures.map((measure) => measure.name).indexOf(name)],
    rule: byName(catalogue.tests.concat(catalogue.measures)),
    isDefinition: byName(catalogue.defines),
    isGiven: byName(catalogue.parameters.concat(catalogue.questions)),
  };
}

function ofRule(told, name) {
  const measure = told.measure(name);
  const rule = told.rule(name);
  const start = [{ name: name, lines: [rule.service || rule.note || ''].filter(Boolean), prose: true }];
  if (!measure) {
    const test = told.test(name);
    return start.concat(build(told, name), { last: true, name: name, figure: HOLDS[test.value], money: false });
  }
  const amount = measure.granted === 'false' ? null : told.amount(name);
  const last = { last: true, name: name, figure: amount || GRANTED[measure.granted], money: Boolean(amount) };
  return start.concat(build(told, name), last);
}

function ofResult(told) {
  const found = told.catalogue.outcome[0];
  const alerts = told.view.assessment.alerts.filter((alert) => alert.value === 'true');
  const measures = told.view.assessment.measures.filter((measure) => measure.granted !== 'false');
  return [{ name: '这个结果是怎么来的', lines: [] }].concat(
    build(told, found.name),
    alerts.map((alert) => ({ name: '提醒', lines: sentences(alert.message), prose: true, cite: alert.cite })),
    measures.map((measure) => ({
      name: measure.name,
      lines: [told.rule(measure.name).service].filter(Boolean),
      prose: true,
      figure: told.amount(measure.name) || GRANTED[measure.granted],
      cite: measure.cite,
    })),
    { last: true, name: '结果', figure: told.heading, money: measures.length > 0 },
  );
}

const sentences = (text) => split(text, ['。']).filter(Boolean).map((line) => line + '。');

/* The steps up to a rule, what each rests on before it; of a measure first whether it is given, then how much. A figure of the
   amount comes again where it is counted with, even if it was told among the conditions. */
function build(told, name) {
  const all = told.steps(name);
  const own = all[0];
  const formula = formulaOf(told, own);
  const factors = formula ? all.slice(1).filter((step) => namesIn(formula).indexOf(step.name) >= 0) : [];
  const ofAmount = names(factors.reduce((found, step) => found.concat(told.steps(step.name)), []));
  const because = formula ? own.text.slice(formula.length + 1) : own.text;
  const conditional = because ? namesIn(because) : [];
  const seen = {};
  const upTo = (step) => {
    if (seen[step.name]) return [];
    seen[step.name] = true;
    return told.steps(step.name).slice(1).reduce((found, below) => found.concat(upTo(below)), []).concat(screen(told, step, LACKS));
  };
  const whether = all.slice(1)
    .filter((step) => ofAmount.indexOf(step.name) < 0 || conditional.indexOf(step.name) >= 0)
    .reduce((found, step) => found.concat(upTo(step)), [])
    .concat(because ? screen(told, Object.assign({}, own, { text: because })) : []);
  const howMuch = factors.reduce((found, step) => found.concat(seen[step.name] ? screen(told, step) : upTo(step)), [])
    .concat(formula ? calculation(own, formula) : []);
  if (whether.length && howMuch.length) howMuch[0].amount = true;
  return whether.concat(howMuch);
}

const names = (steps) => steps.map((step) => step.name);

/* The words of a text that can be names. */
const namesIn = (text) => text.split(/[\s（）()×÷+\-=，。；：、]+/);

/* The sentence of a measure that works its amount out. */
function formulaOf(told, step) {
  const measure = told.measure(step.name);
  return measure && measure.amount && measure.granted !== 'false' ? split(step.text, ['。'])[0] : '';
}

/* The screens of one step, without sentences like `without`. */
function screen(told, step, without) {
  if (told.isGiven(step.name)) return given(step);
  if (told.isDefinition(step.name) && step.text.indexOf(step.name + ' = ') === 0) return calculation(step, step.text.slice(step.name.length + 3));
  const lines = conditions(withoutDefinitions(step.text)).filter((line) => !without || !without.test(line));
  const found = grouped(lines).map((group) => ({ name: step.name, lines: group, cite: step.cite }));
  const last = found[found.length - 1].lines.join('');
  if (found.length > 1 && last.length > LONG / 2) found.push({ name: step.name, lines: [], cite: step.cite });
  found[found.length - 1].figure = said(told, step.name);
  return found;
}

/* What has come out of a test, a measure or the outcome. */
function said(told, name) {
  const test = told.test(name);
  const measure = told.measure(name);
  if (test) return HOLDS[test.value];
  if (measure) return GRANTED[measure.granted];
  return told.catalogue.outcome[0].name === name ? told.heading : '';
}

/* As many lines together as are read in one go. */
function grouped(lines) {
  return lines.reduce((groups, line) => {
    const last = groups[groups.length - 1];
    if (last.length && last.concat(line).join('').length > LONG) groups.push([line]);
    else last.push(line);
    return groups;
  }, [[]]);
}

/* `过渡期标准 600 元/人/月（2020年1月1日起；…）`, `建档立卡情况：普通农户`, `略高于上限 （未定，由镇（街）认定）` */
function given(step) {
  const said = step.text.slice(step.name.length).trim().replace(/^：/, '');
  const at = said.indexOf('（');
  const inside = at < 0 ? '' : said.slice(at + 1, -1);
  const screen = { name: step.name, lines: [], figure: at < 0 ? said : said.slice(0, at), note: inside, cite: step.cite };
  if (at !== 0) return [screen];
  const comma = inside.indexOf('，');
  /* What nobody has answered is said where it is missing. */
  if (comma < 0) return [];
  screen.figure = inside.slice(0, comma);
  screen.note = inside.slice(comma + 1);
  return [screen];
}

/* A formula in names, the same in figures, and what comes out. */
function calculation(step, text) {
  const parted = split(text, ['；']);
  const lines = split(parted[0], [' = ']);
  if (lines.length < 2) return [{ name: step.name, lines: conditions(withoutDefinitions(text)), cite: step.cite }];
  const figure = lines.pop();
  const missing = parted.slice(1).map((line) => ({ name: step.name, lines: [line], cite: step.cite }));
  return missing.concat({ name: step.name, lines: lines, equal: true, figure: '=\u00a0' + figure, cite: step.cite });
}

/* A line of a screen in parts that read best on one line. */
export const parts = (screen, line, index) => (screen.prose ? [line] : terms((screen.equal && index > 0 ? '= ' : '') + line));
