import { expect } from 'chai';
import { answeredInbound, missedInbound } from '../../src/testing/dialpad/inbound-scenarios.js';
import { ANA, BEN, CHLOE, DANA } from '../../src/testing/dialpad/people.js';
import { voicemailLeft } from '../../src/testing/dialpad/voicemail-scenarios.js';
import { type Colleague, dialpadIds, type TimedEvent } from '../../src/testing/index.js';
import { type Listener, listen } from './listener.js';
import { type Office, openOffice, until } from './office.js';

const MINUTE = 60_000;
const ids = dialpadIds(31);

describe('a server that was down', function () {
  this.timeout(20_000);
  let office: Office;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    office = await openOffice();
    app = await office.connectedApp('Clinic');
  });
  after(() => office.stop());

  const coverage = async () => (await office.at.admin('GET', `/internal/apps/${app.id}/coverage`)).body.data;
  const log = async () => (await office.at.crm(app.key, '/api/events?limit=100')).body;
  const calls = async () => (await office.at.crm(app.key, '/api/calls?limit=100')).body.data;
  const listenFrom = (seq: number): Promise<Listener> => listen(`${office.at.url}/ws?api_key=${app.key}&since=${seq}`);
  const backfill = (from: string, to: string) =>
    office.at.admin('POST', `/internal/apps/${app.id}/dialpad/backfill`, { from, to });

  /** Waits until the server has marked the time as watched. */
  const watched = () => until(async () => (await coverage()).since !== null && (await coverage()).filling === null);

  const occasion = (colleague: Colleague, startsAt: number) => ({ colleague, contact: DANA, startsAt, ids });
  /** Lets time pass, in which some events happen. */
  const meanwhile = async (story: readonly TimedEvent[], ms: number): Promise<void> => {
    await office.dialpad.play(story);
    office.pass(ms);
  };

  for (const how of ['orderly', 'killed'] as const) {
    it(`and was ${how === 'killed' ? 'killed' : 'stopped'}: when it is back it announces what happened, marked as late, in order and once`, async () => {
      await office.close();
      await office.reopen();
      await watched();
      const began = office.now() - 40 * MINUTE;
      const long = answeredInbound(occasion(ANA, began), { ring: 5, talk: 45 * 60 });
      await office.dialpad.play(long.slice(0, 2));
      await office.settled();
      const { seq } = await log();

      const closedAt = office.now();
      await office.close(how);
      const away = [
        ...long.slice(2),
        ...missedInbound(occasion(BEN, closedAt + MINUTE), { ring: 20 }),
        ...voicemailLeft(occasion(CHLOE, closedAt + 2 * MINUTE), { ring: 15, talk: 9, transcript: 'Call me.' }),
      ];
      await meanwhile(away, 10 * MINUTE);
      await office.reopen();

      const listener = await listenFrom(seq);
      await listener.first(({ event }) => event === 'coverage.gap_filled');
      const received = listener.messages;
      expect(received.map((message) => message.seq)).to.deep.equal(received.map((_, n) => seq + 1 + n));
      expect(received[0]?.event).to.equal('coverage.gap_detected');
      expect(received.at(-1)).to.include({
        event: 'coverage.gap_filled',
        from: received[0]?.from,
        to: received[0]?.to,
      });
      const late = received.slice(1, -1);
      expect(late.map(({ event, replayed }) => `${event} ${replayed}`).sort()).to.deep.equal([
        'call.ended true',
        'call.missed true',
        'voicemail.received true',
      ]);
      expect(late.find(({ event }) => event === 'call.ended')).to.include({ duration_seconds: 45 * 60 });
      expect(late.find(({ event }) => event === 'voicemail.received')).to.include({ transcript: 'Call me.' });
      listener.close();

      const ledger = await coverage();
      const gap = ledger.gaps.at(-1);
      expect(Date.parse(gap.from)).to.be.within(closedAt - 6_000, closedAt + 1_000);
      expect(gap.filled_at).to.not.equal(null);
      expect(ledger).to.deep.include({ filling: null, trouble: null });
      expect(ledger.complete).to.have.length(1);

      const [then, known] = [await log(), await calls()];
      await office.close();
      await office.reopen();
      await backfill(ledger.since, new Date(office.now()).toISOString());
      await until(async () => (await coverage()).last_filled_at > ledger.last_filled_at);
      expect((await log()).seq).to.equal(then.seq);
      expect(await calls()).to.deep.equal(known);
    });
  }

  it('finds Dialpad out of reach at first: the gap stays open with the reason, and is filled once Dialpad is back', async () => {
    await watched();
    const { seq } = await log();
    await office.close();
    await meanwhile(missedInbound(occasion(ANA, office.now() + MINUTE), { ring: 20 }), 10 * MINUTE);
    const mend = office.dialpad.keepFailing('/api/v2/call', { status: 503, retryAfterSeconds: 60 });
    await office.reopen();

    const listener = await listenFrom(seq);
    const gap = await listener.first(({ event }) => event === 'coverage.gap_detected');
    await until(async () => (await coverage()).trouble !== null);
    const before = await coverage();
    expect(before.trouble.reason).to.include('503');
    expect(before.gaps.at(-1)).to.deep.include({ from: gap.from, filled_at: null });
    expect((await office.at.request('GET', '/health')).status).to.equal(200);
    expect(listener.messages).to.have.length(1);

    mend();
    await backfill(gap.from, gap.to);
    await listener.first(({ event }) => event === 'coverage.gap_filled');
    expect(listener.messages.map(({ event }) => event)).to.deep.equal([
      'coverage.gap_detected',
      'call.missed',
      'coverage.gap_filled',
    ]);
    expect(await coverage()).to.deep.include({ trouble: null });
    listener.close();
  });

  it('and whose access token expired meanwhile renews it, and fills the gap', async () => {
    await watched();
    const { seq } = await log();
    await office.close();
    await meanwhile(missedInbound(occasion(BEN, office.now() + MINUTE), { ring: 20 }), 5 * 60 * MINUTE);
    await office.reopen();
    const listener = await listenFrom(seq);
    await listener.first(({ event }) => event === 'coverage.gap_filled');
    expect(listener.messages.map(({ event }) => event)).to.include('call.missed');
    listener.close();
  });

  it('for a shorter time than Dialpad retries a delivery announces no gap, but still asks Dialpad', async () => {
    await watched();
    const { gaps } = await coverage();
    await office.close();
    office.pass(9_000);
    const asked = office.dialpad.requests().length;
    await office.reopen();
    await until(async () => (await coverage()).watched_until > new Date(office.now() - 5_000).toISOString());
    await until(async () => office.dialpad.requests().length > asked);
    expect(office.dialpad.requests().at(-1)?.path).to.equal('/api/v2/call');
    expect((await coverage()).gaps).to.deep.equal(gaps);
  });
});
