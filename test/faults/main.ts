import { parseArgs } from 'node:util';
import { seeded } from '../support/seeded.js';
import { FAULTS } from './faults.js';
import type { Engine } from './office.js';
import { type Result, tryFault } from './trial.js';

/**
 * Breaks a server under load and what it stands on, and counts what became of the events it acknowledged.
 * `--engine` and `--fault` choose (each may be repeated), `--seed` repeats a run.
 */
const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true },
    fault: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    'forbid-pending': { type: 'boolean', default: false },
  },
});

const ADDRESS = { sqlite: null, postgres: 'TEST_DATABASE_URL', mongodb: 'TEST_MONGODB_URI' } as const;
const ENGINES: readonly Engine[] = ['sqlite', 'postgres', 'mongodb'];

const chosen = ENGINES.filter((engine) => values.engine?.includes(engine) ?? true);
const isHere = (engine: Engine): boolean => {
  const address = ADDRESS[engine];
  return address === null || process.env[address] !== undefined;
};
const faults = FAULTS.filter(({ name }) => values.fault?.includes(name) ?? true);

const cells = ({ fault, engine, findings, healed, why }: Result): readonly unknown[] => [
  fault,
  engine,
  ...(findings === null
    ? ['', '', '', '', '', '', '', '']
    : [
        findings.acknowledged,
        findings.told,
        findings.twice,
        findings.missing,
        findings.late,
        findings.gaps,
        findings.wrongStatus,
        Math.round(healed),
      ]),
  why === '' ? 'passed' : `failed: ${why}`,
];
const print = (row: readonly unknown[]): boolean => process.stdout.write(`| ${row.join(' | ')} |\n`);

const HEAD = [
  'fault',
  'engine',
  'acknowledged',
  'told',
  'twice',
  'missing',
  'late',
  'gaps',
  'wrong status',
  'healed (ms)',
  '',
];
process.stdout.write(`Seed ${values.seed}\n\n`);
print(HEAD);
print(HEAD.map(() => '---'));

const random = seeded(Number(values.seed));
const results: Result[] = [];
for (const engine of chosen.filter(isHere)) {
  for (const fault of faults.filter(({ engines }) => engines.includes(engine))) {
    const result = await tryFault(fault, engine, random);
    results.push(result);
    print(cells(result));
  }
}

const missing = chosen.filter((engine) => !isHere(engine));
if (missing.length > 0) process.stdout.write(`\nSkipped, for want of a server: ${missing.join(', ')}\n`);
const failed = results.filter(({ why }) => why !== '').length + (values['forbid-pending'] ? missing.length : 0);
const passed = results.filter(({ why }) => why === '').length;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
