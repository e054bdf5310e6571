import { expect } from 'chai';
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { makeHistory } from '../../../../src/adapters/inbound/stream/history.js';
import type { BoundedSink } from '../../../../src/adapters/inbound/stream/sink.js';
import { type StreamItem, streamItem } from '../../../../src/adapters/inbound/stream/stream-item.js';
import { StreamSubscriber } from '../../../../src/adapters/inbound/stream/subscriber.js';
import { makeTurns } from '../../../../src/adapters/inbound/turns.js';
import { BUDGETS } from '../../../../src/application/budgets.js';
import type { EventLog } from '../../../../src/application/ports/event-log.js';
import type { AppEvent } from '../../../../src/domain/event/app-event.js';
import type { KeyId } from '../../../../src/domain/ids.js';
import { APP, call, eventOf, nthId } from '../../../../src/testing/storage/samples.js';

const CALL = call();

/** An app's log, a client, and the subscriber between the two. */
const begin = (since: number | null, first = 1) => {
  const log: AppEvent[] = [];
  const events: Pick<EventLog, 'read' | 'position'> = {
    read: (_appId, after, limit) => async () =>
      E.right(log.filter(({ seq }) => seq > after && seq >= first).slice(0, limit)),
    position: () => async () => E.right({ stream: 'log', seq: log.length }),
  };
  const received: (number | string)[] = [];
  let waiting = 0;
  let takesMessages = true;
  let closed: number | null = null;
  let noted = 0;
  const sink: BoundedSink = {
    together: (sends) => sends(),
    send: ({ seq, text }) => {
      received.push(seq ?? JSON.parse(text).event);
      if (!takesMessages) waiting += text.length;
    },
    buffered: () => waiting,
    isFull: () => waiting > BUDGETS.socketBytes,
    end: ({ code }) => {
      closed = code;
    },
  };
  const noteSent = (count: number): void => {
    noted += count;
  };
  const subscriber = new StreamSubscriber(
    { history: makeHistory(events, makeTurns()), noteSent },
    { appId: APP, keyId: nthId<KeyId>(1), validUntil: null },
    { events: null, crmUser: null },
    sink,
  );
  return {
    subscriber,
    begin: () => subscriber.begin({ since, stream: null, position: { stream: 'log', seq: since ?? 0 }, hello: false }),
    received,
    noted: () => noted,
    closed: () => closed,
    waiting: () => waiting,
    commit: (): StreamItem => {
      const event = { ...eventOf(CALL, { id: nthId(log.length + 1) }), seq: log.length + 1 };
      log.push(event);
      return streamItem(event);
    },
    stopTaking: () => {
      takesMessages = false;
    },
    takeAll: () => {
      takesMessages = true;
      waiting = 0;
      subscriber.drained();
    },
  };
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a subscriber', () => {
  it('gives a client each event once and in order, however history and live events interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        fc.array(fc.constantFrom('offered', 'missed', 'pause'), { maxLength: 60 }),
        async (history, behind, steps) => {
          const at = begin(Math.max(0, history - behind));
          for (let n = 0; n < history; n += 1) at.commit();
          const begun = at.begin();
          for (const step of steps) {
            if (step === 'pause') await turn();
            else {
              const item = at.commit();
              if (step === 'offered') at.subscriber.offer([item]);
            }
          }
          const last = at.commit();
          at.subscriber.offer([last]);
          await begun;
          while (at.received.at(-1) !== last.seq) await turn();
          const from = Math.max(0, history - behind) + 1;
          expect(at.received).to.deep.equal(Array.from({ length: last.seq - from + 1 }, (_, n) => from + n));
          expect(at.noted()).to.equal(at.received.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('resets a client that asks for events that are gone', async () => {
    const at = begin(2, 5);
    for (let n = 0; n < 8; n += 1) at.commit();
    await at.begin();
    at.subscriber.offer([at.commit()]);
    expect(at.received).to.deep.equal(['stream.reset', 9]);
  });

  it('waits for a client that takes history slowly, page by page, and does not end it', async () => {
    const at = begin(0);
    for (let n = 0; n < 2_000; n += 1) at.commit();
    at.stopTaking();
    const begun = at.begin();
    for (let n = 0; n < 20; n += 1) await turn();
    expect(at.received.length).to.be.below(500);
    expect(at.closed()).to.equal(null);
    at.takeAll();
    await begun;
    expect(at.received).to.have.length(2_000);
  });
});
