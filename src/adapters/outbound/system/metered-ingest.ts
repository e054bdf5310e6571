import * as E from 'fp-ts/lib/Either.js';
import type { IngestError, Ingested, IngestWebhook } from '../../../application/events/ingest-webhook.js';
import type { Metrics, WebhookOutcome } from './metrics.js';

/** The same use case, with the outcome of each webhook counted. */
export const meteredIngest =
  (ingest: IngestWebhook, metrics: Pick<Metrics, 'webhookHandled'>): IngestWebhook =>
  (request) =>
  async () => {
    const outcome = await ingest(request)();
    metrics.webhookHandled(E.isLeft(outcome) ? refusalOf(outcome.left) : outcomeOf(outcome.right));
    return outcome;
  };

const outcomeOf = ({ duplicate, routed }: Ingested): WebhookOutcome => {
  if (duplicate) return 'duplicate';
  return routed ? 'kept' : 'unrouted';
};

const refusalOf = (error: IngestError): WebhookOutcome => {
  switch (error._tag) {
    case 'Forged':
      return 'forged';
    case 'NotJson':
      return 'malformed';
    case 'NotYetValid':
      return 'early';
    case 'NotChecked':
    case 'Busy':
      return 'busy';
    case 'StorageUnavailable':
    case 'StorageFault':
      return 'unavailable';
    default:
      return error satisfies never;
  }
};
