/** Picks and makes values that a client should not send, from a source of numbers from 0 to 1. */
export interface Strange {
  readonly upTo: (count: number) => number;
  readonly pick: <A>(list: readonly A[]) => A;
  /** Any text, often an unusual one. */
  readonly text: () => string;
  /** Any JSON, as text: not all of it is valid. */
  readonly json: (depth?: number) => string;
}

const TEXTS: readonly string[] = [
  ...['', ' ', '0', '-1', '1e400', '9223372036854775807', '99999999999999999999999999', 'NaN', 'null', 'true', '1.5'],
  ...[
    '../../etc/passwd',
    '%00',
    '%',
    '%zz',
    '\0',
    '\uFFFD',
    '\uD800',
    '🙂'.repeat(50),
    'é\u0301',
    '\u202Eabc',
    "'; drop table calls; --",
  ],
  ...[
    '$where',
    '__proto__',
    'constructor',
    'toJSON',
    '{{7*7}}',
    '<script>',
    'a'.repeat(5_000),
    '+15550100114',
    'tel:+1-555-0100;ext=5',
  ],
  ...[
    '2026-13-45T25:61:61Z',
    '0000-00-00',
    '1795000000000000',
    'Infinity',
    '[]',
    '{}',
    '0x10',
    '٣٤٥',
    'ﾠ',
    '01890000-0000-7000-8000-0000000000aa',
  ],
];
const NAMES: readonly string[] = [
  ...[
    'event_type',
    'event',
    'type',
    'state',
    'call_id',
    'call',
    'data',
    'id',
    'from',
    'to',
    'direction',
    'events',
    'records',
  ],
  ...[
    'recording_details',
    'voicemail_link',
    'transcript',
    'contact',
    'target',
    'date_started',
    'duration',
    'text',
    'to_number',
  ],
  ...[
    'nbf',
    'exp',
    'iat',
    'name',
    'users',
    'dialpad_user_id',
    'crm_user_id',
    'number',
    'grace_seconds',
    '__proto__',
    'constructor',
  ],
];
const EVENTS: readonly string[] = [
  'call.ring',
  'call.started',
  'call.ended',
  'voicemail.received',
  'sms.received',
  'x',
];

export const strange = (random: () => number): Strange => {
  const upTo = (count: number): number => Math.floor(random() * count);
  const pick = <A>(list: readonly A[]): A => list[upTo(list.length)] as A;
  const text = (): string =>
    random() < 0.9 ? pick(TEXTS) : String.fromCharCode(...Array.from({ length: upTo(20) }, () => upTo(0xffff)));

  const nested = (): string => {
    const levels = pick([100, 10_000, 100_000]);
    const [open, shut] = pick([
      ['[', ']'],
      ['{"call":', '}'],
      ['{"events":[', ']}'],
    ] as const);
    return `${open.repeat(levels)}1${shut.repeat(levels)}`;
  };
  const pairs = (depth: number): string =>
    Array.from({ length: upTo(6) }, () => `${JSON.stringify(pick(NAMES))}:${json(depth - 1)}`).join(',');
  const list = (depth: number): string => {
    const item = json(depth - 1);
    return `[${Array.from({ length: pick([0, 1, 3, 300]) }, () => item).join(',')}]`.slice(0, 200_000);
  };
  const json = (depth = 4): string => {
    const kind = depth <= 0 ? upTo(3) : upTo(9);
    if (kind === 0) return JSON.stringify(text());
    if (kind === 1)
      return pick([
        '0',
        '-0',
        '1e400',
        '123456789012345678901234567890',
        'null',
        'true',
        '1.7976931348623157e309',
        '01',
        '',
      ]);
    if (kind === 2) return JSON.stringify(pick(EVENTS));
    if (kind === 3) return list(depth);
    if (kind === 4 && depth === 4) return nested();
    return `{"event_type":${JSON.stringify(pick(EVENTS))},"call_id":${upTo(50)},${pairs(depth)}}`.replace(',}', '}');
  };

  return { upTo, pick, text, json };
};
