// The outcome by publicodes, household by household: rules written by hand after the shipped policy of Fuqing. Each condition
// stands twice, that it holds for certain and that it may hold, where the policy leaves something to the office.
// publicodes.mjs FILE COUNT
import Engine from 'publicodes';
import { households, measure } from './households.mjs';

const rules = {
  personnes: { valeur: 1 },
  inscrit: { valeur: 'non' },
  revenu: { valeur: 0 },
  'revenu 2019': { valeur: 0 },
  difficulté: { valeur: 'non' },
  'revenu précédent': { valeur: 0 },
  dépenses: { valeur: 0 },
  'seuil de pauvreté': { valeur: 4000 },
  'minimum vital': { valeur: 8400 },
  'par personne': { valeur: 'revenu / personnes' },
  limite: { 'toutes ces conditions': ['inscrit = non', 'par personne >= seuil de pauvreté', 'par personne < minimum vital'] },
  'limite possible': { 'toutes ces conditions': ['inscrit = non', 'par personne >= seuil de pauvreté'] },
  'faible en 2019': { 'toutes ces conditions': ['inscrit', 'revenu 2019 < minimum vital'] },
  'sous le seuil': { 'toutes ces conditions': ['inscrit = non', 'par personne < seuil de pauvreté'] },
  'sous le minimum': { valeur: 'revenu < minimum vital * personnes' },
  aggravé: { 'toutes ces conditions': ['difficulté', 'dépenses > revenu précédent', 'revenu précédent = 0'] },
  'aggravé possible': {
    'toutes ces conditions': ['difficulté', { 'une de ces conditions': ['revenu < revenu précédent', 'dépenses > revenu précédent'] }],
  },
  famille: { 'une de ces conditions': ['limite', 'faible en 2019'] },
  'famille possible': { 'une de ces conditions': ['famille', 'inscrit', 'limite possible'] },
  gêne: { 'une de ces conditions': ['sous le minimum', 'aggravé'] },
  'gêne possible': { 'une de ces conditions': ['gêne', 'aggravé possible'] },
  alerte: { 'une de ces conditions': ['sous le seuil', 'faible en 2019'] },
  issue: {
    variations: [
      { si: { 'toutes ces conditions': ['famille', 'gêne'] }, alors: "'likely'" },
      { si: { 'toutes ces conditions': ['famille possible', 'gêne possible'] }, alors: "'verify'" },
      { si: 'alerte', alors: "'verify'" },
      { sinon: "'unlikely'" },
    ],
  },
};

const [file, count] = process.argv.slice(2);
const given = households(file, Number(count));
const engine = new Engine(rules, { logger: { log() {}, warn() {}, error: console.error } });
const yes = (value) => (value ? 'oui' : 'non');
const situations = given.map((household) => ({
  personnes: Number(household.people),
  inscrit: yes(household.registered === '1'),
  revenu: Number(household.income),
  'revenu 2019': Number(household.net_2019),
  difficulté: yes(household.causes !== '0'),
  'revenu précédent': Number(household.last_year),
  dépenses: Number(household.spending),
}));
await measure('publicodes, one core', given, () => situations.map((situation) => engine.setSituation(situation).evaluate('issue').nodeValue));
