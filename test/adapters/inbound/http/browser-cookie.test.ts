import { expect } from 'chai';
import { makeBrowserCookie } from '../../../../src/adapters/inbound/http/browser-cookie.js';

const SECRET = `${'aB-_'.repeat(10)}xyz`;

describe('the cookie of a consent', () => {
  it('is out of reach of other hosts, of scripts and of plain HTTP where the server is reached over HTTPS', () => {
    const cookie = makeBrowserCookie(true);
    expect(cookie.header(SECRET)).to.equal(
      `__Host-cti-connect=${SECRET}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure`,
    );
  });

  it('is found among others, by its whole name, and only if it can be one of ours', () => {
    const { read } = makeBrowserCookie(false);
    const found = (sent: string | null) => read({ header: () => sent });
    for (const sent of [`cti-connect=${SECRET}`, `a=b; cti-connect=${SECRET};c=d`])
      expect(found(sent)).to.equal(SECRET);
    for (const sent of [null, '', `x-cti-connect=${SECRET}`, 'cti-connect=', `cti-connect=${SECRET}0`, 'cti-connect']) {
      expect(found(sent), String(sent)).to.equal(null);
    }
  });
});
