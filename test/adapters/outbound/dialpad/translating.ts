import { readFileSync } from 'node:fs';
import { payloadReader } from '../../../../src/adapters/outbound/dialpad/payload-reader.js';
import type { Translation } from '../../../../src/application/ports/payload-reader.js';
import type { CallObservation } from '../../../../src/domain/call/call-facts.js';
import type { MessageObservation } from '../../../../src/domain/message/message.js';
import type { Observation } from '../../../../src/domain/observation.js';
import type { VoicemailObservation } from '../../../../src/domain/voicemail/voicemail.js';

export type Payload = Readonly<Record<string, unknown>>;

/** The time at which the events of these tests are received. */
export const RECEIVED_AT = Date.UTC(2026, 9, 5, 12);

const examples: readonly { readonly name: string; readonly payload: Payload }[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/dialpad-examples.json', import.meta.url), 'utf8'),
);

/** An example payload in the shape that Dialpad sends, with some fields changed. */
export const example = (name: string, changes: Payload = {}): Payload => {
  const found = examples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no example is called ${name}`);
  return { ...found.payload, ...changes };
};

/*
 * The events that most tests start from, each with some fields changed.
 */

export const ringing = (changes: Payload = {}) => example('answered-inbound-ringing', changes);
export const connected = (changes: Payload = {}) => example('answered-inbound-connected', changes);
export const hangup = (changes: Payload = {}) => example('answered-inbound-hangup', changes);
export const missed = (changes: Payload = {}) => example('missed-inbound-missed', changes);
export const uploaded = (changes: Payload = {}) => example('voicemail-left-uploaded', changes);
export const recording = (changes: Payload = {}) => example('recording-recording', changes);

export const allExamples = (): readonly Payload[] => examples.map(({ payload }) => payload);

/** Translates a payload, or the text of one. */
export const translate = (payload: unknown): Translation =>
  payloadReader.translate({
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    receivedAt: RECEIVED_AT,
  });

export const observationsOf = (payload: unknown): readonly Observation[] => {
  const translation = translate(payload);
  if (translation._tag !== 'Observed') throw new Error(`not observed, but ${JSON.stringify(translation)}`);
  return translation.observations;
};

/** The only call observation of an event. */
export const callIn = (payload: unknown): CallObservation => {
  const [call, ...more] = observationsOf(payload).flatMap((one) => (one._tag === 'Call' ? [one.seen] : []));
  if (call === undefined || more.length > 0) throw new Error('not one call');
  return call;
};

/** The voicemail observation of an event; null if there is none. */
export const voicemailIn = (payload: unknown): VoicemailObservation | null =>
  observationsOf(payload).flatMap((one) => (one._tag === 'Voicemail' ? [one.seen] : []))[0] ?? null;

/** The message observation of an event. */
export const messageIn = (payload: unknown): MessageObservation => {
  const [message] = observationsOf(payload).flatMap((one) => (one._tag === 'Message' ? [one.seen] : []));
  if (message === undefined) throw new Error('no message');
  return message;
};
