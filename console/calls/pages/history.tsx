import { useEffect, useState } from 'preact/hooks';
import { Empty, LoadFailure, Page } from '../../admin/parts.js';
import { query, replaceQuery } from '../../router.js';
import { listen } from '../live.js';
import { addressOf, type CallFilter, filterOf, isFiltered, queryOf } from '../logic/call-filter.js';
import { callOfEvent, isCallEvent } from '../logic/live-calls.js';
import { CallFilters } from '../parts/call-filters.js';
import { CallTable } from '../parts/call-table.js';
import { Pager } from '../parts/pager.js';
import { usePages } from '../use-pages.js';

const PAGE = 50;

/** Whether a newer call is one of those that are searched for, only the server knows. */
const newerText = (newer: number, isSearch: boolean): string => {
  if (isSearch) return 'There are newer calls: search again';
  return newer === 1 ? 'Show 1 newer call' : `Show ${newer} newer calls`;
};

/** All calls, newest first, page by page. */
export const History = () => {
  const filter = filterOf(query.value);
  const key = addressOf(filter).toString();
  const pages = usePages((of, cursor) => of.calls.list({ ...queryOf(filter), ...cursor, limit: PAGE }), key);
  const [newer, setNewer] = useState(0);
  const isNewest = pages.newer === null;
  const { change } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew for each list
  useEffect(() => {
    setNewer(0);
    return listen((event) => {
      if (!isCallEvent(event)) return;
      // What is shown changes in its place. What is new waits until it is asked for: nothing moves below one's eyes.
      change((calls) => calls.map((call) => (call.id === event.call_id ? callOfEvent(event, call) : call)));
      if (event.event === 'call.ring' || event.event === 'call.dialing') setNewer((many) => many + 1);
    });
  }, [key, isNewest]);
  const show = (changed: CallFilter): void => replaceQuery(addressOf(changed));
  return (
    <Page title="Calls" lead="Every leg of every call, newest first. Times are those of this device.">
      <CallFilters filter={filter} onChange={show} />
      <LoadFailure of={{ ...pages, value: pages.items }} />
      {newer > 0 && isNewest && (
        <p>
          <button
            type="button"
            class="button"
            onClick={() => {
              setNewer(0);
              void pages.reload();
            }}
          >
            {newerText(newer, isFiltered(filter))}
          </button>
        </p>
      )}
      {pages.items !== null && pages.items.length === 0 && (
        <Empty title={isFiltered(filter) ? 'No call is like that.' : 'No calls yet.'}>
          {isFiltered(filter)
            ? 'A number is found however it is written, but whole. A CRM user is found by the whole id.'
            : 'The first one stands here as soon as it rings.'}
        </Empty>
      )}
      {pages.items !== null && pages.items.length > 0 && (
        <>
          <CallTable calls={pages.items} isLoading={pages.isLoading} />
          <Pager
            {...{ what: 'calls', shown: pages.items.length, before: pages.before, total: pages.total }}
            isLoading={pages.isLoading}
            onNewer={pages.newer}
            onOlder={pages.older}
          />
        </>
      )}
    </Page>
  );
};
