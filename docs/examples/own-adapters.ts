/**
 * A program that embeds the core: its own source of events, its own storage of a few maps, no server and no container.
 * It prints what it was told of one call, as JSON.
 */
import {
  type AppEvent,
  AppId,
  type Call,
  CallId,
  type Commit,
  conflict,
  DialpadId,
  type EventBus,
  type Inbox,
  type InboxEvent,
  InboxId,
  makeApplyObservations,
  makeProcessEvents,
  type PayloadReader,
  viewOf,
} from 'cti-server';
import { isRight } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';

const appId = '01890000-0000-7000-8000-0000000000aa';
const inboxId = (n: number): string => `01890000-0000-7000-8000-00000000000${n}`;
if (!AppId.is(appId)) throw new Error('an app id is a UUID');

const nextId = (() => {
  let made = 0;
  return () => {
    made += 1;
    return `01890000-0000-7000-9000-${String(made).padStart(12, '0')}`;
  };
})();
const calls = new Map<string, Call>();
const log: AppEvent[] = [];

const commit = ({ calls: changed, events }: Commit): TE.TaskEither<typeof conflict, readonly AppEvent[]> => {
  if (changed.some((call) => (calls.get(call.dialpadCallId)?.revision ?? 0) !== call.revision - 1)) {
    return TE.left(conflict);
  }
  for (const call of changed) calls.set(call.dialpadCallId, call);
  const placed = events.map((event, index) => ({ ...event, seq: log.length + index + 1 }));
  log.push(...placed);
  return TE.right(placed);
};

/** The embedder's own words for what happened on the phone. */
const payloads: Pick<PayloadReader, 'translate'> = {
  translate: ({ payload, receivedAt }) => {
    const { call, state } = JSON.parse(payload);
    if (!DialpadId.is(call)) return { _tag: 'Unusable', reason: 'no call id' };
    const seen = { dialpadCallId: call, receivedAt, happenedAt: receivedAt };
    return {
      _tag: 'Observed',
      observations: [{ _tag: 'Call', seen: { ...seen, connected: state === 'up', over: state === 'down' } }],
    };
  },
};

const told: string[] = [];
const bus: EventBus = {
  publish: (notice) => {
    if (notice._tag === 'EventsCommitted')
      told.push(...notice.events.map(({ seq, content }) => `${seq} ${content.type}`));
  },
  subscribe: () => () => undefined,
};
const inbox: Pick<Inbox, 'postpone'> = { postpone: () => TE.right(undefined) };

const clock = { now: () => 1_000_000 };
const applyObservations = makeApplyObservations({
  owner: 'embedder',
  aggregates: { load: () => TE.right({ calls: [...calls.values()], voicemails: [], messages: [] }), commit },
  mappings: { ofUsers: () => TE.right([]) },
  bus,
  ids: { next: nextId },
  clock,
});
const processEvents = makeProcessEvents({
  owner: 'embedder',
  payloads,
  applyObservations,
  inbox,
  clock,
  logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
});

const events = ['ring', 'up', 'ring', 'down'].map((state, n): InboxEvent => {
  const id = inboxId(n);
  if (!InboxId.is(id)) throw new Error('an inbox id is a UUID');
  const payload = JSON.stringify({ call: '9223372036854775807', state });
  return { id, appId, name: state, payload, receivedAt: 1_000_000 + n * 1_000, attempts: 0, replayed: false };
});

const done = await processEvents(events)();
const [call] = calls.values();
if (!isRight(done) || call === undefined || !CallId.is(call.id)) throw new Error('the call was not kept');
process.stdout.write(JSON.stringify({ told, status: viewOf(call).status, call: call.dialpadCallId }));
