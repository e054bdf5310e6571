import { useState } from 'preact/hooks';
import { type Outcome, send } from '../api/client.js';
import type { App, DeliveryStatus, StoredDelivery } from '../api/model.js';
import { showExact } from '../logic/exact-json.js';
import { Badge, type BadgeTone, Button, CopyButton, Facts, Result, Time } from '../parts.js';
import { useAct } from '../use-loaded.js';

const TONES: Readonly<Record<DeliveryStatus, BadgeTone>> = {
  processed: 'good',
  pending: 'info',
  failed: 'bad',
  ignored: 'quiet',
  unrouted: 'warn',
};

interface Props {
  readonly deliveries: readonly StoredDelivery[];
  readonly apps: readonly App[];
  readonly reload: () => Promise<void>;
}

/** Deliveries, each of which opens to show what came. */
export const DeliveryList = ({ deliveries, apps, reload }: Props) => {
  const names = new Map(apps.map(({ id, name }) => [id, name]));
  return (
    <ul class="deliveries">
      {deliveries.map((one) => (
        <Delivery
          key={one.id}
          delivery={one}
          appName={one.app_id === null ? null : (names.get(one.app_id) ?? one.app_id)}
          reload={reload}
        />
      ))}
    </ul>
  );
};

interface DeliveryProps {
  readonly delivery: StoredDelivery;
  readonly appName: string | null;
  readonly reload: () => Promise<void>;
}

const Delivery = ({ delivery, appName, reload }: DeliveryProps) => {
  const [isOpen, setOpen] = useState(false);
  const { status, event_type: type, reason, received_at: receivedAt, replayed } = delivery;
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Badge tone={TONES[status]}>{status}</Badge>
          <span class="delivery-name">{type ?? 'no event name'}</span>
          <span class="soft">{appName ?? 'no app'}</span>
          {replayed && <Badge tone="quiet">replayed</Badge>}
          <Time at={receivedAt} />
          {reason !== null && <span class="delivery-reason">{reason}</span>}
        </summary>
        {isOpen && <DeliveryBody delivery={delivery} appName={appName} reload={reload} />}
      </details>
    </li>
  );
};

const DeliveryBody = ({ delivery, appName, reload }: DeliveryProps) => {
  const payload = showExact(delivery.payload);
  const replay = useAct(async (): Promise<Outcome<string>> => {
    const answer = await send<{ readonly message: string }>('POST', `/internal/webhook-events/${delivery.id}/retry`);
    if (!answer.ok) return answer;
    await reload();
    return { ok: true, value: answer.value.message };
  });
  return (
    <div class="delivery-body">
      <Facts
        facts={[
          ['Delivery', <code key="id">{delivery.id}</code>],
          ['App', appName ?? 'none is known'],
          ['Received', <Time key="at" at={delivery.received_at} exact />],
          ['Attempts', String(delivery.attempts)],
          ...(delivery.reason === null ? [] : [['Why', delivery.reason] as const]),
        ]}
      />
      <div class="actions">
        <Button busy={replay.isRunning} disabled={delivery.status === 'pending'} onClick={() => replay.run(undefined)}>
          Replay
        </Button>
        <CopyButton text={payload} what="the payload" />
      </div>
      <Result of={replay} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="payload" tabIndex={0} aria-label="Payload as received">
        <pre>{payload}</pre>
      </section>
    </div>
  );
};
