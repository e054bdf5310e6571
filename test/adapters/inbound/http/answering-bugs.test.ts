import { expect } from 'chai';
import { answeringBugs } from '../../../../src/adapters/inbound/http/answering-bugs.js';
import { unlessRefused } from '../../../../src/adapters/inbound/http/refused-head.js';
import type { TransportRequest, TransportResponse } from '../../../../src/adapters/inbound/transport/transport.js';
import { recordingLogger } from '../../../support/recording-logger.js';
import { eachTransport, type Serving, serving } from '../../../support/transports.js';

type Serve = (request: TransportRequest, response: TransportResponse) => void;

eachTransport('an exception of a handler', (make, name) => {
  const logger = recordingLogger();
  const deps = { ids: { next: () => 'request-1' }, logger, isStopping: () => false, headersFor: () => ({}) };
  const bug = (): never => {
    throw new RangeError('Maximum call stack size exceeded');
  };
  const later = async (): Promise<void> => {
    await Promise.resolve();
    bug();
  };
  const handlers: Readonly<Record<string, Serve>> = {
    '/at-once': answeringBugs(deps, bug),
    '/later': answeringBugs(deps, later),
    '/stream': unlessRefused(deps, later),
    '/stream-at-once': unlessRefused(deps, bug),
    '/bad-header': answeringBugs(deps, async (_, response) => {
      const headers = { 'x-bad': 'a\r\nb: c' };
      response.send({ status: 200, headers, body: 'the answer' }, { hangUp: false, withoutBody: false });
    }),
    '/answered': answeringBugs(deps, async (_, response) => {
      response.send({ status: 200, headers: {}, body: 'the answer' }, { hangUp: false, withoutBody: false });
      bug();
    }),
  };
  let at: Serving;
  before(async () => {
    at = await serving(make, { request: (request, response) => handlers[request.path()]?.(request, response) });
  });
  after(() => at.stop());

  // Only Node's own server looks at the headers that it sends.
  const refused = name === 'node' ? ['/bad-header'] : [];
  for (const path of ['/at-once', '/later', '/stream', '/stream-at-once', ...refused]) {
    it(`is a 500 and a line in the log at ${path}`, async () => {
      logger.lines.length = 0;
      const answer = await fetch(`${at.url}${path}`);
      expect([answer.status, answer.headers.get('x-request-id')]).to.deep.equal([500, 'request-1']);
      expect(await answer.json()).to.include({ success: false, error: 'Internal Server Error' });
      expect(logger.lines.map(({ message }) => message)).to.deep.equal(['A request ran into a bug']);
    });
  }

  it('changes nothing of an answer that was given before', async () => {
    const answer = await fetch(`${at.url}/answered`);
    expect([answer.status, await answer.text()]).to.deep.equal([200, 'the answer']);
  });
});
