import './header-size.js';
import * as E from 'fp-ts/lib/Either.js';
import type { Uws } from './uws.js';

/** Where it is looked for: first the name of the official build, which a user put in place on purpose. */
const PACKAGES = ['uWebSockets.js', 'uws-pack'];

/** The first µWebSockets.js that has a binary for this Node and this system; else one line that says why there is none. */
export const loadUws = async (packages: readonly string[] = PACKAGES): Promise<E.Either<string, Uws>> => {
  let isInstalled = false;
  for (const name of packages) {
    try {
      const loaded = await import(name);
      return E.right(loaded.default ?? loaded);
    } catch (reason) {
      isInstalled ||= (reason as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND';
    }
  }
  const system = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  return E.left(isInstalled ? `it has no binary that loads in ${system}` : 'it is not installed');
};
