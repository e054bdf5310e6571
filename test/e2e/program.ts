/** The folder of the built programs; empty to run the sources, which start a second slower. */
const { TEST_PROGRAMS = '' } = process.env;

/** The arguments with which Node runs one of the programs. */
export const programOf = (name: 'main' | 'cti' | 'demo/main'): string[] =>
  TEST_PROGRAMS === ''
    ? [
        '--import',
        import.meta.resolve('tsx/esm'),
        '--no-warnings',
        new URL(`../../src/${name}.ts`, import.meta.url).pathname,
      ]
    : ['--no-warnings', `${TEST_PROGRAMS}/${name}.js`];
