import type { components } from '../../../src/client/index.js';
import { counted } from '../../admin/logic/sentence.js';
import { type Bucket, bucketText } from '../logic/spans.js';
import { Chart } from './chart.js';

interface Props {
  readonly buckets: readonly components['schemas']['BucketTally'][];
  readonly bucket: Bucket;
}

/** What became of the calls, how long people talked and how long callers waited, by time. */
export const BucketCharts = ({ buckets, bucket }: Props) => {
  const labels = buckets.map(({ local_start }) => bucketText(local_start, bucket));
  const of = (read: (one: Props['buckets'][number]) => number | null) => buckets.map(read);
  const calls = buckets.reduce((sum, one) => sum + one.calls, 0);
  const missed = buckets.reduce((sum, one) => sum + one.missed, 0);
  return (
    <div class="charts">
      <Chart
        title="Calls"
        summary={`${counted(calls, 'call')}, ${missed} of them missed.`}
        labels={labels}
        height={220}
        inSeconds={false}
        series={[
          { name: 'Answered', colour: '--chart-good', values: of(({ answered }) => answered) },
          { name: 'Missed', colour: '--chart-bad', values: of(({ missed: many }) => many) },
          {
            name: 'Not answered by the other side, or not over',
            colour: '--chart-other',
            values: of(({ calls: all, answered, missed: many }) => Math.max(0, all - answered - many)),
          },
        ]}
      />
      <Chart
        title="Talk time"
        summary="Time between the answer and the end."
        labels={labels}
        height={160}
        inSeconds
        series={[{ name: 'Talk time', colour: '--chart-info', values: of(({ talk_seconds }) => talk_seconds) }]}
      />
      <Chart
        title="Mean wait"
        summary="Time between the start and the answer."
        labels={labels}
        height={160}
        inSeconds
        series={[
          { name: 'Mean wait', colour: '--chart-warn', values: of(({ mean_wait_seconds }) => mean_wait_seconds) },
        ]}
      />
    </div>
  );
};
