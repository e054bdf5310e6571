import { useEffect, useState } from 'preact/hooks';
import { Button, Empty, LoadFailure, Page } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { navigate } from '../../router.js';
import { ask } from '../ask.js';
import { askNames } from '../names.js';
import { NamedNumber } from '../parts/named-number.js';
import { OneThread } from '../parts/one-thread.js';
import { SearchField } from '../parts/search-field.js';
import { When } from '../parts/when.js';
import { readThreads, type Thread } from '../read-threads.js';
import { useReloadOn } from '../use-reload-on.js';

/** Threads that are read at first, and with each press of the button. */
const STEP = 50;
const MAX_THREADS = 500;

const NONE: readonly Thread[] = [];

/** Text messages as people see them: a thread for each number. */
export const Messages = ({ number }: { readonly number: string }) => {
  const [limit, setLimit] = useState(STEP);
  const found = useLoaded(() => ask((of) => readThreads(of, limit)), []);
  const { value, reload } = found;
  useEffect(() => {
    if (limit > STEP) void reload();
  }, [reload, limit]);
  useReloadOn(reload, (event) => 'message_id' in event);
  const threads = value?.threads ?? NONE;
  useEffect(() => askNames(threads.map((thread) => thread.number)), [threads]);
  return (
    <Page title="Messages" lead="Text messages, a thread for each number, the latest first.">
      <search class="filters">
        <SearchField
          label="Number"
          hint="A whole one, however it is written"
          value={number}
          onSearch={(text) => navigate(text === '' ? '/console/messages' : hrefOf(text))}
        />
      </search>
      <LoadFailure of={found} />
      {value !== null && (
        <div class={number === '' ? 'threads' : 'threads has-thread'}>
          <section class="thread-list" aria-label="Threads">
            {threads.length === 0 ? (
              <Empty title="No messages yet.">A message stands here as soon as it was sent or received.</Empty>
            ) : (
              <ul>
                {threads.map((thread) => (
                  <ThreadLink key={thread.number} thread={thread} isCurrent={thread.number === number} />
                ))}
              </ul>
            )}
            {value.hasMore && limit < MAX_THREADS && (
              <Button busy={found.isLoading} onClick={() => setLimit(limit + STEP)}>
                Show older threads
              </Button>
            )}
          </section>
          {number === '' ? (
            threads.length > 0 && <p class="thread-none soft">Choose a thread to read it.</p>
          ) : (
            <OneThread key={number} number={number} />
          )}
        </div>
      )}
    </Page>
  );
};

const hrefOf = (number: string): string => `/console/messages/${encodeURIComponent(number)}`;

const ThreadLink = ({ thread, isCurrent }: { readonly thread: Thread; readonly isCurrent: boolean }) => {
  const { number, newest } = thread;
  return (
    <li>
      <a class="thread-link" href={hrefOf(number)} aria-current={isCurrent ? 'page' : undefined}>
        <span class="thread-head">
          <NamedNumber number={number} />
          <span class="soft">
            <When at={newest.sent_at} />
          </span>
        </span>
        <span class="thread-last" dir="auto">
          {newest.direction === 'outbound' && <span class="visually-hidden">You: </span>}
          {newest.direction === 'outbound' && <span aria-hidden="true">↗ </span>}
          {newest.text ?? 'No text'}
        </span>
      </a>
    </li>
  );
};
