import * as E from 'fp-ts/lib/Either.js';
import type { IngestError, Ingested, IngestWebhook } from '../../../application/events/ingest-webhook.js';
import type { Metrics, WebhookOutcome } from './metrics.js';

/** The same use case; what becomes of each webhook is counted. */
export const meteredIngest =
  (ingest: IngestWebhook, metrics: Pick<Metrics, 'webhookTaken'>): IngestWebhook =>
  (request) =>
  async () => {
    const outcome = await ingest(request)();
    metrics.webhookTaken(E.isLeft(outcome) ? refusalOf(outcome.left) : takenAs(outcome.right));
    return outcome;
  };

const takenAs = ({ duplicate, routed }: Ingested): WebhookOutcome => {
  if (duplicate) return 'duplicate';
  return routed ? 'kept' : 'unrouted';
};

const refusalOf = (error: IngestError): WebhookOutcome => {
  switch (error._tag) {
    case 'Forged':
      return 'forged';
    case 'NotJson':
      return 'malformed';
    case 'Busy':
      return 'busy';
    case 'StorageUnavailable':
    case 'StorageFault':
      return 'unavailable';
    default:
      return error satisfies never;
  }
};
