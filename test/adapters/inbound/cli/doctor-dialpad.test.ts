import { expect } from 'chai';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { readConfig } from '../../../../src/adapters/config/load-config.js';
import { commandError } from '../../../../src/adapters/inbound/cli/command-context.js';
import { dialpad } from '../../../../src/adapters/inbound/cli/doctor/dialpad.js';
import type { ServerApi } from '../../../../src/adapters/inbound/cli/server-api.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';

const APP = { id: '01890000-0000-7000-8000-0000000000aa', name: 'Clinic', is_active: true };
const CONNECTED = { status: 'connected', broken_reason: null };
const GOOD = {
  url: 'https://cti.example.com/webhooks/dialpad/1',
  webhook: 'good',
  call_subscription: 'good',
  sms_subscription: 'good',
};
const SECRETS = { INTERNAL_API_SECRET: 'internal', DIALPAD_WEBHOOK_SECRET: 'webhook' };
const config = async (more: Readonly<Record<string, string>> = {}) =>
  (await rightOf(readConfig({ env: { ...SECRETS, ...more }, cwd: '/nowhere' }))).config;

interface Told {
  readonly connection?: unknown;
  /** What Dialpad says of the webhook; a text is why it cannot be asked. */
  readonly check?: unknown;
  readonly received?: string;
  readonly apps?: readonly unknown[];
  readonly total?: number;
}

/** A server that answers so. */
const server = ({ connection, check, received, apps = [APP], total = apps.length }: Told): ServerApi => {
  const answers: Readonly<Record<string, unknown>> = {
    [`/internal/apps/${APP.id}/dialpad`]: connection,
    [`/internal/apps/${APP.id}/dialpad/check`]: check,
  };
  return {
    ask: (_, path) => {
      const data = answers[path];
      return typeof data === 'string' ? TE.left(commandError(data)) : TE.right({ data });
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
    expect(await look({ connection: CONNECTED, check: GOOD, received })).to.equal(
      `ok: connected, its webhook is ${GOOD.url}. The last webhook came at ${received}`,
    );
  });

  it('says what to do about a connection that is broken or missing', async () => {
    expect(await look({ connection: { status: 'broken', broken_reason: 'invalid_grant' } })).to.match(
      /^failure: its connection is broken \(invalid_grant\): POST .*\/dialpad\/connect.*No webhook was ever received$/,
    );
    expect(await look({ connection: { status: 'disconnected', broken_reason: null } })).to.match(
      /^warning: it is not connected/,
    );
    const withKey = { connection: { status: 'disconnected', broken_reason: null }, check: GOOD };
    expect(await look(withKey, { DIALPAD_API_KEY: 'key' })).to.match(/^ok: /);
  });

  it('fails where Dialpad has no webhook that brings calls, and says what repairs it', async () => {
    const checked = (of: Partial<typeof GOOD>) => look({ connection: CONNECTED, check: { ...GOOD, ...of } });
    const repair = `POST /internal/apps/${APP.id}/dialpad/webhook, or the console, repairs it. No webhook was ever received`;
    const gone = 'is no longer there at Dialpad, so no events come';
    expect(await checked({ webhook: 'missing', call_subscription: 'none', sms_subscription: 'none' })).to.equal(
      `failure: its webhook ${gone}: ${repair}`,
    );
    expect(await checked({ webhook: 'moved' })).to.match(/^failure: its webhook delivers to a former address/);
    expect(await checked({ webhook: 'unsigned' })).to.match(/^failure: its webhook does not sign/);
    expect(await checked({ call_subscription: 'off', sms_subscription: 'missing' })).to.equal(
      'failure: its webhook gets no calls (the subscription is switched off), and no messages (the subscription is gone): ' +
        repair,
    );
    expect(await checked({ sms_subscription: 'narrowed' })).to.equal(
      `warning: its webhook gets only some messages (the subscription was narrowed): ${repair}`,
    );
  });

  it('warns of an app without a webhook of its own', async () => {
    const check = { url: null, webhook: 'none', call_subscription: 'none', sms_subscription: 'none' };
    expect(await look({ connection: CONNECTED, check })).to.match(
      /^warning: connected, but it has no webhook of its own at Dialpad: POST .*, makes it\. No webhook/,
    );
  });

  it('fails where Dialpad cannot be asked, in the words of the server', async () => {
    const check = 'Dialpad does not accept this access (401). Correct DIALPAD_API_KEY, or connect the app again.';
    expect(await look({ connection: CONNECTED, check })).to.equal(
      `failure: ${check} It was asked at https://sandbox.dialpad.com. No webhook was ever received`,
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
