import type { Route } from '../route.js';
import { healthRoutes } from './health-routes.js';
import { metricsRoutes } from './metrics-routes.js';

/** What operators watch the server by (contract §8). */
export const operationRoutes = (
  deps: Parameters<typeof healthRoutes>[0] & Parameters<typeof metricsRoutes>[0],
): readonly Route[] => [...healthRoutes(deps), ...metricsRoutes(deps)];
