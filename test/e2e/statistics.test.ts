import { expect } from 'chai';
import { type Running, run } from './running.js';

describe('statistics', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, {
      dialpad_user_id: 7,
      crm_user_id: 'ann@crm.example',
    });
    const call = (id: number, started_at: string) => ({
      id,
      direction: 'inbound',
      from: '+14155550123',
      user_id: 7,
      started_at,
    });
    const answered = call(1, '2026-03-28T22:30:00Z');
    await at.deliver({ event_type: 'call.started', call: answered, timestamp: '2026-03-28T22:30:10Z' });
    await at.deliver({
      event_type: 'call.ended',
      call: { ...answered, ended_at: '2026-03-28T22:31:10Z', duration: 60 },
    });
    await at.deliver({ event_type: 'call.missed', call: call(2, '2026-03-28T23:30:00Z') });
    let calls = (await at.crm(app.key, '/api/calls')).body;
    while (calls.data.filter(({ status }: { status: string }) => ['ended', 'missed'].includes(status)).length < 2) {
      calls = (await at.crm(app.key, '/api/calls')).body;
    }
  });
  after(() => at.stop());

  const ask = async (query: string) => at.crm(app.key, `/api/stats?${query}`);

  it('count the calls of each day of a time zone', async () => {
    const span = 'from=2026-03-27T23:00:00Z&to=2026-03-30T22:00:00Z&time_zone=Europe/Berlin&by=user';
    const { body } = await ask(span);
    expect(body.data.total).to.include({ calls: 2, answered: 1, missed: 1, talk_seconds: 60, mean_wait_seconds: 10 });
    const days = body.data.buckets.map((day: Record<string, unknown>) => [day.local_start, day.start, day.calls]);
    expect(days).to.deep.equal([
      ['2026-03-28T00:00:00+01:00', '2026-03-27T23:00:00.000Z', 1],
      ['2026-03-29T00:00:00+01:00', '2026-03-28T23:00:00.000Z', 1],
      ['2026-03-30T00:00:00+02:00', '2026-03-29T22:00:00.000Z', 0],
    ]);
    expect(body.data.people).to.have.length(1);
    expect(body.data.people[0]).to.include({
      dialpad_user_id: 7,
      crm_user_id: 'ann@crm.example',
      calls: 2,
      answered: 1,
    });
  });

  it('cover the last seven days by day unless asked otherwise', async () => {
    const { body } = await ask('');
    expect(Date.parse(body.data.to) - Date.parse(body.data.from)).to.equal(7 * 86_400_000);
    expect(body.data).to.include({ bucket: 'day', time_zone: 'UTC', people: null });
  });

  it('take a time without a zone for one of the zone that is asked for', async () => {
    const { body } = await ask('from=2026-03-28&to=2026-03-30T12:00&time_zone=Europe/Berlin');
    expect(body.data).to.include({ from: '2026-03-27T23:00:00.000Z', to: '2026-03-30T10:00:00.000Z' });
    const { body: utc } = await ask('from=2026-03-28&to=2026-03-30T12:00');
    expect(utc.data).to.include({ from: '2026-03-28T00:00:00.000Z', to: '2026-03-30T12:00:00.000Z' });
  });

  it('refuse by name what makes no sense', async () => {
    for (const [query, field] of [
      ['time_zone=Mars/Olympus', 'time_zone'],
      ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'to'],
      ['from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
      ['from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z&bucket=hour', 'bucket'],
      ['bucket=minute', 'bucket'],
      ['from=2026-02-30', 'from'],
      ['by=moon', 'by'],
    ]) {
      const { status, body } = await ask(query ?? '');
      expect(status, query).to.equal(400);
      expect(body.details[0].path).to.equal(field);
    }
  });
});
