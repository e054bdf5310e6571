import { BUDGETS } from '../../application/budgets.js';
import {
  type DeliveriesPage,
  ERASED_PAYLOAD,
  type Person,
  type PersonsRecords,
} from '../../application/ports/personal-data.js';
import type { Storage } from '../../application/ports/storage.js';
import { erasedContent } from '../../domain/event/erased-content.js';
import type { MappingId } from '../../domain/ids.js';
import { phoneKey } from '../../domain/phone-number.js';
import type { VoicemailKey } from '../../domain/voicemail/voicemail.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  app,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  firstKey,
  lease,
  message,
  NOON,
  nextId,
  OTHER_APP,
  observedAgain,
  upTo,
  voicemail,
} from './samples.js';

const NUMBER = '(415) 555-0123';
const OTHER_NUMBER = '+14155550199';
const [USER, OTHER_USER] = [dialpadId(7), dialpadId(8)];
const CALLER: Person = { numberKey: phoneKey(NUMBER), users: [] };
const COLLEAGUE: Person = { numberKey: null, users: [USER] };
const ALL = { limit: 100, offset: 0 };
const LEG: VoicemailKey = `call:${dialpadId(1)}`;
const [RECORDING, OTHER_RECORDING]: readonly [VoicemailKey, VoicemailKey] = [
  `recording:${dialpadId(11)}`,
  `recording:${dialpadId(12)}`,
];

/** How every storage finds and deletes what is stored about one person. */
export const personalDataContract = (storage: () => Storage): void => {
  describe('the data of a person', () => {
    beforeEach(async () => {
      for (const id of [APP, OTHER_APP]) {
        const tenant = app({ id });
        await rightOf(storage().apps.create(tenant, firstKey(tenant)));
      }
    });

    finding(storage);
    deleting(storage);
    blanking(storage);
    paging(storage);
    forgettingUsers(storage);
  });
};

const find = (storage: () => Storage, person: Person, appId = APP) =>
  rightOf(storage().personal.find(appId, person, 100));

const idsOf = ({ calls, voicemails, messages }: PersonsRecords): readonly string[] =>
  [...calls, ...voicemails, ...messages].map(({ id }) => id).sort();

const idOf = (...records: readonly { readonly id: string }[]): readonly string[] => records.map(({ id }) => id).sort();

const finding = (storage: () => Storage): void => {
  it('is what has the number on either side, however it is written', async () => {
    const calls = [
      call({ dialpadCallId: dialpadId(1), fromNumber: NUMBER }),
      call({ dialpadCallId: dialpadId(2), toNumber: '+1 415 555 0123' }),
      call({ dialpadCallId: dialpadId(3), fromNumber: OTHER_NUMBER }),
    ] as const;
    const voicemails = [
      voicemail({ keys: [RECORDING], fromNumber: '4155550123' }),
      voicemail({ keys: [OTHER_RECORDING], fromNumber: OTHER_NUMBER }),
    ] as const;
    const messages = [
      message({ dialpadMessageId: dialpadId(21), toNumber: NUMBER }),
      message({ dialpadMessageId: dialpadId(22), toNumber: OTHER_NUMBER }),
    ] as const;
    const ofOther = call({ dialpadCallId: dialpadId(1), fromNumber: NUMBER }, { appId: OTHER_APP });
    await rightOf(storage().aggregates.commit(commitOf({ calls: [...calls, ofOther], voicemails, messages })));
    const found = await find(storage, CALLER);
    expect(idsOf(found)).to.deep.equal(idOf(calls[0], calls[1], voicemails[0], messages[0]));
    expect(found.voicemails[0]?.keys).to.deep.equal([RECORDING]);
    expect(found.messages[0]?.dialpadId).to.equal('21');
    expect(idsOf(await find(storage, CALLER, OTHER_APP))).to.deep.equal([ofOther.id]);
  });

  it('is what belongs to one of the users', async () => {
    const calls = [USER, OTHER_USER].map((dialpadUserId, n) =>
      call({ dialpadCallId: dialpadId(n + 1), dialpadUserId }),
    );
    const messages = [USER, OTHER_USER].map((dialpadUserId, n) =>
      message({ dialpadMessageId: dialpadId(n + 1), dialpadUserId }),
    );
    await rightOf(storage().aggregates.commit(commitOf({ calls, messages })));
    expect(idsOf(await find(storage, COLLEAGUE))).to.deep.equal(idOf(...calls.slice(0, 1), ...messages.slice(0, 1)));
    expect(idsOf(await find(storage, { numberKey: null, users: [] }))).to.deep.equal([]);
  });

  it('includes the voicemails of the calls, and those that are marked as deleted', async () => {
    const left = voicemail({ keys: [LEG, RECORDING] });
    const gone = voicemail({ keys: [OTHER_RECORDING], fromNumber: NUMBER });
    const calls = [call({ dialpadCallId: dialpadId(1), fromNumber: NUMBER })];
    await rightOf(storage().aggregates.commit(commitOf({ calls, voicemails: [left, gone] })));
    await rightOf(storage().voicemails.delete(APP, gone.id, NOON));
    expect(idsOf(await find(storage, CALLER))).to.deep.equal(idOf(...calls, left, gone));
  });
};

