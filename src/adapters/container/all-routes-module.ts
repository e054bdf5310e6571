import { ContainerModule } from 'inversify';
import { consoleFolder } from '../inbound/http/console/console-files.js';
import { consoleRoutes } from '../inbound/http/routes/console-routes.js';
import { docsRoutes } from '../inbound/http/routes/docs-routes.js';
import { openApiRoutes } from '../inbound/http/routes/openapi-routes.js';
import { startRoutes } from '../inbound/http/routes/start-routes.js';
import { eventStreamOperation } from '../inbound/stream/sse/event-stream-operation.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

/** All that is served over HTTP but the streams: the operations of the API, and pages. */
export const allRoutesModule = new ContainerModule(({ bind }) => {
  single(
    bind(T.operations),
    {
      ...{ webhooks: T.webhookRoutes, api: T.apiRoutes, voicemails: T.voicemailRoutes, tenants: T.tenantRoutes },
      ...{ dialpad: T.dialpadRoutes, inbox: T.inboxRoutes, simulation: T.simulationRoutes },
      ...{ endpoints: T.endpointRoutes, operation: T.operationRoutes },
    },
    (by) => [
      ...[...by.webhooks, ...by.api, ...by.voicemails, ...by.tenants, ...by.dialpad, ...by.inbox],
      ...[...by.simulation, ...by.endpoints, ...by.operation],
    ],
  );
  single(bind(T.consoleFolder), {}, consoleFolder);
  single(
    bind(T.pages),
    { operations: T.operations, consent: T.consentRoutes, folder: T.consoleFolder },
    ({ operations, consent, folder }) => [
      ...openApiRoutes([...operations, eventStreamOperation]),
      ...[...startRoutes(), ...docsRoutes(), ...consent, ...consoleRoutes(folder)],
    ],
  );
});
