// The outcome by zen-engine, household by household: a decision written by hand after the shipped policy of Fuqing. Each condition
// stands twice, that it holds for certain and that it may hold, where the policy leaves something to the office.
// zen.mjs FILE COUNT
import { ZenEngine } from '@gorules/zen-engine';
import { households, measure } from './households.mjs';

const conditions = [
  ['per_head', 'income / people'],
  ['borderline', 'not registered and $.per_head >= 4000 and $.per_head < 8400'],
  ['may_be_borderline', 'not registered and $.per_head >= 4000'],
  ['low_in_2019', 'registered and net_2019 < 8400'],
  ['below_poverty', 'not registered and $.per_head < 4000'],
  ['below_subsistence', 'income < 8400 * people'],
  ['worse', 'causes != 0 and spending > last_year and last_year == 0'],
  ['may_be_worse', 'causes != 0 and (income < last_year or spending > last_year)'],
  ['family', '$.borderline or $.low_in_2019'],
  ['may_be_family', '$.family or registered or $.may_be_borderline'],
  ['hardship', '$.below_subsistence or $.worse'],
  ['may_be_hardship', '$.hardship or $.may_be_worse'],
  ['raised', '$.below_poverty or $.low_in_2019'],
  [
    'outcome',
    "$.family and $.hardship ? 'likely' : (($.may_be_family and $.may_be_hardship) or $.raised ? 'verify' : 'unlikely')",
  ],
];
const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify({
  nodes: [
    { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
    {
      id: 'rules',
      name: 'rules',
      type: 'expressionNode',
      position: { x: 1, y: 0 },
      content: { expressions: conditions.map(([key, value]) => ({ id: key, key, value })) },
    },
    { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
  ],
  edges: [
    { id: 'a', sourceId: 'in', targetId: 'rules', type: 'edge' },
    { id: 'b', sourceId: 'rules', targetId: 'out', type: 'edge' },
  ],
})));

const [file, count] = process.argv.slice(2);
const given = households(file, Number(count));
const inputs = given.map((household) => {
  const numbers = Object.entries(household).filter(([name]) => name !== 'outcome').map(([name, value]) => [name, Number(value)]);
  return { ...Object.fromEntries(numbers), registered: household.registered === '1' };
});
await measure('zen-engine', given, async () => {
  const outcomes = [];
  for (const input of inputs) outcomes.push((await decision.evaluate(input)).result.outcome);
  return outcomes;
});
