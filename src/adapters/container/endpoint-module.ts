import { ContainerModule } from 'inversify';
import { makeManageEndpoints } from '../../application/endpoints/manage-endpoints.js';
import { makeSendEvents } from '../../application/endpoints/send-events.js';
import { recordOf } from '../../application/records/app-record.js';
import { noEndpoints } from '../../domain/endpoint/endpoint-record.js';
import { endpointAttemptRoutes } from '../inbound/http/routes/endpoint-attempt-routes.js';
import { endpointRoutes } from '../inbound/http/routes/endpoint-routes.js';
import { makeEndpointWorker } from '../inbound/worker/endpoint-worker.js';
import { makeAppTurns } from '../outbound/storage/app-turns.js';
import { recordsInTurns } from '../outbound/storage/records-in-turns.js';
import { webhookSender } from '../outbound/webhooks/webhook-sender.js';
import { endpointTestToText } from '../wire/endpoint-test-json.js';
import { eventToText } from '../wire/event-json.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { storage, clock, ids, vault, logger, owner } = T;

/** Telling other systems the events of apps. */
export const endpointModule = new ContainerModule(({ bind }) => {
  single(bind(T.endpointRecords), { storage, leaseClock: T.leaseClock }, ({ storage: { records }, leaseClock }) =>
    // The endpoints of an app are changed one after the other: at each event all of them note how far they have come.
    recordsInTurns(recordOf(records, 'endpoints', noEndpoints, leaseClock), makeAppTurns()),
  );
  single(bind(T.webhookSender), { config: T.config }, ({ config }) =>
    webhookSender({
      allowPrivate: config.endpointsAllowPrivate,
      allowHttp: config.nodeEnv !== 'production' || config.endpointsAllowPrivate,
    }),
  ).onDeactivation(({ close }) => close());
  single(
    bind(T.endpointWorker),
    {
      ...{ storage, records: T.endpointRecords, sender: T.webhookSender, bus: T.bus },
      ...{ vault, clock, owner, logger },
    },
    ({ storage: { apps, events }, records, sender, vault, clock, owner, ...rest }) =>
      makeEndpointWorker({
        ...{ records, events, clock },
        sendEvents: makeSendEvents({
          ...{ records, owner, apps, events, sender, vault, clock, random: Math.random, toText: eventToText },
        }),
        ...rest,
      }),
  );
  single(
    bind(T.endpointRoutes),
    {
      ...{ storage, records: T.endpointRecords, sender: T.webhookSender, worker: T.endpointWorker },
      ...{ vault, ids, clock, internal: T.internal, audited: T.audited },
    },
    ({ storage: { apps, events }, internal, audited, worker, ...rest }) => {
      const endpoints = makeManageEndpoints({
        ...{ events, toText: eventToText, testText: endpointTestToText, kick: worker.kick },
        ...rest,
      });
      const deps = { internal, audited, apps, endpoints };
      return [...endpointRoutes(deps), ...endpointAttemptRoutes(deps)];
    },
  );
});
