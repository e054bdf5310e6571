import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Aggregates } from '../../../src/domain/aggregates.js';
import { decide } from '../../../src/domain/decide.js';
import type { ScopedObservation } from '../../../src/domain/observation.js';
import {
  MAX_VOICEMAIL_KEYS,
  type Voicemail,
  type VoicemailKey,
  type VoicemailObservation,
} from '../../../src/domain/voicemail/voicemail.js';
import { type APP, dialpadId, NOON, nextId, nthId } from '../../../src/testing/storage/samples.js';
import { voicemailSeen } from '../../support/observations.js';
import { shuffledWithRepeats } from '../arbitraries.js';

const [CALL, LEG, RECORDING]: readonly [VoicemailKey, VoicemailKey, VoicemailKey] = [
  `call:${dialpadId(1)}`,
  `call:${dialpadId(2)}`,
  `recording:${dialpadId(5)}`,
];

const seen = (keys: VoicemailObservation['keys'], more: Partial<VoicemailObservation> = {}): ScopedObservation =>
  voicemailSeen(0, { keys, ...more });

/** Applies batches one after the other, as a storage would; answers with all that is stored and what was announced. */
const applied = (batches: readonly (readonly ScopedObservation[])[], stored: readonly Voicemail[] = []) => {
  const byId = new Map(stored.map((one) => [one.id, one]));
  const announced: string[] = [];
  for (const [n, batch] of batches.entries()) {
    const found: Aggregates = { calls: [], voicemails: [...byId.values()], messages: [] };
    const decision = decide(found, batch, nextId, NOON + n);
    for (const one of decision.voicemails) byId.set(one.id, one);
    announced.push(...decision.pendingEvents.map(({ content }) => content.type));
  }
  const all = [...byId.values()];
  return { all, visible: all.filter(({ deletedAt }) => deletedAt === null), announced };
};

const key = fc.constantFrom<VoicemailKey>(
  ...([1, 2, 3, 4].flatMap((n) => [`call:${dialpadId(n)}`, `recording:${dialpadId(n)}`]) as VoicemailKey[]),
);
const maybe = <A>(values: readonly A[]) => fc.constantFrom(...values, null);
const observation = fc
  .record({
    keys: fc.tuple(key, key),
    happenedAt: maybe([NOON, NOON + 1, NOON + 2]),
    dialpadCallId: maybe([1, 2, 3].map(dialpadId)),
    dialpadUserId: maybe([7, 8].map(dialpadId)),
    fromNumber: maybe(['555-0123', '+15550123']),
    recordingUrl: maybe(['one', 'two']),
    transcript: maybe(['Hi', 'Hello']),
    durationSeconds: maybe([3, 30]),
  })
  .map(({ keys, ...more }) => seen(keys, more));
const observations = fc.array(observation, { minLength: 1, maxLength: 8 });

/** What is known, apart from the ids and times of this system. */
const essence = (voicemails: readonly Voicemail[]) =>
  voicemails
    .map(({ keys, facts }) => ({ keys, facts }))
    .sort((x, y) => ((x.keys[0] ?? '') < (y.keys[0] ?? '') ? -1 : 1));

/** Observes each list of keys of one message, in order. */
const keysAfter = (lists: readonly (readonly VoicemailKey[])[]): readonly VoicemailKey[] =>
  applied([lists.map((keys) => seen([RECORDING, ...keys]))]).visible.flatMap(({ keys }) => keys);

