import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { parseJson } from '../../../src/adapters/wire/parse-json.js';
import { type Erased, type ErasurePlace, makeErasePerson } from '../../../src/application/data/erase-person.js';
import { mentions, numberTest } from '../../../src/application/data/mentions.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import { viewOf } from '../../../src/domain/call/call-view.js';
import { erasedContent } from '../../../src/domain/event/erased-content.js';
import { leftOf, rightOf } from '../../../src/testing/storage/outcome.js';
import {
  app,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  firstKey,
  lease,
  upTo,
} from '../../../src/testing/storage/samples.js';
import { broken, DOWN } from '../../support/broken.js';

const NUMBER = '+14155550123';
const MANY = 250;

describe('erasing a person', () => {
  let storage: Storage;
  const tenant = app();

  beforeEach(async () => {
    storage = memoryStorage();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    const calls = upTo(MANY).map((n) =>
      call({ dialpadCallId: dialpadId(n), fromNumber: NUMBER }, { appId: tenant.id }),
    );
    await rightOf(storage.aggregates.commit(commitOf({ calls, events: calls.map((one) => eventOf(one)) })));
    const payload = JSON.stringify({ from_number: NUMBER });
    await rightOf(
      storage.inbox.append(
        upTo(MANY).map(() => delivery({ appId: tenant.id, payload })),
        lease(),
      ),
    );
  });

  const makeErase = (msPerLook = 0, changed: Partial<Storage> = {}) => {
    let now = 0;
    const { personal, events, contacts } = { ...storage, ...changed };
    return makeErasePerson({
      ...{ data: personal, events, contacts, parseJson, defaultCountry: 'US', giveWay: async () => undefined },
      stopwatch: () => {
        now += msPerLook;
        return now;
      },
    });
  };

  it('goes on where it stopped when its time was over, and erases each thing once', async () => {
    const erase = makeErase(4_000);
    const sum = { calls: 0, voicemails: 0, messages: 0, events: 0, deliveries: 0, mappings: 0, contacts: 0 };
    let requests = 0;
    for (let place: ErasurePlace | null = null; ; ) {
      const answer: { readonly erased: Erased; readonly next: ErasurePlace | null } = await rightOf(
        erase(tenant, { number: NUMBER }, place),
      );
      requests += 1;
      for (const kind of Object.keys(sum) as (keyof Erased)[]) sum[kind] += answer.erased[kind];
      place = answer.next;
      if (place === null) break;
    }
    expect(requests).to.be.above(3);
    expect(sum).to.deep.equal({
      calls: MANY,
      voicemails: 0,
      messages: 0,
      events: MANY,
      deliveries: MANY,
      mappings: 0,
      contacts: 0,
    });
  });

  it('lets other work go on after each delivery, which may be large', async () => {
    let parsed = 0;
    let most = 0;
    const erase = makeErasePerson({
      ...{
        data: storage.personal,
        events: storage.events,
        contacts: storage.contacts,
        defaultCountry: 'US',
        stopwatch: () => 0,
      },
      parseJson: (text) => {
        parsed += 1;
        most = Math.max(most, parsed);
        return parseJson(text);
      },
      giveWay: async () => {
        parsed = 0;
      },
    });
    await rightOf(erase(tenant, { number: NUMBER }, null));
    expect(most).to.equal(1);
  });

  it('keeps the records until all that is found by them is erased', async () => {
    const interrupted = { ...storage.personal, blankDeliveries: broken };
    expect(await leftOf(makeErase(0, { personal: interrupted })(tenant, { number: NUMBER }, null))).to.equal(DOWN);
    expect((await rightOf(storage.calls.list(tenant.id, {}, { limit: 1, offset: 0 }))).total).to.equal(MANY);
    const { erased } = await rightOf(makeErase()(tenant, { number: NUMBER }, null));
    expect(erased).to.include({ calls: MANY, deliveries: MANY, events: 0 });
  });

  it('says so when storage is out of reach, at whichever step', async () => {
    for (const step of ['find', 'deliveries', 'replaceEvents', 'delete', 'deleteMappings', 'usersOf'] as const) {
      const erase = makeErase(0, { personal: { ...storage.personal, [step]: broken } });
      expect(await leftOf(erase(tenant, step === 'usersOf' ? { crmUserId: 'x' } : { number: NUMBER }, null))).to.equal(
        DOWN,
      );
    }
  });
});

describe('a payload that mentions a person', () => {
  const isNumber = numberTest({ numberKey: NUMBER, users: [] }, 'US');
  const ids = new Set(['6000000000000001']);
  const mentioned = (text: string) => mentions(O.toUndefined(parseJson(text)), isNumber, ids);

  it('has the number, in any field, spelling and depth', () => {
    for (const number of ['"(415) 555-0123"', '"\\u002B14155550123"', '14155550123', '"tel:+1-415-555-0123"']) {
      expect(mentioned(`{"x":[{"any":${number}}]}`), number).to.equal(true);
    }
    const deep = `${'['.repeat(5_000)}"${NUMBER}"${']'.repeat(5_000)}`;
    expect(mentioned(deep)).to.equal(true);
    for (const other of ['"(415) 555-0124"', '"0123"', `"call ${NUMBER} or stay ${'.'.repeat(60)}"`, 'null']) {
      expect(mentioned(`{"x":${other}}`), other).to.equal(false);
    }
  });

  it('has one of the ids, in a field for ids only', () => {
    for (const field of ['id', 'call_id', 'master_call_id', 'uuid', 'leg_ids', 'callId', 'callID', 'ID']) {
      expect(mentioned(`{"${field}":6000000000000001}`), field).to.equal(true);
      expect(mentioned(`{"${field}":["6000000000000001"]}`), field).to.equal(true);
    }
    for (const field of ['duration', 'paid', 'text'])
      expect(mentioned(`{"${field}":6000000000000001}`)).to.equal(false);
  });
});

describe('the content of an event whose person is erased', () => {
  it('has its type, ids and times, and nobody', () => {
    const view = viewOf(
      call({ fromNumber: NUMBER, toNumber: '+14155550199', contactName: 'Ana', dialpadUserId: dialpadId(7) }),
    );
    const previous = { dialpadUserId: dialpadId(7), crmUser: 'ana@example.com' };
    const erased = erasedContent({ type: 'call.updated', call: view, changed: ['fromNumber'], previous });
    expect(erased).to.deep.include({ type: 'call.updated', changed: ['fromNumber'] });
    expect('call' in erased && erased.call).to.include({
      id: view.id,
      dialpadCallId: view.dialpadCallId,
      fromNumber: null,
    });
    expect(JSON.stringify(erased)).not.to.match(/555|Ana|ana@/);
    expect(erasedContent(erased)).to.deep.equal(erased);
  });
});
