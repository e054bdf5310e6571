import type { Call, CallEvent, CtiEvent, SocketLike, VoicemailEvent } from '../../src/client/index.js';

interface FakeSocket extends SocketLike {
  readonly address: URL;
  readyState: number;
}

/** A server, as a client sees it, whose network can be taken away. It keeps a log of events, and resumes from it. */
export interface FakeServer {
  readonly url: string;
  readonly fetch: (url: string, init?: { signal?: AbortSignal }) => Promise<Response>;
  readonly WebSocket: new (url: string, protocol: string) => FakeSocket;
  /** How many tickets were given. */
  readonly tickets: () => number;
  /** The addresses of all sockets that were ever opened. */
  readonly opened: readonly URL[];
  /** How many sockets are open now. */
  readonly open: () => number;
  /** The paths that were asked over REST, with their queries. */
  readonly asked: string[];
  /** What `GET` on a path answers; with its `status`, if it has one. */
  readonly answers: Map<string, unknown>;
  /** Adds an event to the log, and sends it to all sockets. */
  readonly tell: (event: CtiEvent) => void;
  /** The log is another one from now on. */
  readonly restore: () => void;
  offline: boolean;
  /** Closes all sockets, as a network that goes away. */
  readonly cut: () => void;
  /** Waits before a ticket is given. */
  ticketsWait: Promise<void>;
}

export const fakeServer = (): FakeServer => {
  const log: CtiEvent[] = [];
  const opened: URL[] = [];
  const sockets = new Set<FakeSocket>();
  let tickets = 0;
  let name = 'log-1';

  const send = (socket: FakeSocket, message: unknown): void => socket.onmessage?.({ data: JSON.stringify(message) });
  const greet = (socket: FakeSocket): void => {
    const since = socket.address.searchParams.get('since');
    const seq = log.at(-1)?.seq ?? 0;
    send(socket, { event: 'stream.hello', stream: name, seq, app_id: 'app' });
    if (since === null) return;
    if (socket.address.searchParams.get('stream') !== name) send(socket, { event: 'stream.reset', stream: name, seq });
    else for (const event of log) if (event.seq > Number(since)) send(socket, event);
  };

  class Socket implements FakeSocket {
    onmessage: FakeSocket['onmessage'] = null;
    onclose: FakeSocket['onclose'] = null;
    onerror: FakeSocket['onerror'] = null;
    readyState = 0;
    readonly address: URL;
    constructor(url: string) {
      this.address = new URL(url);
      opened.push(this.address);
      sockets.add(this);
      setTimeout(() => {
        if (server.offline) this.#lose();
        else if (sockets.has(this)) {
          this.readyState = 1;
          greet(this);
        }
      }, 0);
    }
    send(): void {
      // What a client sends says nothing.
    }
    close(): void {
      this.readyState = 3;
      sockets.delete(this);
    }
    #lose(): void {
      this.close();
      this.onclose?.({ code: 1006, reason: '' });
    }
  }

  const server: FakeServer = {
    url: 'https://cti.example.com',
    offline: false,
    ticketsWait: Promise.resolve(),
    WebSocket: Socket,
    opened,
    asked: [],
    answers: new Map<string, unknown>([
      ['/api/calls/active', list([])],
      ['/api/calls', list([])],
      ['/api/voicemails', list([])],
    ]),
    tickets: () => tickets,
    open: () => sockets.size,
    fetch: async (address, init) => {
      const { pathname, search } = new URL(address);
      if (server.offline) throw new TypeError('Failed to fetch');
      if (pathname === '/api/ws-tickets') {
        await server.ticketsWait;
        tickets += 1;
        return Response.json({ ticket: `t${tickets}`, expires_in: 60 }, { status: 201 });
      }
      init?.signal?.throwIfAborted();
      server.asked.push(pathname + search);
      const answer = server.answers.get(pathname + search) ?? server.answers.get(pathname);
      if (answer === undefined) return Response.json({ message: 'No such thing.' }, { status: 404 });
      const status = typeof answer === 'object' && answer !== null && 'status' in answer ? Number(answer.status) : 200;
      return Response.json(answer, { status });
    },
    tell: (event) => {
      log.push(event);
      if (!server.offline) for (const socket of sockets) send(socket, event);
    },
    restore: () => {
      name = 'log-2';
    },
    cut: () => {
      server.offline = true;
      for (const socket of [...sockets]) {
        socket.readyState = 3;
        sockets.delete(socket);
        socket.onclose?.({ code: 1006, reason: '' });
      }
    },
  };
  return server;
};

/** A page of a list as the API answers with it. */
export const list = (data: readonly unknown[], cursor: string | null = null): unknown => ({
  success: true,
  data,
  pagination: { limit: 50, offset: 0, total: data.length, has_more: cursor !== null, next_cursor: cursor },
});

const details = () => ({
  answered_by: null,
  answered_elsewhere: false,
  ended_reason: null,
  contact_name: null,
  hold: null,
  transferred_from: null,
  labels: [] as string[],
  dispositions: [] as string[],
  recap: null,
  transcript_ready: false,
  satisfaction: null,
  review_url: null,
  custom_data: null,
  disposition: null,
  note: null,
  record_url: null,
});

const START = '2026-11-26T12:00:00.000Z';

/** An event about a call; the number of the call makes its ids. */
export const callEvent = (
  seq: number,
  n: number,
  event: CallEvent['event'],
  more: Partial<Omit<CallEvent, 'event'>> = {},
): CtiEvent => {
  const told: CallEvent = {
    ...details(),
    event_id: `event-${seq}`,
    seq,
    timestamp: START,
    call_id: `call-${n}`,
    dialpad_call_id: n,
    conversation_id: n,
    direction: 'inbound',
    from_number: '555-0123',
    to_number: '555-9876',
    status:
      event === 'call.ended'
        ? 'completed'
        : event === 'call.started'
          ? 'active'
          : event === 'call.missed'
            ? 'missed'
            : 'ringing',
    dialpad_user_id: 7,
    target_crm_user: 'ana@example.com',
    started_at: START,
    ...more,
    event,
  };
  // As it comes over the stream: of one of the types.
  return JSON.parse(JSON.stringify(told));
};

/** A call as REST has it. */
export const call = (n: number, more: Partial<Call> = {}): Call => ({
  ...details(),
  id: `call-${n}`,
  dialpad_call_id: n,
  conversation_id: n,
  direction: 'inbound',
  from_number: '555-0123',
  to_number: '555-9876',
  status: 'ringing',
  dialpad_user_id: 7,
  crm_user_id: 'ana@example.com',
  started_at: START,
  ended_at: null,
  duration_seconds: null,
  recording_url: null,
  created_at: START,
  updated_at: START,
  ...more,
});

export const voicemailEvent = (seq: number, n: number, more: Partial<VoicemailEvent> = {}): CtiEvent => ({
  event: 'voicemail.received',
  event_id: `event-${seq}`,
  seq,
  timestamp: START,
  voicemail_id: `voicemail-${n}`,
  dialpad_call_id: n,
  duration_seconds: 9,
  recording_url: null,
  transcript: null,
  from_number: '555-0123',
  to_number: '555-9876',
  dialpad_user_id: 7,
  target_crm_user: 'ana@example.com',
  ...more,
});
