import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import Fastify, { type FastifyRequest } from 'fastify';
import Database from 'libsql';
import { type WebSocket, WebSocketServer } from 'ws';
import { WEBHOOK_SECRET } from '../event.js';

/**
 * The usual way to do the job: Fastify, `ws` and SQLite with full durability. One transaction a webhook: it stores the delivery, merges the
 * call, numbers and stores the event; then it is answered and told to the sockets.
 */
const { DATA_DIR = '.', API_KEY = '' } = process.env;
const db = new Database(join(DATA_DIR, 'plain.db'));
db.exec(`
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table if not exists deliveries (id text primary key, body_hash text not null unique, body text not null, received_at integer not null);
  create table if not exists calls (
    id text primary key, dialpad_call_id integer not null unique, direction text, from_number text, to_number text, status text not null,
    dialpad_user_id integer, started_at text, ended_at text, duration_seconds integer, created_at text not null, updated_at text not null
  );
  create index if not exists calls_started on calls (started_at desc);
  create index if not exists calls_status on calls (status, started_at desc);
  create index if not exists calls_from on calls (from_number, started_at desc);
  create table if not exists events (seq integer primary key autoincrement, message text not null);
  create table if not exists keys (hash text primary key);
`);
const hashOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
db.prepare('insert or ignore into keys values (?)').run(hashOf(API_KEY));

const known = db.prepare('select 1 from keys where hash = ?');
const hasKey = (key: unknown): boolean => typeof key === 'string' && known.get(hashOf(key)) !== undefined;

const isSigned = (body: Buffer, signature: unknown): boolean => {
  const given = Buffer.from(String(signature), 'hex');
  const right = createHmac('sha256', WEBHOOK_SECRET).update(body).digest();
  return given.length === right.length && timingSafeEqual(given, right);
};

const STATUS: Readonly<Record<string, string>> = {
  'call.ring': 'ringing',
  'call.started': 'active',
  'call.ended': 'ended',
};
const addDelivery = db.prepare('insert or ignore into deliveries values (?, ?, ?, ?)');
// A call that is over stays over; a field once known is kept.
const upsertCall = db.prepare(`
  insert into calls values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (dialpad_call_id) do update set
    status = case when calls.status = 'ended' then calls.status else excluded.status end,
    ended_at = coalesce(excluded.ended_at, calls.ended_at),
    duration_seconds = coalesce(excluded.duration_seconds, calls.duration_seconds),
    updated_at = excluded.updated_at
  returning *`);
const addEvent = db.prepare('insert into events (message) values (?)');

/** What to tell the sockets; null if the delivery is known already. */
const store = db.transaction((body: Buffer): string | null => {
  const now = new Date();
  const added = addDelivery.run(randomUUID(), hashOf(body), body.toString(), now.getTime());
  if (added.changes === 0) return null;
  const { event_type, call } = JSON.parse(body.toString());
  const at = now.toISOString();
  const row = upsertCall.get(
    ...[randomUUID(), call.id, call.direction ?? null, call.from_number ?? null, call.to_number ?? null],
    ...[STATUS[event_type] ?? 'ringing', call.user_id ?? null, call.started_at ?? at, call.ended_at ?? null],
    ...[call.duration ?? null, at, at],
  );
  const message = { event: event_type, event_id: randomUUID(), timestamp: at, ...(row as object) };
  const { lastInsertRowid } = addEvent.run(JSON.stringify(message));
  return JSON.stringify({ ...message, seq: Number(lastInsertRowid) });
});

const app = Fastify({ bodyLimit: 1024 * 1024 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

const sockets = new Set<WebSocket>();
app.post('/webhooks', (request, reply) => {
  const body = request.body as Buffer;
  if (!isSigned(body, request.headers['x-dialpad-signature'])) return reply.code(401).send({ success: false });
  const message = store(body);
  if (message !== null) for (const socket of sockets) socket.send(message);
  return reply.send({ received: true, duplicate: message === null });
});

app.get('/health/live', async () => ({ status: 'alive' }));
app.register(async (api) => {
  api.addHook('onRequest', async (request, reply) => {
    if (!hasKey(request.headers['x-app-api-key'])) await reply.code(401).send({ success: false });
  });
  const list = (where: string) => {
    const page = db.prepare(`select * from calls ${where} order by started_at desc limit 50 offset ?`);
    const count = db.prepare(`select count(*) as total from calls ${where}`);
    return (...values: readonly string[]) => {
      const { total } = count.get(...values) as { readonly total: number };
      const data = page.all(...values, 0);
      return { success: true, data, pagination: { limit: 50, offset: 0, total, has_more: total > data.length } };
    };
  };
  const [all, byStatus, byNumber] = [list(''), list('where status = ?'), list('where from_number = ?')];
  const active = list("where status in ('ringing', 'active')");
  const one = db.prepare('select * from calls where id = ?');
  api.get('/api/calls/active', async () => active());
  api.get('/api/calls', async (request: FastifyRequest<{ Querystring: { status?: string; from?: string } }>) => {
    const { status, from } = request.query;
    if (status !== undefined) return byStatus(status);
    return from === undefined ? all() : byNumber(from.startsWith('+') ? from : `+1${from}`);
  });
  api.get('/api/calls/:id', async (request: FastifyRequest<{ Params: { id: string } }>, reply) => {
    const data = one.get(request.params.id);
    return data === undefined ? reply.code(404).send({ success: false }) : { success: true, data };
  });
});

const webSockets = new WebSocketServer({ noServer: true });
const after = db.prepare('select seq, message from events where seq > ? order by seq');
app.server.on('upgrade', (request, socket, head) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://plain');
  if (!hasKey(searchParams.get('api_key'))) {
    socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  webSockets.handleUpgrade(request, socket, head, (webSocket) => {
    const since = searchParams.get('since');
    const rows =
      since === null ? [] : (after.all(Number(since)) as { readonly seq: number; readonly message: string }[]);
    for (const { seq, message } of rows) webSocket.send(JSON.stringify({ ...JSON.parse(message), seq }));
    sockets.add(webSocket);
    webSocket.on('close', () => sockets.delete(webSocket));
    webSocket.on('error', () => webSocket.terminate());
  });
});

const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
process.stdout.write(`${JSON.stringify({ port: Number(address.port), transport: 'node' })}\n`);
