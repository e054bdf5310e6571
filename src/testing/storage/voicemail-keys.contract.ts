import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import { conflict } from '../../application/ports/storage-error.js';
import {
  absorbed,
  MAX_VOICEMAIL_KEYS,
  observeVoicemail,
  type Voicemail,
  type VoicemailKey,
} from '../../domain/voicemail/voicemail.js';
import { expect } from './expect.js';
import { leftOf, rightOf } from './outcome.js';
import { APP, commitOf, dialpadId, LARGEST_ID, NOON, nthId, OTHER_APP, voicemail } from './samples.js';

const [CALL, LEG, RECORDING]: readonly [VoicemailKey, VoicemailKey, VoicemailKey] = [
  `call:${dialpadId(1)}`,
  `call:${dialpadId(2)}`,
  `recording:${LARGEST_ID}`,
];

/** How every write side finds a voicemail by each of its keys, and lets no two have one in common. */
export const voicemailKeysContract = (storage: () => Storage): void => {
  describe('the keys of a voicemail', () => {
    finding(storage);
    keepingApart(storage);
    absorbing(storage);
  });
};

/** The voicemails of a storage, as this contract saves and reads them. */
const voicemailsIn = (storage: () => Storage) => {
  const commit = (...voicemails: readonly Voicemail[]) => storage().aggregates.commit(commitOf({ voicemails }));
  const save = (...voicemails: readonly Voicemail[]) => rightOf(commit(...voicemails));
  const load = async (...voicemails: readonly VoicemailKey[]) =>
    (await rightOf(storage().aggregates.load([{ appId: APP, calls: [], voicemails, messages: [] }]))).voicemails;
  const visible = async () =>
    (await rightOf(storage().voicemails.list(APP, {}, { limit: 10, offset: 0 }))).items.map(({ id }) => id);
  return { commit, save, load, visible };
};

/** The first of these after an observation that connects it with the others, and the markers of the others. */
const connect = ([first, ...others]: readonly [Voicemail, ...Voicemail[]], ...keys: readonly VoicemailKey[]) => {
  const seen = { keys: [first.key, ...keys] as const, receivedAt: NOON, happenedAt: NOON };
  const joined = observeVoicemail(first, seen, { id: first.id, appId: APP, now: NOON + 1 }, others);
  return [joined.voicemail, ...others.map((other) => absorbed(other, NOON + 1))];
};

/** A voicemail is found by each key. */
const finding = (storage: () => Storage): void => {
  const { save, load } = voicemailsIn(storage);

  it('each find it, once, and find none of another app', async () => {
    const one = voicemail({ keys: [CALL, RECORDING] });
    await save(one, voicemail({ keys: [RECORDING] }, { appId: OTHER_APP }));
    for (const keys of [[CALL], [RECORDING], [CALL, LEG, RECORDING]]) expect(await load(...keys)).to.deep.equal([one]);
    expect(await load(LEG)).to.deep.equal([]);
  });

  it('are free again once a voicemail at the most keys has more telling ones', async () => {
    const recordings = Array.from({ length: MAX_VOICEMAIL_KEYS }, (_, n) => `recording:${dialpadId(100 + n)}` as const);
    const before = voicemail({ keys: [CALL, LEG] });
    await save(before);
    const [full] = connect([before], ...recordings);
    if (full !== undefined) await save(full);
    expect(await load(...recordings)).to.deep.equal([full]);
    expect(await load(CALL, LEG)).to.deep.equal([]);
    const other = voicemail({ keys: [LEG] });
    await save(other);
    expect(await load(LEG)).to.deep.equal([other]);
  });

  it('grow', async () => {
    const before = voicemail({ keys: [CALL] });
    await save(before);
    const [after] = connect([before], LEG, RECORDING);
    if (after !== undefined) await save(after);
    expect(await load(LEG)).to.deep.equal([after]);
    expect(await load(CALL, RECORDING)).to.deep.equal([after]);
  });

  it('find a voicemail that was deleted', async () => {
    const one = voicemail({ keys: [CALL, RECORDING] });
    await save(one);
    await rightOf(storage().voicemails.delete(APP, one.id, NOON + 5));
    expect((await load(RECORDING)).map(({ deletedAt }) => deletedAt)).to.deep.equal([NOON + 5]);
  });
};

/** No two voicemails have a key in common. */
const keepingApart = (storage: () => Storage): void => {
  const { commit, save, load, visible } = voicemailsIn(storage);

  it('may not be those of another voicemail', async () => {
    const one = voicemail({ keys: [CALL, RECORDING] });
    await save(one);
    expect(await leftOf(commit(voicemail({ keys: [LEG, RECORDING] })))).to.deep.equal(conflict);
    const other = voicemail({ keys: [LEG] });
    await save(other);
    expect(await leftOf(commit(...connect([other], RECORDING)))).to.deep.equal(conflict);
    expect(await load(CALL, LEG, RECORDING)).to.have.deep.members([one, other]);
  });

  it('may not be those of another voicemail in the same commit', async () => {
    const both = [voicemail({ keys: [CALL, RECORDING] }), voicemail({ keys: [LEG, RECORDING] })];
    expect(await leftOf(commit(...both))).to.deep.equal(conflict);
    expect(await visible()).to.deep.equal([]);
  });

  it('let one of several win that begin a voicemail at the same moment', async () => {
    const begun = [21, 22, 23, 24].map((n) => voicemail({ keys: [`call:${dialpadId(n)}`, RECORDING] }));
    const outcomes = await Promise.all(begun.map((one) => commit(one)()));
    expect(outcomes.filter(({ _tag }) => _tag === 'Right')).to.have.length(1);
    expect(await visible()).to.have.length(1);
  });

  it('come back from an archive, in which a voicemail is stored already under any of them', async () => {
    const [one, other] = [
      voicemail({ keys: [CALL, RECORDING] }),
      voicemail({ keys: [LEG, RECORDING] }, { id: nthId(7) }),
    ];
    await rightOf(storage().archive.write('voicemail', [one, other]));
    await rightOf(storage().archive.write('voicemail', [other, one]));
    expect(await load(RECORDING)).to.deep.equal([one]);
    expect(await visible()).to.deep.equal([one.id]);
  });
};

/** One voicemail takes over the keys of another. */
const absorbing = (storage: () => Storage): void => {
  const { commit, save, load, visible } = voicemailsIn(storage);

  it('pass to the voicemail that absorbs another, which is no longer shown or found', async () => {
    const [one, other] = [voicemail({ keys: [CALL] }), voicemail({ keys: [RECORDING, LEG], transcript: 'Hi' })];
    await save(one, other);
    const [joined, marker] = connect([one, other], RECORDING);
    if (joined === undefined || marker === undefined) throw new Error('there are two');
    await save(joined, marker);
    for (const key of [CALL, LEG, RECORDING]) expect(await load(key)).to.deep.equal([joined]);
    expect(await visible()).to.deep.equal([one.id]);
    expect(await rightOf(storage().voicemails.find(APP, other.id))).to.deep.equal(O.none);
    expect(await leftOf(commit({ ...other, revision: 2 })), 'the absorbed one').to.deep.equal(conflict);
  });
};
