/* What became of a household that was handed over: what the sender saw beside what comes out here, and the clauses that changed. */

import { clauses } from './handover-fragment.js';

/* Compares what was `received` (see unpack) with the own assessment:

     { sameRules, sameDay, onlyDay, same,
       outcome: { then, now, differs }, tests: [{ name, then, now, differs }],
       measures: [{ name, then: { granted, amount }, now: { granted, amount }, differs }], gone,
       clauses: [{ id, title }] }

   The lists hold what there is now, in its order; `then` is null for what is new, `gone` counts what is no more. `clauses` are those
   whose rules are not among the sender's: changed or new. */
export function compare({ catalogue, own, received }) {
  const saw = received.saw;
  const sameRules = received.policy === catalogue.policy && received.revision === catalogue.revision;
  const sameDay = received.on === own.on;
  const outcome = { then: saw.outcome, now: own.outcome, differs: saw.outcome !== own.outcome };
  const tests = beside(saw.tests, own.tests, (test) => test.value);
  /* What a measure that is not granted would come to is nobody's concern. */
  const paid = (measure) => ({ granted: measure.granted, amount: measure.granted === 'false' ? null : measure.amount });
  const measures = beside(saw.measures, own.measures, paid);
  const gone = saw.tests.concat(saw.measures).filter((rule) => !named(own.tests.concat(own.measures), rule.name)).length;
  const differs = tests.concat(measures, outcome).some((row) => row.differs);
  return {
    sameRules: sameRules,
    sameDay: sameDay,
    onlyDay: sameRules && !sameDay,
    same: !differs && gone === 0,
    outcome: outcome,
    tests: tests,
    measures: measures,
    gone: gone,
    clauses: sameRules ? [] : changed(catalogue, saw.prints),
  };
}

function beside(then, now, what) {
  return now.map((rule) => {
    const before = named(then, rule.name);
    const sides = { then: before ? what(before) : null, now: what(rule) };
    return { name: rule.name, then: sides.then, now: sides.now, differs: JSON.stringify(sides.then) !== JSON.stringify(sides.now) };
  });
}

function named(rules, name) {
  return rules.find((rule) => rule.name === name);
}

function changed(catalogue, prints) {
  const title = (id) => (catalogue.clauses.find((clause) => clause.id === id) || { title: id }).title;
  const others = clauses(catalogue).filter((clause) => prints.indexOf(clause.print) < 0);
  return others.map((clause) => ({ id: clause.id, title: title(clause.id) }));
}
