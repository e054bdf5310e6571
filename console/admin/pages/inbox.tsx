import { useState } from 'preact/hooks';
import { queryField, setQueryField } from '../../router.js';
import { getApps, getData, getIfThere, type Outcome, send } from '../api/client.js';
import type { App, DeliveryStatus, InboxStats, Listed, StoredDelivery } from '../api/model.js';
import { Button, Empty, LoadFailure, More, Page, Panel, Result, SelectField, TextField } from '../parts.js';
import { type ListedPages, useListed } from '../use-listed.js';
import { useAct, useLoaded } from '../use-loaded.js';
import { DeliveryList } from './delivery-list.js';
import { InboxCounts } from './inbox-counts.js';
import { ReplayAll } from './replay-all.js';

const STATUSES: readonly DeliveryStatus[] = ['processed', 'pending', 'failed', 'ignored', 'unrouted'];
/** Those that can be processed again, all at once. */
const REPLAYABLE: ReadonlySet<string> = new Set(['failed', 'ignored', 'unrouted']);

const chooseStatus = (status: string): void => setQueryField('status', status);
const chooseApp = (id: string): void => setQueryField('app', id);

/** Every delivery that was received, and what became of it: the answer to "did you receive it?". */
export const Inbox = () => {
  const status = STATUSES.find((one) => one === queryField('status')) ?? '';
  const appId = queryField('app');
  const [words, setWords] = useState('');
  const stats = useLoaded(() => getData<InboxStats>('/internal/webhook-events/stats'), []);
  const apps = useLoaded(getApps, []);
  const query = { status, app_id: appId, limit: '50' };
  const deliveries = useListed<StoredDelivery>('/internal/webhook-events', query);
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
      {stats.value !== null && <InboxCounts stats={stats.value} chosen={status} onChoose={chooseStatus} />}
      <Panel title="Deliveries">
        <div class="fields">
          <SelectField
            label="Status"
            value={status}
            options={[{ value: '', label: 'all' }, ...statuses]}
            onChange={chooseStatus}
          />
          <SelectField
            label="App"
            value={appId}
            options={[{ value: '', label: 'all' }, ...options]}
            onChange={chooseApp}
          />
          <TextField
            label="Search"
            hint="Any part of it: an id, a number, a name"
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
            apps={apps.value?.items ?? []}
            reload={reload}
          />
        )}
      </Panel>
    </Page>
  );
};

interface FoundProps {
  readonly deliveries: ListedPages<StoredDelivery>;
  readonly list: Listed<StoredDelivery>;
  readonly words: string;
  readonly apps: readonly App[];
  readonly reload: () => Promise<void>;
}

/** Deliveries that are searched at a press of the button, unless one is found before. */
const FURTHER = 500;

const many = (count: number): string => count.toLocaleString('en');

const DELIVERY_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The delivery with this id, however old it is. */
const readNamed = async (id: string): Promise<Outcome<StoredDelivery | null>> =>
  DELIVERY_ID.test(id) ? getIfThere<StoredDelivery>(`/internal/webhook-events/${id}`) : { ok: true, value: null };

const Found = ({ deliveries, list, words, apps, reload }: FoundProps) => {
  const replay = useAct(async ({ id }: StoredDelivery): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('POST', `/internal/webhook-events/${id}/retry`);
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: answer.value.message };
  });
  const wanted = words.trim().toLowerCase();
  const named = useLoaded(() => readNamed(wanted), [wanted]);
  const isWanted = (one: StoredDelivery): boolean =>
    wanted === '' || JSON.stringify(one).toLowerCase().includes(wanted);
  const found = list.items.filter(isWanted);
  const shown = found.length === 0 && named.value !== null ? [named.value] : found;
  const { more } = deliveries;
  const further = (): Promise<void> =>
    more.run((items) => items.length >= list.items.length + FURTHER || items.slice(list.items.length).some(isWanted));
  return (
    <>
      <p role="status" class="soft">
        {wanted === ''
          ? `${many(list.items.length)} of ${many(list.total)}, newest first`
          : `${many(shown.length)} found in the newest ${many(list.items.length)} of ${many(list.total)}`}
      </p>
      <Result of={replay} />
      {shown.length === 0 ? (
        <Empty title="There is none.">
          {wanted === ''
            ? 'No delivery is like that.'
            : list.next === null
              ? 'No delivery says this, as far as they are kept.'
              : 'Older deliveries have not been searched yet.'}
        </Empty>
      ) : (
        <DeliveryList deliveries={shown} apps={apps} replay={replay} />
      )}
      {wanted === '' || list.next === null ? (
        <More of={deliveries} />
      ) : (
        <>
          <Button busy={more.isRunning} onClick={further}>
            Search older ones
          </Button>
          <Result of={more} />
        </>
      )}
    </>
  );
};
