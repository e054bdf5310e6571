import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { ContainerModule } from 'inversify';
import { TOKENS } from '../../src/server.js';
import { recordingLogger } from '../support/recording-logger.js';
import { hmac, type Running, run, WEBHOOK_SECRET } from './running.js';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const token = (claims: object): string => {
  const head = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${head}.${createHmac('sha256', WEBHOOK_SECRET).update(head).digest('base64url')}`;
};

describe('refused deliveries', () => {
  const logger = recordingLogger();
  let at: Running;
  before(async () => {
    at = await run({}, new ContainerModule(({ rebind }) => void rebind(TOKENS.logger).toConstantValue(logger)));
    await at.newApp('Clinic');
  });
  after(() => at.stop());

  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    (
      await fetch(`${at.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
    ).status;
  const causes = () =>
    logger.lines
      .filter(({ level, message }) => level === 'warn' && message === 'A delivery was refused')
      .map(({ fields }) => (fields as { readonly cause: string }).cause);

  it('leave one line at warn that says the cause', async () => {
    const body = JSON.stringify({ event_type: 'call.ring', call_id: 1 });
    const seconds = Math.floor(Date.now() / 1000);
    const event = { event_type: 'call.ring', call_id: 2 };
    const signed = { 'x-dialpad-signature': hmac(body) };
    expect(await post('/webhooks/dialpad', body, { 'x-dialpad-signature': hmac(body, 'another') })).to.equal(401);
    expect(await post('/webhooks/dialpad', body, { 'x-dialpad-signature': hmac(body, 'another') })).to.equal(401);
    expect(await post('/webhooks/dialpad', body)).to.equal(401);
    expect(await post('/webhooks/dialpad', token({ ...event, exp: seconds - 600 }))).to.equal(401);
    expect(await post('/webhooks/dialpad', token({ ...event, nbf: seconds + 600 }))).to.equal(503);
    expect(await post('/webhooks/dialpad/not-an-id', body, signed)).to.equal(400);
    expect(causes()).to.deep.equal(['wrong secret', 'no signature', 'expired', 'not valid yet', 'bad app id']);
    expect(await post('/webhooks/dialpad', body, signed)).to.equal(200);
    expect(causes()).to.have.length(5);
  });
});
