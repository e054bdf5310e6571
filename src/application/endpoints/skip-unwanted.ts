import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Endpoint, passedOver, wants } from '../../domain/endpoint/endpoint.js';
import { changedIn, type EndpointRecord } from '../../domain/endpoint/endpoint-record.js';
import type { AppId } from '../../domain/ids.js';
import type { EventLog } from '../ports/event-log.js';
import type { StorageError } from '../ports/storage-error.js';
import { type RecordOf, toRecord } from '../records/app-record.js';
import { PAGE, PAGE_BYTES } from './drain-endpoint.js';

interface Deps {
  readonly records: RecordOf<EndpointRecord>;
  readonly events: Pick<EventLog, 'read'>;
}

/** `wanted`: an event is to be sent. `skipped`: the cursor was moved past events of other types. `none`: the endpoint has everything. */
export type Next = 'wanted' | 'skipped' | 'none';

/** Moves an endpoint's cursor past events that it does not want, which needs no lease: nothing is sent. */
export const skipUnwanted =
  ({ records, events }: Deps, appId: AppId, endpoint: Endpoint): TE.TaskEither<StorageError, Next> =>
  async () => {
    const page = await events.read(appId, endpoint.cursor, PAGE, PAGE_BYTES)();
    if (E.isLeft(page)) return page;
    const last = page.right.at(-1);
    if (last === undefined) return E.right('none');
    const hasGap = last.seq - endpoint.cursor !== page.right.length;
    if (hasGap || page.right.some(({ content }) => wants(endpoint, content.type))) return E.right('wanted');
    return TE.map((): Next => 'skipped')(
      records.change(appId, (record) =>
        toRecord(changedIn(record, endpoint.id, (stored) => skipped(stored, endpoint, last.seq))),
      ),
    )();
  };

/** What an administrator has changed meanwhile may want the events. */
const skipped = (stored: Endpoint, seen: Endpoint, seq: number): Endpoint =>
  stored.version === seen.version && stored.cursor < seq ? passedOver(stored, seq) : stored;
