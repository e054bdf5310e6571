import type { expect as Expect } from 'chai';

/** Chai is an optional peer: who only simulates Dialpad has none. */
const chai = await import('chai').catch((missing: unknown) => {
  if (missing instanceof Error && 'code' in missing && missing.code === 'ERR_MODULE_NOT_FOUND') return null;
  throw missing;
});

/** What the contract's tests check with; `requireChai` has made sure that it is there. */
export const expect = chai?.expect as typeof Expect;

/** Throws where chai is not installed. */
export const requireChai = (): void => {
  if (chai === null) throw new Error('The contract suite needs chai: npm install --save-dev chai');
};
