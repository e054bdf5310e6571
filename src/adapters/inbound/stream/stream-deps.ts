import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { TransportRequest } from '../transport/transport.js';
import type { AdmissionDeps } from './admission.js';
import type { FanOut } from './fan-out.js';
import type { History } from './history.js';
import type { Outflow } from './outflow.js';

/** What every transport of the stream needs. */
export interface StreamDeps extends AdmissionDeps {
  readonly fanOut: FanOut;
  readonly history: History;
  readonly outflow: Outflow;
  readonly ids: IdGenerator;
  /** Whether the server stops: who connects is refused. */
  readonly isStopping: () => boolean;
  /** How many proxies of ours are in front of the server. */
  readonly trustProxy: number;
  /** The headers of every answer to this request. */
  readonly headersFor: (request: TransportRequest) => Readonly<Record<string, string>>;
  /** Called with how many events were sent to a client. */
  readonly noteSent: (count: number) => void;
}
