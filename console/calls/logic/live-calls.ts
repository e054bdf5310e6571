import type { Call, CallEvent, CtiEvent } from '../../../src/client/index.js';

export const isCallEvent = (event: CtiEvent): event is Extract<CtiEvent, { call_id: string }> => 'call_id' in event;

export const isLive = (status: string): boolean => status === 'ringing' || status === 'active';

/** The call as an event tells it, in the form in which REST has it. What an event does not tell comes from what was known before. */
export const callOfEvent = (event: CallEvent, before?: Call): Call => {
  const { event: _, event_id, seq, timestamp, replayed, changed, previous_crm_user, ...told } = event;
  const { call_id, target_crm_user, status, ...call } = told;
  return {
    ...before,
    ...call,
    id: call_id,
    crm_user_id: target_crm_user,
    status: status === 'completed' ? 'ended' : status,
    ended_at: event.ended_at ?? null,
    duration_seconds: event.duration_seconds ?? before?.duration_seconds ?? null,
    recording_url: event.recording_url ?? before?.recording_url ?? null,
    created_at: before?.created_at ?? timestamp,
    updated_at: timestamp,
  };
};

/** ISO 8601 of one form sorts as text; a locale's order takes far longer. */
const byTime = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The live calls after an event: new ones come, others change, those that are over leave. Newest first. */
export const callsAfter = (calls: readonly Call[], event: CtiEvent): readonly Call[] => {
  if (!isCallEvent(event)) return calls;
  const before = calls.find(({ id }) => id === event.call_id);
  const call = callOfEvent(event, before);
  const others = calls.filter(({ id }) => id !== call.id);
  if (!isLive(call.status)) return before === undefined ? calls : others;
  return [...others, call].sort((one, other) => byTime(other.started_at, one.started_at));
};

/** Smaller differences between two clocks do not show, in milliseconds. */
const MIN_SKEW_MS = 2_000;

/** How far the server's clock is ahead, in milliseconds: by what it `said`, and when it was asked and had answered by this clock. */
export const skewOf = (said: string, asked: number, answered: number): number => {
  const halfWay = (answered - asked) / 2;
  const skew = Date.parse(said) - asked - halfWay;
  return Math.abs(skew) < MIN_SKEW_MS + halfWay ? 0 : skew;
};

/** Older rings are no news, in milliseconds: they were caught up with. */
const MAX_NEWS_MS = 30_000;

/** Whether a ring is worth telling: the call still rings, and it came about just now. `now` is the server's clock, in milliseconds. */
export const isNews = (
  { status, replayed, timestamp }: Pick<CallEvent, 'status' | 'replayed' | 'timestamp'>,
  now: number,
): boolean => status === 'ringing' && replayed !== true && now - Date.parse(timestamp) <= MAX_NEWS_MS;

/** What people call one call: its legs, the first one first. */
export interface LiveConversation {
  readonly id: string;
  readonly first: Call;
  readonly legs: readonly Call[];
}

/** Legs by conversation, the newest conversation first. */
export const conversationsOf = (calls: readonly Call[]): readonly LiveConversation[] => {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const id = String(call.conversation_id);
    groups.set(id, [...(groups.get(id) ?? []), call]);
  }
  return [...groups].flatMap(([id, unsorted]) => {
    const legs = [...unsorted].sort((one, other) => byTime(one.started_at, other.started_at));
    const [first] = legs;
    return first === undefined ? [] : [{ id, first, legs }];
  });
};

/** Whether somebody talks, or all of it still rings. */
export const isInProgress = ({ legs }: LiveConversation): boolean => legs.some(({ status }) => status === 'active');
