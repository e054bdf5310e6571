import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { buildSync } from 'esbuild';
import { Webhook } from 'standardwebhooks';
import { makeCti } from '../../examples/base44/make-cti.js';
import { INTERNAL_SECRET, type Running, run } from '../e2e/running.js';

/* The functions of the Base44 example, run with a stand-in for what Base44 gives them. */

interface Crm {
  readonly user: object | null;
  readonly users?: readonly object[];
  readonly contacts?: readonly object[];
  /** Activities that a function writes. */
  readonly activities?: Record<string, unknown>[];
}

const jsonOf = async (answer: Promise<Response>) => JSON.parse(await (await answer).text());

type Handle = (request: Request) => Promise<Response>;

/** The handler that a function serves. */
const functionOf = (name: string, crm: Crm, env: Readonly<Record<string, string>>): Handle => {
  const [file] = buildSync({
    entryPoints: [new URL(`../../examples/base44/functions/${name}/entry.ts`, import.meta.url).pathname],
    ...{ bundle: true, write: false, format: 'iife', external: ['npm:*'] },
  }).outputFiles;
  let served: Handle | null = null;
  const Deno = {
    env: { get: (name: string) => env[name] },
    serve: (handle: Handle) => {
      served = handle;
    },
  };
  const listOf = (items: readonly object[] = []) => ({
    list: async (_: string, limit = 50, skip = 0) => items.slice(skip, skip + limit),
  });
  const activities = crm.activities ?? [];
  const Activity = {
    filter: async ({ cti_event_id }: Record<string, unknown>) =>
      activities.filter((one) => one.cti_event_id === cti_event_id),
    create: async (one: Record<string, unknown>) => activities.push(one),
  };
  const base44 = {
    auth: { me: async () => crm.user },
    asServiceRole: { entities: { User: listOf(crm.users), Contact: listOf(crm.contacts), Activity } },
  };
  new Function('Deno', 'require', file?.text ?? '')(Deno, () => ({ createClientFromRequest: () => base44, Webhook }));
  if (served === null) throw new Error(`${name} serves nothing`);
  return served;
};

describe('the Base44 example', () => {
  let at: Running;
  let app: { readonly id: string; readonly key: string };
  let env: Readonly<Record<string, string>>;
  const user = { email: 'ann@crm.example' };
  before(async () => {
    at = await run();
    app = await at.newApp('Clinic');
    env = {
      ...{ CTI_URL: at.url, CTI_API_KEY: app.key, CTI_APP_ID: app.id, CTI_INTERNAL_SECRET: INTERNAL_SECRET },
      CRM_URL: 'https://crm.example.com',
    };
  });
  after(() => at.stop());

  const ask = (handle: Handle, body: unknown = {}) =>
    handle(new Request('https://crm.example.com/functions/x', { method: 'POST', body: JSON.stringify(body) }));

  it('gives a user a ticket that opens one connection, and a stranger none', async () => {
    const { ticket } = await jsonOf(ask(functionOf('cti-ticket', { user }, env)));
    const stream = await fetch(`${at.url}/api/events/stream?ticket=${ticket}`);
    expect(stream.status).to.equal(200);
    await stream.body?.cancel();
    expect((await ask(functionOf('cti-ticket', { user: null }, env))).status).to.equal(401);
  });

  it('lets a user read calls, and nothing else', async () => {
    const handle = functionOf('cti-api', { user }, env);
    const get = (path: string, method = 'GET') =>
      handle(new Request(`https://crm.example.com/functions/cti-api${path}`, { method }));
    expect((await jsonOf(get('/api/calls?status=missed'))).pagination.total).to.equal(0);
    for (const path of ['/internal/apps', '/api/ws-tickets', '/api/calls/../contacts', '/api/contacts', '']) {
      expect((await get(path)).status, path).to.equal(403);
    }
    expect((await get('/api/calls', 'POST')).status).to.equal(403);
  });

  it('shows calls and events on a screen that holds no key', async () => {
    const [ticket, api] = ['cti-ticket', 'cti-api'].map((name) => functionOf(name, { user }, env));
    const cti = makeCti(
      {
        functions: {
          invoke: async () => ({ data: await jsonOf(ask(ticket as Handle)) }),
          fetch: async (path, init) => (api as Handle)(new Request(`https://crm.example.com/functions${path}`, init)),
        },
      },
      at.url,
    );
    const told = new Promise((resolve) => {
      const stream = cti.stream({
        since: 0,
        onEvent: (event) => {
          stream.close();
          resolve(event.event);
        },
      });
    });
    await at.deliver({ event_type: 'call.ring', call: { id: 5, direction: 'inbound', from: '+14155550123' } });
    expect(await told).to.equal('call.ring');
    expect((await cti.calls.active()).data.map(({ from_number }) => from_number)).to.deep.equal(['+14155550123']);
  });

  it('maps the users of the CRM', async () => {
    const users = [
      { email: 'ann@crm.example', dialpad_id: '7' },
      { email: 'bob@crm.example' },
      { email: 'cleo@crm.example', dialpad_id: '' },
      { email: 'dan@crm.example', dialpad_id: null },
    ];
    const answer = await jsonOf(ask(functionOf('cti-sync-users', { user, users }, env)));
    expect(answer.count).to.equal(1);
    const { body } = await at.admin('GET', `/internal/apps/${app.id}/users/mappings/dialpad/7`);
    expect(body.data.crm_user_id).to.equal('ann@crm.example');
  });

  it('saves all contacts, however many', async () => {
    const contacts = Array.from({ length: 1_001 }, (_, n) => ({
      id: `${n}`,
      name: `Contact ${n}`,
      phone: `+1415555${1000 + n}`,
    }));
    const answer = await ask(
      functionOf(
        'cti-sync-contacts',
        {
          user,
          contacts: [
            ...contacts,
            { id: 'x', name: 'No phone' },
            { id: 'y', name: ' ', phone: '+14155550000' },
            { id: 'z', name: 'None', phone: null },
          ],
        },
        env,
      ),
    );
    expect(await answer.json()).to.deep.equal({ count: 1_001 });
    const { body } = await at.crm(app.key, '/api/lookup?number=%2B14155552000');
    expect(body.data.contact).to.deep.equal({
      name: 'Contact 1000',
      record_url: 'https://crm.example.com/contacts/1000',
    });
  });

  it('writes one activity for a call that has ended, and refuses what is not signed', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const activities: Record<string, unknown>[] = [];
    const handle = functionOf('cti-events', { user, activities }, { CTI_ENDPOINT_SECRET: secret });
    const event = { event: 'call.ended', event_id: 'event-1', from_number: '+14155550123', duration_seconds: 9 };
    const body = JSON.stringify(event);
    const at = new Date();
    const told = (signature: string) =>
      handle(
        new Request('https://crm.example.com/functions/cti-events', {
          method: 'POST',
          body,
          headers: {
            'webhook-id': 'event-1',
            'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
            'webhook-signature': signature,
          },
        }),
      );
    const signature = new Webhook(secret).sign('event-1', at, body);
    expect((await told(signature)).status).to.equal(204);
    expect((await told(signature)).status).to.equal(204);
    expect(activities.map(({ title }) => title)).to.deep.equal(['Call with +14155550123, 9 s']);
    expect((await told('v1,bm8=')).status).to.equal(401);
  });

  it('has its function for events on the page about webhooks', async () => {
    const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
    const code = await read('examples/base44/functions/cti-events/entry.ts');
    expect(await read('docs/webhooks-out.md')).to.contain(code.trimEnd());
  });
});