const deleting = (storage: () => Storage): void => {
  it('is deleted for good, and may come again as if it were new', async () => {
    const calls = [call({ dialpadCallId: dialpadId(1), fromNumber: NUMBER })];
    const voicemails = [voicemail({ keys: [LEG, RECORDING], fromNumber: NUMBER })];
    const messages = [message({ dialpadMessageId: dialpadId(21), fromNumber: NUMBER })];
    const kept = call({ dialpadCallId: dialpadId(2), fromNumber: OTHER_NUMBER });
    await rightOf(storage().aggregates.commit(commitOf({ calls: [...calls, kept], voicemails, messages })));
    for (const _ of ['first', 'again']) {
      await rightOf(storage().personal.delete(APP, await find(storage, CALLER)));
      expect(idsOf(await find(storage, CALLER))).to.deep.equal([]);
    }
    const { items } = await rightOf(storage().calls.list(APP, {}, ALL));
    expect(items.map(({ id }) => id)).to.deep.equal([kept.id]);
    const keys = {
      appId: APP,
      calls: [dialpadId(1)],
      voicemails: voicemails[0]?.keys ?? [],
      messages: [dialpadId(21)],
    };
    const none = { calls: [], voicemails: [], messages: [] };
    expect(await rightOf(storage().aggregates.load([keys]))).to.deep.equal(none);
    await rightOf(storage().aggregates.commit(commitOf({ calls, voicemails, messages })));
    expect(idsOf(await find(storage, CALLER))).to.deep.equal(idOf(...calls, ...voicemails, ...messages));
  });

  it('is not deleted in another app', async () => {
    const ofOther = call({ fromNumber: NUMBER }, { appId: OTHER_APP });
    await rightOf(storage().aggregates.commit(commitOf({ calls: [ofOther] })));
    await rightOf(storage().personal.delete(APP, await find(storage, CALLER, OTHER_APP)));
    expect(idsOf(await find(storage, CALLER, OTHER_APP))).to.deep.equal([ofOther.id]);
  });

  it('cannot be saved by a writer that has read it before', async () => {
    const before = call({ fromNumber: NUMBER });
    await rightOf(storage().aggregates.commit(commitOf({ calls: [before] })));
    await rightOf(storage().personal.delete(APP, await find(storage, CALLER)));
    const late = commitOf({ calls: [observedAgain(before, { toNumber: OTHER_NUMBER })] });
    expect((await storage().aggregates.commit(late)())._tag).to.equal('Left');
    expect(idsOf(await find(storage, CALLER))).to.deep.equal([]);
  });
};

