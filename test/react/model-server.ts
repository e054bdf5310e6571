import type {
  Call,
  CallEvent,
  CtiEvent,
  FetchLike,
  SocketConstructor,
  SocketLike,
  Voicemail,
} from '../../src/client/index.js';
import { call, callEvent, list, voicemailEvent } from './fake-server.js';

/** A server to which things happen at random, on a network that comes and goes; its answers take a while, and some fail. */
export interface ModelServer {
  readonly fetch: FetchLike;
  readonly WebSocket: SocketConstructor;
  /** Something happens: to a call, to a voicemail, to the network, or to the log. */
  readonly happen: () => void;
  readonly goOnline: () => void;
  /** What `GET` on a path answers with at this moment. */
  readonly answer: (path: string, query: URLSearchParams) => Answer;
  /** How many sockets are open. */
  readonly open: () => number;
}

export interface Answer {
  readonly items: readonly (Call | Voicemail)[];
  readonly cursor: string | null;
}

const USERS = ['ana', 'ben'];
const NUMBERS = ['555-0001', '555-0002', '555-0003'];
const MAX_WAIT_MS = 300;

const placeOf = (item: Call | Voicemail): string => ('started_at' in item ? item.started_at : item.created_at);
const keyOf = (item: Call | Voicemail): string => `${placeOf(item)} ${item.id}`;

