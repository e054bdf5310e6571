import type { CallFilter } from '../../application/ports/call-repository.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Call } from '../../domain/call/call.js';
import { CALL_STATUSES } from '../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../domain/call/call-view.js';
import { phoneKey } from '../../domain/phone-number.js';
import { seeded } from '../random.js';
import { callsOf } from './calls-under-test.js';
import { expect } from './expect.js';
import { call, dialpadId, NOON, upTo } from './samples.js';

const ANN = [dialpadId(11), dialpadId(12)] as const;
const BOB = dialpadId(13);
const USERS = [...ANN, BOB, null];
const NUMBERS = ['+15555550101', '5555550102', 'blocked', null];

/** Filters that are tried. */
const TRIES = 200;

/** That every repository of calls finds by any combination of conditions what comparing each call with them finds. */
export const callFilters = (storage: () => Storage): void => {
  const { save, list, mapUser } = callsOf(storage);

  it('finds by any filter and page what a search through all calls finds', async () => {
    const calls = variedCalls();
    await save(...calls);
    for (const user of ANN) await mapUser('ann', user);
    await mapUser('bob', BOB);

    const all = calls
      .map((one) => ({ ...viewOf(one), crmUserId: crmUserOf(one) }))
      .sort((x, y) => y.startedAt - x.startedAt || (x.id < y.id ? 1 : -1));

    for (const { filter, page } of upTo(TRIES).map(() => ({ filter: anyFilter(), page: anyPage() }))) {
      const about = JSON.stringify({ filter, page });
      const expected = all.filter((one) => meets(one, filter));
      const { offset, limit } = page;
      expect(await list(filter, page), about).to.deep.include({
        items: expected.slice(offset, offset + limit),
        total: expected.length,
      });
      const after = expected[offset];
      if (after === undefined) continue;
      const rest = await list(filter, { limit, offset: 0, after: { at: after.startedAt, id: after.id } });
      expect(rest.items, about).to.deep.equal(expected.slice(offset + 1, offset + 1 + limit));
      expect(rest.hasMore, about).to.equal(offset + 1 + limit < expected.length);
    }
    // Some hundred queries, on an engine that may be slow.
  }).timeout(90_000);
};

/** Calls of every status, with every combination of numbers, users and conversations. */
const variedCalls = (): readonly Call[] =>
  upTo(80).map((n) =>
    call({
      dialpadCallId: dialpadId(n + 1),
      startedAt: NOON + (n % 7),
      direction: n % 3 === 0 ? 'inbound' : n % 3 === 1 ? 'outbound' : null,
      fromNumber: NUMBERS[n % 4] ?? null,
      toNumber: NUMBERS[(n >> 2) % 4] ?? null,
      dialpadUserId: USERS[(n >> 1) % 4] ?? null,
      masterCallId: n % 4 === 3 ? dialpadId(1 + (n % 5)) : null,
      connected: n % 5 < 2,
      over: n % 5 === 1,
      missed: n % 5 === 3,
      rejected: n % 5 === 4 && n % 2 === 0,
      voicemailLeft: n % 5 === 4 && n % 2 === 1,
    }),
  );

const crmUserOf = ({ facts }: Call): string | null => {
  const user = facts.dialpadUserId?.value;
  if (user === BOB) return 'bob';
  return ANN.some((one) => one === user) ? 'ann' : null;
};

/** The same sequence each time, so that a failure comes again. */
const random = seeded(20);
const wholeNumber = (min: number, max: number): number => min + Math.floor(random() * (max - min + 1));
const oneOf = <A>(...items: readonly [A, ...A[]]): A => items[wholeNumber(0, items.length - 1)] ?? items[0];
/** A condition is given in every other filter. */
const maybe = <A>(condition: () => A): A | undefined => (random() < 0.5 ? condition() : undefined);

const anyNumber = () => oneOf('5555550101', '+1 (555) 555-0102 x9', 'tel:+1-555-555-0101', 'blocked', '');
/** A number on either side is not given together with one on a certain side. */
const anyNumbers = (): CallFilter =>
  random() < 0.3 ? { number: anyNumber() } : { from: maybe(anyNumber), to: maybe(anyNumber) };
const anyTime = () => wholeNumber(NOON - 1, NOON + 8);
const anyFilter = (): CallFilter => ({
  statuses: maybe(() => CALL_STATUSES.filter(() => random() < 0.5)),
  direction: maybe(() => oneOf('inbound', 'outbound')),
  ...anyNumbers(),
  dialpadUserId: maybe(() => oneOf(dialpadId(11), dialpadId(12), dialpadId(99))),
  crmUserId: maybe(() => oneOf('ann', 'bob', 'eve')),
  conversationId: maybe(() => oneOf(dialpadId(1), dialpadId(4), dialpadId(80), dialpadId(99))),
  startedAfter: maybe(anyTime),
  startedBefore: maybe(anyTime),
});
const anyPage = () => ({ limit: wholeNumber(1, 40), offset: wholeNumber(0, 30) });

const meets = (one: CallView & { readonly crmUserId: string | null }, filter: CallFilter): boolean =>
  holds(filter.statuses, (statuses) => statuses.includes(one.status)) &&
  holds(filter.direction, (direction) => one.direction === direction) &&
  holds(filter.from, (from) => keyOf(one.fromNumber) === phoneKey(from)) &&
  holds(filter.to, (to) => keyOf(one.toNumber) === phoneKey(to)) &&
  holds(filter.number, (number) => [one.fromNumber, one.toNumber].map(keyOf).includes(phoneKey(number))) &&
  holds(filter.dialpadUserId, (user) => one.dialpadUserId === user) &&
  holds(filter.crmUserId, (user) => one.crmUserId === user) &&
  holds(filter.conversationId, (id) => one.conversationId === id) &&
  holds(filter.startedAfter, (after) => one.startedAt >= after) &&
  holds(filter.startedBefore, (before) => one.startedAt < before);

/** A condition that is not given holds for every call. */
const holds = <A>(condition: A | undefined, test: (condition: A) => boolean): boolean =>
  condition === undefined || test(condition);

const keyOf = (number: string | null): string | null => (number === null ? null : phoneKey(number));
