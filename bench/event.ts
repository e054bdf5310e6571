import { createHmac } from 'node:crypto';

/** Signs what every server of the bench is sent. */
export const WEBHOOK_SECRET = 'the-webhook-secret-of-the-bench-0';
export const INTERNAL_SECRET = 'the-internal-secret-of-the-bench-0';

/** The number that the n-th call comes from; 10,000 of them. */
export const numberOf = (n: number): string => `555011${String(n % 10_000).padStart(4, '0')}`;

const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** When the n-th call begins: a call a second. */
export const startOf = (n: number): number => FIRST + n * 1_000;

const body = (type: string, n: number, more: object = {}): string =>
  JSON.stringify({
    event_type: type,
    call: {
      ...{ id: n, direction: 'inbound', from_number: `+1${numberOf(n)}`, to_number: '+15550100101', user_id: 7 },
      ...{ started_at: new Date(startOf(n)).toISOString(), ...more },
    },
  });

export const ring = (n: number): string => body('call.ring', n);
export const ended = (n: number): string =>
  body('call.ended', n, { ended_at: new Date(startOf(n) + 60_000).toISOString(), duration: 60 });

export const signatureOf = (text: string): string => createHmac('sha256', WEBHOOK_SECRET).update(text).digest('hex');
