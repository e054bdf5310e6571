/** The code of a system error, such as `ENOENT`; empty for any other. */
export const errorCode = (trouble: unknown): string =>
  trouble instanceof Error && 'code' in trouble ? String(trouble.code) : '';
