import type { DeliveryStatus, InboxStats } from '../api/model.js';

const MEANINGS: Readonly<Record<DeliveryStatus, string>> = {
  processed: 'became part of a call or message',
  pending: 'wait to be processed',
  failed: 'could not be processed',
  ignored: 'say nothing of interest',
  unrouted: 'belong to no known app',
};

interface Props {
  readonly stats: InboxStats;
  /** The status by which the list is filtered; empty for none. */
  readonly chosen: string;
  readonly onChoose: (status: string) => void;
}

/** How many deliveries have which status; each is a filter. */
export const InboxCounts = ({ stats, chosen, onChoose }: Props) => (
  <ul class="counts">
    {(Object.keys(MEANINGS) as DeliveryStatus[]).map((status) => (
      <li key={status}>
        <button
          type="button"
          class={`count ${status}`}
          aria-pressed={chosen === status}
          onClick={() => onChoose(chosen === status ? '' : status)}
        >
          <span class="count-number">{stats[status].toLocaleString('en')}</span>
          <span class="count-name">{status}</span>
          <span class="count-meaning">
            {status === 'pending' && stats.oldest_pending_seconds !== null
              ? `the oldest for ${stats.oldest_pending_seconds} s`
              : MEANINGS[status]}
          </span>
        </button>
      </li>
    ))}
  </ul>
);
