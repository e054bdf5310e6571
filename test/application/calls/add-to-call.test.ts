import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { memoryStorage } from '../../../src/adapters/outbound/storage/memory/memory-storage.js';
import { makeAddToCall } from '../../../src/application/calls/add-to-call.js';
import type { Storage } from '../../../src/application/ports/storage.js';
import type { Call } from '../../../src/domain/call/call.js';
import type { CallObservation } from '../../../src/domain/call/call-facts.js';
import { rightOf } from '../../../src/testing/storage/outcome.js';
import { app, firstKey, NOON } from '../../../src/testing/storage/samples.js';
import { applyObservationsOn, deliver, eventsIn } from '../../support/apply-observations.js';
import { settableClock } from '../../support/time.js';

describe('what is added to a call', () => {
  const clock = settableClock();
  const tenant = app();
  let storage: Storage;
  const calls = async () => (await rightOf(storage.calls.list(tenant.id, {}, { limit: 10, offset: 0 }))).items;
  const labelled = ({ dialpadCallId }: Call): CallObservation => ({
    dialpadCallId,
    happenedAt: NOON,
    receivedAt: NOON,
    labels: ['sold'],
  });

  beforeEach(async () => {
    storage = memoryStorage();
    await rightOf(storage.apps.create(tenant, firstKey(tenant)));
    await deliver(applyObservationsOn(storage, clock), tenant.id, NOON, {
      ...{ call_id: 900, state: 'ringing', direction: 'inbound', date_started: NOON },
      ...{ event_timestamp: NOON, external_number: '+15550110201' },
    });
  });

  it('is on the call and announced', async () => {
    const [call] = await calls();
    if (call === undefined) throw new Error('no call');
    const applyObservations = applyObservationsOn(storage, clock);
    const addToCall = makeAddToCall({ ...storage, applyObservations });
    const answer = await rightOf(addToCall(tenant.id, call.id, labelled));
    expect(O.toNullable(answer)?.details.labels).to.deep.equal(['sold']);
    const types = (await eventsIn(storage, tenant.id)).map(({ content }) => content.type);
    expect(types).to.deep.equal(['call.ring', 'call.updated']);
  });

  it('begins no call anew that is erased meanwhile', async () => {
    const [call] = await calls();
    if (call === undefined) throw new Error('no call');
    const erased = { calls: [{ id: call.id, dialpadId: call.dialpadCallId }], voicemails: [], messages: [] };
    const applyObservations = applyObservationsOn(storage, clock, {
      aggregates: {
        load: storage.aggregates.load,
        commit: (commit) => async () => {
          await rightOf(storage.personal.delete(tenant.id, erased));
          return storage.aggregates.commit(commit)();
        },
      },
    });
    const addToCall = makeAddToCall({ ...storage, applyObservations });
    expect(await rightOf(addToCall(tenant.id, call.id, labelled))).to.deep.equal(O.none);
    expect(await calls()).to.deep.equal([]);
  });
});
