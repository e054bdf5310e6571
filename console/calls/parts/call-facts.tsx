import type { ComponentChildren } from 'preact';
import type { Call } from '../../../src/client/index.js';
import { CopyText } from '../../admin/parts.js';
import { fullTime } from '../../logic/times.js';
import { durationText } from '../logic/durations.js';
import { isLive } from '../logic/live-calls.js';
import { otherName } from '../logic/words.js';
import { Person } from './party.js';
import { PhoneNumber } from './phone-number.js';
import { Ticking } from './ticking.js';

type Fact = readonly [string, ComponentChildren];

const HOLD = { held: 'on hold', parked: 'parked' } as const;

/** What a call's page says first. What is not known is left out, where its absence says nothing. */
export const callFacts = (call: Call): readonly Fact[] => [
  ...(otherName(call) === null ? [] : [['Name', otherName(call)] as const]),
  ['From', <PhoneNumber key="from" number={call.from_number} />],
  ['To', <PhoneNumber key="to" number={call.to_number} />],
  ['Person', <Person key="person" call={call} />],
  ['Answered by', answeredBy(call)],
  ['Began', fullTime(call.started_at)],
  ['Ended', call.ended_at === null ? 'not yet' : fullTime(call.ended_at)],
  [
    'Duration',
    isLive(call.status) ? <Ticking key="since" since={call.started_at} /> : durationText(call.duration_seconds),
  ],
  ...(call.hold === null ? [] : [['Hold', HOLD[call.hold]] as const]),
  ...(call.transferred_from === null ? [] : [['Transferred from', transferredFrom(call)] as const]),
  ...(call.ended_reason === null ? [] : [['Why it ended', ENDED[call.ended_reason]] as const]),
  ...(call.labels.length === 0 ? [] : [['Labels', call.labels.join(', ')] as const]),
  ['Dialpad call', <code key="dialpad">{String(call.dialpad_call_id)}</code>],
  ['Id', <CopyText key="id" text={call.id} />],
];

const ENDED = {
  stale: 'nothing was heard of it for long, so it was closed',
  transferred: 'it was transferred',
} as const;

const answeredBy = (call: Call): string => {
  if (call.answered_by === null) return call.answered_elsewhere ? 'somebody else' : 'nobody';
  const isOwn = call.crm_user_id !== null && String(call.answered_by) === String(call.dialpad_user_id);
  return isOwn ? String(call.crm_user_id) : `Dialpad user ${call.answered_by}`;
};

const transferredFrom = (call: Call): string => `Dialpad call ${call.transferred_from}`;
