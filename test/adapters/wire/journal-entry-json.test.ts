import { expect } from 'chai';
import { journalEntryToText } from '../../../src/adapters/wire/journal-entry-json.js';
import type { JournalEntry } from '../../../src/application/ports/inbox-journal.js';
import { APP, NOON, nextId } from '../../../src/testing/storage/samples.js';

const entry = (payload: string): JournalEntry => ({
  id: nextId(),
  appId: APP,
  namedAppId: null,
  name: 'call.ring',
  status: 'failed',
  payload,
  receivedAt: NOON,
  attempts: 0,
  reason: 'no call id',
  replayed: false,
});

describe('a stored delivery as JSON', () => {
  for (const depth of [10_000, 100_000]) {
    for (const [kind, open, close] of [
      ['lists', '[', ']'],
      ['objects', '{"a":', '}'],
    ] as const) {
      it(`holds a payload of ${depth} nested ${kind} as it arrived`, () => {
        const payload = `${open.repeat(depth)}1${close.repeat(depth)}`;
        const text = journalEntryToText(entry(payload));
        expect(text.includes(payload)).to.equal(true);
        expect(JSON.parse(text)).to.include({ status: 'failed', reason: 'no call id' });
      });
    }
  }

  it('holds null in place of a payload that is no JSON', () => {
    expect(JSON.parse(journalEntryToText(entry('{"a":'))).payload).to.equal(null);
  });
});
