/** What goes wrong with a request in place of its answer. */
export type Fault =
  /** A status with an error in the API's shape; 429 and 503 may say after how many seconds to come again. */
  | number
  | { readonly status: number; readonly retryAfterSeconds: number }
  /** A page of HTML, with status 200: what a proxy or a login page answers. */
  | 'html'
  /** No answer, ever. */
  | 'hang'
  /** The connection ends without one. */
  | 'cut'
  /** The request is carried out, and the connection ends before its answer. */
  | 'lost';

interface Rule {
  readonly where: string;
  /** The faults to come; null for one that stays. */
  readonly queue: Fault[];
  readonly stays: boolean;
}

export type Faults = ReturnType<typeof faultsOf>;

/** What is to go wrong, and where. */
export const faultsOf = () => {
  const rules = new Set<Rule>();

  const add = (where: string, queue: readonly Fault[], stays: boolean): (() => void) => {
    const rule = { where, queue: [...queue], stays };
    rules.add(rule);
    return () => {
      rules.delete(rule);
    };
  };

  return {
    /** The next requests there meet these, one each. */
    fail: (where: string, ...queue: readonly Fault[]): void => {
      add(where, queue, false);
    },
    /** Every request there meets this, until what is returned is called. */
    keepFailing: (where: string, fault: Fault): (() => void) => add(where, [fault], true),
    /** The fault that a request meets; null for none. */
    next: (method: string, path: string): Fault | null => {
      for (const rule of rules) {
        const fault = matches(rule.where, method, path) ? rule.queue[0] : undefined;
        if (fault === undefined) continue;
        if (!rule.stays) rule.queue.shift();
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
