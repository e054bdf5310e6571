import { createHmac } from 'node:crypto';
import { dialpadIds } from '../../src/testing/dialpad/dialpad-ids.js';
import { heldAndRecorded } from '../../src/testing/dialpad/hold-scenarios.js';
import { answeredInbound, missedInbound } from '../../src/testing/dialpad/inbound-scenarios.js';
import { outboundAnswered, outboundUnanswered } from '../../src/testing/dialpad/outbound-scenarios.js';
import { ANA, BEN, CHLOE, CONTACTS, DANA, LAB, MARCO, PRIYA } from '../../src/testing/dialpad/people.js';
import type { Occasion } from '../../src/testing/dialpad/plain-legs.js';
import { smsReceived, smsSent } from '../../src/testing/dialpad/sms-scenarios.js';
import type { TimedEvent } from '../../src/testing/dialpad/timed-event.js';
import { transferredInbound } from '../../src/testing/dialpad/transfer-scenario.js';
import { voicemailLeft } from '../../src/testing/dialpad/voicemail-scenarios.js';
import { seeded } from '../../src/testing/random.js';

const DAY_MS = 86_400_000;
const PEOPLE = [ANA, BEN, CHLOE];

const VOICEMAILS = [
  'Hello Chloe, Marco here. The delivery is a day late, please call me when you can.',
  'Good morning, I would like to move my appointment from Thursday to Friday afternoon, if there is one.',
  'Oh, I only wanted to know your opening hours. Bye.',
];

/** The events of a week of a small office that ends at `now`, and of a few calls that go on; the same for the same `now`. */
export const officeWeek = (now: number): readonly TimedEvent[] => {
  const random = seeded(14);
  const ids = dialpadIds(14);
  const pick = <A>(of: readonly [A, ...A[]] | readonly A[], other: A): A =>
    of[Math.floor(random() * of.length)] ?? other;
  const seconds = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const events: TimedEvent[] = [];
  const at = (startsAt: number): Occasion => ({
    contact: pick(CONTACTS, DANA),
    colleague: pick(PEOPLE, ANA),
    ids,
    startsAt,
  });
  const one = (startsAt: number): readonly TimedEvent[] => {
    const occasion = at(startsAt);
    const kind = random();
    const lengths = { ring: seconds(3, 25), talk: seconds(25, 600) };
    if (kind < 0.42) return answeredInbound(occasion, lengths);
    if (kind < 0.62) return outboundAnswered(occasion, lengths);
    if (kind < 0.7) return outboundUnanswered(occasion, { ring: seconds(10, 30) });
    if (kind < 0.82) return missedInbound(occasion, { ring: seconds(10, 30) });
    if (kind < 0.89) {
      return voicemailLeft(occasion, { ring: 20, talk: seconds(7, 20), transcript: pick(VOICEMAILS, '') });
    }
    if (kind < 0.95) return heldAndRecorded(occasion, { ...lengths, hold: 20, recordingAfter: 30 });
    return transferredInbound(occasion, pick(PEOPLE, BEN), { ...lengths, nextRing: 6, nextTalk: seconds(20, 200) });
  };
  for (let day = 6; day >= 0; day -= 1) {
    const calls = seconds(10, 22);
    for (let n = 0; n < calls; n += 1) {
      const startsAt = now - day * DAY_MS - seconds(1_500, 9 * 3_600) * 1000;
      events.push(...one(startsAt));
    }
  }
  const minutes = (many: number): number => now - many * 60_000;
  const with_ = (contact: Occasion['contact'], colleague: Occasion['colleague'], startsAt: number): Occasion => ({
    ...{ contact, colleague, ids, startsAt },
  });
  events.push(
    ...smsReceived(with_(PRIYA, CHLOE, minutes(1_510)), 'Hi, is the invoice from Monday the final one?'),
    ...smsSent(with_(PRIYA, CHLOE, minutes(1_495)), 'Yes, that one is final. You have 30 days.'),
    ...smsReceived(with_(DANA, ANA, minutes(190)), 'Can I come at 3 pm instead?'),
    ...smsSent(with_(DANA, ANA, minutes(184)), '3 pm is fine. See you then.'),
    ...smsReceived(with_(DANA, ANA, minutes(182)), 'Perfect, thank you!'),
    ...smsSent(with_(LAB, BEN, minutes(95)), 'The samples are ready for collection at the front desk.'),
    ...smsSent(with_(MARCO, BEN, minutes(44)), 'You called us this morning. How can we help?', 'invalid_destination'),
    ...voicemailLeft(with_(MARCO, CHLOE, minutes(22)), { ring: 20, talk: 11, transcript: VOICEMAILS[0] ?? '' }),
    ...answeredInbound(with_(PRIYA, BEN, minutes(12)), { ring: 5, talk: 9_000 }).slice(0, 2),
    ...outboundAnswered(with_(LAB, CHLOE, minutes(3)), { ring: 8, talk: 9_000 }).slice(0, -1),
    ...answeredInbound(with_(DANA, ANA, now - 4_000), { ring: 9_000, talk: 10 }).slice(0, 1),
  );
  return events.filter((event) => event.at <= now).sort((first, second) => first.at - second.at);
};

/** Delivers events as signed webhooks, one after another. */
export const deliverAll = async (url: string, secret: string, events: readonly TimedEvent[]): Promise<void> => {
  for (const { payload } of events) {
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-dialpad-signature': signature };
    const { status } = await fetch(`${url}/webhooks/dialpad`, { method: 'POST', headers, body });
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
  }
};
