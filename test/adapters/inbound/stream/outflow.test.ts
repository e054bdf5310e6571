import { expect } from 'chai';
import { makeOutflow } from '../../../../src/adapters/inbound/stream/outflow.js';
import type { AppId } from '../../../../src/domain/ids.js';
import { APP, OTHER_APP, upTo } from '../../../../src/testing/storage/samples.js';

const BUDGETS = { socketBytes: 400, appOutBytes: 3_200, processOutBytes: 4_800, fullMs: 1, noProgressMs: 60 };

/** Clients of several apps, which take nothing until they are told to. */
const open = (budgets = BUDGETS) => {
  let now = 0;
  const outflow = makeOutflow({ stopwatch: () => now, budgets });
  const ended: string[] = [];
  const dropped: string[] = [];
  const connect = (name: string, appId: AppId = APP) => {
    let waiting = 0;
    let told = false;
    const leave = (list: string[]): void => {
      list.push(name);
      sink.closed();
    };
    const sink = outflow.open(
      appId,
      {
        send: ({ text }) => {
          waiting += text.length;
        },
        together: (sends) => sends(),
        buffered: () => waiting,
        end: () => leave(ended),
        drop: () => leave(dropped),
      },
      () => {
        told = true;
        sink.end({ code: 1013, reason: 'too slow' });
      },
    );
    return {
      sink,
      send: (...sizes: readonly number[]) =>
        sink.together(() => {
          for (const size of sizes) sink.send({ seq: 1, text: 'x'.repeat(size), bytes: new Uint8Array(size) });
        }),
      take: (bytes: number) => {
        waiting = Math.max(0, waiting - bytes);
        sink.drained();
      },
      waiting: () => waiting,
      /** Whether the client is told that it is too slow. */
      isTold: () => told,
    };
  };
  return {
    outflow,
    connect,
    ended,
    dropped,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

/** Until the outflow has looked for clients that make no progress. */
const checked = (until: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const again = (): void => (until() ? resolve() : void setTimeout(again, 1));
    again();
  });

describe('the outflow of streams', () => {
  let at: ReturnType<typeof open>;
  beforeEach(() => {
    at = open();
  });
  afterEach(() => at.outflow.close());

  it('ends a client for which too much waits, and closes it once it has taken what waited', async () => {
    const slow = at.connect('slow');
    slow.send(300);
    expect(slow.sink.isFull()).to.equal(false);
    slow.send(200);
    expect(slow.sink.isFull()).to.equal(true);
    await checked(() => slow.isTold());
    expect(at.ended).to.deep.equal([]);
    slow.take(450);
    slow.take(50);
    expect(at.ended).to.deep.equal(['slow']);
    expect(at.outflow.waiting()).to.equal(0);
  });

  it('keeps a client that takes at once what was more than its budget', async () => {
    const [quick, slow] = [at.connect('quick'), at.connect('slow')];
    for (const { send } of [quick, slow]) send(300, 200);
    quick.take(500);
    await checked(() => slow.isTold());
    expect(quick.isTold()).to.equal(false);
  });

  it('ends the slowest clients of an app for which too much waits, and none of another app', () => {
    const other = at.connect('other', OTHER_APP);
    other.send(390);
    const clients = upTo(10).map((n) => at.connect(`c${n}`));
    for (const [n, { send }] of clients.entries()) send(280 + 10 * n);
    // 3,250 bytes waited: without the three slowest, three quarters of the budget are left.
    for (const { take } of clients) take(10_000);
    expect(at.ended).to.have.members(['c7', 'c8', 'c9']);
    expect(other.waiting()).to.equal(390);
  });

  it('ends clients of the app with the most waiting bytes if too much waits for all apps together', () => {
    const ofOther = upTo(6).map((n) => at.connect(`other${n}`, OTHER_APP));
    const clients = upTo(7).map((n) => at.connect(`c${n}`));
    const late = at.connect('late', 'third' as AppId);
    for (const { send } of ofOther) send(390);
    for (const { send } of clients) send(350);
    late.send(100);
    for (const { take } of [...ofOther, ...clients, late]) take(10_000);
    expect(at.ended).to.deep.equal(['c0', 'c1', 'c2', 'c3']);
  });

  it('drops clients that were ended and take nothing, when too much waits for them', async () => {
    for (const n of upTo(20)) at.connect(`c${n}`).send(300, 200);
    await checked(() => at.dropped.length > 15);
    expect(at.ended).to.deep.equal([]);
    expect(at.outflow.waiting()).to.be.at.most(BUDGETS.appOutBytes / 2);
  });

  it('drops a client that takes nothing for too long, and none that takes something', async () => {
    const stuck = at.connect('stuck');
    const slow = at.connect('slow');
    const idle = at.connect('idle');
    stuck.send(100);
    slow.send(100);
    at.pass(59);
    slow.take(1);
    at.pass(1);
    await checked(() => at.dropped.length > 0);
    expect(at.dropped).to.deep.equal(['stuck']);
    expect(slow.waiting()).to.equal(99);
    expect(idle.waiting()).to.equal(0);
    at.pass(60);
    await checked(() => at.dropped.length > 1);
    expect(at.dropped).to.deep.equal(['stuck', 'slow']);
  });
});
