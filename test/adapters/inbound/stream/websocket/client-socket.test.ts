import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeHistory } from '../../../../../src/adapters/inbound/stream/history.js';
import { makeOutflow } from '../../../../../src/adapters/inbound/stream/outflow.js';
import { streamItem } from '../../../../../src/adapters/inbound/stream/stream-item.js';
import { makeSubscribers } from '../../../../../src/adapters/inbound/stream/subscribers.js';
import { ClientSocket } from '../../../../../src/adapters/inbound/stream/websocket/client-socket.js';
import { makeTurns } from '../../../../../src/adapters/inbound/turns.js';
import type { KeyId } from '../../../../../src/domain/ids.js';
import { APP, call, eventOf, NOON, nthId } from '../../../../../src/testing/storage/samples.js';

describe('the socket of a client', () => {
  it('is sent the very bytes that every other is sent: an event is encoded once', async () => {
    const position = { stream: 'log', seq: 0 };
    const outflow = makeOutflow({ stopwatch: () => 0 });
    const subscribers = makeSubscribers();
    const history = makeHistory(
      { read: () => async () => E.right([]), position: () => async () => E.right(position) },
      makeTurns(),
    );
    const fanOut = {
      ...{ subscribe: subscribers.add, unsubscribe: subscribers.delete, size: subscribers.size },
      ...{ newest: () => 0, hasRoomFor: () => true, close: () => undefined },
    };
    const deps = { outflow, fanOut, history, noteSent: () => undefined, clock: { now: () => NOON } };
    const access = { appId: APP, keyId: nthId<KeyId>(1), validUntil: null };
    const request = { interest: { events: null, crmUser: null }, start: { since: null, stream: null } };
    const sent: (string | Uint8Array)[] = [];
    for (const _ of [1, 2]) {
      new ClientSocket(deps, E.right({ access, request, position }), false).opened({
        send: (text) => sent.push(text),
        together: (sends) => sends(),
        buffered: () => 0,
        end: () => undefined,
        close: () => undefined,
      });
    }
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    const item = streamItem({ ...eventOf(call()), seq: 1 });
    for (const subscriber of subscribers.of(APP)) subscriber.offer([item]);
    outflow.close();
    expect(String(sent[0])).to.equal(item.text);
    expect(sent[0]).to.equal(sent[1]);
    expect(sent).to.have.length(2);
  });
});
