import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import type { VoicemailFilter } from '../../application/ports/voicemail-repository.js';
import type { MappingId } from '../../domain/ids.js';
import { phoneKey } from '../../domain/phone-number.js';
import { type Voicemail, viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { expect } from './expect.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  commitOf,
  dialpadId,
  LARGEST_ID,
  NOON,
  nextId,
  nthId,
  OTHER_APP,
  SPECIAL_CHARACTERS,
  voicemail,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every repository of voicemails does. */
export const voicemailsContract = (storage: () => Storage): void => {
  describe('voicemails', () => {
    showing(storage);
    listing(storage);
    deleting(storage);
  });
};

const voicemailsOf = (storage: () => Storage) => {
  const list = (filter: VoicemailFilter = {}, page = ALL, appId = APP) =>
    rightOf(storage().voicemails.list(appId, filter, page));
  return {
    save: (...voicemails: Voicemail[]) => rightOf(storage().aggregates.commit(commitOf({ voicemails }))),
    list,
    idsOf: async (filter: VoicemailFilter) => (await list(filter)).items.map(({ id }) => id),
  };
};

const showing = (storage: () => Storage): void => {
  const { save, list } = voicemailsOf(storage);

  it('shows a voicemail as its facts give it, with its current CRM user', async () => {
    const one = voicemail({
      keys: [`recording:${LARGEST_ID}`],
      dialpadCallId: LARGEST_ID,
      dialpadUserId: LARGEST_ID,
      fromNumber: '+15555550123',
      toNumber: SPECIAL_CHARACTERS,
      transcript: SPECIAL_CHARACTERS,
      recordingUrl: 'https://example.com/1.mp3',
      durationSeconds: 12,
    });
    await save(one);
    const mapping = { id: nextId<MappingId>(), dialpadUserId: LARGEST_ID, crmUserId: 'ann@example.com' };
    await rightOf(storage().mappings.upsert(APP, [mapping], NOON));
    const shown = { ...viewOfVoicemail(one), crmUserId: 'ann@example.com' };
    expect(await someOf(storage().voicemails.find(APP, one.id))).to.deep.equal(shown);
    expect(await list()).to.deep.include({ items: [shown], total: 1 });
  });

  it('neither shows nor deletes a voicemail of another app', async () => {
    const ofOtherApp = voicemail({}, { appId: OTHER_APP });
    await save(ofOtherApp);
    expect(await rightOf(storage().voicemails.find(APP, ofOtherApp.id))).to.deep.equal(O.none);
    expect(await list()).to.deep.include({ items: [], total: 0 });
    expect(await rightOf(storage().voicemails.delete(APP, ofOtherApp.id, NOON))).to.equal(false);
    expect((await list({}, ALL, OTHER_APP)).total).to.equal(1);
  });
};

const listing = (storage: () => Storage): void => {
  const { save, list, idsOf } = voicemailsOf(storage);

  it('lists the newest first, then by descending id, page by page', async () => {
    const at = [NOON, NOON + 1, NOON + 1, NOON + 2];
    const stored = at.map((now, n) => voicemail({ keys: [`call:${dialpadId(n + 1)}`] }, { id: nthId(700 + n), now }));
    await save(...stored);
    const order = [703, 702, 701, 700].map((n) => nthId(n));
    expect(await idsOf({})).to.deep.equal(order);
    const page = await list({}, { limit: 2, offset: 1 });
    expect(page.items.map(({ id }) => id)).to.deep.equal(order.slice(1, 3));
    expect(page.total).to.equal(4);
  });

  it('finds by Dialpad user and by either number', async () => {
    const [one, two] = [
      voicemail({ keys: [`call:${dialpadId(1)}`], dialpadUserId: dialpadId(7), fromNumber: '+1 555 555 0101' }),
      voicemail({ keys: [`call:${dialpadId(2)}`], toNumber: '(555) 555-0101' }),
    ];
    await save(one, two);
    expect(await idsOf({ dialpadUserId: dialpadId(7) })).to.deep.equal([one.id]);
    expect(await idsOf({ from: phoneKey('5555550101') })).to.deep.equal([one.id]);
    expect(await idsOf({ number: '(555) 555-0101' })).to.include(one.id);
    expect(await idsOf({ to: phoneKey('5555550101') })).to.deep.equal([two.id]);
    expect(await idsOf({ dialpadUserId: dialpadId(7), to: phoneKey('5555550101') })).to.deep.equal([]);
  });
};

const deleting = (storage: () => Storage): void => {
  const { save, list } = voicemailsOf(storage);

  it('deletes a voicemail once, and no longer shows it', async () => {
    const [remaining, deleted] = [
      voicemail({ keys: [`call:${dialpadId(1)}`] }),
      voicemail({ keys: [`call:${dialpadId(2)}`] }),
    ];
    await save(remaining, deleted);
    expect(await rightOf(storage().voicemails.delete(APP, deleted.id, NOON + 1))).to.equal(true);
    expect(await rightOf(storage().voicemails.delete(APP, deleted.id, NOON + 2))).to.equal(false);
    expect(await rightOf(storage().voicemails.delete(APP, nextId(), NOON))).to.equal(false);
    expect(await rightOf(storage().voicemails.find(APP, deleted.id))).to.deep.equal(O.none);
    expect((await list()).items.map(({ id }) => id)).to.deep.equal([remaining.id]);
    expect((await list({}, { limit: 1, offset: 0 })).total).to.equal(1);
  });
};
