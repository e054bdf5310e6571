import { Writable } from 'node:stream';
import { expect } from 'chai';
import { makeLogger } from '../../../src/adapters/logging/logger.js';

const written = (jsonLogs: boolean) => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: makeLogger({ logLevel: 'info', jsonLogs }, destination) };
};

describe('the log', () => {
  it('is one JSON object a line where that is asked for', () => {
    const { lines, logger } = written(true);
    logger.info({ request_id: 'r-1' }, 'Something happened');
    logger.debug({}, 'Nobody wants to know');
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? '')).to.include({ request_id: 'r-1', msg: 'Something happened', level: 30 });
  });

  it('blanks what should never have come near it', () => {
    const { lines, logger } = written(true);
    const secret = 'app_0123456789';
    logger.error({ api_key: secret, headers: { 'x-app-api-key': secret, authorization: secret } }, 'Oh');
    expect(lines.join('')).to.contain('[redacted]').and.not.to.contain(secret);
  });
});
