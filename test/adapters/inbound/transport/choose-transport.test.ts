import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { chooseTransport } from '../../../../src/adapters/inbound/transport/choose-transport.js';
import type { TransportName } from '../../../../src/adapters/inbound/transport/transport.js';
import { loadUws } from '../../../../src/adapters/inbound/transport/uws/load-uws.js';
import { TEST_LIMITS } from '../../../support/transports.js';

/** A package that has no binary for this system ends with an exception as it is loaded. */
const NO_BINARY = `data:text/javascript,throw new Error('no binary')`;
const FAKE = `data:text/javascript,
  export const App = () => ({ close() {} });
  export const us_listen_socket_close = () => {};
  export const us_socket_local_port = () => 0;`;

const choose = (wanted: TransportName | null, ...packages: readonly string[]) =>
  chooseTransport(wanted, () => loadUws(packages));

const nameOf = async (wanted: TransportName | null, ...packages: readonly string[]) => {
  const chosen = await choose(wanted, ...packages);
  if (E.isLeft(chosen)) return chosen.left;
  const transport = chosen.right.make(TEST_LIMITS);
  transport.close();
  return { name: transport.name, notice: chosen.right.notice };
};

describe('the transport', () => {
  it('is µWebSockets.js where one loads: the first that does', async () => {
    expect(await nameOf(null, 'no-such-package', NO_BINARY, FAKE)).to.deep.equal({ name: 'uws', notice: null });
    expect(await nameOf('uws', FAKE)).to.deep.equal({ name: 'uws', notice: null });
  });

  it('is Node’s own where none does, and one line says why', async () => {
    for (const [packages, why] of [
      [['no-such-package'], 'because it is not installed'],
      [[NO_BINARY, 'no-such-package'], `because it has no binary that loads in Node ${process.versions.node}`],
    ] as const) {
      const chosen = await nameOf(null, ...packages);
      expect(chosen).to.have.property('name', 'node');
      expect(chosen).to.have.property('notice').that.includes(why).and.not.includes('\n');
    }
  });

  it('is Node’s own where it is asked for, and that is no news', async () => {
    expect(await nameOf('node', FAKE)).to.deep.equal({ name: 'node', notice: null });
  });

  it('cannot be µWebSockets.js where none loads', async () => {
    expect(await nameOf('uws', 'no-such-package')).to.match(/^TRANSPORT is uws, but .* it is not installed\. [^\n]+$/);
  });
});
