import { expect } from 'chai';
import type { Storage } from '../../application/ports/storage.js';
import { viewOf } from '../../domain/call/call-view.js';
import type { AppId } from '../../domain/ids.js';
import { viewOfMessage } from '../../domain/message/message.js';
import { viewOfVoicemail } from '../../domain/voicemail/voicemail.js';
import { leftOf, rightOf } from './outcome.js';
import {
  APP,
  AWKWARD_TEXT,
  call,
  commitOf,
  dialpadId,
  eventOf,
  LARGEST_ID,
  message,
  NOON,
  nthId,
  OTHER_APP,
  upTo,
  voicemail,
} from './samples.js';

/** What every event log does. */
export const eventLogContract = (storage: () => Storage): void => {
  const tell = (...events: ReturnType<typeof eventOf>[]) => rightOf(storage().aggregates.commit(commitOf({ events })));
  const read = (after = 0, limit = 1000, appId = APP) => rightOf(storage().events.read(appId, after, limit));
  const subject = call({ dialpadCallId: LARGEST_ID, dialpadUserId: LARGEST_ID, fromNumber: AWKWARD_TEXT });
  const ofOther = call({}, { appId: OTHER_APP });

  describe('event log', () => {
    it('says how far several streams have come, but for those that have not begun', async () => {
      await tell(eventOf(subject), eventOf(ofOther), eventOf(subject));
      const silent = nthId<AppId>(0xa3);
      expect(await rightOf(storage().events.newest([APP, OTHER_APP, silent]))).to.deep.equal(
        new Map([
          [APP, 2],
          [OTHER_APP, 1],
        ]),
      );
      expect(await rightOf(storage().events.newest([]))).to.deep.equal(new Map());
    });

    it('gives back every kind of news as it was told', async () => {
      const events = [
        eventOf(subject, { targetCrmUser: AWKWARD_TEXT }),
        eventOf(subject, {
          replayed: true,
          happenedAt: NOON - 1,
          content: { type: 'voicemail.received', voicemail: viewOfVoicemail(voicemail({ transcript: AWKWARD_TEXT })) },
        }),
        eventOf(subject, {
          content: { type: 'message.updated', message: viewOfMessage(message({ text: AWKWARD_TEXT })) },
        }),
        eventOf(subject, { content: { type: 'call.updated', call: viewOf(subject), changed: ['labels', 'recap'] } }),
        eventOf(subject, {
          content: {
            type: 'call.updated',
            call: viewOf(subject),
            changed: ['dialpadUserId'],
            previous: { dialpadUserId: LARGEST_ID, crmUser: AWKWARD_TEXT },
          },
        }),
        eventOf(subject, {
          content: {
            type: 'coverage.gap_filled',
            gap: { from: NOON, to: NOON + 1, detectedAt: NOON + 2, filledAt: null },
          },
        }),
      ];
      const told = await tell(...events);
      expect(told).to.deep.equal(events.map((event, n) => ({ ...event, seq: n + 1 })));
      expect(await read()).to.deep.equal(told);
    });

    it('counts each app by itself, in the order of the commit', async () => {
      const told = await tell(eventOf(subject), eventOf(ofOther), eventOf(subject), eventOf(ofOther), eventOf(subject));
      expect(told.map(({ seq }) => seq)).to.deep.equal([1, 1, 2, 2, 3]);
      await tell(eventOf(ofOther));
      expect((await read()).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
      expect((await read(0, 1000, OTHER_APP)).map(({ seq }) => seq)).to.deep.equal([1, 2, 3]);
    });

    it('reads after a place, oldest first, no more than asked', async () => {
      const told = await tell(...upTo(10).map(() => eventOf(subject)));
      expect(await read(3, 4)).to.deep.equal(told.slice(3, 7));
      expect(await read(8)).to.deep.equal(told.slice(8));
      expect(await read(10)).to.deep.equal([]);
      expect(await read(99)).to.deep.equal([]);
    });

    it('shows an app nothing of another', async () => {
      await tell(eventOf(ofOther));
      expect(await read()).to.deep.equal([]);
      expect((await rightOf(storage().events.position(APP))).seq).to.equal(0);
    });

    it('leaves no gap under concurrent commits, refused ones among them', async () => {
      const first = call();
      await rightOf(storage().aggregates.commit(commitOf({ calls: [first] })));
      const outcomes = await Promise.all(
        upTo(30).map((n) => {
          const own = n % 3 === 0 ? first : call({ dialpadCallId: dialpadId(100 + n) });
          return storage().aggregates.commit(commitOf({ calls: [own], events: [eventOf(own), eventOf(own)] }))();
        }),
      );
      const told = outcomes.flatMap((outcome) => (outcome._tag === 'Right' ? outcome.right : []));
      expect(told).to.have.length(40);
      expect((await read()).map(({ seq }) => seq)).to.deep.equal(upTo(40).map((n) => n + 1));
      expect(await read()).to.have.deep.members(told);
    });

    it('takes back the places of a commit that is refused', async () => {
      const one = call();
      await rightOf(storage().aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
      await leftOf(storage().aggregates.commit(commitOf({ calls: [one], events: [eventOf(one)] })));
      const [next] = await tell(eventOf(one));
      expect(next?.seq).to.equal(2);
    });

    it('names one log for all apps, and keeps its name', async () => {
      const before = await rightOf(storage().events.position(APP));
      expect(before.stream).to.match(/^\S+$/);
      await tell(eventOf(subject), eventOf(subject));
      expect(await rightOf(storage().events.position(APP))).to.deep.equal({ stream: before.stream, seq: 2 });
      expect(await rightOf(storage().events.position(OTHER_APP))).to.deep.equal({ stream: before.stream, seq: 0 });
    });

    it('forgets the oldest events, and goes on counting', async () => {
      await tell(...upTo(5).map(() => eventOf(subject)));
      await tell(eventOf(ofOther));
      const later = Date.now() + 86_400_000;
      expect(await rightOf(storage().events.prune(APP, 0, 10))).to.equal(0);
      expect(await rightOf(storage().events.prune(APP, later, 2))).to.equal(2);
      expect((await read()).map(({ seq }) => seq)).to.deep.equal([3, 4, 5]);
      expect((await read(3)).map(({ seq }) => seq)).to.deep.equal([4, 5]);
      expect(await rightOf(storage().events.prune(APP, later, 10))).to.equal(3);
      const [next] = await tell(eventOf(subject));
      expect(next?.seq).to.equal(6);
      expect((await rightOf(storage().events.position(APP))).seq).to.equal(6);
      expect(await read(0, 10, OTHER_APP)).to.have.length(1);
    });
  });
};
