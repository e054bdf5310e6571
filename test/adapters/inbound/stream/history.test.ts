import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeHistory } from '../../../../src/adapters/inbound/stream/history.js';
import type { BoundedSink } from '../../../../src/adapters/inbound/stream/sink.js';
import type { OutgoingMessage } from '../../../../src/adapters/inbound/stream/stream-item.js';
import { StreamSubscriber } from '../../../../src/adapters/inbound/stream/subscriber.js';
import { makeTurns } from '../../../../src/adapters/inbound/turns.js';
import { BUDGETS } from '../../../../src/application/budgets.js';
import type { AppId, KeyId } from '../../../../src/domain/ids.js';
import { APP, call, eventOf, nthId, OTHER_APP, upTo } from '../../../../src/testing/storage/samples.js';

const EVENTS = 30_000;
const PAGES = EVENTS / 100;
const EVENT = eventOf(call());

/** Logs of two apps, one long and one short, that count how often they are read, and in which turns of the event loop. */
const logs = () => {
  const length = (appId: AppId) => (appId === APP ? EVENTS : 5);
  const reads: AppId[] = [];
  const history = makeHistory(
    {
      read: (appId, after, limit) => async () => {
        reads.push(appId);
        const count = Math.min(limit, length(appId) - after);
        return E.right(upTo(count).map((n) => ({ ...EVENT, appId, seq: after + n + 1 })));
      },
      position: (appId) => async () => E.right({ stream: 'log', seq: length(appId) }),
    },
    makeTurns(),
  );
  return { history, reads };
};

const connect = (history: ReturnType<typeof makeHistory>, appId: AppId, onSend: (message: OutgoingMessage) => void) => {
  let waiting = 0;
  const takes = { all: true };
  const sink: BoundedSink = {
    together: (sends) => sends(),
    send: (message) => {
      if (!takes.all) waiting += message.text.length;
      onSend(message);
    },
    buffered: () => waiting,
    isFull: () => waiting > BUDGETS.socketBytes,
    end: () => undefined,
  };
  const access = { appId, keyId: nthId<KeyId>(1), validUntil: null };
  const interest = { events: null, crmUser: null };
  const subscriber = new StreamSubscriber({ history, noteSent: () => undefined }, access, interest, sink);
  const begin = () => subscriber.begin({ since: 0, stream: null, position: { stream: 'log', seq: 0 }, hello: false });
  return { subscriber, begin, takes, waiting: () => waiting };
};

describe('the history of streams', function () {
  this.timeout(60_000);

  it('is read in turns: a client of one app waits for a few pages of another, however much that asks for', async () => {
    const { history, reads } = logs();
    const seen = upTo(20).map(() => [] as (number | null)[]);
    const all = seen.map((seqs) => connect(history, APP, ({ seq }) => seqs.push(seq)).begin());
    while (reads.length < 10) await new Promise((resolve) => setImmediate(resolve));

    const before = seen.reduce((sum, { length }) => sum + length, 0);
    const ofOther: (number | null)[] = [];
    await connect(history, OTHER_APP, ({ seq }) => ofOther.push(seq)).begin();
    const meanwhile = seen.reduce((sum, { length }) => sum + length, 0) - before;
    expect(ofOther).to.deep.equal([1, 2, 3, 4, 5]);
    // Two steps of the other app, and between them at most one page for one client of the first.
    expect(meanwhile).to.be.at.most(300);

    await Promise.all(all);
    for (const seqs of seen) expect(seqs).to.deep.equal(upTo(EVENTS).map((n) => n + 1));
    // Each page was read once for all twenty.
    expect(reads.filter((appId) => appId === APP)).to.have.length.at.most(PAGES + 1);
  });

  it('is sent at most one page, to one client, in a turn of the event loop', async () => {
    const { history } = logs();
    let inThisTurn = 0;
    let most = 0;
    let going = true;
    const count = (): void => {
      most = Math.max(most, inThisTurn);
      inThisTurn = 0;
      if (going) setImmediate(count);
    };
    count();
    const clients = upTo(5).map(() =>
      connect(history, APP, () => {
        inThisTurn += 1;
      }),
    );
    await Promise.all(clients.map(({ begin }) => begin()));
    going = false;
    expect(most).to.be.within(1, 200);
  });

  it('waits for a client that takes nothing once a little of it waits, and reads no further', async () => {
    const { history, reads } = logs();
    const at = connect(history, APP, () => undefined);
    at.takes.all = false;
    void at.begin();
    while (at.waiting() <= BUDGETS.historyBytes) await new Promise((resolve) => setImmediate(resolve));
    const before = reads.length;
    for (const _ of upTo(50)) await new Promise((resolve) => setImmediate(resolve));
    expect(reads).to.have.length(before);
    expect(at.waiting()).to.be.below(BUDGETS.historyBytes + 2_000);
    at.subscriber.closed();
  });
});
