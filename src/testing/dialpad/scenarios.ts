import type { Timestamp } from '../../domain/timestamp.js';
import { recapped, recordedTwice, wrappedUp } from './after-call-scenarios.js';
import type { NextId } from './dialpad-ids.js';
import { heldAndParked, heldAndRecorded } from './hold-scenarios.js';
import { answeredInbound, blockedCaller, callerGivesUp, missedInbound, ringingSentLate } from './inbound-scenarios.js';
import { outboundAnswered, outboundUnanswered } from './outbound-scenarios.js';
import type { Colleague, Contact } from './parties.js';
import { ANA, BEN, CHLOE, DANA, DIEGO, EMMA, FRONT_DESK, SUPPORT } from './people.js';
import type { Occasion } from './plain-legs.js';
import { queueAnswered, queueUnanswered } from './queue-scenarios.js';
import { smsReceived, smsSent } from './sms-scenarios.js';
import { interleaved, type TimedEvent } from './timed-event.js';
import { transferredInbound } from './transfer-scenario.js';
import { mailboxWithoutMessage, voicemailLeft, voicemailLeftWhenClosed } from './voicemail-scenarios.js';

/** When a scenario starts, and who takes part. */
export interface Setting {
  readonly startsAt: Timestamp;
  readonly ids: NextId;
  /** Dana Whitfield by default. */
  readonly contact?: Contact;
  /** Replace the scenario's people, one for one. */
  readonly people?: readonly Colleague[];
}

/** A call or an exchange of messages, from its first to its last event. */
export interface Scenario {
  readonly name: string;
  /** One short line. */
  readonly summary: string;
  /** The company's people who take part; the call or message goes to or from the first. */
  readonly people: readonly Colleague[];
  /** Its events in the order in which they are sent, the same for the same setting. */
  readonly events: (setting: Setting) => readonly TimedEvent[];
}

type MakeEvents = (occasion: Occasion, people: readonly Colleague[]) => readonly TimedEvent[];

const scenario = (
  name: string,
  summary: string,
  people: readonly [Colleague, ...Colleague[]],
  makeEvents: MakeEvents,
): Scenario => ({
  name,
  summary,
  people,
  events: ({ startsAt, ids, contact = DANA, people: others = [] }) => {
    const chosen = people.map((person, n) => others[n] ?? person);
    return makeEvents({ contact, colleague: chosen[0] ?? people[0], startsAt, ids }, chosen);
  },
});

const later = (occasion: Occasion, seconds: number): Occasion => ({
  ...occasion,
  startsAt: occasion.startsAt + seconds * 1000,
});

const FIVE = [ANA, BEN, CHLOE, DIEGO, EMMA] as const;

const SMS_THREAD = scenario(
  'sms-thread',
  'text messages both ways, one of which cannot be delivered',
  [CHLOE],
  (occasion) =>
    interleaved(
      smsReceived(occasion, 'Hi, is the invoice from Monday the final one?'),
      smsSent(later(occasion, 31), 'Yes, that one is final. You have 30 days.'),
      smsReceived(later(occasion, 52), 'Thanks! Can I come at 3 pm instead?'),
      smsSent(later(occasion, 70), '3 pm is fine. See you then.', 'time_out'),
      smsSent(later(occasion, 95), '3 pm is fine. See you then.'),
    ),
);

/** Every simulated kind of call and message. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('answered', 'somebody calls and is answered', [ANA], (occasion) =>
    answeredInbound(occasion, { ring: 7, talk: 52 }),
  ),
  scenario('missed', 'somebody calls and nobody answers', [BEN], (occasion) => missedInbound(occasion, { ring: 22 })),
  scenario('caller-gives-up', 'somebody calls and does not wait', [CHLOE], (occasion) =>
    callerGivesUp(occasion, { ring: 6 }),
  ),
  scenario('late-ringing', 'the ringing event is sent when the call is over', [ANA], ringingSentLate),
  scenario('blocked', 'a caller who is blocked', [BEN], blockedCaller),
  scenario('voicemail', 'a message is left', [CHLOE], (occasion) =>
    voicemailLeft(occasion, {
      ring: 15,
      talk: 11,
      transcript: 'Hello, the delivery is a day late, please call me when you can.',
    }),
  ),
  scenario('voicemail-when-closed', 'a message is left after hours, nothing rings', [ANA], (occasion) =>
    voicemailLeftWhenClosed(occasion, { talk: 8, transcript: 'I only wanted to know your opening hours.' }),
  ),
  scenario('mailbox-without-message', 'the mailbox answers and nothing is left', [BEN], (occasion) =>
    mailboxWithoutMessage(occasion, { ring: 15 }),
  ),
  scenario('outbound-answered', 'we call and are answered', [BEN], (occasion) =>
    outboundAnswered(occasion, { ring: 9, talk: 70 }),
  ),
  scenario('outbound-unanswered', 'we call and nobody answers', [CHLOE], (occasion) =>
    outboundUnanswered(occasion, { ring: 20 }),
  ),
  scenario('hold', 'a call is held, and recorded', [ANA], (occasion) =>
    heldAndRecorded(occasion, { ring: 5, talk: 44, hold: 12, recordingAfter: 55 }),
  ),
  scenario('hold-and-park', 'a call is held, then parked', [BEN], (occasion) =>
    heldAndParked(occasion, { ring: 5, talk: 45, hold: 12, park: 20 }),
  ),
  scenario('recording', 'a call is recorded by the person and by the company', [CHLOE], (occasion) =>
    recordedTwice(occasion, { ring: 5, talk: 48, recordingAfter: 140 }),
  ),
  scenario('recap', 'a call gets a transcript and a recap', [ANA], (occasion) =>
    recapped(occasion, { ring: 6, talk: 95 }),
  ),
  scenario('wrap-up', 'a call is filed, and the caller asked about it', [BEN], (occasion) =>
    wrappedUp(occasion, { ring: 4, talk: 61 }),
  ),
  scenario('transfer', 'a call is passed on to a colleague', [BEN, CHLOE], (occasion, [, next = CHLOE]) =>
    transferredInbound(occasion, next, { ring: 6, talk: 15, nextRing: 5, nextTalk: 48 }),
  ),
  scenario('queue-of-five', 'a call centre rings at five, one answers', FIVE, (occasion, operators) =>
    queueAnswered(occasion, { root: FRONT_DESK, queue: SUPPORT, operators, wait: 14, ring: 8, talk: 63, answerer: 2 }),
  ),
  scenario('queue-nobody', 'a call centre rings at five, nobody answers', FIVE, (occasion, operators) =>
    queueUnanswered(occasion, { queue: SUPPORT, operators, wait: 9, ring: 30 }),
  ),
  SMS_THREAD,
];
