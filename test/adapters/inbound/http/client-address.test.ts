import { expect } from 'chai';
import { clientAddress, networkOf } from '../../../../src/adapters/inbound/http/client-address.js';

describe('the address of a client', () => {
  const PROXY = '10.0.0.1';
  const behind = (...lines: readonly string[]) => clientAddress(PROXY, lines, 1);

  it('is what the outermost trusted proxy adds, however many lines there are', () => {
    expect(behind('198.51.100.7')).to.equal('198.51.100.7');
    expect(behind('203.0.113.9, 198.51.100.7')).to.equal('198.51.100.7');
    expect(behind('203.0.113.9', '198.51.100.7')).to.equal('198.51.100.7');
    expect(behind('203.0.113.9, 192.0.2.1', '', '198.51.100.7,')).to.equal('198.51.100.7');
    expect(clientAddress(PROXY, ['203.0.113.9', '198.51.100.7, 10.0.0.2'], 2)).to.equal('198.51.100.7');
    expect(clientAddress(PROXY, ['198.51.100.7'], 5)).to.equal('198.51.100.7');
  });

  it('is that of the connection where no proxy is trusted or none says anything', () => {
    expect(clientAddress(PROXY, ['198.51.100.7'], 0)).to.equal(PROXY);
    expect(behind()).to.equal(PROXY);
    expect(behind(' , ')).to.equal(PROXY);
  });

  it('is written in one way', () => {
    for (const written of [
      '198.51.100.7:4711',
      '"198.51.100.7:4711"',
      '::ffff:198.51.100.7',
      '[::ffff:c633:6407]:443',
    ]) {
      expect(behind(written), written).to.equal('198.51.100.7');
    }
    for (const written of ['2001:DB8:0:0::1', '[2001:db8::1]', '"[2001:db8::1]:4711"', '2001:db8::1%eth0']) {
      expect(behind(written), written).to.equal('2001:db8::1');
    }
    expect(clientAddress('0000:0000:0000:0000:0000:ffff:c633:6407', [], 0)).to.equal('198.51.100.7');
  });

  it('is that of the connection where the header holds no address', () => {
    for (const made of ['unknown', '_hidden', '1', '0x7f000001', '999.1.1.1', 'x'.repeat(3_000), '1.2.3.4, not one']) {
      expect(behind(made), made).to.equal(PROXY);
    }
  });

  it('counts for its whole /64 in IPv6', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).to.equal(networkOf('2001:db8:1:2::9'));
    expect(networkOf('2001:db8:1:2::')).not.to.equal(networkOf('2001:db8:1:3::'));
    expect(networkOf('198.51.100.7')).to.equal('198.51.100.7');
  });
});
