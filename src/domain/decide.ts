import type { Aggregates } from './aggregates.js';
import { type Call, type CallChange, observe, reconsiderLegs } from './call/call.js';
import { makeCallKin } from './call/call-kin.js';
import { viewOf } from './call/call-view.js';
import { idsIn } from './call/conversation.js';
import type { DialpadId } from './dialpad-id.js';
import type { EventContent, PendingEvent } from './event/app-event.js';
import type { AppId, CallId, MessageId, VoicemailId } from './ids.js';
import { observeMessage, viewOfMessage } from './message/message.js';
import type { ScopedObservation } from './observation.js';
import type { Timestamp } from './timestamp.js';
import { observeVoicemail, viewOfVoicemail } from './voicemail/voicemail.js';

/** The aggregates that came out changed, each once, and what to tell of them, in order. */
export interface Decision extends Aggregates {
  readonly pendingEvents: readonly PendingEvent[];
}

/** Works a batch of observations into the aggregates they concern, one after the other. */
export const decide = (
  /** Must hold every aggregate that the observations name and that exists, and every leg of the conversations they belong to. */
  found: Aggregates,
  observations: readonly ScopedObservation[],
  nextId: () => string,
  now: Timestamp,
): Decision => {
  const calls = roster(found.calls, (call) => call.dialpadCallId);
  const voicemails = roster(found.voicemails, (voicemail) => voicemail.key);
  const messages = roster(found.messages, (message) => message.dialpadMessageId);
  const kin = makeCallKin(found.calls);
  const pendingEvents: PendingEvent[] = [];

  for (const { appId, observation, replayed } of observations) {
    const { _tag, seen } = observation;
    const tell = (dialpadUserId: DialpadId | null, content: readonly EventContent[]): void => {
      const happenedAt = seen.happenedAt ?? seen.receivedAt;
      pendingEvents.push(...content.map((one) => ({ appId, happenedAt, replayed, dialpadUserId, content: one })));
    };
    switch (_tag) {
      case 'Call': {
        const known = calls.get(appId, seen.dialpadCallId);
        const related = kin.of(appId, idsIn(seen)).filter((id) => id !== seen.dialpadCallId);
        const others = related.flatMap((id) => calls.get(appId, id) ?? []);
        const { others: affected, ...told } = observe(known, seen, { id: nextId() as CallId, appId, now }, others);
        for (const one of [told, ...affected]) {
          calls.set(one.call);
          kin.add(one.call);
          tell(one.call.facts.dialpadUserId?.value ?? null, contentOf(one));
        }
        break;
      }
      case 'Voicemail': {
        const known = voicemails.get(appId, seen.key);
        const { voicemail, eventTypes } = observeVoicemail(known, seen, { id: nextId() as VoicemailId, appId, now });
        voicemails.set(voicemail);
        const view = viewOfVoicemail(voicemail);
        tell(
          view.dialpadUserId,
          eventTypes.map((type) => ({ type, voicemail: view })),
        );
        break;
      }
      case 'Message': {
        const known = messages.get(appId, seen.dialpadMessageId);
        const { message, eventTypes } = observeMessage(known, seen, { id: nextId() as MessageId, appId, now });
        messages.set(message);
        const view = viewOfMessage(message);
        tell(
          view.dialpadUserId,
          eventTypes.map((type) => ({ type, message: view })),
        );
        break;
      }
      default:
        _tag satisfies never;
    }
  }
  return { calls: calls.changed(), voicemails: voicemails.changed(), messages: messages.changed(), pendingEvents };
};

/**
 * Looks again at what the legs of an app's conversations mean for each other: two that were observed by two processes at the same
 * moment may have missed it.
 */
export const reconsider = (legs: readonly Call[], replayed: boolean, now: Timestamp): Decision => {
  const changed = reconsiderLegs(legs, now);
  const pendingEvents = changed.flatMap((one) =>
    contentOf(one).map((content) => ({
      appId: one.call.appId,
      happenedAt: now,
      replayed,
      dialpadUserId: one.call.facts.dialpadUserId?.value ?? null,
      content,
    })),
  );
  return { calls: changed.map(({ call }) => call), voicemails: [], messages: [], pendingEvents };
};

const contentOf = ({ call, eventTypes, changed }: CallChange): readonly EventContent[] => {
  const view = viewOf(call);
  return eventTypes.map((type) => (type === 'call.updated' ? { type, call: view, changed } : { type, call: view }));
};

/** Aggregates of one kind while a batch works on them. */
interface Roster<A> {
  readonly get: (appId: AppId, key: string) => A | null;
  readonly set: (item: A) => void;
  /** Those that came out changed; however many changes there were, each leaves one revision further on. */
  readonly changed: () => readonly A[];
}

const roster = <A extends { readonly appId: AppId; readonly revision: number }>(
  found: readonly A[],
  keyOf: (item: A) => string,
): Roster<A> => {
  const fullKey = (appId: AppId, key: string): string => `${appId} ${key}`;
  const before = new Map(found.map((item) => [fullKey(item.appId, keyOf(item)), item]));
  const after = new Map(before);
  return {
    get: (appId, key) => after.get(fullKey(appId, key)) ?? null,
    set: (item) => after.set(fullKey(item.appId, keyOf(item)), item),
    changed: () =>
      [...after]
        .filter(([key, item]) => before.get(key) !== item)
        .map(([key, item]) => ({ ...item, revision: (before.get(key)?.revision ?? 0) + 1 })),
  };
};
