import type { Aggregates } from './aggregates.js';
import type { Call } from './call/call.js';
import type { CallObservation } from './call/call-facts.js';
import { viewOf } from './call/call-view.js';
import { idsIn, type LegIndex, makeLegIndex } from './call/connected-legs.js';
import { type CallChange, observe } from './call/observe-call.js';
import type { DialpadId } from './dialpad-id.js';
import type { EventContent, PendingEvent } from './event/app-event.js';
import type { AppId, CallId, MessageId, VoicemailId } from './ids.js';
import { type Message, type MessageObservation, observeMessage, viewOfMessage } from './message/message.js';
import type { Observation, ScopedObservation } from './observation.js';
import type { Timestamp } from './timestamp.js';
import { absorbed, observeVoicemail, type VoicemailObservation, viewOfVoicemail } from './voicemail/voicemail.js';
import { makeVoicemailSet, type VoicemailSet } from './voicemail/voicemail-set.js';
import { makeWorkingSet, type WorkingSet } from './working-set.js';

/** What follows from a batch of observations: the changed aggregates, each once, and the events to announce, in order. */
export interface Decision extends Aggregates {
  readonly pendingEvents: readonly PendingEvent[];
}

/**
 * Applies a batch of observations, one after the other. `found` must hold every existing aggregate that an observation names, and
 * every leg that is connected to one (`AggregateStore.load`).
 */
export const decide = (...batch: Parameters<typeof decideInSteps>): Decision => {
  const steps = decideInSteps(...batch);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** The same in steps of one observation, so that a long batch can give way to other work. */
export function* decideInSteps(
  found: Aggregates,
  observations: readonly ScopedObservation[],
  nextId: () => string,
  now: Timestamp,
): Generator<void, Decision> {
  const batch: Batch = {
    calls: makeWorkingSet(found.calls, (call) => call.dialpadCallId),
    legs: makeLegIndex(found.calls),
    voicemails: makeVoicemailSet(found.voicemails),
    messages: makeWorkingSet(found.messages, (message) => message.dialpadMessageId),
    nextId,
    now,
  };
  const pendingEvents: PendingEvent[] = [];
  for (const { appId, observation, replayed } of observations) {
    const happenedAt = observation.seen.happenedAt ?? observation.seen.receivedAt;
    for (const event of apply(batch, appId, observation)) pendingEvents.push({ appId, happenedAt, replayed, ...event });
    yield;
  }
  return {
    calls: batch.calls.changed(),
    voicemails: batch.voicemails.changed(),
    messages: batch.messages.changed(),
    pendingEvents,
  };
}

interface Batch {
  readonly calls: WorkingSet<Call>;
  readonly legs: LegIndex;
  readonly voicemails: VoicemailSet;
  readonly messages: WorkingSet<Message>;
  readonly nextId: () => string;
  readonly now: Timestamp;
}

/** An event's content and the person on our side whom it concerns. */
interface Announcement {
  readonly dialpadUserId: DialpadId | null;
  readonly content: EventContent;
}

const apply = (batch: Batch, appId: AppId, observation: Observation): readonly Announcement[] => {
  switch (observation._tag) {
    case 'Call':
      return applyToCall(batch, appId, observation.seen);
    case 'Voicemail':
      return applyToVoicemail(batch, appId, observation.seen);
    case 'Message':
      return applyToMessage(batch, appId, observation.seen);
    default:
      return observation satisfies never;
  }
};

const applyToCall = (batch: Batch, appId: AppId, seen: CallObservation): readonly Announcement[] => {
  const { calls, legs, nextId, now } = batch;
  const connected = legs.connectedTo(appId, idsIn(seen)).filter((id) => id !== seen.dialpadCallId);
  const others = connected.flatMap((id) => calls.get(appId, id) ?? []);
  const found = calls.get(appId, seen.dialpadCallId);
  const { others: affected, ...own } = observe(found, seen, { id: nextId() as CallId, appId, now }, others);
  for (const { call } of [own, ...affected]) {
    calls.set(call);
    legs.add(call);
  }
  return [own, ...affected].flatMap(announcementsOf);
};

const announcementsOf = ({ call, eventTypes, changed, previousUserId }: CallChange): readonly Announcement[] => {
  const view = viewOf(call);
  const previous = previousUserId === undefined ? {} : { previous: { dialpadUserId: previousUserId, crmUser: null } };
  return eventTypes.map((type) => ({
    dialpadUserId: view.dialpadUserId,
    content: type === 'call.updated' ? { type, call: view, changed, ...previous } : { type, call: view },
  }));
};

const applyToVoicemail = (
  { voicemails, nextId, now }: Batch,
  appId: AppId,
  seen: VoicemailObservation,
): readonly Announcement[] => {
  const [found = null, ...others] = voicemails.knownBy(appId, seen.keys);
  const fresh = { id: nextId() as VoicemailId, appId, now };
  const { voicemail, eventTypes } = observeVoicemail(found, seen, fresh, others);
  voicemails.set(voicemail);
  for (const other of others) voicemails.set(absorbed(other, now));
  const view = viewOfVoicemail(voicemail);
  return eventTypes.map((type) => ({ dialpadUserId: view.dialpadUserId, content: { type, voicemail: view } }));
};

const applyToMessage = (
  { messages, nextId, now }: Batch,
  appId: AppId,
  seen: MessageObservation,
): readonly Announcement[] => {
  const found = messages.get(appId, seen.dialpadMessageId);
  const { message, eventTypes } = observeMessage(found, seen, { id: nextId() as MessageId, appId, now });
  messages.set(message);
  const view = viewOfMessage(message);
  return eventTypes.map((type) => ({ dialpadUserId: view.dialpadUserId, content: { type, message: view } }));
};
