import type { AppRepository } from '../../../application/ports/app-repository.js';
import type { Clock } from '../../../application/ports/clock.js';
import type { EventBus } from '../../../application/ports/event-bus.js';
import type { AppTenant } from '../../../domain/app/app-tenant.js';
import { cachedLookUps } from './cached-look-ups.js';

type LookUps = Pick<AppRepository, 'find' | 'findByOrganization' | 'onlyActive'>;

/** No app has this id. */
const ONLY_ACTIVE = '';

/** Caches the apps that deliveries name, and the only active one, for a second. */
export const cachedApps = (apps: LookUps, bus: EventBus, clock: Clock): LookUps => {
  const { find } = cachedLookUps<AppTenant>(bus, clock);
  return {
    find: (id) => find(id, apps.find(id)),
    onlyActive: find(ONLY_ACTIVE, apps.onlyActive),
    findByOrganization: apps.findByOrganization,
  };
};
