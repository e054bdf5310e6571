import * as fc from 'fast-check';

/*
 * Loaded before the tests. The same values each time, so that two runs compare; no shrinking, since nobody reads a mutant's
 * counterexample; and not for long, since most mutants fall at one of the first values.
 */
fc.configureGlobal({ seed: 1, endOnFailure: true, interruptAfterTimeLimit: 150 });
