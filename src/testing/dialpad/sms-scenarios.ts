import type { Timestamp } from '../../domain/timestamp.js';
import type { Occasion } from './plain-legs.js';
import type { TimedEvent } from './timed-event.js';

/** An inbound text message. Its status in Dialpad stays `pending`. */
export const smsReceived = (occasion: Occasion, text: string): readonly TimedEvent[] => {
  const { contact, colleague } = occasion;
  const addresses = { direction: 'inbound', from: contact.phone, to: colleague.phone, senderId: null } as const;
  return [smsEvent(occasion, occasion.ids(), addresses, text, occasion.startsAt + 418, 'pending', null)];
};

/** An outbound text message: pending, sent, and within seconds delivered or, where a failure is given, failed. */
export const smsSent = (occasion: Occasion, text: string, failure: string | null = null): readonly TimedEvent[] => {
  const { contact, colleague, startsAt } = occasion;
  const id = occasion.ids();
  const addresses = {
    direction: 'outbound',
    from: colleague.phone,
    to: contact.phone,
    senderId: colleague.id,
  } as const;
  const end = failure === null ? 'delivered' : 'failed';
  return [
    smsEvent(occasion, id, addresses, text, startsAt + 310, 'pending', null),
    smsEvent(occasion, id, addresses, text, startsAt + 1_150, 'sent', null),
    smsEvent(occasion, id, addresses, text, startsAt + 4_200, end, failure ?? 'accepted'),
  ];
};

interface Addresses {
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  readonly senderId: number | null;
}

const smsEvent = (
  { contact, colleague, startsAt }: Occasion,
  id: number,
  { direction, from, to, senderId }: Addresses,
  text: string,
  at: Timestamp,
  status: string,
  result: string | null,
): TimedEvent => ({
  at,
  kind: 'sms',
  payload: {
    contact: { id: contact.id, name: contact.name, phone_number: contact.phone },
    created_date: startsAt,
    direction,
    event_timestamp: at,
    from_number: from,
    id,
    is_internal: false,
    message_delivery_result: result,
    message_status: status,
    mms: false,
    mms_url: null,
    sender_id: senderId,
    target: { id: colleague.id, name: colleague.name, phone_number: formattedPhone(colleague.phone), type: 'user' },
    text,
    text_content: text,
    to_number: [to],
  },
});

/** A North American number as Dialpad writes it in an SMS target: (555) 010-0101. */
const formattedPhone = (phone: string): string => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
