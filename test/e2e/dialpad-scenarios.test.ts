import { expect } from 'chai';
import { dialpadIds, SCENARIOS } from '../../src/testing/index.js';
import { type Office, openOffice, until } from './office.js';

/** The fields of a call that come in events only: Dialpad's call list does not have them. */
const ONLY_IN_EVENTS = ['recap', 'dispositions', 'transcript_ready', 'transferred_from', 'review_url', 'satisfaction'];

/** A record without the fields that differ from app to app: ids and times of storing. */
const essence = (thing: Record<string, unknown>, without: readonly string[] = []): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(thing).filter(
        ([field]) => !['id', 'app_id', 'created_at', 'updated_at', ...without].includes(field),
      ),
    ),
  );

describe('every scenario, from connecting to the screen', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());
  beforeEach(() => office.dialpad.reset());

  const settled = (): Promise<void> =>
    until(async () => (await office.at.request('GET', '/health')).body.inbox.pending === 0);

  const stateOf = async (key: string, without: readonly string[]) => {
    const all = async (path: string, leftOut: readonly string[] = []): Promise<readonly string[]> =>
      (await office.at.crm(key, `${path}?limit=100`)).body.data
        .map((thing: Record<string, unknown>) => essence(thing, leftOut))
        .sort();
    return {
      calls: await all('/api/calls', without),
      voicemails: await all('/api/voicemails'),
      messages: await all('/api/messages'),
    };
  };

  /** Requests a backfill of a time range, and waits until it is done. */
  const backfill = async (appId: string, from: number, to: number): Promise<void> => {
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const asked = await office.at.admin('POST', `/internal/apps/${appId}/dialpad/backfill`, range);
    expect(asked.status).to.equal(202);
    await until(async () => {
      const { data } = (await office.at.admin('GET', `/internal/apps/${appId}/coverage`)).body;
      return data.complete.some((one: { from: string; to: string }) => one.from <= range.from && one.to >= range.to);
    });
  };

  for (const [n, { name, summary, events }] of SCENARIOS.entries()) {
    it(`${name}: ${summary}; ends the same delivered in order, and shuffled, duplicated and with a tenth lost`, async () => {
      const startsAt = Date.now() - 3_600_000;
      const story = events({ startsAt, ids: dialpadIds(1000 + n) });
      const calls = story.filter(({ kind }) => kind === 'call');
      // Dialpad retries an SMS event for hours, so none of those is lost for good.
      const messages = story.filter(({ kind }) => kind === 'sms');

      const one = await office.connectedApp(`${name}, in order`);
      await office.at.admin('POST', `/internal/apps/${one.id}/users/sync`, {});
      await office.dialpad.play(story);
      await settled();
      const inOrder = await stateOf(one.key, ONLY_IN_EVENTS);
      expect(inOrder.calls.length + inOrder.messages.length, 'something happened').to.be.at.least(1);
      await office.leave(one.id);

      const other = await office.connectedApp(`${name}, shuffled`);
      await office.at.admin('POST', `/internal/apps/${other.id}/users/sync`, {});
      const chance = { order: 'shuffled', seed: n + 1, duplicates: 0.3 } as const;
      await office.dialpad.play(calls, { ...chance, drops: 0.1 });
      await office.dialpad.play(messages, chance);
      await settled();
      await backfill(other.id, startsAt - 1000, Date.now());
      expect(await stateOf(other.key, ONLY_IN_EVENTS)).to.deep.equal(inOrder);
      await office.leave(other.id);

      const log = (await office.at.crm(other.key, '/api/events?limit=100')).body.data;
      const standing = log.filter(({ event }: { event: string }) => /^call\.(ring|started|ended|missed)$/.test(event));
      const announced = standing.map((one: { event: string; call_id: string }) => `${one.event} ${one.call_id}`);
      expect(announced, 'nothing is announced twice').to.deep.equal([...new Set(announced)]);
    });
  }

  it('a backfill finds what no webhook delivered; a second one changes and announces nothing', async () => {
    const app = await office.connectedApp('Away');
    await office.at.admin('DELETE', `/internal/apps/${app.id}/dialpad/webhook`);
    const startsAt = Date.now() - 3_600_000;
    const [answered] = SCENARIOS;
    await office.dialpad.play(answered?.events({ startsAt, ids: dialpadIds(77) }) ?? []);
    await backfill(app.id, startsAt, Date.now());
    const events = async () => (await office.at.crm(app.key, '/api/events?limit=100')).body.data;
    const announced = await events();
    const ofStory = announced.filter(
      ({ started_at: at }: { started_at?: string }) => at === new Date(startsAt).toISOString(),
    );
    expect(ofStory.map(({ event, replayed }: Record<string, unknown>) => `${event} ${replayed}`)).to.deep.equal([
      'call.ended true',
    ]);
    await backfill(app.id, startsAt, Date.now());
    expect((await events()).filter(({ event }: { event: string }) => !event.startsWith('coverage'))).to.have.length(
      announced.length,
    );
  });
});
