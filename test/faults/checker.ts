import type { Follower } from './follower.js';
import { EVENTS } from './load.js';
import type { App } from './office.js';

/** What an app's log and its socket show, against what was acknowledged. */
export interface Findings {
  readonly acknowledged: number;
  readonly told: number;
  readonly twice: number;
  readonly missing: number;
  /** Not told, because the call was further by then: a later event of it had been told (contract §7). */
  readonly late: number;
  readonly gaps: number;
  readonly wrongStatus: number;
}

interface Logged {
  readonly seq: number;
  readonly event: string;
  readonly dialpad_call_id: number;
}

interface Call {
  readonly dialpad_call_id: number;
  readonly status: string;
}

const get = async (url: string, app: App, path: string) => {
  const headers = { 'x-app-api-key': app.key };
  const response = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(5000) });
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
  return JSON.parse(await response.text());
};

const readLog = async (url: string, app: App): Promise<readonly Logged[]> => {
  const log: Logged[] = [];
  for (;;) {
    const { data } = await get(url, app, `/api/events?after=${log.at(-1)?.seq ?? 0}&limit=100`);
    if (data.length === 0) return log;
    log.push(...data);
  }
};

const readCalls = async (url: string, app: App): Promise<readonly Call[]> => {
  const calls: Call[] = [];
  for (let cursor = ''; ; ) {
    const { data, pagination } = await get(url, app, `/api/calls?limit=100${cursor}`);
    calls.push(...data);
    if (!pagination.has_more) return calls;
    cursor = `&cursor=${encodeURIComponent(pagination.next_cursor)}`;
  }
};

const repeats = (values: readonly unknown[]): number => values.length - new Set(values).size;

/** Reads everything back over REST and compares it with what was acknowledged and what the socket was told. */
export const check = async (
  url: string,
  app: App,
  acknowledged: ReadonlySet<string>,
  follower: Follower,
): Promise<Findings> => {
  const log = await readLog(url, app);
  const calls = new Map((await readCalls(url, app)).map((call) => [call.dialpad_call_id, call.status]));
  const names = log.map(({ dialpad_call_id, event }) => `${dialpad_call_id} ${event}`);
  const logged = new Set(names);
  const told = new Set(follower.told);
  const ended = [...acknowledged].filter((name) => name.endsWith(EVENTS[2])).map((name) => Number.parseInt(name, 10));
  const untold = [...acknowledged].filter((name) => !logged.has(name));
  const late = untold.filter((name) => laterThan(name).some((later) => logged.has(later)));
  return {
    acknowledged: acknowledged.size,
    told: told.size,
    twice: repeats(names) + repeats(follower.told),
    missing: untold.length - late.length + log.filter(({ seq }) => !told.has(seq)).length,
    late: late.length,
    gaps: log.filter(({ seq }, at) => seq !== at + 1).length + follower.resets(),
    wrongStatus: ended.filter((callId) => calls.get(callId) !== 'ended').length,
  };
};

export const isClean = (
  { acknowledged, twice, missing, late, gaps, wrongStatus }: Findings,
  mayBeLate: boolean,
): boolean => acknowledged > 0 && twice + missing + gaps + wrongStatus + (mayBeLate ? 0 : late) === 0;

/** The same call's events after this one. */
const laterThan = (name: string): readonly string[] => {
  const [callId = '', event = ''] = name.split(' ');
  return EVENTS.slice((EVENTS as readonly string[]).indexOf(event) + 1).map((later) => `${callId} ${later}`);
};

export const sum = (all: readonly Findings[]): Findings => {
  const of = (what: keyof Findings): number => all.reduce((total, findings) => total + findings[what], 0);
  return {
    acknowledged: of('acknowledged'),
    told: of('told'),
    twice: of('twice'),
    missing: of('missing'),
    late: of('late'),
    gaps: of('gaps'),
    wrongStatus: of('wrongStatus'),
  };
};