export const modelServer = (random: () => number): ModelServer => {
  const calls: Call[] = [];
  const voicemails: Voicemail[] = [];
  const sockets = new Set<Socket>();
  let log: CtiEvent[] = [];
  let name = 'log-0';
  let seq = 0;
  /** Events up to this one are no longer kept. */
  let gone = 0;
  let isOffline = false;

  const upTo = (bound: number): number => Math.floor(random() * bound);
  const oneOf = <A>(items: readonly A[]): A => {
    const item = items[upTo(items.length)];
    if (item === undefined) throw new Error('there is none');
    return item;
  };
  const wait = () => new Promise((resolve) => setTimeout(resolve, upTo(MAX_WAIT_MS)));
  const now = () => new Date(Date.now()).toISOString();

  class Socket implements SocketLike {
    onmessage: SocketLike['onmessage'] = null;
    onclose: SocketLike['onclose'] = null;
    onerror: SocketLike['onerror'] = null;
    readyState = 0;
    readonly #query: URLSearchParams;
    constructor(url: string) {
      this.#query = new URL(url).searchParams;
      sockets.add(this);
      setTimeout(() => (isOffline ? this.lose() : this.#greet()), upTo(50));
    }
    send(): void {
      this.tell({ event: 'error', message: 'This socket is read-only.' });
    }
    close(): void {
      this.readyState = 3;
      sockets.delete(this);
    }
    tell(message: object): void {
      if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(message) });
    }
    lose(): void {
      if (!sockets.delete(this)) return;
      this.readyState = 3;
      this.onclose?.({ code: 1006, reason: '' });
    }
    #greet(): void {
      if (!sockets.has(this)) return;
      this.readyState = 1;
      this.tell({ event: 'stream.hello', stream: name, seq, app_id: 'app' });
      if (!this.#query.has('since')) return;
      const since = Number(this.#query.get('since'));
      const isKnown = this.#query.get('stream') === name && since <= seq && since >= gone;
      if (!isKnown) this.tell({ event: 'stream.reset', stream: name, seq });
      else for (const event of log) if (event.seq > since) this.tell(event);
    }
  }

  const tell = (eventOf: (seq: number) => CtiEvent): void => {
    seq += 1;
    const event = eventOf(seq);
    log.push(event);
    if (!isOffline) for (const socket of sockets) socket.tell(event);
  };
  const tellOfCall = (one: Call, event: CallEvent['event'], more: Partial<CallEvent> = {}): void => {
    const { dialpad_call_id, status, crm_user_id, from_number, started_at, note } = one;
    const told = { timestamp: now(), from_number, started_at, note, target_crm_user: crm_user_id };
    tell((at) =>
      callEvent(at, Number(dialpad_call_id), event, {
        ...told,
        status: status === 'ended' ? 'completed' : status,
        ...more,
      }),
    );
  };
  const change = (one: Call, more: Partial<Call>): Call => {
    const changed = { ...one, ...more };
    calls[Number(one.dialpad_call_id)] = changed;
    return changed;
  };

  const ring = (): void => {
    const time = now();
    const details = { crm_user_id: oneOf(USERS), from_number: oneOf(NUMBERS), started_at: time, created_at: time };
    const one = call(calls.length, details);
    calls.push(one);
    tellOfCall(one, 'call.ring');
  };
  const answer = (one: Call): void => {
    if (one.status === 'ringing') tellOfCall(change(one, { status: 'active' }), 'call.started');
  };
  const end = (one: Call): void => {
    if (one.status === 'ringing') tellOfCall(change(one, { status: 'missed' }), 'call.missed');
    if (one.status === 'active') tellOfCall(change(one, { status: 'ended' }), 'call.ended');
  };
  const write = (one: Call): void =>
    tellOfCall(change(one, { note: `note ${upTo(1_000)}` }), 'call.updated', { changed: ['note'] });
  const move = (one: Call): void => {
    if (one.status !== 'ringing') return;
    const moved = change(one, { crm_user_id: oneOf(USERS.filter((user) => user !== one.crm_user_id)) });
    tellOfCall(moved, 'call.ring');
    const previous_crm_user = one.crm_user_id;
    tellOfCall(moved, 'call.updated', { changed: ['target_crm_user'], previous_crm_user });
  };
  const tellOfVoicemail = ({ dialpad_call_id, from_number, transcript }: Voicemail, event: 'received' | 'updated') => {
    const told = { timestamp: now(), from_number, transcript };
    tell((at) => voicemailEvent(at, Number(dialpad_call_id), { ...told, event: `voicemail.${event}` }));
  };
  const leave = (): void => {
    const n = voicemails.length;
    const time = now();
    const left: Voicemail = {
      ...{
        id: `voicemail-${n}`,
        app_id: 'app',
        dialpad_call_id: n,
        dialpad_user_id: 7,
        crm_user_id: 'ana@example.com',
      },
      ...{ from_number: oneOf(NUMBERS), to_number: '555-9876', recording_url: null, transcript: null },
      ...{ duration_seconds: 9, created_at: time, updated_at: time },
    };
    voicemails.push(left);
    tellOfVoicemail(left, 'received');
  };
  const transcribe = (): void => {
    if (voicemails.length === 0) return;
    const n = upTo(voicemails.length);
    const heard = { ...oneOf(voicemails.slice(n, n + 1)), transcript: `text ${upTo(1_000)}` };
    voicemails[n] = heard;
    tellOfVoicemail(heard, 'updated');
  };
  const cut = (): void => {
    isOffline = true;
    for (const socket of [...sockets]) socket.lose();
  };
  const goOnline = (): void => {
    isOffline = false;
  };
  const prune = (): void => {
    log = [];
    gone = seq;
  };
  const restore = (): void => {
    cut();
    goOnline();
    name = `log-${upTo(1_000_000)}`;
    seq = upTo(20);
    prune();
  };

  /** Each with how likely it is, in hundredths. */
  const HAPPENINGS: readonly (readonly [number, () => void])[] = [
    [23, ring],
    [11, () => answer(oneOf(calls))],
    [16, () => end(oneOf(calls))],
    [9, () => write(oneOf(calls))],
    [4, () => move(oneOf(calls))],
    [9, leave],
    [9, transcribe],
    [6, cut],
    [9, goOnline],
    [2, restore],
    [2, prune],
  ];

  const answerTo: ModelServer['answer'] = (path, query) => {
    const isActive = ({ status }: Call): boolean => status === 'ringing' || status === 'active';
    const all: readonly (Call | Voicemail)[] = path === '/api/voicemails' ? voicemails : calls;
    const wanted = all.filter(
      (item) =>
        (path !== '/api/calls/active' || ('status' in item && isActive(item))) &&
        (!query.has('status') || ('status' in item && item.status === query.get('status'))) &&
        (!query.has('crm_user_id') || item.crm_user_id === query.get('crm_user_id')) &&
        (!query.has('number') || item.from_number === query.get('number')),
    );
    const sorted = [...wanted].sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
    const cursor = query.get('cursor');
    const rest = cursor === null ? sorted : sorted.filter((item) => keyOf(item) < cursor);
    const items = rest.slice(0, Number(query.get('limit') ?? 50));
    const last = items.at(-1);
    return { items, cursor: items.length < rest.length && last !== undefined ? keyOf(last) : null };
  };

  return {
    WebSocket: Socket,
    fetch: async (url, init) => {
      const { pathname, searchParams } = new URL(url);
      await wait();
      if (isOffline) throw new TypeError('Failed to fetch');
      if (pathname === '/api/ws-tickets') return Response.json({ ticket: 't' });
      if (random() < 0.05) return Response.json({}, { status: 500 });
      const { items, cursor } = answerTo(pathname, searchParams);
      await wait();
      init?.signal?.throwIfAborted();
      return Response.json(list(items, cursor));
    },
    happen: () => {
      if (calls.length === 0) ring();
      let left = random() * 100;
      for (const [share, happen] of HAPPENINGS) {
        left -= share;
        if (left < 0) return happen();
      }
    },
    goOnline,
    answer: answerTo,
    open: () => sockets.size,
  };
};
