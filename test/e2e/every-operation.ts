import { expect } from 'chai';
import type { Context, RootHookObject, Suite } from 'mocha';
import { seenAnswers } from './described.js';
import { run } from './running.js';

/**
 * A root hook of mocha that fails a run of the end-to-end tests in which some operation of the API never succeeded. `test/all.ts`
 * adds it with `--require`. A run that leaves out tests, by `--grep` for example, is not checked.
 */
export const mochaHooks: RootHookObject = {
  async afterAll(this: Context) {
    const root = this.test?.parent;
    if (root === undefined || !isComplete(root)) return;
    const missing = (await successes()).filter((answer) => !seenAnswers.has(answer));
    expect(missing, 'operations that no end-to-end test saw succeed').to.deep.equal([]);
  },
};

/** Whether every test was run, or is marked as skipped. */
const isComplete = (suite: Suite): boolean =>
  suite.tests.every((test) => test.isPending() || test.state !== undefined) && suite.suites.every(isComplete);

/** Every successful answer that the API describes, as `GET /api/calls 200`. */
const successes = async (): Promise<readonly string[]> => {
  const at = await run();
  const { paths } = (await at.request('GET', '/openapi.json')).body;
  await at.request('GET', '/health/live');
  await at.request('GET', '/health/ready');
  await at.stop();
  const described = Object.entries<Record<string, { readonly responses: object }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.keys(responses)
        .filter((status) => status.startsWith('2'))
        .map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  // A stream has no single answer to check; the tests of streams read it.
  return described.filter((answer) => answer !== 'GET /api/events/stream 200');
};
