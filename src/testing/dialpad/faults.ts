/** What a request gets in place of its answer. */
export type Fault =
  /** An error in the API's shape; with `retryAfterSeconds` it has the header `retry-after`. */
  | number
  | { readonly status: number; readonly retryAfterSeconds: number }
  /** An HTML page with status 200, as a proxy or a login page answers. */
  | 'html'
  /** No answer, and the connection stays open. */
  | 'hang'
  /** The connection ends without an answer; the request is not carried out. */
  | 'cut'
  /** The request is carried out, but the connection ends before its answer. */
  | 'lost';

interface Rule {
  readonly where: string;
  /** One fault for each request. */
  readonly queue: Fault[];
  /** The first fault is for every request. */
  readonly isPermanent: boolean;
}

export type Faults = ReturnType<typeof makeFaults>;

/** The faults that are set, by where they happen. */
export const makeFaults = () => {
  const rules = new Set<Rule>();

  const add = (where: string, queue: readonly Fault[], isPermanent: boolean): (() => void) => {
    const rule = { where, queue: [...queue], isPermanent };
    rules.add(rule);
    return () => {
      rules.delete(rule);
    };
  };

  return {
    /** The next requests there get these faults, one each. */
    fail: (where: string, ...queue: readonly Fault[]): void => {
      add(where, queue, false);
    },
    /** Every request there gets the fault, until the returned function is called. */
    keepFailing: (where: string, fault: Fault): (() => void) => add(where, [fault], true),
    /** The fault for a request; null for none. */
    next: (method: string, path: string): Fault | null => {
      for (const rule of rules) {
        const fault = matches(rule.where, method, path) ? rule.queue[0] : undefined;
        if (fault === undefined) continue;
        if (!rule.isPermanent) rule.queue.shift();
        return fault;
      }
      return null;
    },
    clear: () => rules.clear(),
  };
};

/** `/api/v2/webhooks`, `POST /api/v2/webhooks`, `/api/v2/*`, `*`. */
const matches = (where: string, method: string, path: string): boolean => {
  const pattern = where.startsWith('/') || where === '*' ? where : where.replace(`${method} `, '');
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
};
