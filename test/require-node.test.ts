import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { programOf } from './e2e/program.js';

const CHECK = new URL('../require-node.cjs', import.meta.url).pathname;

/** What npm compares with the Node that installs. */
const lockedEngines = (name: string): unknown =>
  JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages[`node_modules/${name}`]
    .engines;

/** Runs a program on a Node that says it is another version. */
const runAs = (version: string, args: readonly string[]) => {
  const claim = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
  const preload = `--import=data:text/javascript,${encodeURIComponent(claim)}`;
  return spawnSync(process.execPath, [preload, ...args], { encoding: 'utf8', cwd: tmpdir() });
};

/** What an old Node reads before a line of it runs: the modules that a program imports statically. */
const importedBy = (program: string): string[] =>
  [
    ...readFileSync(new URL(`../src/${program}.ts`, import.meta.url), 'utf8').matchAll(
      /^import .*?'(?!node:)([^']+)';$/gm,
    ),
  ].map(([, module]) => module ?? '');

describe('The Node that runs it', () => {
  for (const version of ['14.21.3', '18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.11.0']) {
    it(`is refused in one line when it is ${version}`, () => {
      const { status, stdout, stderr } = runAs(version, [CHECK]);
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
      expect(stderr).to.equal(
        `cti-server needs Node 20 (20.19 or later), 22 (22.13 or later), 24 or later. This is Node ${version}: ${process.execPath}\n`,
      );
    });
  }

  for (const version of ['20.19.0', '20.20.2', '22.13.0', '24.0.0', '25.2.1', '26.10.0']) {
    it(`is accepted when it is ${version}`, () => {
      const { status, stderr } = runAs(version, [CHECK]);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    });
  }

  // The package asks for Node 22, although it has a binary for Node 20: npm would warn, or leave it out.
  it('is not compared with what uws-pack asks for', () => {
    expect(lockedEngines('uws-pack')).to.equal(undefined);
  });

  for (const program of ['main', 'cti', 'demo/main'] as const) {
    it(`is looked at first by ${program}`, () => {
      const { status, stdout, stderr } = runAs('18.20.8', programOf(program));
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
      expect(stderr).to.match(/^cti-server needs Node .* This is Node 18\.20\.8: .*\n$/);
    });

    it(`has nothing else to read of ${program} before that`, () => {
      expect(importedBy(program))
        .to.have.length(1)
        .and.satisfy(([only]: string[]) => only?.endsWith('/require-node.cjs'));
    });
  }
});
