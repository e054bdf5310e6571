import type { HttpRequest as UwsRequest } from 'uWebSockets.js';
import type { EventLog } from '../../../application/ports/event-log.js';
import type { IdGenerator } from '../../../application/ports/id-generator.js';
import type { AdmissionDeps } from './admission.js';
import type { FanOut } from './fan-out.js';

/** What every transport of the stream needs. */
export interface StreamDeps extends AdmissionDeps {
  readonly fanOut: FanOut;
  readonly events: EventLog;
  readonly ids: IdGenerator;
  /** Whether the server stops: who connects is refused. */
  readonly isStopping: () => boolean;
  /** How many proxies of ours are in front of the server. */
  readonly trustProxy: number;
  /** The headers of every answer to this request. */
  readonly headersFor: (req: UwsRequest) => Readonly<Record<string, string>>;
  /** Called for every event that is sent to a client. */
  readonly noteSent: () => void;
}
