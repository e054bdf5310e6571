import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { readConfig } from '../../../../src/adapters/config/load-config.js';
import { commandError } from '../../../../src/adapters/inbound/cli/command-context.js';
import { dialpad } from '../../../../src/adapters/inbound/cli/doctor/dialpad.js';
import type { ServerApi } from '../../../../src/adapters/inbound/cli/server-api.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';

const APP = { id: '01890000-0000-7000-8000-0000000000aa', name: 'Clinic', is_active: true };
const CONNECTED = { status: 'connected', broken_reason: null };
const WEBHOOK = {
  url: 'https://cti.example.com/webhooks/dialpad/1',
  call_subscription_id: 1,
  sms_subscription_id: '2',
};
const SECRETS = { INTERNAL_API_SECRET: 'internal', DIALPAD_WEBHOOK_SECRET: 'webhook' };
const config = async (more: Readonly<Record<string, string>> = {}) =>
  (await rightOf(readConfig({ env: { ...SECRETS, ...more }, cwd: '/nowhere' }))).config;

interface Told {
  readonly connection?: unknown;
  readonly webhook?: unknown;
  readonly received?: string;
  readonly apps?: readonly unknown[];
  readonly total?: number;
}

/** A server that answers so. */
const server = ({ connection, webhook, received, apps = [APP], total = apps.length }: Told): ServerApi => {
  const answers: Readonly<Record<string, unknown>> = {
    [`/internal/apps/${APP.id}/dialpad`]: connection,
    [`/internal/apps/${APP.id}/dialpad/webhook`]: webhook,
  };
  return {
    ask: (_, path) => {
      const data = answers[path];
      return data === undefined ? TE.left(commandError('There is no such webhook.')) : TE.right({ data });
    },
    list: (path) =>
      TE.right(
        path === '/internal/apps'
          ? { items: apps, total }
          : { items: received === undefined ? [] : [{ received_at: received }], total: 0 },
      ),
    app: () => TE.left(commandError('not asked')),
  };
};

describe("cti doctor's look at Dialpad", () => {
  const look = async (told: Told, env: Readonly<Record<string, string>> = {}) => {
    const [{ verdict, says } = { verdict: '', says: '' }, ...more] = await dialpad(server(told), await config(env));
    expect(more).to.deep.equal([]);
    return `${verdict}: ${says}`;
  };

  it('is well where an app is connected, and its webhook has both subscriptions', async () => {
    const received = '2026-11-27T00:00:00.000Z';
    expect(await look({ connection: CONNECTED, webhook: WEBHOOK, received })).to.equal(
      `ok: connected, its webhook is ${WEBHOOK.url}. The last webhook came at ${received}`,
    );
  });

  it('says what to do about a connection that is broken or missing', async () => {
    expect(await look({ connection: { status: 'broken', broken_reason: 'invalid_grant' } })).to.match(
      /^failure: its connection is broken \(invalid_grant\): POST .*\/dialpad\/connect.*No webhook was ever received$/,
    );
    expect(await look({ connection: { status: 'disconnected', broken_reason: null } })).to.match(
      /^warning: it is not connected/,
    );
    const withKey = { connection: { status: 'disconnected', broken_reason: null }, webhook: WEBHOOK };
    expect(await look(withKey, { DIALPAD_API_KEY: 'key' })).to.match(/^ok: /);
  });

  it('names a webhook or a subscription that is missing', async () => {
    expect(await look({ connection: CONNECTED })).to.match(/^warning: it has no webhook of its own at Dialpad: POST /);
    const webhook = { ...WEBHOOK, call_subscription_id: null, sms_subscription_id: null };
    expect(await look({ connection: CONNECTED, webhook })).to.match(
      /^warning: its webhook has no subscription to calls and messages/,
    );
  });

  it('passes over an inactive app, and says how many apps it did not look at', async () => {
    expect(await look({ apps: [{ ...APP, is_active: false }] })).to.equal('ok: it is inactive');
    expect(await look({ apps: [] })).to.equal('warning: there is no app yet: cti apps create <name>');
    const [, rest] = await dialpad(server({ total: 30 }), await config());
    expect(rest?.says).to.equal('only the first 1 of 30 apps were looked at');
  });

  it('fails where the server does not take the secret', async () => {
    const refused = { ...server({}), list: () => TE.left(commandError('The internal secret is wrong.')) };
    const [finding] = await dialpad(refused, await config());
    expect(finding).to.deep.equal({
      about: 'Dialpad',
      verdict: 'failure',
      says: 'the server cannot be asked. Has it this INTERNAL_API_SECRET? The internal secret is wrong.',
    });
  });
});