describe('the keys of a voicemail', () => {
  it('are at most so many, the same in any order and however often, and the recordings are the last to go', () => {
    const id = fc.integer({ min: 1, max: 300 }).map((n) => dialpadId(n));
    const many = fc.array(
      fc.oneof(
        id.map((n): VoicemailKey => `call:${n}`),
        id.map((n): VoicemailKey => `recording:${n}`),
      ),
      { minLength: 150, maxLength: 250 },
    );
    fc.assert(
      fc.property(many, many, many, (x, y, z) => {
        const keys = keysAfter([x, y, z]);
        expect(keys).to.have.length.at.most(MAX_VOICEMAIL_KEYS);
        expect(keys).to.include(RECORDING);
        expect(keysAfter([z, x, y, x])).to.deep.equal(keys);
        expect(keysAfter([[...x, ...y, ...z]])).to.deep.equal(keys);
        const recordings = new Set([...x, ...y, ...z].filter((one) => one.startsWith('recording:')).concat(RECORDING));
        const kept = keys.filter((one) => one.startsWith('recording:'));
        expect(kept).to.have.lengthOf(Math.min(recordings.size, MAX_VOICEMAIL_KEYS));
      }),
      { numRuns: 30 },
    );
  });

  it('make the same observations the same voicemails, in any order and in any batches', () => {
    fc.assert(
      fc.property(shuffledWithRepeats(observations), fc.integer({ min: 1, max: 9 }), ([inOrder, shuffled], size) => {
        const batches: ScopedObservation[][] = [];
        for (let at = 0; at < shuffled.length; at += size) batches.push(shuffled.slice(at, at + size));
        expect(essence(applied(batches).visible)).to.deep.equal(essence(applied([inOrder]).visible));
      }),
    );
  });

  it('belong to one voicemail each', () => {
    fc.assert(
      fc.property(observations, (list) => {
        const keys = applied(list.map((one) => [one])).all.flatMap((one) => one.keys);
        expect(new Set(keys).size).to.equal(keys.length);
      }),
    );
  });

  it('join a transcript that names the recording alone, before or after', () => {
    const received = seen([CALL, RECORDING], { durationSeconds: 31 });
    const transcribed = seen([RECORDING], { transcript: 'Hi' });
    for (const order of [
      [received, transcribed],
      [transcribed, received],
    ]) {
      const { all, announced } = applied(order.map((one) => [one]));
      expect(all).to.have.length(1);
      expect(all[0]?.keys).to.deep.equal([CALL, RECORDING]);
      expect(all[0]?.facts).to.deep.include({ transcript: { value: 'Hi', at: NOON } });
      expect(announced).to.deep.equal(['voicemail.received', 'voicemail.updated']);
    }
  });

  it('stay with the older of two that are one, and the younger is not shown any more', () => {
    const parts = [
      seen([CALL], { durationSeconds: 31 }),
      seen([RECORDING], { transcript: 'Hi' }),
      seen([RECORDING, CALL]),
    ];
    const { all, visible, announced } = applied(parts.map((one) => [one]));
    const [older, younger] = all;
    expect(visible).to.deep.equal([older]);
    expect(older?.keys).to.deep.equal([CALL, RECORDING]);
    expect(younger).to.deep.include({ keys: [], deletedAt: NOON + 2, revision: 2 });
    expect(announced).to.deep.equal(['voicemail.received', 'voicemail.received', 'voicemail.updated']);
  });

  it('keep a deleted voicemail deleted under all of them, also those that come later', () => {
    const [begun] = applied([[seen([CALL, RECORDING])]]).all;
    if (begun === undefined) throw new Error('one began');
    const later = [seen([RECORDING, LEG]), seen([LEG], { transcript: 'Hi' })].map((one) => [one]);
    const after = applied(later, [{ ...begun, deletedAt: NOON }]);
    expect(after).to.deep.include({ visible: [], announced: [] });
    expect(after.all[0]?.keys).to.deep.equal([CALL, LEG, RECORDING]);
  });

  it('delete a voicemail that turns out to be a deleted one, without an announcement', () => {
    const [first] = applied([[seen([CALL])]]).all;
    if (first === undefined) throw new Error('one began');
    const parts = [seen([RECORDING]), seen([RECORDING, CALL]), seen([RECORDING], { transcript: 'Hi' })];
    const after = applied(
      parts.map((one) => [one]),
      [{ ...first, id: nthId(1), deletedAt: NOON }],
    );
    expect(after.visible).to.deep.equal([]);
    expect(after.announced).to.deep.equal(['voicemail.received']);
  });

  it('tell the messages of two apps apart', () => {
    const ofOther = { ...seen([CALL, LEG]), appId: nthId<typeof APP>(0xa2) };
    expect(applied([[seen([CALL]), ofOther]]).visible).to.have.length(2);
  });
});
