/* The result: what the calculator says of a household, put into the places that the page has for it. */

import { engine } from './calculator.js';
import { all, fill, mark, named, one, part, say, show } from './dom.js';
import { tab } from './memory.js';

export const HOLDS = { 'true': '是', 'false': '不是', unknown: '还不能确定' };
export const GRANTED = { 'true': '可能适用', 'false': '按所填情况不适用', unknown: '待核实' };

/* What has come out, in the words of the page. */
export const heading = (root, assessment) => one(root, '[data-verdict="' + assessment.outcome + '"] h2').textContent;

/* A clause with its document's number: 融扶办〔2020〕8号 收入刚过扶贫标准的普通农户. */
export function cited(catalogue, id) {
  const clause = catalogue.clauses.filter((other) => other.id === id)[0];
  const number = catalogue.documents.filter((document) => document.id === clause.document)[0].number;
  return (number ? number + ' ' : '') + clause.title;
}

/* Makes the places of a policy's tests, measures and lists inside `root`. `policies` is the way to the folder of policies. */
export function make(root, catalogue, policies) {
  const clauses = {};
  catalogue.clauses.forEach((clause) => { clauses[clause.id] = clause; });
  const cite = (place, id, rule) => all(place, 'a[data-cite]').forEach((link) => {
    link.href = policies + clauses[id].document + '/index.html#' + id;
    link.textContent = rule ? rule + '：' + clauses[id].title : '依据：' + cited(catalogue, id);
  });
  const list = (selector, name, rules, make) => {
    const place = one(root, selector);
    if (place) rules.forEach((rule) => make(place.appendChild(part(name)), rule));
  };
  list('[data-tests]', 'test', catalogue.tests, (place, test) => {
    place.setAttribute('data-test', test.name);
    one(place, '[data-name]').textContent = test.name;
    fill(place, '[data-note]', test.note || '');
    one(place, 'details').setAttribute('data-steps', test.name);
    cite(place, test.cite);
  });
  list('[data-measures]', 'measure', catalogue.measures, (place, measure) => {
    place.setAttribute('data-measure', measure.name);
    one(place, '[data-name]').textContent = measure.name;
    if (!measure.money) one(place, '[data-money]').remove();
    fill(place, '[data-service]', measure.service || '');
    fill(place, '[data-apply]', measure.apply || '');
    show(one(place, '.apply'), Boolean(measure.apply));
    one(place, 'summary').textContent = measure.money ? '怎么算的' : '为什么';
    one(place, 'details').setAttribute('data-steps', measure.name);
    cite(place, measure.cite);
  });
  list('[data-alerts]', 'alert', catalogue.alerts, (place, alert) => {
    place.setAttribute('data-alert', alert.name);
    one(place, '[data-message]').textContent = alert.message;
    cite(place, alert.cite);
  });
  list('[data-answers]', 'answer', catalogue.questions, (place, question) => {
    place.setAttribute('data-answer', question.name);
    one(place, '[data-name]').textContent = question.name;
    const change = one(place, 'button');
    change.setAttribute('data-change', question.name);
    change.setAttribute('aria-label', '改：' + question.name);
  });
  list('[data-missing-list]', 'missing', catalogue.questions, (place, question) => {
    place.setAttribute('data-missing', question.name);
    const change = one(place, 'button');
    change.setAttribute('data-change', question.name);
    change.textContent = question.name;
  });
  list('[data-undecided-list]', 'undecided', catalogue.parameters, (place, parameter) => {
    place.setAttribute('data-undecided', parameter.name);
    one(place, 'strong').textContent = parameter.name;
    one(place, 'span').textContent = parameter.decided_by ? '：由' + parameter.decided_by + '认定' : '';
    cite(place, parameter.cite);
  });
  list('[data-caveats]', 'line', catalogue.parameters, (place, parameter) => place.setAttribute('data-caveat', parameter.name));
  list('[data-assumptions]', 'line', catalogue.assumptions, (place, assumption) => { place.textContent = assumption.text; });
  root.addEventListener('toggle', (event) => {
    const place = event.target;
    if (place.open && place.hasAttribute('data-steps')) steps(place, root.facts, cite);
    if (place.open && place.hasAttribute('data-turns')) turns(root);
  }, true);
  root.cite = cite;
}

