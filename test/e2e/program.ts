/** Where the programs of this source are built; empty to run them as they are written, which takes each a second longer to start. */
const { TEST_PROGRAMS = '' } = process.env;

/** The arguments with which Node runs one of the two programs. */
export const programOf = (name: 'main' | 'cti'): string[] =>
  TEST_PROGRAMS === ''
    ? [
        '--import',
        import.meta.resolve('tsx/esm'),
        '--no-warnings',
        new URL(`../../src/${name}.ts`, import.meta.url).pathname,
      ]
    : ['--no-warnings', `${TEST_PROGRAMS}/${name}.js`];
