import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { memoryTickets } from '../../../src/adapters/outbound/system/memory-tickets.js';
import { randomTicket } from '../../../src/adapters/outbound/system/random-ticket.js';
import { storageUnavailable } from '../../../src/application/ports/storage-error.js';
import type { TicketStore } from '../../../src/application/ports/ticket-store.js';
import type { RecheckAccess } from '../../../src/application/tenants/authenticate-key.js';
import { makeIssueTicket, makeRedeemTicket } from '../../../src/application/tenants/tickets.js';
import type { KeyAccess } from '../../../src/domain/app/key-access.js';
import type { KeyId } from '../../../src/domain/ids.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import { APP, nextId, upTo } from '../../../src/testing/storage/samples.js';
import { ticketsContract } from '../../adapters/outbound/tickets.contract.js';
import { s256 } from '../../support/fake-authorizer.js';
import { type SettableClock, settableClock } from '../../support/time.js';

const SECOND = 1_000;
const DOWN = storageUnavailable('no answer');

describe('tickets of one process', () => {
  const store = memoryTickets();
  ticketsContract(() => [store, store]);
});

describe('a ticket', () => {
  let tickets: TicketStore;
  let clock: SettableClock;
  let access: KeyAccess;
  let recheck: RecheckAccess;
  /** What the store was given to keep: a hash and an end. */
  let kept: (readonly [string, number])[];

  const makeDeps = (store: Partial<TicketStore> = {}) => ({
    tickets: { ...tickets, ...store },
    nextTicket: randomTicket,
    hash: s256,
    recheck,
    clock,
  });
  const issue = (store?: Partial<TicketStore>) => makeIssueTicket(makeDeps(store))(access);
  const redeem = (ticket: string, store?: Partial<TicketStore>) => makeRedeemTicket(makeDeps(store))(ticket);

  beforeEach(() => {
    const store = memoryTickets();
    kept = [];
    tickets = {
      ...store,
      put: (hash, of, until) => {
        kept.push([hash, until]);
        return store.put(hash, of, until);
      },
    };
    clock = settableClock();
    access = { appId: APP, keyId: nextId<KeyId>(), validUntil: null };
    recheck = (of) => TE.right(of);
  });

  it('opens once what its key opens', async () => {
    const ticket = await rightOf(issue());
    expect(await rightOf(redeem(ticket))).to.deep.equal(access);
    expect(await leftOf(redeem(ticket))).to.deep.equal({ _tag: 'TicketRefused' });
  });

  it('opens once though it is shown several times at the same moment', async () => {
    const ticket = await rightOf(issue());
    const outcomes = await Promise.all(upTo(3).map(() => redeem(ticket)()));
    expect(outcomes.filter(E.isRight)).to.have.length(1);
  });

  it('lasts a minute', async () => {
    const [one, other] = [await rightOf(issue()), await rightOf(issue())];
    clock.advance(60 * SECOND - 1);
    expect(await rightOf(redeem(one))).to.deep.equal(access);
    clock.advance(1);
    expect(await leftOf(redeem(other))).to.deep.equal({ _tag: 'TicketRefused' });
  });

  it('is kept as its hash alone, until its time is up', async () => {
    const ticket = await rightOf(issue());
    expect(kept).to.deep.equal([[s256(ticket), clock.now() + 60 * SECOND]]);
  });

  it('opens nothing that was never given out', async () => {
    await rightOf(issue());
    expect(await leftOf(redeem(randomTicket()))).to.deep.equal({ _tag: 'TicketRefused' });
  });

  it('opens what its key opens by then, and nothing once that has ended', async () => {
    const asked: KeyAccess[] = [];
    recheck = (of) => {
      asked.push(of);
      return TE.right({ ...of, validUntil: clock.now() + SECOND });
    };
    expect(await rightOf(redeem(await rightOf(issue())))).to.deep.equal({
      ...access,
      validUntil: clock.now() + SECOND,
    });
    expect(asked).to.deep.equal([access]);
    recheck = () => TE.left({ _tag: 'KeyRefused', reason: 'key-ended' });
    expect(await leftOf(redeem(await rightOf(issue())))).to.deep.equal({ _tag: 'KeyRefused', reason: 'key-ended' });
  });

  it('is not handed out where it could not be kept', async () => {
    expect(await leftOf(issue({ put: () => TE.left(DOWN) }))).to.deep.equal(DOWN);
  });

  it('is not refused for good while the store is out of reach', async () => {
    const ticket = await rightOf(issue());
    expect(await leftOf(redeem(ticket, { take: () => TE.left(DOWN) }))).to.deep.equal(DOWN);
    expect(await rightOf(redeem(ticket))).to.deep.equal(access);
  });
});
