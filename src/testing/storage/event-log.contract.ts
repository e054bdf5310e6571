import { BUDGETS } from '../../application/budgets.js';
import { pageAfter } from '../../application/ports/listing.js';
import type { Storage } from '../../application/ports/storage.js';
import { viewOf } from '../../domain/call/call-view.js';
import type { EventContent } from '../../domain/event/app-event.js';
import type { AppId } from '../../domain/ids.js';
import { viewOfMessage } from '../../domain/message/message.js';
import { viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { expect } from './expect.js';
import { leftOf, rightOf } from './outcome.js';
import {
  APP,
  app,
  call,
  commitOf,
  dialpadId,
  eventOf,
  firstKey,
  LARGEST_ID,
  message,
  NOON,
  nthId,
  OTHER_APP,
  SPECIAL_CHARACTERS,
  upTo,
  voicemail,
} from './samples.js';

const SUBJECT = call({ dialpadCallId: LARGEST_ID, dialpadUserId: LARGEST_ID, fromNumber: SPECIAL_CHARACTERS });
const SUBJECT_OF_OTHER = call({}, { appId: OTHER_APP });

/** What every event log does. */
export const eventLogContract = (storage: () => Storage): void => {
  describe('event log', () => {
    reading(storage);
    readingFromPosition(storage);
    numbering(storage);
    readingOfCall(storage);
    naming(storage);
    restarting(storage);
    pruning(storage);
  });
};

const logOf = (storage: () => Storage) => ({
  commit: (...events: ReturnType<typeof eventOf>[]) => rightOf(storage().aggregates.commit(commitOf({ events }))),
  read: (after = 0, limit = 1000, appId = APP) => rightOf(storage().events.read(appId, after, limit)),
});

const reading = (storage: () => Storage): void => {
  const { commit, read } = logOf(storage);

  it('gives the newest position of several streams, without those that are empty', async () => {
    await commit(eventOf(SUBJECT), eventOf(SUBJECT_OF_OTHER), eventOf(SUBJECT));
    const empty = nthId<AppId>(0xa3);
    expect(await rightOf(storage().events.newest([APP, OTHER_APP, empty]))).to.deep.equal(
      new Map([
        [APP, 2],
        [OTHER_APP, 1],
      ]),
    );
    expect(await rightOf(storage().events.newest([]))).to.deep.equal(new Map());
  });

  it('gives back every type of event as it was committed', async () => {
    const events = [
      eventOf(SUBJECT, { targetCrmUser: SPECIAL_CHARACTERS }),
      eventOf(SUBJECT, {
        replayed: true,
        happenedAt: NOON - 1,
        content: {
          type: 'voicemail.received',
          voicemail: viewOfVoicemail(voicemail({ transcript: SPECIAL_CHARACTERS })),
        },
      }),
      eventOf(SUBJECT, {
        content: { type: 'message.updated', message: viewOfMessage(message({ text: SPECIAL_CHARACTERS })) },
      }),
      eventOf(SUBJECT, { content: { type: 'call.updated', call: viewOf(SUBJECT), changed: ['labels', 'recap'] } }),
      eventOf(SUBJECT, {
        content: {
          type: 'call.updated',
          call: viewOf(SUBJECT),
          changed: ['dialpadUserId'],
          previous: { dialpadUserId: LARGEST_ID, crmUser: SPECIAL_CHARACTERS },
        },
      }),
      eventOf(SUBJECT, {
        content: {
          type: 'coverage.gap_filled',
          gap: { from: NOON, to: NOON + 1, detectedAt: NOON + 2, filledAt: null },
        },
      }),
    ];
    const committed = await commit(...events);
    expect(committed).to.deep.equal(events.map((event, n) => ({ ...event, seq: n + 1 })));
    expect(await read()).to.deep.equal(committed);
  });
};

const readingOfCall = (storage: () => Storage): void => {
  const { commit } = logOf(storage);
  const ofCall = (page = { limit: 100, offset: 0 }, appId = APP) =>
    rightOf(storage().events.ofCall(appId, SUBJECT.id, page));

  it('gives the events of one call, oldest first, page by page', async () => {
    const other = call({ dialpadCallId: dialpadId(77) });
    const voicemailLeft = { type: 'voicemail.received' as const, voicemail: viewOfVoicemail(voicemail({})) };
    const [first, , second, , third] = await commit(
      eventOf(SUBJECT),
      eventOf(other),
      eventOf(SUBJECT),
      eventOf(SUBJECT, { content: voicemailLeft }),
      eventOf(SUBJECT),
    );
    const all = await ofCall();
    expect([all.items, all.total, all.hasMore]).to.deep.equal([[first, second, third], 3, false]);
    const begin = await ofCall({ limit: 2, offset: 0 });
    expect([begin.items, begin.total, begin.hasMore]).to.deep.equal([[first, second], 3, true]);
    const next = pageAfter({ limit: 2, offset: 0 }, begin);
    const rest = await ofCall(next ?? { limit: 0, offset: 0 });
    expect([rest.items, rest.total, rest.hasMore]).to.deep.equal([[third], 3, false]);
    expect((await ofCall({ limit: 1, offset: 1 })).items).to.deep.equal([second]);
    expect((await ofCall(undefined, OTHER_APP)).items).to.deep.equal([]);
  });
};

const readingFromPosition = (storage: () => Storage): void => {
  const { commit, read } = logOf(storage);

  it('numbers the events of each app separately, in the order of the commit', async () => {
    const committed = await commit(
      eventOf(SUBJECT),
      eventOf(SUBJECT_OF_OTHER),
      eventOf(SUBJECT),
      eventOf(SUBJECT_OF_OTHER),
      eventOf(SUBJECT),
    );
    expect(committed.map(({ seq }) => seq)).to.deep.equal([1, 1, 2, 2, 3]);
    await commit(eventOf(SUBJECT_OF_OTHER));
    expect((await read()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    expect((await read(0, 1000, OTHER_APP)).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
  });

  it('reads after a position, oldest first, up to the limit', async () => {
    const committed = await commit(...upTo(10).map(() => eventOf(SUBJECT)));
    expect(await read(3, 4)).to.deep.equal(committed.slice(3, 7));
    expect(await read(8)).to.deep.equal(committed.slice(8));
    expect(await read(10)).to.deep.equal([]);
    expect(await read(99)).to.deep.equal([]);
  });

  it('reads no more events than have so many bytes of content, and never none', async () => {
    const content: EventContent = {
      type: 'voicemail.received',
      voicemail: viewOfVoicemail(voicemail({ transcript: 'ö'.repeat(50_000) })),
    };
    await commit(...upTo(12).map(() => eventOf(SUBJECT, { content })), eventOf(SUBJECT));
    const within = async (after: number, maxBytes: number) =>
      (await rightOf(storage().events.read(APP, after, 100, maxBytes))).map(({ seq }) => seq);
    expect(await within(0, 350_000)).to.deep.equal([1, 2, 3]);
    expect(await within(3, 550_000)).to.deep.equal([4, 5, 6, 7, 8]);
    expect(await within(10, 1)).to.deep.equal([11]);
    expect(await within(10, 250_000)).to.deep.equal([11, 12, 13]);
    expect(await within(13, 250_000)).to.deep.equal([]);
  });

  it('bounds a page by its bytes unless told otherwise', async () => {
    const content: EventContent = {
      type: 'voicemail.received',
      voicemail: viewOfVoicemail(voicemail({ transcript: 'x'.repeat(900_000) })),
    };
    for (const _ of upTo(10)) await commit(eventOf(SUBJECT, { content }));
    expect(await read(0, 100)).to.have.length(Math.floor(BUDGETS.pageBytes / 900_500));
  });

  it('shows an app no event of another app', async () => {
    await commit(eventOf(SUBJECT_OF_OTHER));
    expect(await read()).to.deep.equal([]);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(0);
  });
};

const numbering = (storage: () => Storage): void => {
  const { commit, read } = logOf(storage);

  it('leaves no gap when commits are concurrent and some are refused', async () => {
    const first = call();
    await rightOf(storage().aggregates.commit(commitOf({ calls: [first] })));
    const outcomes = await Promise.all(
      upTo(30).map((n) => {
        const own = n % 3 === 0 ? first : call({ dialpadCallId: dialpadId(100 + n) });
        return storage().aggregates.commit(commitOf({ calls: [own], events: [eventOf(own), eventOf(own)] }))();
      }),
    );
    const committed = outcomes.flatMap((outcome) => (outcome._tag === 'Right' ? outcome.right : []));
    expect(committed).to.have.length(40);
    expect((await read()).map(({ seq }) => seq)).to.deep.equal(upTo(40).map((n) => n + 1));
    expect(await read()).to.have.deep.members(committed);
  });

  it('reuses the positions of a refused commit', async () => {
    const one = call();
    await rightOf(storage().aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
    await leftOf(storage().aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
    const [next] = await commit(eventOf(one));
    expect(next?.seq).to.equal(2);
  });
};

const naming = (storage: () => Storage): void => {
  const { commit } = logOf(storage);

  it('has one name for all apps, which stays', async () => {
    const before = await rightOf(storage().events.position(APP));
    expect(before.stream).to.match(/^\S+$/);
    await commit(eventOf(SUBJECT), eventOf(SUBJECT));
    expect(await rightOf(storage().events.position(APP))).to.deep.equal({ stream: before.stream, seq: 2 });
    expect(await rightOf(storage().events.position(OTHER_APP))).to.deep.equal({ stream: before.stream, seq: 0 });
  });
};

const restarting = (storage: () => Storage): void => {
  const { commit, read } = logOf(storage);

  it('goes on under another name after a restart, with numbers that no log before it has reached', async () => {
    const made = app();
    await rightOf(storage().apps.create(made, firstKey(made)));
    await commit(eventOf(SUBJECT), eventOf(SUBJECT));
    const before = await rightOf(storage().events.positions);
    expect(before.seqs.get(APP)).to.equal(2);

    await rightOf(storage().events.restart);
    const first = await rightOf(storage().events.positions);
    expect(first.stream).not.to.equal(before.stream);
    expect(first.seqs.get(APP)).to.be.above(NOON);
    // An app whose stream was empty may have had events that the restored database lacks.
    expect(first.seqs.get(made.id)).to.be.above(NOON);
    expect((await read(2)).length).to.equal(0);

    await commit(eventOf(SUBJECT));
    const { seq } = await rightOf(storage().events.position(APP));
    expect(seq).to.equal((first.seqs.get(APP) ?? 0) + 1);
    expect((await read()).map((event) => event.seq)).to.deep.equal([1, 2, seq]);
    expect((await read(1, 1)).map((event) => event.seq)).to.deep.equal([2]);

    await rightOf(storage().events.restart);
    const second = await rightOf(storage().events.position(APP));
    expect(second.stream).not.to.equal(first.stream);
    expect(second.seq).to.be.above(seq);
  });
};

const pruning = (storage: () => Storage): void => {
  const { commit, read } = logOf(storage);

  it('prunes the oldest events, and goes on numbering', async () => {
    await commit(...upTo(5).map(() => eventOf(SUBJECT)));
    await commit(eventOf(SUBJECT_OF_OTHER));
    const later = Date.now() + 86_400_000;
    expect(await rightOf(storage().events.prune(APP, 0, 10))).to.equal(0);
    expect(await rightOf(storage().events.prune(APP, later, 2))).to.equal(2);
    expect((await read()).map(({ seq }) => seq)).to.deep.equal([3, 4, 5]);
    expect((await read(3)).map(({ seq }) => seq)).to.deep.equal([4, 5]);
    expect(await rightOf(storage().events.prune(APP, later, 10))).to.equal(3);
    const [next] = await commit(eventOf(SUBJECT));
    expect(next?.seq).to.equal(6);
    expect((await rightOf(storage().events.position(APP))).seq).to.equal(6);
    expect(await read(0, 10, OTHER_APP)).to.have.length(1);
  });
};
