import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Endpoint } from '../../domain/endpoint/endpoint.js';
import { changedIn, type EndpointRecord, endpointIn } from '../../domain/endpoint/endpoint-record.js';
import type { AppId, EndpointId } from '../../domain/ids.js';
import type { StorageError } from '../ports/storage-error.js';
import type { RecordOf } from '../records/app-record.js';
import type { NoSuchEndpoint } from './endpoint-error.js';

/** One endpoint of an app, as it is stored. */
export interface StoredEndpoints {
  readonly find: (appId: AppId, id: EndpointId) => TE.TaskEither<StorageError | NoSuchEndpoint, Endpoint>;
  /** Changes it, and answers with it as it is then. */
  readonly update: (
    appId: AppId,
    id: EndpointId,
    how: (endpoint: Endpoint) => Endpoint,
  ) => TE.TaskEither<StorageError | NoSuchEndpoint, Endpoint>;
}

export const NO_SUCH_ENDPOINT: NoSuchEndpoint = { _tag: 'NoSuchEndpoint' };

/** `kick` hears of each change: something may be due. */
export const storedEndpoints = (
  records: RecordOf<EndpointRecord>,
  kick: (appId: AppId, id: EndpointId) => void,
): StoredEndpoints => ({
  find: (appId, id) =>
    TE.chainEitherKW((record: EndpointRecord) => {
      const found = endpointIn(record, id);
      return found === null ? E.left(NO_SUCH_ENDPOINT) : E.right(found);
    })(records.current(appId)),

  update: (appId, id, how) =>
    TE.map(({ result }: { readonly result: Endpoint }) => {
      kick(appId, id);
      return result;
    })(
      records.change<NoSuchEndpoint, Endpoint>(appId, (record) => {
        const found = endpointIn(record, id);
        if (found === null) return E.left(NO_SUCH_ENDPOINT);
        const result = how(found);
        return E.right({ record: changedIn(record, id, () => result), result });
      }),
    ),
});
