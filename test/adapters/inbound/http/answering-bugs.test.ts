import type { HttpResponse as UwsResponse } from 'uWebSockets.js';
import { expect } from 'chai';
import { answeringBugs } from '../../../../src/adapters/inbound/http/answering-bugs.js';
import { unlessRefused } from '../../../../src/adapters/inbound/http/refused-head.js';
import { makeTransport } from '../../../../src/adapters/inbound/http/transport.js';
import { recordingLogger } from '../../../support/recording-logger.js';

describe('an exception of a handler', () => {
  const transport = makeTransport();
  const logger = recordingLogger();
  const deps = { ids: { next: () => 'request-1' }, logger, isStopping: () => false, headersFor: () => ({}) };
  const bug = (): never => {
    throw new RangeError('Maximum call stack size exceeded');
  };
  const later = async (res: UwsResponse): Promise<void> => {
    res.onAborted(() => undefined);
    await Promise.resolve();
    bug();
  };
  let url: string;
  before(async () => {
    transport.app
      .get('/at-once', answeringBugs(deps, bug))
      .get('/later', answeringBugs(deps, later))
      .get('/stream', unlessRefused(deps, later))
      .get('/stream-at-once', unlessRefused(deps, bug))
      .get(
        '/answered',
        answeringBugs(deps, async (res) => {
          res.end('the answer');
          bug();
        }),
      );
    await transport.listen('127.0.0.1', 0);
    url = `http://127.0.0.1:${transport.port()}`;
  });
  after(() => {
    transport.stopListening();
    transport.close();
  });

  for (const path of ['/at-once', '/later', '/stream', '/stream-at-once']) {
    it(`is a 500 and a line in the log at ${path}`, async () => {
      logger.lines.length = 0;
      const answer = await fetch(`${url}${path}`);
      expect([answer.status, answer.headers.get('x-request-id')]).to.deep.equal([500, 'request-1']);
      expect(await answer.json()).to.include({ success: false, error: 'Internal Server Error' });
      expect(logger.lines.map(({ message }) => message)).to.deep.equal(['A request ran into a bug']);
    });
  }

  it('changes nothing of an answer that was given before', async () => {
    const answer = await fetch(`${url}/answered`);
    expect([answer.status, await answer.text()]).to.deep.equal([200, 'the answer']);
  });
});
