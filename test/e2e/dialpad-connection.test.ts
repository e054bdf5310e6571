import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('an administrator who connects an app to Dialpad', () => {
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.stop());

  const begin = async (appId: string): Promise<string> =>
    (await office.at.admin('POST', `/internal/apps/${appId}/dialpad/connect`)).body.authorize_url;
  const status = async (appId: string) => (await office.at.admin('GET', `/internal/apps/${appId}/dialpad`)).body.data;
  const callback = async (query: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${office.at.url}/auth/dialpad/callback?${new URLSearchParams(query)}`);
    return { status: answer.status, page: await answer.text(), headers: answer.headers };
  };

  it('is sent to Dialpad with a challenge and a state, and returns to a page that confirms the connection', async () => {
    const app = await office.at.newApp('Clinic & Sons');
    const url = new URL(await begin(app.id));
    expect(url.origin + url.pathname).to.equal(`${office.at.url}/auth/dialpad/start`);
    const { dialpadUrl, back, cookie } = await office.open(url.href);
    expect(new URL(dialpadUrl).searchParams.get('code_challenge_method')).to.equal('S256');
    expect(new URL(dialpadUrl).searchParams.get('state')).to.equal(url.searchParams.get('state'));
    expect(url.searchParams.get('state')).to.match(new RegExp(`^${app.id}\\.[\\w-]{43}$`));
    expect((await status(app.id)).status).to.equal('pending');
    const landed = await fetch(back, { headers: { cookie } });
    expect(landed.status).to.equal(200);
    expect(await landed.text())
      .to.include('<h1>Connected</h1>')
      .and.include('Clinic &amp; Sons');
    expect(await status(app.id)).to.include({ status: 'connected', by: 'oauth', broken_reason: null });
    expect((await office.at.request('GET', '/health')).body.dialpad).to.deep.equal({ connected: 1, broken: 0 });
  });

  it('sees an error if the state is forged, is of another app, or was used already', async () => {
    const [one, other] = [await office.at.newApp('One'), await office.at.newApp('Other')];
    const state = new URL(await begin(one.id)).searchParams.get('state') ?? '';
    const forged = [
      { state: `${one.id}.forged` },
      { state: state.replace(one.id, other.id) },
      { state: 'nonsense' },
      {},
    ];
    for (const query of forged) {
      const { status: code, page } = await callback({ code: 'any', ...query });
      expect([code, page.includes('This link is not valid')]).to.deep.equal([400, true]);
    }
    expect((await office.consent(await begin(one.id))).status).to.equal(200);
    const url = await begin(other.id);
    const { back, cookie } = await office.open(url);
    expect((await fetch(back, { headers: { cookie } })).status).to.equal(200);
    expect((await fetch(back, { headers: { cookie } })).status).to.equal(400);
    expect((await status(other.id)).status).to.equal('connected');
  });

  it('is one browser: the link and the consent are of no use to another', async () => {
    const app = await office.at.newApp('Tied');
    const url = await begin(app.id);
    expect((await fetch(url, { method: 'HEAD', redirect: 'manual' })).headers.get('set-cookie')).to.equal(null);
    const opened = await fetch(url, { redirect: 'manual' });
    expect(opened.status).to.equal(302);
    expect(opened.headers.get('set-cookie')).to.match(
      /^cti-connect=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/,
    );
    expect(opened.headers.get('cache-control')).to.equal('no-store');
    expect((await fetch(url, { redirect: 'manual' })).status).to.equal(403);
    const location = opened.headers.get('location') ?? '';
    const back = (await fetch(location, { redirect: 'manual' })).headers.get('location') ?? '';
    for (const cookie of ['', 'cti-connect=', `cti-connect=${'A'.repeat(43)}`, '__Host-cti-connect=x']) {
      expect((await fetch(back, { headers: { cookie } })).status, cookie).to.equal(403);
    }
    expect((await status(app.id)).status).to.equal('pending');
    const own = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(back, { headers: { cookie: `other=1; ${own}` } })).status).to.equal(200);
    expect((await status(app.id)).status).to.equal('connected');
  });

  it('sees an error if Dialpad refuses, and nothing is connected', async () => {
    const app = await office.at.newApp('Refused');
    office.dialpad.setConsent(false);
    const { status: code, page } = await office.consent(await begin(app.id));
    office.dialpad.setConsent(true);
    expect([code, page.includes('access_denied')]).to.deep.equal([403, true]);
    expect((await status(app.id)).status).to.equal('disconnected');
  });

  it('sees an error if Dialpad rejects the code, and if its answer is malformed', async () => {
    const app = await office.at.newApp('Bad code');
    const { back, cookie } = await office.open(await begin(app.id));
    const wrong = new URL(back);
    wrong.searchParams.set('code', 'not-a-code');
    expect((await fetch(wrong, { headers: { cookie } })).status).to.equal(400);

    for (const fault of ['html', 500, { status: 429, retryAfterSeconds: 60 }, 'cut'] as const) {
      const url = await begin(app.id);
      const stop = office.dialpad.keepFailing('POST /oauth2/token', fault);
      const answer = await office.consent(url);
      stop();
      expect([fault, answer.status]).to.deep.equal([fault, 502]);
    }
    expect((await status(app.id)).status).to.equal('disconnected');
  }).timeout(30_000);

  it('sees nothing secret on the page, in its headers, in the status or in the webhook', async () => {
    const app = await office.connectedApp('Secret');
    const shown = [
      JSON.stringify(await status(app.id)),
      JSON.stringify((await office.at.admin('GET', `/internal/apps/${app.id}/dialpad/webhook`)).body),
    ].join(' ');
    const [webhook] = office.dialpad.webhooks().filter(({ url }) => url.includes(app.id));
    expect(webhook?.secret).to.match(/^[\w-]{43}$/);
    expect(shown).to.not.include(webhook?.secret ?? '');
    const { headers } = await callback({ state: 'x', code: 'y' });
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('content-security-policy')).to.include("default-src 'none'");
  });

  it('provisions once, however often it is asked to, and leaves other webhooks alone', async () => {
    office.dialpad.addWebhook('https://elsewhere.example/hook', 'somebody-elses');
    const app = await office.connectedApp('Once');
    const made = () => [office.dialpad.webhooks().length, office.dialpad.subscriptions().length];
    const before = made();
    const again = await office.at.admin('POST', `/internal/apps/${app.id}/dialpad/webhook`);
    expect([again.status, again.body.changes]).to.deep.equal([200, []]);
    expect(made()).to.deep.equal(before);
    const removed = await office.at.admin('DELETE', `/internal/apps/${app.id}/dialpad/webhook`);
    expect(removed.status).to.equal(200);
    expect(made()).to.deep.equal([(before[0] ?? 0) - 1, (before[1] ?? 0) - 2]);
    expect(office.dialpad.webhooks().some(({ url }) => url.includes('elsewhere'))).to.equal(true);
    expect((await office.at.admin('GET', `/internal/apps/${app.id}/dialpad/webhook`)).status).to.equal(404);
  });

  it('learns how the webhook stands at Dialpad', async () => {
    const app = await office.connectedApp('Checked');
    const checked = async () => {
      const { status: code, body } = await office.at.admin('GET', `/internal/apps/${app.id}/dialpad/check`);
      expect(code).to.equal(200);
      return Object.values(body.data).slice(1);
    };
    expect(await checked()).to.deep.equal(['good', 'good', 'good']);
    const url = `${office.at.url}/webhooks/dialpad/${app.id}`;
    const [hook] = office.dialpad.webhooks().filter((one) => one.url === url);
    await fetch(`${office.dialpad.url}/api/v2/webhooks/${hook?.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${office.dialpad.apiKey}` },
    });
    expect(await checked()).to.deep.equal(['missing', 'none', 'none']);
    await office.at.admin('POST', `/internal/apps/${app.id}/dialpad/webhook`);
    expect(await checked()).to.deep.equal(['good', 'good', 'good']);
  });

  it('gets a refusal that says how to connect, where a connection is needed', async () => {
    const app = await office.at.newApp('Unconnected');
    for (const path of ['dialpad/webhook', 'users/sync']) {
      const answer = await office.at.admin('POST', `/internal/apps/${app.id}/${path}`, {});
      expect(answer.status).to.equal(409);
      expect(answer.body.message).to.include('dialpad/connect');
    }
    const range = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    expect((await office.at.admin('POST', `/internal/apps/${app.id}/dialpad/backfill`, range)).status).to.equal(409);
  });

  it('disconnects: the tokens are revoked at Dialpad and deleted here', async () => {
    const app = await office.connectedApp('Leaving');
    const { body } = await office.at.admin('DELETE', `/internal/apps/${app.id}/dialpad`);
    expect(body.revoked).to.equal(true);
    expect(office.dialpad.requests().some(({ path }) => path === '/oauth2/deauthorize')).to.equal(true);
    expect(await status(app.id)).to.include({ status: 'disconnected', company: null });
  });

  it('sees a broken connection in its status and in the health, while everything else works', async () => {
    const app = await office.connectedApp('Broken');
    office.dialpad.revoke();
    const checked = await office.at.admin('GET', `/internal/apps/${app.id}/dialpad/check`);
    expect([checked.status, checked.body.message]).to.satisfy(
      ([code, message]: [number, string]) => code === 409 && message.includes('broken'),
    );
    const sync = await office.at.admin('POST', `/internal/apps/${app.id}/users/sync`, {});
    expect([sync.status, sync.body.message]).to.satisfy(
      ([code, message]: [number, string]) => code === 409 && message.includes('broken'),
    );
    expect(await status(app.id)).to.include({ status: 'broken' });
    const health = await office.at.request('GET', '/health');
    expect([health.status, health.body.dialpad.broken]).to.deep.equal([200, 1]);
    expect((await office.consent(await begin(app.id))).status).to.equal(200);
    expect((await status(app.id)).status).to.equal('connected');
  });
});
