/**
 * Ends a program quietly once nobody reads its standard output any more, as `| head` does not after ten lines. `cleanUp` takes away what the
 * program would leave behind.
 */
export const endOnClosedOutput = (cleanUp: () => void = () => undefined): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    cleanUp();
    process.exit(0);
  });
};
