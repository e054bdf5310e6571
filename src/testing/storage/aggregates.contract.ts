import * as E from 'fp-ts/lib/Either.js';
import type { Commit } from '../../application/ports/aggregates.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Aggregates } from '../../domain/aggregates.js';
import type { AppId, InboxId } from '../../domain/ids.js';
import { expect } from './expect.js';
import { leftOf, rightOf, someOf } from './outcome.js';
import {
  APP,
  call,
  commitOf,
  delivery,
  dialpadId,
  eventOf,
  LARGEST_ID,
  lease,
  message,
  messageObservedAgain,
  NOON,
  nextId,
  OTHER_APP,
  OWNER,
  observedAgain,
  SPECIAL_CHARACTERS,
  upTo,
  voicemail,
  voicemailObservedAgain,
} from './samples.js';

/** What every write side does. */
export const aggregatesContract = (storage: () => Storage): void => {
  describe('aggregates', () => {
    storing(storage);
    identifying(storage);
    revising(storage);
    refusing(storage);
    settling(storage);
  });
};

/** Everything that these tests do with a storage. */
const writesTo = (storage: () => Storage) => {
  const commit = (changes: Partial<Commit>) => storage().aggregates.commit(commitOf(changes));
  return {
    commit,
    save: (changes: Partial<Commit>) => rightOf(commit(changes)),
    /** What is stored under the keys of these aggregates, in `appId`. */
    loaded: (aggregates: Partial<Aggregates>, appId: AppId = APP): Promise<Aggregates> => {
      const calls = (aggregates.calls ?? []).map((one) => one.dialpadCallId);
      const voicemails = (aggregates.voicemails ?? []).flatMap((one) => one.keys);
      const messages = (aggregates.messages ?? []).map((one) => one.dialpadMessageId);
      return rightOf(storage().aggregates.load([{ appId, calls, voicemails, messages }]));
    },
    /** The id of an event on which `OWNER` holds the lease. */
    leased: async (): Promise<InboxId> => {
      const stored = delivery();
      await rightOf(storage().inbox.append([stored], lease()));
      return stored.id;
    },
  };
};

const nothing = { calls: [], voicemails: [], messages: [] };

const storing = (storage: () => Storage): void => {
  const { save, loaded } = writesTo(storage);

  it('gives back what was stored, to the last digit and letter', async () => {
    const aggregates = {
      calls: [
        call({
          dialpadCallId: LARGEST_ID,
          dialpadUserId: LARGEST_ID,
          fromNumber: SPECIAL_CHARACTERS,
          recordingUrl: `https://example.com/?q=${SPECIAL_CHARACTERS}`,
          over: true,
          durationSeconds: 12.5,
        }),
      ],
      voicemails: [
        voicemail({
          keys: [`call:${LARGEST_ID}`],
          dialpadCallId: LARGEST_ID,
          dialpadUserId: LARGEST_ID,
          transcript: SPECIAL_CHARACTERS.repeat(500),
          durationSeconds: 7,
        }),
      ],
      messages: [
        message({
          dialpadMessageId: LARGEST_ID,
          dialpadUserId: LARGEST_ID,
          text: SPECIAL_CHARACTERS,
          status: 'sent',
        }),
      ],
    };
    await save(aggregates);
    expect(await loaded(aggregates)).to.deep.equal(aggregates);
  });

  it('stores a call with texts that no engine can store unchanged', async () => {
    const calls = [call({ fromNumber: 'a\u0000b', toNumber: 'half of a pair \ud83d', direction: 'inbound' })];
    await save({ calls });
    expect((await loaded({ calls })).calls).to.deep.equal(calls);
    const shown = await rightOf(storage().calls.list(APP, { direction: 'inbound' }, { limit: 10, offset: 0 }));
    expect(shown.items.map(({ id }) => id)).to.deep.equal(calls.map(({ id }) => id));
  });
};

