import { withoutTrailingSlash } from './route-path.js';

/** What a route is found by. */
interface Located {
  readonly method: string;
  /** Variable parts start with a colon: `/api/calls/:id`. */
  readonly path: string;
}

export interface Found<R> {
  readonly route: R;
  /** The variable parts of the path, by name, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request. A path without variable parts has no methods but its own, whatever else its last part could be. */
export interface RouteTable<R> {
  /** Null if there is none. A GET route serves HEAD too. */
  readonly find: (method: string, path: string) => Found<R> | null;
  /** The methods that a path has. */
  readonly methodsOf: (path: string) => readonly string[];
}

export const makeRouteTable = <R extends Located>(routes: readonly R[]): RouteTable<R> => {
  const fixed = new Map<string, R[]>();
  /** By how many parts they have. */
  const variable = new Map<number, { readonly route: R; readonly parts: readonly string[] }[]>();
  for (const route of routes) {
    const parts = route.path.split('/');
    if (parts.some(isVariable)) addTo(variable, parts.length, { route, parts });
    else addTo(fixed, route.path, route);
  }

  const matching = (path: string, method: string | null): readonly Found<R>[] => {
    const sent = path.split('/');
    const found: Found<R>[] = [];
    for (const { route, parts } of variable.get(sent.length) ?? []) {
      if ((method !== null && route.method !== method) || !isOnPath(parts, sent)) continue;
      found.push({ route, params: paramsOf(parts, sent) });
      if (method !== null) break;
    }
    return found;
  };

  return {
    find: (method, sent) => {
      const path = withoutTrailingSlash(sent);
      const wanted = method === 'HEAD' ? 'GET' : method;
      const route = fixed.get(path)?.find((one) => one.method === wanted);
      if (route !== undefined) return { route, params: NO_PARAMS };
      if (fixed.has(path)) return null;
      return matching(path, wanted)[0] ?? null;
    },
    methodsOf: (sent) => {
      const path = withoutTrailingSlash(sent);
      const found = fixed.get(path) ?? matching(path, null).map(({ route }) => route);
      const methods = found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      return [...new Set(methods)];
    },
  };
};

const NO_PARAMS = {};

const isVariable = (part: string): boolean => part.startsWith(':');

const addTo = <K, A>(lists: Map<K, A[]>, key: K, item: A): void => {
  lists.set(key, [...(lists.get(key) ?? []), item]);
};

/** Whether the fixed parts are the same and no variable one is empty. */
const isOnPath = (parts: readonly string[], sent: readonly string[]): boolean =>
  parts.every((part, n) => (isVariable(part) ? sent[n] !== '' : part === sent[n]));

const paramsOf = (parts: readonly string[], sent: readonly string[]): Readonly<Record<string, string>> => {
  const params: Record<string, string> = {};
  for (const [n, part] of parts.entries()) if (isVariable(part)) params[part.slice(1)] = decoded(sent[n] ?? '');
  return params;
};

const decoded = (part: string): string => {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
