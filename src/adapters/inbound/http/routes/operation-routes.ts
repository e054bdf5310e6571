import type { Route } from '../route.js';
import { healthRoutes } from './health-routes.js';
import { metricsRoutes } from './metrics-routes.js';

/** Health and metrics, for operators (contract §8). */
export const operationRoutes = (
  deps: Parameters<typeof healthRoutes>[0] & Parameters<typeof metricsRoutes>[0],
): readonly Route[] => [...healthRoutes(deps), ...metricsRoutes(deps)];
