import { useState } from 'preact/hooks';
import type { App, DeliveryStatus, StoredDelivery } from '../api/model.js';
import { showExact } from '../logic/exact-json.js';
import { Badge, type BadgeTone, Button, CopyButton, CopyText, Facts, Time } from '../parts.js';
import type { Act } from '../use-loaded.js';

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
  readonly replay: Act<StoredDelivery>;
}

/** Deliveries, each of which opens to show what came. */
export const DeliveryList = ({ deliveries, apps, replay }: Props) => {
  const names = new Map(apps.map(({ id, name }) => [id, name]));
  return (
    <ul class="deliveries">
      {deliveries.map((one) => (
        <Delivery
          key={one.id}
          delivery={one}
          appName={one.app_id === null ? null : (names.get(one.app_id) ?? one.app_id)}
          replay={replay}
        />
      ))}
    </ul>
  );
};

interface DeliveryProps {
  readonly delivery: StoredDelivery;
  readonly appName: string | null;
  readonly replay: Act<StoredDelivery>;
}

const Delivery = ({ delivery, appName, replay }: DeliveryProps) => {
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
        {isOpen && <DeliveryBody delivery={delivery} appName={appName} replay={replay} />}
      </details>
    </li>
  );
};

const DeliveryBody = ({ delivery, appName, replay }: DeliveryProps) => {
  const payload = showExact(delivery.payload);
  return (
    <div class="delivery-body">
      <Facts
        facts={[
          ['Delivery', <CopyText key="id" text={delivery.id} />],
          ['App', appName ?? 'none is known'],
          ['Received', <Time key="at" at={delivery.received_at} exact />],
          ['Failed attempts', String(delivery.attempts)],
          ...(delivery.reason === null ? [] : [['Why', delivery.reason] as const]),
        ]}
      />
      <div class="actions">
        <Button busy={replay.isRunning} disabled={delivery.status === 'pending'} onClick={() => replay.run(delivery)}>
          Replay
        </Button>
        <CopyButton text={payload} what="the payload" label="Copy the payload" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="payload" tabIndex={0} aria-label="Payload as received">
        <pre>{payload}</pre>
      </section>
    </div>
  );
};
