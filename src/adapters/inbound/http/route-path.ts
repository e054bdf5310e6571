/** A path without the slash at its end: both name the same thing (contract §1). */
export const withoutTrailingSlash = (path: string): string =>
  path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