const blanking = (storage: () => Storage): void => {
  it('is taken out of events, which keep their place', async () => {
    const calls = upTo(3).map((n) => call({ dialpadCallId: dialpadId(n), fromNumber: NUMBER }));
    const events = calls.map((one) => eventOf(one, { targetCrmUser: 'ana@example.com' }));
    const appended = await rightOf(storage().aggregates.commit(commitOf({ calls, events })));
    const erased = appended.slice(0, 2).map((event) => ({
      ...event,
      targetCrmUser: null,
      content: erasedContent(event.content),
    }));
    await rightOf(storage().personal.replaceEvents(APP, erased));
    await rightOf(storage().personal.replaceEvents(OTHER_APP, erased));
    expect(await rightOf(storage().events.read(APP, 0, 10))).to.deep.equal([...erased, ...appended.slice(2)]);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(3);
  });

  it('is taken out of deliveries, which stay duplicates when they come again', async () => {
    const payload = JSON.stringify({ from_number: NUMBER });
    const own = upTo(3).map(() => delivery({ payload }));
    const ofOther = delivery({ payload, appId: OTHER_APP });
    await rightOf(storage().inbox.append([...own, ofOther], lease()));
    const read: string[] = [];
    for (let after: (typeof own)[number]['id'] | null = null; ; ) {
      const page: DeliveriesPage = await rightOf(storage().personal.deliveries(APP, after, 2));
      read.push(...page.deliveries.map(({ id, payload: text }) => `${id} ${text}`));
      if (page.next === null) break;
      after = page.next;
    }
    expect(read).to.deep.equal(own.map(({ id }) => `${id} ${payload}`));

    const [first, second, third] = own.map(({ id }) => id);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three deliveries');
    await rightOf(storage().personal.blankDeliveries(APP, [first, second, ofOther.id]));
    const payloads = [];
    for (const id of [first, second, third, ofOther.id])
      payloads.push((await someOf(storage().journal.find(id))).payload);
    expect(payloads).to.deep.equal([ERASED_PAYLOAD, ERASED_PAYLOAD, payload, payload]);
    const again = own.map((one) => ({ ...one, id: nextId<typeof one.id>() }));
    expect((await rightOf(storage().inbox.append(again, lease()))).every(({ duplicate }) => duplicate)).to.equal(true);
  });
};

const paging = (storage: () => Storage): void => {
  it('is looked for in a few deliveries at once where they are large, one at least', async () => {
    const payload = JSON.stringify({ transcript: 'x'.repeat(BUDGETS.pageBytes / 3) });
    const own = upTo(4).map((n) => delivery({ payload: n === 3 ? payload.repeat(4) : payload }));
    const ofOther = delivery({ payload: payload.repeat(4), appId: OTHER_APP });
    for (const one of [...own, ofOther]) await rightOf(storage().inbox.append([one], lease()));
    const pages: (readonly string[])[] = [];
    for (let after: (typeof own)[number]['id'] | null = null; ; ) {
      const page: DeliveriesPage = await rightOf(storage().personal.deliveries(APP, after, 100));
      if (page.deliveries.length > 0) pages.push(page.deliveries.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
    }
    const [first, second, third, last] = own.map(({ id }) => id);
    expect(pages).to.deep.equal([[first, second], [third], [last]]);
  });
};

const forgettingUsers = (storage: () => Storage): void => {
  it('of a CRM user is found by every user that is mapped to it, and the mappings are deleted', async () => {
    const mapped = [USER, OTHER_USER, dialpadId(9)].map((dialpadUserId, n) => ({
      id: nextId<MappingId>(),
      dialpadUserId,
      crmUserId: n < 2 ? 'Ana@example.com' : 'bo@example.com',
    }));
    for (const appId of [APP, OTHER_APP]) {
      const own = mapped.map((one) => ({ ...one, id: nextId<MappingId>() }));
      await rightOf(storage().mappings.upsert(appId, own, NOON));
    }
    const users = await rightOf(storage().personal.usersOf(APP, 'ana@EXAMPLE.com'));
    expect([...users].sort()).to.deep.equal([USER, OTHER_USER]);
    expect(await rightOf(storage().personal.deleteMappings(APP, users))).to.equal(2);
    expect(await rightOf(storage().personal.deleteMappings(APP, users))).to.equal(0);
    expect(await rightOf(storage().personal.usersOf(APP, 'ana@example.com'))).to.deep.equal([]);
    const left = async (appId: typeof APP) => (await rightOf(storage().mappings.list(appId, ALL))).total;
    expect([await left(APP), await left(OTHER_APP)]).to.deep.equal([1, 3]);
  });
};
