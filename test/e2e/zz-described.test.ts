import { expect } from 'chai';
import { seenAnswers } from './described.js';
import { run } from './running.js';

/** Runs after the other end-to-end tests, whose answers it looks back on. */
describe('the end-to-end tests', () => {
  it('have seen every operation carried out', async function () {
    // On its own, this file has nothing to look back on.
    if (seenAnswers.size === 0) this.skip();
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
    // A stream has no one answer to look at; the tests of the streams read it.
    const answers = described.filter((answer) => answer !== 'GET /api/events/stream 200');
    expect(answers.filter((answer) => !seenAnswers.has(answer))).to.deep.equal([]);
  });
});