const identifying = (storage: () => Storage): void => {
  const { save, loaded } = writesTo(storage);

  it('tells apart ids that are the same number in JavaScript', async () => {
    const [one, two] = [dialpadId(9007199254740992n), dialpadId(9007199254740993n)];
    const calls = [call({ dialpadCallId: one }), call({ dialpadCallId: two })];
    await save({ calls });
    expect((await loaded({ calls: calls.slice(1) })).calls).to.deep.equal(calls.slice(1));
  });

  it('loads only what exists and was asked for', async () => {
    const [asked, other] = [call({ dialpadCallId: dialpadId(1) }), call({ dialpadCallId: dialpadId(2) })];
    await save({ calls: [asked, other] });
    const found = await loaded({ calls: [asked, call({ dialpadCallId: dialpadId(3) })] });
    expect(found).to.deep.equal({ ...nothing, calls: [asked] });
    expect(await rightOf(storage().aggregates.load([]))).to.deep.equal(nothing);
  });

  it('takes one Dialpad id in two apps as two aggregates', async () => {
    const mine = { calls: [call()], voicemails: [voicemail()], messages: [message()] };
    const theirs = {
      calls: [call({}, { appId: OTHER_APP })],
      voicemails: [voicemail({}, { appId: OTHER_APP })],
      messages: [message({}, { appId: OTHER_APP })],
    };
    await save(mine);
    expect(await loaded(mine, OTHER_APP)).to.deep.equal(nothing);
    await save(theirs);
    expect(await loaded(mine)).to.deep.equal(mine);
    expect(await loaded(mine, OTHER_APP)).to.deep.equal(theirs);
  });

  it('loads from several apps at once', async () => {
    const calls = [call(), call({}, { appId: OTHER_APP })];
    await save({ calls });
    const keys = { calls: [dialpadId(1)], voicemails: [], messages: [] };
    const found = await rightOf(
      storage().aggregates.load([
        { appId: APP, ...keys },
        { appId: OTHER_APP, ...keys },
      ]),
    );
    expect(found.calls).to.have.deep.members(calls);
  });
};

const revising = (storage: () => Storage): void => {
  const { commit, save, loaded, leased } = writesTo(storage);

  it('replaces a revision by the next one', async () => {
    const before = { calls: [call()], voicemails: [voicemail()], messages: [message({ direction: 'outbound' })] };
    await save(before);
    const after = {
      calls: before.calls.map((one) => observedAgain(one, { connected: true, toNumber: '+15555550199' }, NOON + 5)),
      voicemails: before.voicemails.map((one) => voicemailObservedAgain(one, { transcript: 'Call me back' })),
      messages: before.messages.map((one) => messageObservedAgain(one, { status: 'delivered' })),
    };
    await save(after);
    expect(await loaded(before)).to.deep.equal(after);
    const shown = await someOf(storage().calls.find(APP, after.calls[0]?.id ?? nextId()));
    expect(shown).to.include({ status: 'active', toNumber: '+15555550199', createdAt: NOON, updatedAt: NOON + 5 });
  });

  it('refuses a revision that does not follow the stored one, and the whole commit with it', async () => {
    const first = call();
    await save({ calls: [first] });
    const second = observedAgain(first, { connected: true });
    await save({ calls: [second] });

    const bystander = call({ dialpadCallId: dialpadId(2) });
    const settled = [{ id: await leased(), status: 'processed', reason: null }] as const;
    const late = {
      // Stale, begun anew, skipping one, never begun.
      stale: observedAgain(first, { missed: true }),
      anew: call(),
      skipping: { ...second, revision: 4 },
      unknown: { ...call({ dialpadCallId: dialpadId(3) }), revision: 2 },
    };
    for (const [why, one] of Object.entries(late)) {
      const refused = { calls: [bystander, one], events: [eventOf(bystander)], settled };
      expect(await leftOf(commit(refused)), why).to.deep.equal({ _tag: 'Conflict' });
      expect((await loaded({ calls: [bystander, one] })).calls.map(({ id }) => id)).to.not.include(bystander.id);
      expect(await loaded({ calls: [first] })).to.deep.equal({ ...nothing, calls: [second] });
    }
    expect(await rightOf(storage().events.read(APP, 0, 10))).to.deep.equal([]);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(0);
    expect((await rightOf(storage().inbox.stats)).counts).to.include({ pending: 1, processed: 0 });
  });
};

