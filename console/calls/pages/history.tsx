import { useEffect, useState } from 'preact/hooks';
import type { Call } from '../../../src/client/index.js';
import { Empty, LoadFailure, Page } from '../../admin/parts.js';
import { query, replaceQuery } from '../../router.js';
import { keptPages } from '../kept-pages.js';
import { listen } from '../live.js';
import { addressOf, type CallFilter, filterOf, isFiltered, peopleLike, queryOf } from '../logic/call-filter.js';
import { callOfEvent, isCallEvent } from '../logic/live-calls.js';
import { CallFilters } from '../parts/call-filters.js';
import { CallTable } from '../parts/call-table.js';
import { Pager } from '../parts/pager.js';
import { knownPeople } from '../people.js';
import { usePages } from '../use-pages.js';

const PAGE = 50;
const kept = keptPages<Call>();

/** Whether a newer call is one of those that are searched for, only the server knows. */
const newerText = (newer: number, isSearch: boolean): string => {
  if (isSearch) return 'There are newer calls: search again';
  return newer === 1 ? 'Show 1 newer call' : `Show ${newer} newer calls`;
};

/** All calls, newest first, page by page. */
export const History = () => {
  const filter = filterOf(query.value);
  const key = addressOf(filter).toString();
  const pages = usePages((of, cursor) => of.calls.list({ ...queryOf(filter), ...cursor, limit: PAGE }), key, kept);
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
          {isFiltered(filter) ? <NotFound filter={filter} /> : 'The first one stands here as soon as it rings.'}
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

/** What to do where nothing was found: perhaps one of the people was meant. */
const NotFound = ({ filter }: { readonly filter: CallFilter }) => {
  const meant = peopleLike(filter.search, knownPeople.value);
  if (meant.length === 0) {
    return <>A number is found however it is written, but whole. A CRM user is found by the whole id.</>;
  }
  return (
    <>
      Perhaps you mean{' '}
      {meant.map((person, n) => (
        <span key={person}>
          {n > 0 && ' or '}
          <a href={`/console/calls?${addressOf({ ...filter, search: '', person })}`}>{person}</a>
        </span>
      ))}
      .
    </>
  );
};
