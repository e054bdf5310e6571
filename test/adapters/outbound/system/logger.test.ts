import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { makeLogger } from '../../../../src/adapters/outbound/system/logger.js';

const written = (jsonLogs: boolean) => {
  const lines: string[] = [];
  const to = { write: (line: string) => lines.push(line) };
  return { lines, logger: makeLogger({ logLevel: 'info', jsonLogs }, to) };
};

/** A process that waits for input, logs so many lines in each turn of its event loop, and exits at once. */
const logging = (jsonLogs: boolean, turns: number, lines: number) => {
  const program = `
    import { makeLogger } from '${import.meta.resolve('../../../../src/adapters/outbound/system/logger.ts')}';
    const logger = makeLogger({ logLevel: 'info', jsonLogs: ${jsonLogs} });
    process.stdin.once('data', async () => {
      for (let turn = 0; turn < ${turns}; turn += 1) {
        await new Promise(setImmediate);
        for (let n = 1; n <= ${lines}; n += 1) logger.info({ n }, 'A line of some length, as lines of a log are');
      }
      process.exit(0);
    });`;
  const options = ['--import', import.meta.resolve('tsx/esm'), '--input-type=module', '--eval', program];
  return spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
};

describe('the log', () => {
  it('is one JSON object per line if JSON is configured', () => {
    const { lines, logger } = written(true);
    logger.info({ request_id: 'r-1' }, 'Something happened');
    logger.debug({}, 'A debug line');
    expect(lines).to.have.length(1);
    const line = JSON.parse(lines[0] ?? '');
    expect(line).to.include({ request_id: 'r-1', msg: 'Something happened', level: 'info' });
    expect(new Date(line.time).toISOString()).to.equal(line.time);
  });

  it('shows the ends of a range as people read them', () => {
    const { lines, logger } = written(true);
    logger.info({ from: 0, to: 1_000 }, 'A range');
    expect(JSON.parse(lines[0] ?? '')).to.include({ from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z' });
  });

  it('is lines for people otherwise, with control characters escaped', () => {
    const { lines, logger } = written(false);
    logger.warn({ path: '/\u001b[2J\r\nfaked line' }, 'Something odd happened');
    expect(lines.join('')).to.match(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: Something odd happened \{"path":"\/\\u001b\[2J\\r\\nfaked line"\}\n$/,
    );
  });

  for (const jsonLogs of [true, false]) {
    it(`redacts secrets that are logged by mistake, ${jsonLogs ? 'in JSON' : 'for people'}`, () => {
      const { lines, logger } = written(jsonLogs);
      const secret = 'app_0123456789';
      logger.error({ api_key: secret, headers: { 'x-app-api-key': secret, authorization: secret } }, 'Oh');
      logger.error(
        { req: { headers: { 'x-dialpad-signature': secret, cookie: secret } }, list: [{ ticket: secret }] },
        'Oh',
      );
      logger.error({ config: { internalApiSecret: secret, dialpad: { clientSecret: secret } } }, 'Oh');
      logger.error({ err: Object.assign(new Error('refused'), { token: secret }) }, 'Oh');
      expect(lines.join('').split('[redacted]')).to.have.length(1 + 9);
      expect(lines.join('')).not.to.contain(secret);
    });

    it(`loses no line when the process ends, ${jsonLogs ? 'in JSON' : 'for people'}`, async () => {
      const child = logging(jsonLogs, 1, 5_000);
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (data) => {
        text += data;
      });
      child.stdin.end('go');
      const [code] = await once(child, 'close');
      expect(code).to.equal(0);
      expect(text.trimEnd().split('\n')).to.have.length(5_000);
    });

    it(`does not end the process when its reader is gone, ${jsonLogs ? 'in JSON' : 'for people'}`, async () => {
      const child = logging(jsonLogs, 20, 1);
      child.stdout.destroy();
      await once(child.stdout, 'close');
      child.stdin.end('go');
      expect(await once(child, 'exit')).to.deep.equal([0, null]);
    });
  }
});
