import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { paintFor } from '../../../../src/adapters/inbound/cli/table.js';
import { lineOf, tailCommand } from '../../../../src/adapters/inbound/cli/tail-command.js';
import type { CtiEvent } from '../../../../src/client/index.js';
import { leftOf, rightOf } from '../../../../src/testing/storage/outcome.js';
import { startTestServer } from '../../../../src/testing/test-server.js';
import { commandStreams } from './command-streams.js';

const plain = paintFor(new PassThrough(), {});
const ABOUT = {
  ...{ event_id: 'e', seq: 7, timestamp: '2026-11-27T00:00:00.000Z', dialpad_user_id: null, message_id: 'm' },
  ...{ dialpad_message_id: 1, status: null, sent_at: '2026-11-27T00:00:00.000Z' },
} as const;

const ASKED = { name: 'tail', since: 0, events: undefined, json: false } as const;

describe('cti events tail', function () {
  this.timeout(20_000);

  it('shows what a message says, whom it is for, and that it comes late, without letting it control the terminal', () => {
    const event: CtiEvent = {
      ...ABOUT,
      ...{ event: 'message.received', from_number: '+15550110201', to_number: null, text: 'Call\u001b[2J me\nback' },
      ...{ target_crm_user: 'ann@example.com' },
      direction: 'inbound',
      replayed: true,
    };
    expect(lineOf(event, plain)).to.equal(
      '     7  2026-11-27T00:00:00.000Z  message.received  +15550110201 to unknown  for ann@example.com  "Call me back"  late',
    );
  });

  it('says what a gap covers', () => {
    const gap = { event: 'coverage.gap_detected', event_id: 'e', seq: 8, timestamp: 'now', from: 'then', to: 'now' };
    expect(lineOf(gap as CtiEvent, plain)).to.equal('     8  now  coverage.gap_detected  from then to now');
  });

  it('needs the key of an app, and says why a server refuses it', async () => {
    const without = commandStreams();
    const url = 'http://127.0.0.1:1';
    expect((await leftOf(tailCommand({ ...ASKED, url }, without.context))).message).to.match(/^CTI_API_KEY is missing/);

    const server = await startTestServer();
    const { key } = await server.newApp('Clinic');
    const refused = async (apiKey: string, events?: string) => {
      const { context } = commandStreams({ env: { CTI_API_KEY: apiKey } });
      return (await leftOf(tailCommand({ ...ASKED, events, url: server.url }, context))).message;
    };
    expect(await refused(`app_${'0'.repeat(64)}`)).to.match(/^The server refuses the stream: .+/);
    expect(await refused(key, 'call.rang')).to.match(/^The server refuses the stream: .*events/);
    await server.stop();
  });

  it('says once that there is no server, and ends when it is interrupted', async () => {
    const stderr = new PassThrough();
    const interruption = new AbortController();
    const { context } = commandStreams({ stderr, signal: interruption.signal, env: { CTI_API_KEY: 'app_1' } });
    const ended = rightOf(tailCommand({ ...ASKED, url: 'http://127.0.0.1:1' }, context));
    const said = await new Promise((resolve) => stderr.once('data', (text) => resolve(String(text))));
    expect(said).to.match(/^Not connected, and trying again: .+\n$/);
    interruption.abort();
    await ended;
  });
});
