import { legEvent } from './leg-event.js';
import { answered, firstRing, type Occasion, seconds } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

interface Lengths {
  readonly ring: number;
  readonly talk: number;
}

/** ringing, connected, hangup; minutes later the person's recording, then the company's. Lengths in seconds. */
export const recordedTwice = (
  occasion: Occasion,
  { recordingAfter, ...lengths }: Lengths & { readonly recordingAfter: number },
): readonly TimedEvent[] => {
  const plain = answered(occasion, 'inbound', lengths);
  const readyAt = plain.endedAt + seconds(recordingAfter);
  const leg = {
    ...plain,
    recording: { id: occasion.ids(), readyAt },
    companyRecording: { id: occasion.ids(), readyAt: readyAt + 2_700 },
  };
  return [
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hangup', leg.endedAt),
    legEvent(leg, 'recording', readyAt),
    legEvent(leg, 'admin_recording', leg.companyRecording.readyAt),
  ];
};

/**
 * calling, ringing, connected, hangup; two to three minutes later the transcript, which must be fetched, and the parts of the recap,
 * each in its own event and in no fixed order. Lengths in seconds.
 */
export const recapped = (occasion: Occasion, lengths: Lengths): readonly TimedEvent[] => {
  const plain = answered(occasion, 'outbound', lengths);
  const recap = {
    summary: 'The order arrives on Friday. The customer wants a call once it is there.',
    outcome: 'Delivery date agreed',
    purposes: ['Ask about a late order'],
    actionItems: ['Call the customer on Friday afternoon', 'Send the new invoice'],
  };
  const leg = { ...plain, afterwards: { ...plain.afterwards, recap } };
  const after = (n: number, state: string): TimedEvent => legEvent(leg, state, leg.endedAt + seconds(n));
  return [
    legEvent(leg, 'calling', leg.startedAt),
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hangup', leg.endedAt),
    after(124, 'recap_action_items'),
    after(124.2, 'call_transcription'),
    after(131, 'recap_summary'),
    after(131.4, 'recap_purposes'),
    after(160, 'recap_outcome'),
  ];
};

/** ringing, connected, hangup; then the wrap-up code and the caller's answer to a survey. Lengths in seconds. */
export const wrappedUp = (occasion: Occasion, lengths: Lengths): readonly TimedEvent[] => {
  const plain = answered(occasion, 'inbound', lengths);
  const afterwards = {
    ...plain.afterwards,
    dispositions: ['Resolved', 'Invoice'],
    labels: ['billing'],
    csatScore: '5',
  };
  const leg = { ...plain, afterwards };
  return [
    firstRing(leg),
    legEvent(leg, 'connected', leg.connectedAt),
    legEvent(leg, 'hangup', leg.endedAt),
    legEvent(leg, 'postcall', leg.endedAt + 900),
    legEvent(leg, 'dispositions', leg.endedAt + seconds(21)),
    legEvent(leg, 'csat', leg.endedAt + seconds(75)),
  ];
};
