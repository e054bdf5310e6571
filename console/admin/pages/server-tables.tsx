import type { Metric } from '../logic/prometheus.js';
import { routesOf, webhooksOf } from '../logic/server-reading.js';
import { Empty, Table } from '../parts.js';

interface Props {
  readonly metrics: ReadonlyMap<string, Metric>;
}

const MEANINGS: Readonly<Record<string, string>> = {
  kept: 'stored for an app',
  duplicate: 'had been stored before',
  unrouted: 'stored, but of no known app',
  forged: 'refused: not signed with the webhook secret. Compare it on both sides',
  malformed: 'refused: no JSON',
  early: 'refused for a moment: the clocks differ',
  busy: 'refused for a moment: too many at once',
  unavailable: 'refused for a moment: storage was out of reach',
};

/** How many webhooks came, and what became of them. */
export const Outcomes = ({ metrics }: Props) => {
  const { outcomes, half, nearlyAll } = webhooksOf(metrics);
  if (outcomes.length === 0)
    return <Empty title="No webhook has come yet.">Simulate a call, or connect an app to Dialpad.</Empty>;
  return (
    <>
      <Table caption="Webhooks by outcome" head={['Outcome', 'Number', 'Meaning']} numbers={['Number']}>
        {outcomes.map(({ outcome, count }) => (
          <tr key={outcome}>
            <th scope="row">{outcome}</th>
            <td class="number">{count.toLocaleString('en')}</td>
            <td>{MEANINGS[outcome] ?? ''}</td>
          </tr>
        ))}
      </Table>
      {half !== null && nearlyAll !== null && (
        <p>
          From receipt to event: half within {inMs(half)}, 99 of 100 within {inMs(nearlyAll)}.
        </p>
      )}
    </>
  );
};

const inMs = (seconds: number): string =>
  Number.isFinite(seconds) ? `${Math.round(seconds * 1000)} ms` : 'more than is measured';

const NUMBERS = ['Answers', 'Refused or failed', 'On average'];

/** Routes that are shown. */
const MAX_ROUTES = 20;

/** What was asked of the server. */
export const Routes = ({ metrics }: Props) => (
  <Table caption="The busiest routes" head={['Route', ...NUMBERS]} numbers={NUMBERS}>
    {routesOf(metrics)
      .slice(0, MAX_ROUTES)
      .map(({ route, count, failed, mean }) => (
        <tr key={route}>
          <th scope="row">
            <code>{route}</code>
          </th>
          <td class="number">{count.toLocaleString('en')}</td>
          <td class="number">{failed.toLocaleString('en')}</td>
          <td class="number">{mean < 10 ? mean.toFixed(2) : mean.toFixed(0)} ms</td>
        </tr>
      ))}
  </Table>
);
