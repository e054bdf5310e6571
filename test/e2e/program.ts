/** The folder of the built programs; empty to run the sources, which start a second slower. */
const { TEST_PROGRAMS = '' } = process.env;

/** What a later Node drops ends a program that a test runs. */
const STRICT = ['--pending-deprecation', '--throw-deprecation'];

/** The arguments with which Node runs one of the programs. */
export const programOf = (name: 'main' | 'cti' | 'demo/main'): string[] =>
  TEST_PROGRAMS === ''
    ? ['--import', import.meta.resolve('tsx/esm'), ...STRICT, new URL(`../../src/${name}.ts`, import.meta.url).pathname]
    : [...STRICT, `${TEST_PROGRAMS}/${name}.js`];
