import { useState } from 'preact/hooks';
import type { components } from '../../../src/client/index.js';
import { Empty, LoadFailure, Page, Panel, SelectField } from '../../admin/parts.js';
import { useLoaded } from '../../admin/use-loaded.js';
import { query, replaceQuery } from '../../router.js';
import { ask } from '../ask.js';
import { durationText } from '../logic/durations.js';
import { type Bucket, SPANS, shareText, spanOf } from '../logic/spans.js';
import { BucketCharts } from '../parts/bucket-charts.js';
import { BucketTable } from '../parts/bucket-table.js';
import { PeopleTable } from '../parts/people-table.js';

type Found = components['schemas']['Statistics'];

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set([OWN_ZONE, 'UTC'])].map((value) => ({ value, label: value }));

/** How many calls there were, and what became of them. */
export const Statistics = () => {
  const [now] = useState(() => new Date());
  const parameters = new URLSearchParams(query.value);
  const span = spanOf(parameters.get('span') ?? '7', now);
  const zone = parameters.get('zone') ?? OWN_ZONE;
  const found = useLoaded(
    () => ask((of) => of.stats({ from: span.from, to: span.to, bucket: span.bucket, by: 'user', time_zone: zone })),
    [span.name, zone],
  );
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(query.value);
    next.set(name, value);
    replaceQuery(next);
  };
  return (
    <Page
      title="Statistics"
      lead="A call counts once, with all its legs, when its first leg began."
      actions={
        <div class="span-choice">
          <SelectField label="Span" value={span.name} options={SPANS} onChange={(value) => change('span', value)} />
          <SelectField label="Time zone" value={zone} options={ZONES} onChange={(value) => change('zone', value)} />
        </div>
      }
    >
      <LoadFailure of={found} />
      {found.value !== null && <Shown found={found.value} bucket={span.bucket} />}
    </Page>
  );
};

const EACH: Readonly<Record<Bucket, string>> = { hour: 'hour', day: 'day', week: 'week', month: 'month' };

const Shown = ({ found, bucket }: { readonly found: Found; readonly bucket: Bucket }) => {
  if (found.total.calls === 0) {
    return <Empty title="No calls in this span.">Choose a longer one, or wait for the first call.</Empty>;
  }
  return (
    <>
      <Totals total={found.total} />
      <Panel title={`Calls by ${EACH[bucket]}`}>
        <p class="soft">
          Times are those of {found.time_zone}. The last {EACH[bucket]} is not over yet.
        </p>
        <BucketCharts buckets={found.buckets} bucket={bucket} />
        <details class="activity">
          <summary>The same as a table</summary>
          <BucketTable buckets={found.buckets} bucket={bucket} />
        </details>
      </Panel>
      <Panel title="By person">
        <PeopleTable people={found.people ?? []} />
      </Panel>
    </>
  );
};

const Totals = ({ total }: { readonly total: Found['total'] }) => (
  <dl class="totals">
    {[
      ['Calls', total.calls.toLocaleString('en'), `${total.inbound} in, ${total.outbound} out`],
      ['Answered', total.answered.toLocaleString('en'), shareText(total.answered, total.calls)],
      ['Missed', total.missed.toLocaleString('en'), `${total.voicemails} with a voicemail`],
      ['Talk time', durationText(total.talk_seconds), `${durationText(total.mean_talk_seconds)} a call`],
      ['Wait', durationText(total.mean_wait_seconds), 'mean, until the answer'],
    ].map(([name, value, more]) => (
      <div key={name} class="total">
        <dt>{name}</dt>
        <dd>
          <strong>{value}</strong>
          <span class="total-more soft">{more}</span>
        </dd>
      </div>
    ))}
  </dl>
);
