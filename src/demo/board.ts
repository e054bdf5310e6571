import type * as t from 'io-ts';
import type { CallEventJson } from '../adapters/wire/call-event-json.js';
import type { CoverageEventJson } from '../adapters/wire/coverage-event-json.js';
import type { EventJson } from '../adapters/wire/event-json.js';
import type { MessageEventJson } from '../adapters/wire/message-event-json.js';
import type { VoicemailEventJson } from '../adapters/wire/voicemail-event-json.js';
import type { Timestamp } from '../domain/timestamp.js';

/** An event of the stream, decoded (contract §7). */
export type StreamEvent = t.TypeOf<typeof EventJson>;
type CallEvent = t.TypeOf<typeof CallEventJson>;
type CoverageEvent = t.TypeOf<typeof CoverageEventJson>;
/** Every event but coverage events has parties with numbers. */
type PartyEvent = Exclude<StreamEvent, CoverageEvent>;
type VoicemailEvent = t.TypeOf<typeof VoicemailEventJson>;
type MessageEvent = t.TypeOf<typeof MessageEventJson>;

/** One call on the board, after the last event about it. */
export interface BoardCall {
  readonly callId: string;
  readonly dialpadCallId: string;
  readonly status: CallEvent['status'];
  readonly direction: CallEvent['direction'];
  readonly from: string | null;
  readonly to: string | null;
  /** The CRM user, or the Dialpad user where none is mapped. */
  readonly who: string | null;
  readonly startedAt: Timestamp;
  /** Length in whole seconds; null while the call goes on, and where unknown. */
  readonly seconds: number | null;
  readonly recorded: boolean;
}

/** One line of the ticker. */
export interface TickerLine {
  readonly at: Timestamp;
  readonly text: string;
}

/** The content of a CRM's telephone board. */
export interface Board {
  /** Newest first. */
  readonly calls: readonly BoardCall[];
  /** Newest first. */
  readonly ticker: readonly TickerLine[];
}

export const EMPTY_BOARD: Board = { calls: [], ticker: [] };

const MAX_CALLS = 14;
const MAX_TICKER_LINES = 10;

/** Whether a call is in progress. */
export const isLive = ({ status }: Pick<BoardCall, 'status'>): boolean => status === 'ringing' || status === 'active';

/** The board after one more event. */
export const afterEvent = (board: Board, event: StreamEvent): Board => {
  const ticker = [{ at: event.timestamp, text: textOf(event) }, ...board.ticker].slice(0, MAX_TICKER_LINES);
  if ('call_id' in event) return { calls: withCall(board.calls, event), ticker };
  if ('voicemail_id' in event) return { calls: withVoicemail(board.calls, event), ticker };
  return { ...board, ticker };
};

const withCall = (calls: readonly BoardCall[], event: CallEvent): readonly BoardCall[] => {
  const call: BoardCall = {
    callId: event.call_id,
    dialpadCallId: event.dialpad_call_id,
    status: event.status,
    direction: event.direction,
    from: event.from_number,
    to: event.to_number,
    who: whoOf(event),
    startedAt: event.started_at,
    seconds: event.duration_seconds ?? null,
    recorded: (event.recording_url ?? null) !== null,
  };
  return calls.some(({ callId }) => callId === call.callId)
    ? calls.map((one) => (one.callId === call.callId ? call : one))
    : [call, ...calls].slice(0, MAX_CALLS);
};

/** A missed call whose voicemail is ready later becomes a voicemail; only the voicemail's event says so. */
const withVoicemail = (calls: readonly BoardCall[], event: VoicemailEvent): readonly BoardCall[] =>
  calls.map((call) =>
    call.dialpadCallId === event.dialpad_call_id && call.status === 'missed'
      ? { ...call, status: 'voicemail' as const }
      : call,
  );

const whoOf = (event: PartyEvent): string | null =>
  event.target_crm_user ?? (event.dialpad_user_id === null ? null : `user ${event.dialpad_user_id}`);

const textOf = (event: StreamEvent): string => {
  if ('from' in event) return coverageText(event);
  if ('call_id' in event) return callText(event);
  return 'voicemail_id' in event ? voicemailText(event) : messageText(event);
};

const coverageText = ({ event, from, to }: CoverageEvent): string => {
  const range = `from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  return event === 'coverage.gap_detected' ? `Events may be missing ${range}` : `Events are complete ${range}`;
};

const numbers = ({ from_number, to_number }: PartyEvent): string =>
  `${from_number ?? 'unknown'} to ${to_number ?? 'unknown'}`;

const callText = (event: CallEvent): string => {
  switch (event.event) {
    case 'call.ring':
      return `Ringing: ${numbers(event)}`;
    case 'call.started':
      return `Answered: ${numbers(event)}`;
    case 'call.dialing':
      return `Dialling: ${numbers(event)}`;
    case 'call.missed':
      return `Missed: ${numbers(event)}`;
    case 'call.ended':
      return `Over after ${event.duration_seconds ?? 0} s: ${numbers(event)}`;
    case 'call.recording.completed':
      return `Recording ready: ${numbers(event)}`;
    case 'call.updated':
      return `Changed (${(event.changed ?? []).join(', ')}): ${numbers(event)}`;
    default:
      return event.event satisfies never;
  }
};

const voicemailText = (event: VoicemailEvent): string => {
  const length = event.duration_seconds === null ? '' : ` of ${event.duration_seconds} s`;
  const transcript = event.transcript === null ? '' : `: "${event.transcript}"`;
  return `Voicemail${length} from ${event.from_number ?? 'unknown'}${transcript}`;
};

const messageText = (event: MessageEvent): string => {
  switch (event.event) {
    case 'message.received':
      return `SMS from ${event.from_number ?? 'unknown'}: "${event.text ?? ''}"`;
    case 'message.sent':
      return `SMS to ${event.to_number ?? 'unknown'}: "${event.text ?? ''}"`;
    case 'message.updated':
      return `SMS to ${event.to_number ?? 'unknown'} is ${event.status ?? 'on its way'}`;
    default:
      return event.event satisfies never;
  }
};