const refusing = (storage: () => Storage): void => {
  const { commit, save, loaded } = writesTo(storage);

  it('refuses stale voicemails and messages as well', async () => {
    await save({ voicemails: [voicemail()], messages: [message()] });
    expect(await leftOf(commit({ voicemails: [voicemail()] }))).to.deep.equal({ _tag: 'Conflict' });
    expect(await leftOf(commit({ messages: [message()] }))).to.deep.equal({ _tag: 'Conflict' });
  });

  it('refuses two revisions of one aggregate in one commit', async () => {
    const first = call();
    expect(await leftOf(commit({ calls: [first, call()] }))).to.deep.equal({ _tag: 'Conflict' });
    expect(await loaded({ calls: [first] })).to.deep.equal(nothing);
  });

  it('lets one of several concurrent writers win, and saves nothing of the others', async () => {
    const first = call();
    await save({ calls: [first] });
    const writers = upTo(8).map((n) => {
      const changed = observedAgain(first, { fromNumber: `+1555555010${n}` }, NOON + 1 + n);
      const own = call({ dialpadCallId: dialpadId(100 + n) });
      return { calls: [own, changed], events: [eventOf(changed)] };
    });
    const outcomes = await Promise.all(writers.map((writer) => commit(writer)()));
    const winners = writers.filter((_, n) => outcomes[n]?._tag === 'Right');
    expect(winners).to.have.length(1);
    for (const outcome of outcomes.filter(E.isLeft)) expect(outcome.left).to.deep.equal({ _tag: 'Conflict' });

    const stored = await loaded({ calls: writers.flatMap(({ calls }) => calls) });
    expect(stored.calls).to.have.deep.members(winners.flatMap(({ calls }) => calls));
    const told = await rightOf(storage().events.read(APP, 0, 10));
    expect(told.map(({ id }) => id)).to.deep.equal(winners.flatMap(({ events }) => events.map(({ id }) => id)));
  });

  it('stores a deleted voicemail as a marker, and refuses changes made before the deletion', async () => {
    const before = voicemail();
    await save({ voicemails: [before] });
    await rightOf(storage().voicemails.delete(APP, before.id, NOON + 5));
    const [marker] = (await loaded({ voicemails: [before] })).voicemails;
    expect(marker).to.include({ id: before.id, deletedAt: NOON + 5 });

    const late = voicemailObservedAgain(before, { transcript: 'Call me back' });
    expect(await leftOf(commit({ voicemails: [late] }))).to.deep.equal({ _tag: 'Conflict' });
  });
};

const settling = (storage: () => Storage): void => {
  const { commit, save, loaded, leased } = writesTo(storage);

  it('saves nothing for a process that does not hold the lease on what it settles', async () => {
    const one = call();
    const settling = (owner: string, ...ids: InboxId[]) =>
      commit({
        owner,
        calls: [one],
        events: [eventOf(one)],
        settled: ids.map((id) => ({ id, status: 'processed', reason: null })),
      });
    const [mine, settled] = [await leased(), await leased()];
    await save({ settled: [{ id: settled, status: 'ignored', reason: null }] });

    const refused = {
      'held by another': settling('stranger', mine),
      'settled already': settling(OWNER, mine, settled),
      'named twice': settling(OWNER, mine, mine),
      unknown: settling(OWNER, mine, nextId<InboxId>()),
    };
    for (const [why, task] of Object.entries(refused)) {
      expect(await leftOf(task), why).to.deep.equal({ _tag: 'Conflict' });
    }
    expect(await loaded({ calls: [one] })).to.deep.equal(nothing);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(0);
    expect((await rightOf(storage().inbox.stats)).counts).to.include({ pending: 1, processed: 0, ignored: 1 });

    await rightOf(settling(OWNER, mine));
    expect((await loaded({ calls: [one] })).calls).to.deep.equal([one]);
  });

  it('saves large batches, of new and of changed aggregates', async () => {
    const calls = upTo(1200).map((n) => call({ dialpadCallId: dialpadId(n + 1) }));
    await save({ calls, events: calls.map((one) => eventOf(one)) });
    const changed = calls.map((one) => observedAgain(one, { connected: true }));
    const begun = upTo(5).map((n) => call({ dialpadCallId: dialpadId(n + 5001) }));
    await save({ calls: [...changed, ...begun], events: changed.map((one) => eventOf(one)) });
    expect((await loaded({ calls })).calls).to.have.deep.members(changed);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(2400);
    // FerretDB reads every stored document for each update, which takes it about 20 s here.
  }).timeout(90_000);

  it('accepts an empty commit', async () => {
    expect(await save({})).to.deep.equal([]);
  });
};