/* Fills in everything that the calculator says of a household: `view` is what engine.consider answered. */
export function write(root, facts, view) {
  const assessment = view.assessment;
  root.facts = facts;
  mark(root, 'data-outcome', assessment.outcome);
  all(root, '[data-verdict]').forEach((verdict) => show(verdict, verdict.getAttribute('data-verdict') === assessment.outcome));
  fill(root, '[data-basis]', view.basis);
  assessment.tests.forEach((test) => {
    const place = one(root, named('test', test.name));
    if (!place) return;
    mark(place, 'data-value', test.value);
    say(one(place, '[data-word]'), HOLDS[test.value]);
    say(one(place, '[data-because]'), test.because);
  });
  assessment.measures.forEach((measure, index) => {
    const place = one(root, named('measure', measure.name));
    if (!place) return;
    mark(place, 'data-granted', measure.granted);
    say(one(place, '[data-word]'), GRANTED[measure.granted]);
    say(one(place, '[data-because]'), measure.because);
    const amount = one(place, '[data-amount]');
    if (amount) say(amount, view.amounts[index] || '数额待核定');
  });
  const none = assessment.measures.every((measure) => measure.granted === 'false');
  all(root, '[data-no-measure]').forEach((place) => show(place, none));
  all(root, '[data-some-measure]').forEach((place) => show(place, !none));
  assessment.alerts.forEach((alert) => show(one(root, named('alert', alert.name)), alert.value === 'true'));
  const undecided = assessment.tests.concat(assessment.measures).reduce((names, result) => names.concat(result.undecided), []);
  some(root, 'undecided', undecided);
  some(root, 'missing', assessment.ask);
  assessment.caveats.forEach((name) => {
    const place = one(root, named('caveat', name));
    if (place && !place.textContent) place.textContent = engine.steps({}, name)[0].text;
  });
  some(root, 'caveat', assessment.caveats);
  view.questions.forEach((question) => {
    const place = one(root, named('answer', question.name));
    if (!place) return;
    const answered = question.asked && question.name in facts;
    show(place, answered);
    say(one(place, '[data-said]'), question.said || '不清楚');
  });
  all(root, 'details[open][data-steps]').forEach((place) => steps(place, facts, root.cite));
  turns(root);
  /* Who goes on to report may attach what has come out, and no figure: it waits within the tab, on the page of reports. */
  const link = one(root, '[data-report-link]');
  if (link) {
    link.onclick = () => tab('assessment', link).set({
      outcome: assessment.outcome, policy: assessment.policy, revision: assessment.revision, words: heading(root, assessment),
    });
  }
}

/* Writes which other answers would change the outcome, where that was opened; the block stays away where there are none. */
function turns(root) {
  const place = one(root, 'details[data-turns][open]');
  if (!place) return;
  const list = one(place, 'ul');
  list.textContent = '';
  engine.turns(root.facts).forEach((turn) => {
    const line = list.appendChild(part('turn'));
    one(line, '[data-change-words]').textContent = turn.words;
    one(line, 'strong').textContent = one(root, '[data-verdict="' + turn.outcome + '"] h2').textContent;
  });
  all(root, '[data-turns-block]').forEach((block) => show(block, list.children.length > 0 || root.facts === undefined));
}

/* Shows of a list what is wanted, and the whole block only where anything is. */
function some(root, kind, names) {
  all(root, '[data-' + kind + ']').forEach((place) => show(place, names.indexOf(place.getAttribute('data-' + kind)) >= 0));
  all(root, '[data-' + kind + '-block]').forEach((block) => show(block, names.length > 0));
}

/* Writes what a derivation rests on, one step a line, each with a link to its clause. The derivation itself stands above. */
function steps(place, facts, cite) {
  const list = one(place, 'ol');
  list.textContent = '';
  engine.steps(facts, place.getAttribute('data-steps')).slice(1).forEach((step) => {
    const line = list.appendChild(part('step'));
    one(line, '[data-step-text]').textContent = step.text;
    cite(line, step.cite, step.name);
  });
}
