import type { Call } from '../../../src/client/index.js';
import { durationText } from '../logic/durations.js';
import { isLive } from '../logic/live-calls.js';
import { CallBadge } from './call-badge.js';
import { DirectionMark } from './direction.js';
import { OtherParty, Person } from './party.js';
import { Ticking } from './ticking.js';
import { When } from './when.js';

const HEAD = ['Time', 'Who', 'Person', 'Status', 'Duration'] as const;

interface Props {
  readonly calls: readonly Call[];
  readonly isLoading?: boolean;
  readonly caption?: string;
  /** The call whose page this is. */
  readonly current?: string;
}

/** Calls, one a row; on a narrow screen one a card. */
export const CallTable = ({ calls, isLoading = false, caption = 'Calls, newest first', current }: Props) => (
  <table class={isLoading ? 'list loading' : 'list'} aria-busy={isLoading}>
    <caption class="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        {HEAD.map((name) => (
          <th key={name} scope="col" class={name === 'Duration' ? 'number' : undefined}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {calls.map((call) => (
        <tr key={call.id} class={call.id === current ? 'current' : undefined}>
          <td class="list-time">
            <When at={call.started_at} />
          </td>
          <td class="list-who">
            <span class="who">
              <DirectionMark direction={call.direction} />
              <OtherParty call={call} {...(call.id === current ? {} : { href: `/console/calls/${call.id}` })} />
            </span>
          </td>
          <td class="list-person">
            <Person call={call} />
          </td>
          <td class="list-status">
            <CallBadge call={call} />
          </td>
          <td class="list-duration number">
            {isLive(call.status) ? <Ticking since={call.started_at} /> : durationText(call.duration_seconds)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
