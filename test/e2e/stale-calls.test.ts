import { expect } from 'chai';
import { answeredInbound, missedInbound } from '../../src/testing/dialpad/inbound-scenarios.js';
import { ANA, BEN, DANA } from '../../src/testing/dialpad/people.js';
import { webhookBodies } from '../../src/testing/dialpad/sign.js';
import { dialpadIds, type TimedEvent } from '../../src/testing/index.js';
import { type Office, openOffice, until } from './office.js';
import { WEBHOOK_SECRET } from './running.js';

const MINUTE = 60_000;
const STALE_MINUTES = 30;
const ids = dialpadIds(71);

describe('a call without further events', function () {
  this.timeout(20_000);
  let office: Office;
  beforeEach(async () => {
    office = await openOffice({ STALE_CALL_MINUTES: String(STALE_MINUTES) });
  });
  afterEach(() => office.stop());

  const occasion = (startsAt = office.now() - 20_000, colleague = ANA) => ({ colleague, contact: DANA, startsAt, ids });
  const talk = (minutes: number, startsAt?: number) =>
    answeredInbound(occasion(startsAt), { ring: 5, talk: minutes * 60 });
  const idOf = ([event]: readonly TimedEvent[]): string => String(event?.payload.call_id);

  /** Delivers an event of a call that Dialpad does not know. */
  const deliver = async (appId: string, event: TimedEvent | undefined): Promise<void> => {
    const secret = office.dialpad.webhooks().find(({ url }) => url.includes(appId))?.secret ?? WEBHOOK_SECRET;
    const { body, contentType } = webhookBodies(secret)(event?.payload ?? {});
    const headers = { 'content-type': contentType };
    expect((await office.at.request('POST', `/webhooks/dialpad/${appId}`, { body, headers })).status).to.equal(200);
    await office.settled();
  };
  const callsOf = async (key: string): Promise<readonly Record<string, unknown>[]> =>
    (await office.at.crm(key, '/api/calls')).body.data;
  const eventsOf = async (key: string): Promise<readonly Record<string, unknown>[]> =>
    (await office.at.crm(key, '/api/events')).body.data.filter(({ event }: { event: string }) =>
      event.startsWith('call'),
    );
  /** The last event of an app's calls, once it is of this type: MongoDB may show a call a moment before its event. */
  const lastEvent = async (key: string, type: string): Promise<Record<string, unknown> | undefined> => {
    await until(async () => (await eventsOf(key)).at(-1)?.event === type);
    return (await eventsOf(key)).at(-1);
  };

  /** Lets time pass and restarts the server, which then checks stale calls. Dialpad's call list fails, so that nothing else finds them. */
  const aWhileLater = async (minutes = STALE_MINUTES + 1): Promise<void> => {
    await office.close();
    office.pass(minutes * MINUTE);
    office.dialpad.keepFailing('/api/v2/call', { status: 503, retryAfterSeconds: 60 });
    await office.reopen();
  };
  /** Waits until an app has no active call. */
  const quiet = (key: string) =>
    until(async () => (await office.at.crm(key, '/api/calls/active')).body.data.length === 0);

  it('is closed with what Dialpad reports', async () => {
    const app = await office.connectedApp();
    const story = missedInbound(occasion(), { ring: 15 });
    await office.dialpad.play(story.slice(0, 1));
    await office.dialpad.play(story.slice(1), { drops: 1 });
    await aWhileLater();
    await quiet(app.key);
    const [call] = await callsOf(app.key);
    expect(call).to.include({ status: 'missed', ended_reason: null, duration_seconds: 0 });
    expect(call?.ended_at).to.equal(new Date(Number(story[1]?.payload.date_ended)).toISOString());
    expect(await lastEvent(app.key, 'call.missed')).to.include({ event: 'call.missed', replayed: true });
  });

  it('stays open while Dialpad reports it as active, and is asked for once', async () => {
    const app = await office.connectedApp();
    const story = talk(120);
    await office.dialpad.play(story.slice(0, 2));
    await office.settled();
    await aWhileLater();
    const path = `/api/v2/call/${idOf(story)}`;
    await until(async () => office.dialpad.requests().some((request) => request.path === path));
    const [call] = await callsOf(app.key);
    expect(call).to.include({ status: 'active', ended_at: null });
    expect(office.dialpad.requests().filter((request) => request.path === path)).to.have.length(1);
  });

  it('that Dialpad does not know counts as ended at the time of its last event', async () => {
    const app = await office.connectedApp();
    const story = talk(2);
    await deliver(app.id, story[0]);
    const [{ updated_at: heardAt } = {}] = await callsOf(app.key);
    await aWhileLater();
    await quiet(app.key);
    const [call] = await callsOf(app.key);
    expect(call).to.include({ status: 'ended', ended_reason: 'stale', ended_at: heardAt });
    expect(await lastEvent(app.key, 'call.ended')).to.include({
      event: 'call.ended',
      status: 'completed',
      ended_reason: 'stale',
      replayed: true,
    });
  });

  it('counts as ended if the app is not connected, and is corrected by later events', async () => {
    const app = await office.at.newApp('Unconnected');
    const story = talk(2);
    await deliver(app.id, story[0]);
    await aWhileLater();
    await quiet(app.key);
    expect((await callsOf(app.key))[0]).to.include({ status: 'ended', ended_reason: 'stale' });

    await deliver(app.id, story[2]);
    const [call] = await callsOf(app.key);
    expect(call).to.include({ status: 'ended', ended_reason: null, duration_seconds: 120 });
    expect(call?.ended_at).to.equal(new Date(Number(story[2]?.payload.date_ended)).toISOString());
    expect((await eventsOf(app.key)).map(({ event }) => event)).to.deep.equal([
      'call.ring',
      'call.ended',
      'call.updated',
    ]);
  });

  it('waits while Dialpad is out of reach, and is closed once it can be asked', async () => {
    const app = await office.connectedApp();
    const story = talk(2);
    await office.dialpad.play(story.slice(0, 2));
    await office.dialpad.play(story.slice(2), { drops: 1 });
    const path = `/api/v2/call/${idOf(story)}`;
    office.dialpad.fail(path, { status: 503, retryAfterSeconds: 60 });
    await aWhileLater();
    await until(async () => office.dialpad.requests().some((request) => request.path === path));
    expect((await callsOf(app.key))[0]).to.include({ status: 'active' });
    await aWhileLater(1);
    await quiet(app.key);
    expect((await callsOf(app.key))[0]).to.include({ status: 'ended', ended_reason: null, duration_seconds: 120 });
  });

  it('stays open before it is stale', async () => {
    const app = await office.connectedApp();
    await office.dialpad.play(talk(2).slice(0, 2));
    await office.settled();
    office.pass((STALE_MINUTES - 2) * MINUTE);
    const bystander = await office.at.newApp('Bystander');
    await deliver(bystander.id, missedInbound(occasion(office.now() - 40 * MINUTE, BEN), { ring: 5 })[0]);
    await aWhileLater(1);
    await until(
      async () => (await office.at.admin('GET', `/internal/apps/${app.id}/coverage`)).body.data.trouble !== null,
    );
    expect((await callsOf(app.key))[0]).to.include({ status: 'active' });
    expect((await callsOf(bystander.key))[0], 'had an event just now').to.include({ status: 'ringing' });
  });
});
