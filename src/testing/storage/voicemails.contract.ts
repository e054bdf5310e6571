import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import type { Storage } from '../../application/ports/storage.js';
import type { VoicemailFilter } from '../../application/ports/voicemail-repository.js';
import type { MappingId } from '../../domain/ids.js';
import { phoneKey } from '../../domain/phone-number.js';
import { type Voicemail, viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { rightOf, someOf } from './outcome.js';
import {
  APP,
  AWKWARD_TEXT,
  commitOf,
  dialpadId,
  LARGEST_ID,
  NOON,
  nextId,
  nthId,
  OTHER_APP,
  voicemail,
} from './samples.js';

const ALL = { limit: 100, offset: 0 };

/** What every read side of voicemails does. */
export const voicemailsContract = (storage: () => Storage): void => {
  const keep = (...voicemails: Voicemail[]) => rightOf(storage().aggregates.commit(commitOf({ voicemails })));
  const list = (filter: VoicemailFilter = {}, page = ALL, appId = APP) =>
    rightOf(storage().voicemails.list(appId, filter, page));
  const idsOf = async (filter: VoicemailFilter) => (await list(filter)).items.map(({ id }) => id);

  describe('voicemails', () => {
    it('shows a voicemail as it is read off its facts, and whose it is now', async () => {
      const one = voicemail({
        key: `recording:${LARGEST_ID}`,
        dialpadCallId: LARGEST_ID,
        dialpadUserId: LARGEST_ID,
        fromNumber: '+15555550123',
        toNumber: AWKWARD_TEXT,
        transcript: AWKWARD_TEXT,
        recordingUrl: 'https://example.com/1.mp3',
        durationSeconds: 12,
      });
      await keep(one);
      const mapping = { id: nextId<MappingId>(), dialpadUserId: LARGEST_ID, crmUserId: 'ann@example.com' };
      await rightOf(storage().mappings.upsert(APP, [mapping], NOON));
      const shown = { ...viewOfVoicemail(one), crmUserId: 'ann@example.com' };
      expect(await someOf(storage().voicemails.find(APP, one.id))).to.deep.equal(shown);
      expect(await list()).to.deep.equal({ items: [shown], total: 1 });
    });

    it('shows an app nothing of another, and lets it delete nothing of another', async () => {
      const theirs = voicemail({}, { appId: OTHER_APP });
      await keep(theirs);
      expect(await rightOf(storage().voicemails.find(APP, theirs.id))).to.deep.equal(O.none);
      expect(await list()).to.deep.equal({ items: [], total: 0 });
      expect(await rightOf(storage().voicemails.delete(APP, theirs.id, NOON))).to.equal(false);
      expect((await list({}, ALL, OTHER_APP)).total).to.equal(1);
    });

    it('lists the newest first and, of one moment, by descending id, page by page', async () => {
      const at = [NOON, NOON + 1, NOON + 1, NOON + 2];
      const kept = at.map((now, n) => voicemail({ key: `call:${dialpadId(n + 1)}` }, { id: nthId(700 + n), now }));
      await keep(...kept);
      const order = [703, 702, 701, 700].map((n) => nthId(n));
      expect(await idsOf({})).to.deep.equal(order);
      const page = await list({}, { limit: 2, offset: 1 });
      expect(page.items.map(({ id }) => id)).to.deep.equal(order.slice(1, 3));
      expect(page.total).to.equal(4);
    });

    it('finds by person and by either number', async () => {
      const [one, two] = [
        voicemail({ key: `call:${dialpadId(1)}`, dialpadUserId: dialpadId(7), fromNumber: '+1 555 555 0101' }),
        voicemail({ key: `call:${dialpadId(2)}`, toNumber: '(555) 555-0101' }),
      ];
      await keep(one, two);
      expect(await idsOf({ dialpadUserId: dialpadId(7) })).to.deep.equal([one.id]);
      expect(await idsOf({ from: phoneKey('5555550101') })).to.deep.equal([one.id]);
      expect(await idsOf({ to: phoneKey('5555550101') })).to.deep.equal([two.id]);
      expect(await idsOf({ dialpadUserId: dialpadId(7), to: phoneKey('5555550101') })).to.deep.equal([]);
    });

    it('no longer shows what is deleted, and deletes it once', async () => {
      const [kept, deleted] = [voicemail({ key: `call:${dialpadId(1)}` }), voicemail({ key: `call:${dialpadId(2)}` })];
      await keep(kept, deleted);
      expect(await rightOf(storage().voicemails.delete(APP, deleted.id, NOON + 1))).to.equal(true);
      expect(await rightOf(storage().voicemails.delete(APP, deleted.id, NOON + 2))).to.equal(false);
      expect(await rightOf(storage().voicemails.delete(APP, nextId(), NOON))).to.equal(false);
      expect(await rightOf(storage().voicemails.find(APP, deleted.id))).to.deep.equal(O.none);
      expect((await list()).items.map(({ id }) => id)).to.deep.equal([kept.id]);
      expect((await list({}, { limit: 1, offset: 0 })).total).to.equal(1);
    });
  });
};
