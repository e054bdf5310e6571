/** Ends a program quietly once nobody reads its standard output any more, as `| head` does not after ten lines. */
export const endOnClosedOutput = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
};
