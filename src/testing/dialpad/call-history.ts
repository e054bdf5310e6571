import { type Answer, ok, refusal } from './answer.js';
import { numberKey, pageOf } from './pages.js';
import { restCall } from './rest-call.js';
import { targetWord } from './subscription-words.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

interface PastCall {
  readonly id: string;
  /** The payload of its latest event. */
  readonly snapshot: DialpadPayload;
  /** The latest state of the call's course; an after-call state does not replace it. */
  readonly state: unknown;
}

/** States of a call's course; the others report something made after the call. */
const COURSE: ReadonlySet<unknown> = new Set([
  ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'hangup', 'missed'],
  ...['voicemail', 'blocked'],
]);

export type CallHistory = ReturnType<typeof makeCallHistory>;

/** The calls that happened, whether or not their events were delivered. */
export const makeCallHistory = (pageSize: number) => {
  const calls = new Map<string, PastCall>();
  return {
    record: ({ kind, payload }: TimedEvent): void => {
      if (kind !== 'call' || payload.call_id === undefined || payload.call_id === null) return;
      const id = String(payload.call_id);
      calls.set(id, afterEvent(calls.get(id), id, payload));
    },
    clear: () => calls.clear(),
    /** The payload of a call's latest event; null if there is no such call. */
    find: (id: string): DialpadPayload | null => calls.get(id)?.snapshot ?? null,
    isLive: (id: string): boolean => {
      const call = calls.get(id);
      return call !== undefined && !isFinished(call);
    },
    /** Changes fields of a call; false if there is no such call. */
    change: (id: string, fields: DialpadPayload): boolean => {
      const call = calls.get(id);
      if (call !== undefined) calls.set(id, { ...call, snapshot: { ...call.snapshot, ...fields } });
      return call !== undefined;
    },

    /** GET /call: the finished calls, the newest first. Both bounds are exclusive: "more recently than", "prior to". */
    list: (query: URLSearchParams): Answer => {
      const [after, before] = [boundIn(query, 'started_after'), boundIn(query, 'started_before')];
      if (Number.isNaN(after) || Number.isNaN(before))
        return refusal(400, 'A bound must be in milliseconds since 1970.');
      const isAsked = ({ snapshot }: PastCall): boolean => {
        const startedAt = Number(snapshot.date_started);
        return startedAt > (after ?? -Infinity) && startedAt < (before ?? Infinity) && isOfTarget(snapshot, query);
      };
      const asked = [...calls.values()].filter(isFinished).filter(isAsked).sort(byNewestFirst);
      return pageOf(asked, newestFirstKey, query.get('cursor'), pageSize, toJson);
    },

    /** GET /call/{id}, in progress or over. */
    get: (id: string): Answer => {
      const call = calls.get(id);
      return call === undefined ? refusal(404, 'Call not found.') : ok(toJson(call));
    },
  };
};

const afterEvent = (before: PastCall | undefined, id: string, payload: DialpadPayload): PastCall => {
  if (before === undefined) return { id, snapshot: payload, state: payload.state };
  if (timeOf(payload) < timeOf(before.snapshot)) return before;
  return { id, snapshot: payload, state: COURSE.has(payload.state) ? payload.state : before.state };
};

const toJson = ({ snapshot, state }: PastCall) => restCall(snapshot, state);

const isFinished = ({ snapshot }: PastCall): boolean => typeof snapshot.date_ended === 'number';

const timeOf = (snapshot: DialpadPayload): number => Number(snapshot.event_timestamp ?? 0);

/** Null where not given, NaN where it is no time. */
const boundIn = (query: URLSearchParams, name: string): number | null => {
  const text = query.get(name);
  if (text === null || text === '') return null;
  return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
};

const isOfTarget = ({ target }: DialpadPayload, query: URLSearchParams): boolean => {
  const { id, type } = (target ?? {}) as Readonly<Record<string, unknown>>;
  return (
    (query.get('target_id') ?? String(id)) === String(id) &&
    (query.get('target_type') ?? targetWord(type)) === targetWord(type)
  );
};

/** Sorts as text like the calls from the newest to the oldest. */
const newestFirstKey = ({ id, snapshot }: PastCall): string =>
  `${numberKey(Number.MAX_SAFE_INTEGER - Number(snapshot.date_started))}:${id}`;

const byNewestFirst = (one: PastCall, other: PastCall): number =>
  newestFirstKey(one) < newestFirstKey(other) ? -1 : 1;
