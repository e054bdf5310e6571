import { useState } from 'preact/hooks';
import { getData, getPage, type Outcome, send } from '../api/client.js';
import type { App, DeliveryStatus, InboxStats, Listed, StoredDelivery } from '../api/model.js';
import { Button, Empty, LoadFailure, Page, Panel, Result, SelectField, TextField } from '../parts.js';
import { type Loaded, useAct, useLoaded } from '../use-loaded.js';
import { DeliveryList } from './delivery-list.js';
import { InboxCounts } from './inbox-counts.js';
import { ReplayAll } from './replay-all.js';

const STATUSES: readonly DeliveryStatus[] = ['processed', 'pending', 'failed', 'ignored', 'unrouted'];
/** Those that can be processed again, all at once. */
const REPLAYABLE: ReadonlySet<string> = new Set(['failed', 'ignored', 'unrouted']);

/** Every delivery that was received, and what became of it: the answer to "did you receive it?". */
export const Inbox = () => {
  const [status, setStatus] = useState('');
  const [appId, setAppId] = useState('');
  const [words, setWords] = useState('');
  const stats = useLoaded(() => getData<InboxStats>('/internal/webhook-events/stats'), []);
  const apps = useLoaded(() => getPage<App>('/internal/apps', { limit: '100' }), []);
  const query = { status, app_id: appId, limit: '50' };
  const deliveries = useLoaded(() => getPage<StoredDelivery>('/internal/webhook-events', query), [status, appId]);
  const reload = async (): Promise<void> => {
    await Promise.all([stats.reload(), deliveries.reload()]);
  };
  const options = (apps.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const statuses = STATUSES.map((one) => ({ value: one, label: one }));
  return (
    <Page
      title="Inbox"
      lead="Did you receive it? Every webhook that came, as it came, and what became of it."
      actions={
        <Button busy={deliveries.isLoading} onClick={reload}>
          Refresh
        </Button>
      }
    >
      <LoadFailure of={stats} />
      {stats.value !== null && <InboxCounts stats={stats.value} chosen={status} onChoose={setStatus} />}
      <Panel title="Deliveries">
        <div class="fields">
          <SelectField
            label="Status"
            value={status}
            options={[{ value: '', label: 'all' }, ...statuses]}
            onChange={setStatus}
          />
          <SelectField
            label="App"
            value={appId}
            options={[{ value: '', label: 'all' }, ...options]}
            onChange={setAppId}
          />
          <TextField
            label="Search in what is shown"
            hint="An id, a number, a name"
            type="search"
            value={words}
            onInput={setWords}
          />
        </div>
        {REPLAYABLE.has(status) && <ReplayAll status={status} appId={appId} reload={reload} />}
        <LoadFailure of={deliveries} />
        {deliveries.value !== null && (
          <Found
            deliveries={deliveries}
            list={deliveries.value}
            words={words}
            query={query}
            apps={apps.value?.items ?? []}
            reload={reload}
          />
        )}
      </Panel>
    </Page>
  );
};

interface FoundProps {
  readonly deliveries: Loaded<Listed<StoredDelivery>>;
  readonly list: Listed<StoredDelivery>;
  readonly words: string;
  readonly query: Readonly<Record<string, string>>;
  readonly apps: readonly App[];
  readonly reload: () => Promise<void>;
}

const Found = ({ deliveries, list, words, query, apps, reload }: FoundProps) => {
  const more = useAct(async (): Promise<Outcome<string>> => {
    const page = await getPage<StoredDelivery>('/internal/webhook-events', query, list);
    if (!page.ok) return page;
    deliveries.set(page.value);
    return { ok: true, value: '' };
  });
  const replay = useAct(async ({ id }: StoredDelivery): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('POST', `/internal/webhook-events/${id}/retry`);
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: answer.value.message };
  });
  const wanted = words.trim().toLowerCase();
  const shown = list.items.filter((one) => wanted === '' || JSON.stringify(one).toLowerCase().includes(wanted));
  return (
    <>
      <p role="status" class="soft">
        {wanted === ''
          ? `${list.items.length} of ${list.total}`
          : `${shown.length} of the ${list.items.length} that are shown`}
        , newest first
      </p>
      <Result of={replay} />
      {shown.length === 0 ? (
        <Empty title="There is none.">
          {wanted === '' ? 'No delivery has this status.' : 'Show more, or search for something else.'}
        </Empty>
      ) : (
        <DeliveryList deliveries={shown} apps={apps} replay={replay} />
      )}
      {list.next !== null && (
        <Button busy={more.isRunning} onClick={() => more.run(undefined)}>
          Show more
        </Button>
      )}
      <Result of={more} />
    </>
  );
};
