import { expect } from 'chai';
import { type Answer, type Running, run } from './running.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  CLIENT_ID: 'id',
  CLIENT_SECRET: 'secret',
  REDIRECT_URI: 'https://cti.example.com/auth/dialpad/callback',
};

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Asks until the answer is as wanted. */
const until = async (ask: () => Promise<Answer>, isWanted: (body: Answer['body']) => boolean): Promise<Answer> => {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer.body)) return answer;
    await turn();
  }
};

describe('a simulated call', function () {
  this.timeout(10_000);
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
  });
  after(() => at.stop());

  const simulate = (body: object): Promise<Answer> => at.admin('POST', `/internal/apps/${app.id}/simulate`, body);

  it('is one of a list, each with what happens in it', async () => {
    const { status, body } = await at.admin('GET', '/internal/simulations');
    expect(status).to.equal(200);
    expect(body.data.map(({ name }: { name: string }) => name)).to.include.members([
      'answered',
      'missed',
      'sms-thread',
    ]);
    for (const { summary } of body.data) expect(summary).to.be.a('string').that.is.not.empty;
  });

  it('comes by signed webhooks, for the person that is named, in its own time', async () => {
    await at.admin('POST', `/internal/apps/${app.id}/users/map`, { dialpad_user_id: 4242, crm_user_id: 'ann' });
    const started = await simulate({ scenario: 'missed', speed: 20, dialpad_user_id: 4242 });
    expect(started.status).to.equal(202);
    expect(started.body.data).to.include({ scenario: 'missed', summary: 'somebody calls and nobody answers' });
    expect(started.body.data.seconds).to.be.within(1, 3);

    const ringing = await until(
      () => at.crm(app.key, '/api/calls/active'),
      (body) => body.data.length > 0,
    );
    expect(ringing.body.data[0]).to.include({ status: 'ringing', crm_user_id: 'ann', dialpad_user_id: 4242 });
    const over = await until(
      () => at.crm(app.key, '/api/calls?status=missed'),
      (body) => body.data.length > 0,
    );
    expect(over.body.data[0]).to.include({ id: ringing.body.data[0].id, crm_user_id: 'ann' });
    const { body } = await until(
      () => at.admin('GET', `/internal/webhook-events?app_id=${app.id}`),
      ({ data }) => data.every(({ status }: { status: string }) => status === 'processed'),
    );
    expect(body.data).to.have.length(started.body.data.deliveries);
  });

  it('has to be one that there is, for an app that there is, and no faster than a hundred times', async () => {
    const unknown = await simulate({ scenario: 'earthquake' });
    expect(unknown.status).to.equal(400);
    expect(unknown.body.details[0].message).to.match(/^must be one of answered, missed, /);
    expect((await simulate({ speed: 101 })).status).to.equal(400);
    expect((await simulate({ dialpad_user_id: '9223372036854775807' })).status).to.equal(400);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect((await at.admin('POST', `/internal/apps/${nobody}/simulate`, {})).status).to.equal(404);
    expect((await at.request('POST', `/internal/apps/${app.id}/simulate`)).status).to.equal(401);
  });

  it('is one of five at most at a time, and ends with the server', async () => {
    const other = await run();
    const { id } = await other.newApp('Clinic');
    const begin = () => other.admin('POST', `/internal/apps/${id}/simulate`, {});
    for (let n = 0; n < 5; n += 1) expect((await begin()).status).to.equal(202);
    const sixth = await begin();
    expect(sixth.status).to.equal(429);
    expect(sixth.headers.get('retry-after')).to.equal('10');
    // Those that are under way would take a minute.
    const before = performance.now();
    await other.stop();
    expect(performance.now() - before).to.be.below(5_000);
  });

  it('does not exist in production', async () => {
    const production = await run(PRODUCTION);
    const { id } = await production.newApp('Clinic');
    for (const answer of [
      await production.admin('GET', '/internal/simulations'),
      await production.admin('POST', `/internal/apps/${id}/simulate`, {}),
    ]) {
      expect(answer.status).to.equal(403);
      expect(answer.body.message).to.include('runs in production');
    }
    expect((await production.admin('GET', '/internal/webhook-events')).body.data).to.deep.equal([]);
    await production.stop();
  });
});
