import { createHmac, timingSafeEqual } from 'node:crypto';
import { App, us_socket_local_port } from 'uws-pack';
import { WEBHOOK_SECRET } from '../event.js';
import { sampleCall } from './sample-call.js';

/**
 * µWebSockets.js doing only what cannot be left out: the signature, the JSON, the publishing. It stores nothing and merges nothing: what
 * it does is the bound for the wire.
 */
const app = App();
const list = JSON.stringify({
  success: true,
  data: Array.from({ length: 50 }, (_, n) => sampleCall(`call-${n}`)),
  pagination: { limit: 50, offset: 0, total: 50, has_more: false },
});
const one = JSON.stringify({ success: true, data: sampleCall('call-0') });
const sendJson = (json: string) => (response: import('uws-pack').HttpResponse) => {
  response.writeHeader('content-type', 'application/json').end(json);
};

const isSigned = (body: Buffer, signature: string): boolean => {
  const given = Buffer.from(signature, 'hex');
  const right = createHmac('sha256', WEBHOOK_SECRET).update(body).digest();
  return given.length === right.length && timingSafeEqual(given, right);
};

app.post('/webhooks', (response, request) => {
  const signature = request.getHeader('x-dialpad-signature');
  const chunks: Buffer[] = [];
  response.onAborted(() => undefined);
  response.onData((chunk, isLast) => {
    chunks.push(Buffer.from(chunk.slice(0)));
    if (!isLast) return;
    const body = Buffer.concat(chunks);
    if (!isSigned(body, signature)) {
      response.writeStatus('401 Unauthorized').end();
      return;
    }
    const { event_type, call } = JSON.parse(body.toString());
    app.publish('news', JSON.stringify({ event: event_type, dialpad_call_id: call.id, ...call }));
    sendJson('{"received":true}')(response);
  });
});
app.get('/health/live', sendJson('{"status":"alive"}'));
app.get('/api/calls', sendJson(list));
app.get('/api/calls/active', sendJson(list));
app.get('/api/calls/:id', sendJson(one));
app.ws('/ws', { open: (socket) => void socket.subscribe('news'), maxBackpressure: 64 * 1024 * 1024 });

app.listen('127.0.0.1', 0, (listening) => {
  if (listening === false) throw new Error('no port is free');
  process.stdout.write(`${JSON.stringify({ port: us_socket_local_port(listening), transport: 'uws' })}\n`);
});
