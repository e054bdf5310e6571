import type { Logger } from '../../../application/ports/logger.js';
import type { Endpoint } from '../../../domain/endpoint/endpoint.js';
import type { AppId, EndpointId } from '../../../domain/ids.js';

/** Says in the log, once, that an endpoint fails or was given up, and that it is well again. */
export interface TroubleLog {
  /** How an endpoint is after it was sent to. */
  readonly note: (appId: AppId, endpoint: Endpoint) => void;
  /** It could not even be tried, for a reason that does not pass: storage refuses something, or there is a bug. `detail` says what. */
  readonly noteFault: (appId: AppId, id: EndpointId, detail: string) => void;
  /** Forgets the endpoints that are no more. */
  readonly keep: (isKnown: (id: EndpointId) => boolean) => void;
}

type Trouble = 'failing' | 'gone' | 'given-up';

export const makeTroubleLog = (logger: Logger): TroubleLog => {
  /** What the log says of each endpoint that is not well. */
  const told = new Map<EndpointId, Trouble | 'fault'>();

  return {
    note: (appId, endpoint) => {
      const { id } = endpoint;
      const trouble = troubleOf(endpoint);
      if ((told.get(id) ?? null) === trouble) return;
      // Its address and its answers may hold a secret, so they are left out: the API shows them.
      const about = { app_id: appId, endpoint_id: id };
      if (trouble === null) {
        told.delete(id);
        if (endpoint.state === 'enabled') logger.info(about, 'The endpoint answers again.');
      } else {
        told.set(id, trouble);
        logger.warn({ ...about, status: endpoint.attempts[0]?.status ?? null }, SENTENCES[trouble]);
      }
    },
    noteFault: (appId, id, detail) => {
      if (told.get(id) === 'fault') return;
      told.set(id, 'fault');
      logger.error({ app_id: appId, endpoint_id: id, detail }, 'An endpoint cannot be sent its events');
    },
    keep: (isKnown) => {
      for (const id of told.keys()) if (!isKnown(id)) told.delete(id);
    },
  };
};

const troubleOf = ({ state, failing }: Endpoint): Trouble | null => {
  if (state === 'gone' || state === 'given-up') return state;
  return state === 'enabled' && failing !== null ? 'failing' : null;
};

const SENTENCES: Readonly<Record<Trouble, string>> = {
  failing: 'An endpoint does not take its events; it is tried again after growing pauses.',
  gone: 'An endpoint answered 410: it is sent nothing any more, until it is enabled.',
  'given-up': 'An endpoint failed for five days: it is sent nothing any more, until it is enabled.',
};
