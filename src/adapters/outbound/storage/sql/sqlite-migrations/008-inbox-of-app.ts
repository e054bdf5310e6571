import type { SchemaStep } from '../migrate.js';

/** For the list of an app's deliveries, which would otherwise be searched among those of all apps. */
export const inboxOfApp: SchemaStep = ['create index inbox_app on inbox (app_id, id)'];
