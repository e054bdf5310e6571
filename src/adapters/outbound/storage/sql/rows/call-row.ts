import type { Call } from '../../../../../domain/call/call.js';
import type { CallStatus } from '../../../../../domain/call/call-status.js';
import { type CallView, viewOf } from '../../../../../domain/call/call-view.js';
import type { Country } from '../../../../../domain/country.js';
import type { DialpadId } from '../../../../../domain/dialpad-id.js';
import type { Direction } from '../../../../../domain/direction.js';
import type { AppId, CallId } from '../../../../../domain/ids.js';
import type { Timestamp } from '../../../../../domain/timestamp.js';
import { restoreCall, restoreDetails, storedDetailsOf, storedFactsOf } from '../../../../wire/stored/restore-call.js';
import { parseStored } from '../../../../wire/stored/with-defaults.js';
import { numberKeyOf } from '../../number-keys.js';

/** A call: its facts, and columns derived from them for queries. */
export interface CallRow {
  readonly id: CallId;
  readonly app_id: AppId;
  readonly dialpad_call_id: DialpadId;
  /** JSON of `CallFacts`, without what is unknown. */
  readonly facts: string;
  /** JSON of `LegContext`; null in a row that an older version wrote. */
  readonly thread: string | null;
  /** JSON: which events have been announced. */
  readonly announced: string;
  readonly status: CallStatus;
  readonly direction: Direction | null;
  readonly from_number: string | null;
  readonly from_key: string | null;
  readonly to_number: string | null;
  readonly to_key: string | null;
  readonly dialpad_user_id: DialpadId | null;
  readonly started_at: Timestamp;
  readonly ended_at: Timestamp | null;
  readonly duration_seconds: number | null;
  readonly recording_url: string | null;
  /** Null in a row that an older version wrote: then the call is a conversation of its own. */
  readonly conversation_id: DialpadId | null;
  /** JSON of `CallDetails`, without what is as in `NO_DETAILS`; null in a row that an older version wrote. */
  readonly details: string | null;
  readonly revision: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The columns that a view of a call is made from. */
export const SHOWN_CALL_COLUMNS = [
  'id',
  'app_id',
  'dialpad_call_id',
  'status',
  'direction',
  'from_number',
  'to_number',
  'dialpad_user_id',
  'started_at',
  'ended_at',
  'duration_seconds',
  'recording_url',
  'conversation_id',
  'details',
  'created_at',
  'updated_at',
] as const;

export type ShownCallRow = Pick<CallRow, (typeof SHOWN_CALL_COLUMNS)[number]> & {
  /** The facts where `details` is null, else null: the details are then derived from them. */
  readonly facts_for_details: string | null;
};

export const callViewOf = (row: ShownCallRow): CallView => ({
  id: row.id,
  appId: row.app_id,
  dialpadCallId: row.dialpad_call_id,
  conversationId: row.conversation_id ?? row.dialpad_call_id,
  direction: row.direction,
  fromNumber: row.from_number,
  toNumber: row.to_number,
  status: row.status,
  dialpadUserId: row.dialpad_user_id,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  durationSeconds: row.duration_seconds,
  recordingUrl: row.recording_url,
  details: detailsOf(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const detailsOf = (row: ShownCallRow): CallView['details'] => {
  if (row.details !== null) return storedDetails(row.details);
  const facts = row.facts_for_details ?? '';
  return viewOf(callOf({ ...row, facts, thread: null, announced: '[]', revision: 1 })).details;
};

const MAX_REMEMBERED = 1_000;
const MAX_REMEMBERED_LENGTH = 1_024;
const remembered = new Map<string, CallView['details']>();

/** The details of most calls are those of another: nothing but who answered. */
const storedDetails = (text: string): CallView['details'] => {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const details = restoreDetails(parseStored(text));
  if (text.length > MAX_REMEMBERED_LENGTH) return details;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(text, details);
  return details;
};

/** The columns that a call is made from; the others are derived. */
export const CALL_COLUMNS = [
  'id',
  'app_id',
  'dialpad_call_id',
  'facts',
  'thread',
  'announced',
  'revision',
  'created_at',
  'updated_at',
] as const;

export const callOf = (row: Pick<CallRow, (typeof CALL_COLUMNS)[number]>): Call =>
  restoreCall({
    id: row.id,
    appId: row.app_id,
    dialpadCallId: row.dialpad_call_id,
    facts: parseStored(row.facts),
    thread: row.thread === null ? undefined : parseStored(row.thread),
    announced: parseStored(row.announced),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });

export const callRowOf = (call: Call, country: Country): CallRow => {
  const view = viewOf(call);
  return {
    id: call.id,
    app_id: call.appId,
    dialpad_call_id: call.dialpadCallId,
    facts: JSON.stringify(storedFactsOf(call.facts)),
    thread: JSON.stringify(call.legContext),
    announced: JSON.stringify(call.announced),
    status: view.status,
    direction: view.direction,
    from_number: view.fromNumber,
    from_key: numberKeyOf(view.fromNumber, country),
    to_number: view.toNumber,
    to_key: numberKeyOf(view.toNumber, country),
    dialpad_user_id: view.dialpadUserId,
    started_at: view.startedAt,
    ended_at: view.endedAt,
    duration_seconds: view.durationSeconds,
    recording_url: view.recordingUrl,
    conversation_id: view.conversationId,
    details: JSON.stringify(storedDetailsOf(view.details)),
    revision: call.revision,
    created_at: call.createdAt,
    updated_at: call.updatedAt,
  };
};
