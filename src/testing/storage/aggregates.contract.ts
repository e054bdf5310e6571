import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type { Commit } from '../../application/ports/aggregates.js';
import type { Storage } from '../../application/ports/storage.js';
import type { Aggregates } from '../../domain/aggregates.js';
import type { AppId, InboxId } from '../../domain/ids.js';
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
  const commit = (changes: Partial<Commit>) => storage().aggregates.commit(commitOf(changes));
  const keep = (changes: Partial<Commit>) => rightOf(commit(changes));

  /** Whatever is kept under the keys of these aggregates, in `appId`. */
  const loaded = (aggregates: Partial<Aggregates>, appId: AppId = APP): Promise<Aggregates> =>
    rightOf(
      storage().aggregates.load([
        {
          appId,
          calls: (aggregates.calls ?? []).map((one) => one.dialpadCallId),
          voicemails: (aggregates.voicemails ?? []).map((one) => one.key),
          messages: (aggregates.messages ?? []).map((one) => one.dialpadMessageId),
        },
      ]),
    );

  const held = async (): Promise<InboxId> => {
    const kept = delivery();
    await rightOf(storage().inbox.append([kept], lease()));
    return kept.id;
  };

  const nothing = { calls: [], voicemails: [], messages: [] };

  describe('aggregates', () => {
    it('gives back what was kept, to the last digit and letter', async () => {
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
      await keep(aggregates);
      expect(await loaded(aggregates)).to.deep.equal(aggregates);
    });

    it('keeps what is known of a call whose texts no engine can store as they are', async () => {
      const calls = [call({ fromNumber: 'a\u0000b', toNumber: 'half of a pair \ud83d', direction: 'inbound' })];
      await keep({ calls });
      expect((await loaded({ calls })).calls).to.deep.equal(calls);
      const shown = await rightOf(storage().calls.list(APP, { direction: 'inbound' }, { limit: 10, offset: 0 }));
      expect(shown.items.map(({ id }) => id)).to.deep.equal(calls.map(({ id }) => id));
    });

    it('keeps apart ids that are the same number to JavaScript', async () => {
      const [one, two] = [dialpadId(9007199254740992n), dialpadId(9007199254740993n)];
      const calls = [call({ dialpadCallId: one }), call({ dialpadCallId: two })];
      await keep({ calls });
      expect((await loaded({ calls: calls.slice(1) })).calls).to.deep.equal(calls.slice(1));
    });

    it('loads only what exists and is asked for', async () => {
      const [asked, other] = [call({ dialpadCallId: dialpadId(1) }), call({ dialpadCallId: dialpadId(2) })];
      await keep({ calls: [asked, other] });
      const found = await loaded({ calls: [asked, call({ dialpadCallId: dialpadId(3) })] });
      expect(found).to.deep.equal({ ...nothing, calls: [asked] });
      expect(await rightOf(storage().aggregates.load([]))).to.deep.equal(nothing);
    });

    it('takes one Dialpad id in two apps for two things', async () => {
      const mine = { calls: [call()], voicemails: [voicemail()], messages: [message()] };
      const theirs = {
        calls: [call({}, { appId: OTHER_APP })],
        voicemails: [voicemail({}, { appId: OTHER_APP })],
        messages: [message({}, { appId: OTHER_APP })],
      };
      await keep(mine);
      expect(await loaded(mine, OTHER_APP)).to.deep.equal(nothing);
      await keep(theirs);
      expect(await loaded(mine)).to.deep.equal(mine);
      expect(await loaded(mine, OTHER_APP)).to.deep.equal(theirs);
    });

    it('loads from several apps at once', async () => {
      const calls = [call(), call({}, { appId: OTHER_APP })];
      await keep({ calls });
      const keys = { calls: [dialpadId(1)], voicemails: [], messages: [] };
      const found = await rightOf(
        storage().aggregates.load([
          { appId: APP, ...keys },
          { appId: OTHER_APP, ...keys },
        ]),
      );
      expect(found.calls).to.have.deep.members(calls);
    });

    it('keeps the next revision in place of the one before', async () => {
      const before = { calls: [call()], voicemails: [voicemail()], messages: [message({ direction: 'outbound' })] };
      await keep(before);
      const after = {
        calls: before.calls.map((one) => observedAgain(one, { connected: true, toNumber: '+15555550199' }, NOON + 5)),
        voicemails: before.voicemails.map((one) => voicemailObservedAgain(one, { transcript: 'Call me back' })),
        messages: before.messages.map((one) => messageObservedAgain(one, { status: 'delivered' })),
      };
      await keep(after);
      expect(await loaded(before)).to.deep.equal(after);
      const shown = await someOf(storage().calls.find(APP, after.calls[0]?.id ?? nextId()));
      expect(shown).to.include({ status: 'active', toNumber: '+15555550199', createdAt: NOON, updatedAt: NOON + 5 });
    });

    it('refuses a revision that does not follow on the one kept, and all that came with it', async () => {
      const first = call();
      await keep({ calls: [first] });
      const second = observedAgain(first, { connected: true });
      await keep({ calls: [second] });

      const bystander = call({ dialpadCallId: dialpadId(2) });
      const settled = [{ id: await held(), status: 'processed', reason: null }] as const;
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

    it('refuses stale voicemails and messages as well', async () => {
      await keep({ voicemails: [voicemail()], messages: [message()] });
      expect(await leftOf(commit({ voicemails: [voicemail()] }))).to.deep.equal({ _tag: 'Conflict' });
      expect(await leftOf(commit({ messages: [message()] }))).to.deep.equal({ _tag: 'Conflict' });
    });

    it('refuses two revisions of one thing in one commit', async () => {
      const first = call();
      expect(await leftOf(commit({ calls: [first, call()] }))).to.deep.equal({ _tag: 'Conflict' });
      expect(await loaded({ calls: [first] })).to.deep.equal(nothing);
    });

    it('lets one of several concurrent writers win, and keeps nothing of the others', async () => {
      const first = call();
      await keep({ calls: [first] });
      const writers = upTo(8).map((n) => {
        const changed = observedAgain(first, { fromNumber: `+1555555010${n}` }, NOON + 1 + n);
        const own = call({ dialpadCallId: dialpadId(100 + n) });
        return { calls: [own, changed], events: [eventOf(changed)] };
      });
      const outcomes = await Promise.all(writers.map((writer) => commit(writer)()));
      const winners = writers.filter((_, n) => outcomes[n]?._tag === 'Right');
      expect(winners).to.have.length(1);
      for (const outcome of outcomes.filter(E.isLeft)) expect(outcome.left).to.deep.equal({ _tag: 'Conflict' });

      const kept = await loaded({ calls: writers.flatMap(({ calls }) => calls) });
      expect(kept.calls).to.have.deep.members(winners.flatMap(({ calls }) => calls));
      const told = await rightOf(storage().events.read(APP, 0, 10));
      expect(told.map(({ id }) => id)).to.deep.equal(winners.flatMap(({ events }) => events.map(({ id }) => id)));
    });

    it('keeps nothing of a process that does not hold what it settles', async () => {
      const one = call();
      const settling = (owner: string, ...ids: InboxId[]) =>
        commit({
          owner,
          calls: [one],
          events: [eventOf(one)],
          settled: ids.map((id) => ({ id, status: 'processed', reason: null })),
        });
      const [mine, settled] = [await held(), await held()];
      await keep({ settled: [{ id: settled, status: 'ignored', reason: null }] });

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

    it('keeps a deleted voicemail as a marker, and refuses what was made before the deletion', async () => {
      const before = voicemail();
      await keep({ voicemails: [before] });
      await rightOf(storage().voicemails.delete(APP, before.id, NOON + 5));
      const [marker] = (await loaded({ voicemails: [before] })).voicemails;
      expect(marker).to.include({ id: before.id, deletedAt: NOON + 5 });

      const late = voicemailObservedAgain(before, { transcript: 'Call me back' });
      expect(await leftOf(commit({ voicemails: [late] }))).to.deep.equal({ _tag: 'Conflict' });
    });

    it('keeps large batches, begun and carried on', async () => {
      const calls = upTo(1200).map((n) => call({ dialpadCallId: dialpadId(n + 1) }));
      await keep({ calls, events: calls.map((one) => eventOf(one)) });
      const changed = calls.map((one) => observedAgain(one, { connected: true }));
      const begun = upTo(5).map((n) => call({ dialpadCallId: dialpadId(n + 5001) }));
      await keep({ calls: [...changed, ...begun], events: changed.map((one) => eventOf(one)) });
      expect((await loaded({ calls })).calls).to.have.deep.members(changed);
      expect((await rightOf(storage().events.position(APP))).seq).to.equal(2400);
    });

    it('keeps a commit that says nothing', async () => {
      expect(await keep({})).to.deep.equal([]);
    });
  });
};
