import { type Answer, ok, refusal } from './answer.js';
import { numberKey, pageOf } from './pages.js';
import { restCall } from './rest-call.js';
import { targetWord } from './subscription-words.js';
import type { DialpadPayload, TimedEvent } from './timed-event.js';

interface KnownCall {
  readonly id: string;
  /** The latest snapshot. */
  readonly snapshot: DialpadPayload;
  /** The latest state that says how the call goes; what comes after a call does not. */
  readonly state: unknown;
}

/** States of a call's course; the others report what was made of it afterwards. */
const COURSE: ReadonlySet<unknown> = new Set([
  ...['calling', 'ringing', 'preanswer', 'queued', 'connected', 'hold', 'parked', 'merged', 'hangup', 'missed'],
  ...['voicemail', 'blocked'],
]);

export type CallHistory = ReturnType<typeof callHistoryOf>;

/** What happened, whether or not its events arrived anywhere. */
export const callHistoryOf = (pageSize: number) => {
  const calls = new Map<string, KnownCall>();

  return {
    remember: ({ kind, payload }: TimedEvent): void => {
      if (kind !== 'call' || payload.call_id === undefined || payload.call_id === null) return;
      const id = String(payload.call_id);
      const before = calls.get(id);
      const isLatest = before === undefined || timeOf(payload) >= timeOf(before.snapshot);
      const state = before === undefined || (isLatest && COURSE.has(payload.state)) ? payload.state : before.state;
      calls.set(id, { id, snapshot: isLatest ? payload : before.snapshot, state });
    },
    clear: () => calls.clear(),

    /** GET /call: the finished ones, the newest first. Both bounds are exclusive: "more recently than", "prior to". */
    list: (query: URLSearchParams): Answer => {
      const [after, before] = [boundIn(query, 'started_after'), boundIn(query, 'started_before')];
      if (Number.isNaN(after) || Number.isNaN(before))
        return refusal(400, 'A bound must be in milliseconds since 1970.');
      const wanted = [...calls.values()]
        .filter(({ snapshot }) => typeof snapshot.date_ended === 'number')
        .filter(({ snapshot }) => {
          const startedAt = Number(snapshot.date_started);
          return startedAt > (after ?? -Infinity) && startedAt < (before ?? Infinity) && isOfTarget(snapshot, query);
        })
        .map((call) => ({ call, key: newestFirst(call) }))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
      return pageOf(
        wanted,
        ({ key }) => key,
        query.get('cursor'),
        pageSize,
        ({ call }) => restCall(call.snapshot, call.state),
      );
    },

    /** GET /call/{id}, in progress or over. */
    get: (id: string): Answer => {
      const found = calls.get(id);
      return found === undefined ? refusal(404, 'Call not found.') : ok(restCall(found.snapshot, found.state));
    },
  };
};

const timeOf = (snapshot: DialpadPayload): number => Number(snapshot.event_timestamp ?? 0);

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

const newestFirst = ({ id, snapshot }: KnownCall): string =>
  `${numberKey(Number.MAX_SAFE_INTEGER - Number(snapshot.date_started))}:${id}`;
