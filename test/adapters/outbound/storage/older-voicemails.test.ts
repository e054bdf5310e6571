import { expect } from 'chai';
import type { Storage } from '../../../../src/application/ports/storage.js';
import { absorbed, observeVoicemail } from '../../../../src/domain/voicemail/voicemail.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { APP, commitOf, dialpadId, NOON, voicemail } from '../../../../src/testing/storage/samples.js';
import { olderStorages } from './older-storage.js';
import { tempFolder } from './temp-folder.js';

/** Two parts of one message, as the version before stored them: each under the one key that it knew. */
const audio = voicemail({ keys: [`call:${dialpadId(5)}`], dialpadCallId: dialpadId(5), durationSeconds: 31 });
const text = voicemail({ keys: [`recording:${dialpadId(77)}`], transcript: 'Hi' });
const deleted = { ...voicemail({ keys: [`call:${dialpadId(6)}`] }), deletedAt: NOON };
const ALL = [audio, text, deleted];

const statements = ALL.map(
  ({ id, appId, key, facts, deletedAt, revision, createdAt, updatedAt }) =>
    `insert into voicemails (id, app_id, voicemail_key, revision, deleted_at, created_at, updated_at, facts)
     values ('${id}', '${appId}', '${key}', ${revision}, ${deletedAt}, ${createdAt}, ${updatedAt}, '${JSON.stringify(facts)}')`,
);

const documents = ALL.map(({ keys: _, ...stored }) => ({
  _id: `${APP} ${stored.key}`,
  app_id: APP,
  id: stored.id,
  revision: stored.revision,
  json: JSON.stringify(stored),
  dialpad_user_id: null,
  from_key: null,
  to_key: null,
  at: stored.createdAt,
  deleted: stored.deletedAt !== null,
}));

const engines = olderStorages({
  before: { sqlite: '004', postgres: '007' },
  statements,
  documents: { voicemails: documents },
});

for (const [engine, open] of Object.entries(engines)) {
  describe(`a voicemail that ${engine} stored with one key`, function () {
    this.timeout(20_000);
    const folder = tempFolder();
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open(folder()));
    });
    afterEach(() => close());

    const load = async () => {
      const keys = ALL.map(({ key }) => key);
      return (await rightOf(storage.aggregates.load([{ appId: APP, calls: [], voicemails: keys, messages: [] }])))
        .voicemails;
    };

    it('is found and archived with that key', async () => {
      expect(await load()).to.have.deep.members(ALL);
      expect((await rightOf(storage.archive.read('voicemail', null, 10))).records).to.have.deep.members(ALL);
    });

    it('joins another by an event that names the keys of both', async () => {
      const seen = { keys: [audio.key, text.key] as const, receivedAt: NOON, happenedAt: NOON };
      const { voicemail: joined } = observeVoicemail(audio, seen, { id: audio.id, appId: APP, now: NOON + 1 }, [text]);
      await rightOf(storage.aggregates.commit(commitOf({ voicemails: [joined, absorbed(text, NOON + 1)] })));
      expect(await load()).to.have.deep.members([joined, deleted]);
      const { items } = await rightOf(storage.voicemails.list(APP, {}, { limit: 10, offset: 0 }));
      expect(items.map(({ id, transcript }) => [id, transcript])).to.deep.equal([[audio.id, 'Hi']]);
    });
  });
}
