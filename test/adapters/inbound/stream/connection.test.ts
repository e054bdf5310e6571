import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { makeConnection } from '../../../../src/adapters/inbound/stream/connection.js';
import { type StreamItem, streamItem } from '../../../../src/adapters/inbound/stream/stream-item.js';
import type { EventLog } from '../../../../src/application/ports/event-log.js';
import type { AppEvent } from '../../../../src/domain/event/app-event.js';
import { APP, call, eventOf, nthId } from '../../../../src/testing/storage/samples.js';

const MAX_BUFFERED = 10_000;
const CALL = call();

/** An app's log, a client, and a connection between the two. */
const begin = (since: number | null, first = 1) => {
  const log: AppEvent[] = [];
  const events: Pick<EventLog, 'read' | 'position'> = {
    read: (_appId, after, limit) => async () =>
      E.right(log.filter(({ seq }) => seq > after && seq >= first).slice(0, limit)),
    position: () => async () => E.right({ stream: 'log', seq: log.length }),
  };
  const heard: (number | string)[] = [];
  let waiting = 0;
  let takes = true;
  let closed: number | null = null;
  const connection = makeConnection({
    appId: APP,
    events,
    sink: {
      send: ({ seq, text }) => {
        heard.push(seq ?? JSON.parse(text).event);
        if (!takes) waiting += text.length;
      },
      buffered: () => waiting,
      end: ({ code }) => {
        closed = code;
      },
    },
    interest: { events: null, crmUser: null },
    beginning: { since, stream: null, position: { stream: 'log', seq: since ?? 0 }, hello: false },
    maxBuffered: MAX_BUFFERED,
  });
  return {
    connection,
    heard,
    closed: () => closed,
    waiting: () => waiting,
    commit: (): StreamItem => {
      const event = { ...eventOf(CALL, { id: nthId(log.length + 1) }), seq: log.length + 1 };
      log.push(event);
      return streamItem(event);
    },
    stopTaking: () => {
      takes = false;
    },
    takeAll: () => {
      takes = true;
      waiting = 0;
      connection.drained();
    },
  };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a connection', () => {
  it('gives a client each event once and in order, however history and news interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        fc.array(fc.constantFrom('told', 'missed', 'pause'), { maxLength: 60 }),
        async (history, behind, steps) => {
          const at = begin(Math.max(0, history - behind));
          for (let n = 0; n < history; n += 1) at.commit();
          const begun = at.connection.begin();
          for (const step of steps) {
            if (step === 'pause') await turn();
            else {
              const item = at.commit();
              if (step === 'told') at.connection.offer([item]);
            }
          }
          const last = at.commit();
          at.connection.offer([last]);
          await begun;
          while (at.heard.at(-1) !== last.seq) await turn();
          const from = Math.max(0, history - behind) + 1;
          expect(at.heard).to.deep.equal(Array.from({ length: last.seq - from + 1 }, (_, n) => from + n));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is reset where the past that the client asks for is gone', async () => {
    const at = begin(2, 5);
    for (let n = 0; n < 8; n += 1) at.commit();
    await at.connection.begin();
    at.connection.offer([at.commit()]);
    expect(at.heard).to.deep.equal(['stream.reset', 9]);
  });

  it('ends a client that takes events more slowly than they come, before more than the bound waits for it', async () => {
    const at = begin(null);
    await at.connection.begin();
    at.stopTaking();
    for (let n = 0; n < 1_000 && at.closed() === null; n += 1) at.connection.offer([at.commit()]);
    expect(at.closed()).to.equal(1013);
    expect(at.waiting()).to.be.below(2 * MAX_BUFFERED);
    const heard = at.heard.length;
    at.connection.offer([at.commit()]);
    expect(at.heard).to.have.length(heard);
  });

  it('waits for a client that is slow to take history, page by page, and ends it not', async () => {
    const at = begin(0);
    for (let n = 0; n < 2_000; n += 1) at.commit();
    at.stopTaking();
    const begun = at.connection.begin();
    for (let n = 0; n < 20; n += 1) await turn();
    expect(at.heard.length).to.be.below(500);
    expect(at.closed()).to.equal(null);
    at.takeAll();
    await begun;
    expect(at.heard).to.have.length(2_000);
  });
});
