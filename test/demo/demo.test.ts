import { expect } from 'chai';
import { type DemoOptions, runDemo } from '../../src/demo/demo.js';
import type { AppId } from '../../src/domain/ids.js';
import { type SimulatedDialpad, startSimulatedDialpad } from '../../src/testing/dialpad/simulated-dialpad.js';
import { type SmallServer, startSmallServer } from './small-server.js';

const app = {
  id: '01890000-0000-7000-8000-0000000000aa' as AppId,
  key: `app_${'a'.repeat(64)}`,
  secret: 'a-secret-of-the-webhook-32-chars-long',
};

describe('the demo', () => {
  let server: SmallServer;
  let dialpad: SimulatedDialpad;
  beforeEach(async () => {
    server = await startSmallServer(app);
    dialpad = await startSimulatedDialpad();
    dialpad.deliverTo(`${server.url}/webhooks/dialpad/${app.id}`, app.secret);
  });
  afterEach(async () => {
    await server.stop();
    await dialpad.stop();
  });

  const demo = (written: string[], changes: Partial<DemoOptions> = {}) =>
    runDemo({
      url: server.url,
      appApiKey: app.key,
      // One event after the other, so that the outcome does not depend on the machine's speed.
      play: (story) => dialpad.play(story),
      output: { write: (text) => written.push(text) },
      speed: 1_000,
      quietMs: 50,
      ...changes,
    });

  it('plays the office day and prints a line for each event of the stream', async () => {
    const written: string[] = [];
    const { delivered, failed, announced, board } = await demo(written);
    expect(failed).to.equal(0);
    expect(delivered).to.be.at.least(60);
    expect(announced).to.equal(written.length).and.to.be.at.least(40);
    expect(board.calls.filter(({ status }) => status === 'ringing' || status === 'active')).to.deep.equal([]);
    expect(new Set(board.calls.map(({ status }) => status))).to.include.keys('completed', 'missed', 'voicemail');
    const text = written.join('');
    expect(text).to.contain('Ringing: +15550110201 to +15550100101');
    expect(text).to.contain('"Can I come at 3 pm instead?"');
    expect(text).to.contain('Marco here');
    expect(text).not.to.contain('\u001b');
  });

  it('draws the board on a terminal, in colours', async () => {
    const written: string[] = [];
    await demo(written, { output: { write: (text) => written.push(text), isTTY: true, columns: 90 } });
    expect(written[0]).to.contain('Calls: 0 live');
    expect(written.at(-1)?.startsWith('\u001b[H')).to.equal(true);
    expect(written.at(-1)).to.contain('Calls: 0 live, 13 before');
  });

  it('puts no secret into a URL', async () => {
    await demo([]);
    expect(new Set(server.paths)).to.deep.equal(new Set([`/webhooks/dialpad/${app.id}`, '/ws']));
  });

  it('counts what the server does not accept', async () => {
    dialpad.reset();
    dialpad.deliverTo(`${server.url}/webhooks/dialpad/${app.id}`, 'another secret');
    const { delivered, failed, announced } = await demo([]);
    expect({ delivered, announced }).to.deep.equal({ delivered: 0, announced: 0 });
    expect(failed).to.be.at.least(60);
  });

  it('rejects at once if the server refuses the socket', async () => {
    const refused = await demo([], { appApiKey: 'app_wrong' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(Error);
    expect(String(refused)).to.contain('401').and.not.to.contain('app_wrong');
  });
});
