import type { Connection, Coverage, Webhook } from '../api/model.js';
import { counted, sentence } from './sentence.js';

/** Something that has to be right for calls to come in, and whether it is. */
export interface Finding {
  readonly state: 'ok' | 'broken' | 'todo' | 'waiting';
  readonly what: string;
  /** What to do; null if there is nothing. */
  readonly advice: string | null;
}

/** What is right and what is not with an app's way to Dialpad, in the order in which it has to be put right. */
export const findingsOf = (
  connection: Connection,
  webhook: Webhook | null,
  coverage: Coverage,
  now: number,
): readonly Finding[] => [
  connectionFinding(connection),
  ...(connection.status === 'connected'
    ? [webhookFinding(webhook), watchFinding(coverage, now), gapFinding(coverage)]
    : []),
];

const ok = (what: string): Finding => ({ state: 'ok', what, advice: null });

const connectionFinding = ({ status, by, company, broken_reason: reason }: Connection): Finding => {
  switch (status) {
    case 'connected':
      return ok(
        by === 'api_key'
          ? 'The API key of this server gives access to Dialpad.'
          : `Connected to ${company ?? 'Dialpad'}.`,
      );
    case 'broken':
      return {
        state: 'broken',
        what: `The connection is broken: ${sentence(reason ?? 'Dialpad does not accept it any more')}`,
        advice: 'Connect the app again, as a company administrator of Dialpad.',
      };
    case 'pending':
      return {
        state: 'waiting',
        what: 'An administrator has been sent to Dialpad and has not come back yet.',
        advice: 'Agree at Dialpad, or begin again.',
      };
    case 'disconnected':
      return {
        state: 'todo',
        what: 'Not connected to Dialpad.',
        advice: 'Connect the app, as a company administrator of Dialpad. Until then calls can be simulated.',
      };
    default:
      return status satisfies never;
  }
};

const webhookFinding = (webhook: Webhook | null): Finding => {
  if (webhook === null) {
    return { state: 'todo', what: 'There is no webhook at Dialpad: no calls come in.', advice: 'Make the webhook.' };
  }
  const lacking = [
    ...(webhook.id === null ? ['the webhook'] : []),
    ...(webhook.call_subscription_id === null ? ['the subscription to calls'] : []),
    ...(webhook.sms_subscription_id === null ? ['the subscription to messages'] : []),
  ];
  return lacking.length === 0
    ? ok('Dialpad sends calls and messages to this server.')
    : { state: 'broken', what: `At Dialpad, ${lacking.join(' and ')} is missing.`, advice: 'Repair the webhook.' };
};

/** A server notes every five seconds that it listens; after 15 seconds of silence Dialpad has given up on an event. */
const MAX_SILENCE_MS = 15_000;

const watchFinding = ({ watched_until: until }: Coverage, now: number): Finding =>
  until !== null && now - Date.parse(until) <= MAX_SILENCE_MS
    ? ok('A server listens for this app.')
    : {
        state: until === null ? 'waiting' : 'broken',
        what:
          until === null ? 'No server has listened for this app yet.' : 'No server notes that it listens for this app.',
        advice: until === null ? 'It begins within seconds.' : 'Look at the log of the server, and at its storage.',
      };

const gapFinding = ({ missing, trouble }: Coverage): Finding => {
  if (trouble !== null) {
    return {
      state: 'broken',
      what: `Missed calls cannot be fetched: ${sentence(trouble.reason)}`,
      advice: 'It is tried again by itself.',
    };
  }
  return missing.length === 0
    ? ok('No call is missing.')
    : {
        state: 'waiting',
        what: `Calls of ${counted(missing.length, 'time range')} are yet to be fetched.`,
        advice: 'It happens by itself.',
      };
};
