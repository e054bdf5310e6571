import type { Timestamp } from '../../domain/timestamp.js';
import { dialpadIds } from './dialpad-ids.js';
import { heldAndRecorded } from './hold-scenarios.js';
import { answeredInbound, missedInbound } from './inbound-scenarios.js';
import { outboundAnswered, outboundUnanswered } from './outbound-scenarios.js';
import type { Colleague, Contact } from './parties.js';
import { ANA, BEN, CHLOE, DANA, LAB, MARCO, PRIYA, STRANGER } from './people.js';
import type { Occasion } from './plain-legs.js';
import { smsReceived, smsSent } from './sms-scenarios.js';
import { interleaved, type TimedEvent } from './timed-event.js';
import { transferredInbound } from './transfer-scenario.js';
import { voicemailLeft } from './voicemail-scenarios.js';

export { OFFICE_PEOPLE } from './people.js';

/**
 * Four minutes of a small office: three people, twelve calls of every kind, up to four of them at once, and text messages. The events
 * are in the order in which they are sent, and the same for the same start.
 */
export const officeDay = (startsAt: Timestamp): readonly TimedEvent[] => {
  const ids = dialpadIds(20);
  const at = (second: number, colleague: Colleague, contact: Contact): Occasion => ({
    contact,
    colleague,
    ids,
    startsAt: startsAt + second * 1000,
  });
  return interleaved(
    answeredInbound(at(0, ANA, DANA), { ring: 7, talk: 52 }),
    outboundAnswered(at(6, BEN, LAB), { ring: 9, talk: 70 }),
    smsReceived(at(14, CHLOE, PRIYA), 'Hi, is the invoice from Monday the final one?'),
    missedInbound(at(18, CHLOE, STRANGER), { ring: 22 }),
    smsSent(at(45, CHLOE, PRIYA), 'Yes, that one is final. You have 30 days.'),
    voicemailLeft(at(50, CHLOE, MARCO), {
      ring: 15,
      talk: 11,
      transcript: 'Hello Chloe, Marco here. The delivery is a day late, please call me when you can.',
    }),
    heldAndRecorded(at(64, ANA, PRIYA), { ring: 5, talk: 44, hold: 12, recordingAfter: 55 }),
    outboundUnanswered(at(92, CHLOE, STRANGER), { ring: 20 }),
    smsReceived(at(98, ANA, DANA), 'Can I come at 3 pm instead?'),
    transferredInbound(at(104, BEN, LAB), CHLOE, { ring: 6, talk: 15, nextRing: 5, nextTalk: 48 }),
    smsSent(at(122, ANA, DANA), '3 pm is fine. See you then.'),
    outboundAnswered(at(140, ANA, MARCO), { ring: 6, talk: 40 }),
    answeredInbound(at(146, BEN, DANA), { ring: 4, talk: 33 }),
    smsSent(at(158, BEN, STRANGER), 'You called us this morning. How can we help?', 'invalid_destination'),
    voicemailLeft(at(170, BEN, STRANGER), {
      ring: 12,
      talk: 7,
      transcript: 'Oh, I only wanted to know your opening hours. Bye.',
    }),
    missedInbound(at(188, ANA, PRIYA), { ring: 14 }),
    outboundAnswered(at(206, ANA, PRIYA), { ring: 4, talk: 25 }),
  );
};
