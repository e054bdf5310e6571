import type { Timestamp } from '../../domain/timestamp.js';
import { API_PREFIX } from './api.js';
import type { ApiRequest } from './api-request.js';

/** A request that arrived. Holds no secret: headers, bodies, codes and keys are left out. */
export interface SeenRequest {
  readonly at: Timestamp;
  readonly method: string;
  readonly path: string;
  /** Only of requests under /api. */
  readonly query: Readonly<Record<string, string>>;
  /** Null for a request that got no answer. */
  readonly status: number | null;
}

/** Records the requests that arrive, the first one first. */
export const makeRequestLog = () => {
  let requests: SeenRequest[] = [];
  return {
    all: (): readonly SeenRequest[] => requests,
    add: ({ at, method, path, query }: ApiRequest, status: number | null): void => {
      const shown = path.startsWith(API_PREFIX) ? [...query].filter(([name]) => name !== 'apikey') : [];
      requests.push({ at, method, path, query: Object.fromEntries(shown), status });
    },
    clear: (): void => {
      requests = [];
    },
  };
};
