import { getData } from '../api/client.js';
import type { Coverage } from '../api/model.js';
import { segmentsOf, shownSpanOf } from '../logic/coverage-segments.js';
import { sentence } from '../logic/sentence.js';
import { Badge, Empty, Facts, LoadFailure, Notice, Panel, Table, Time } from '../parts.js';
import { useLoaded } from '../use-loaded.js';
import { AskForRange } from './ask-for-range.js';
import { Timeline } from './timeline.js';
import type { AppViewProps } from './view-props.js';

const REFRESH_MS = 5_000;

/** Of which times all calls are known, and what becomes of the others. */
export const AppCoverage = ({ app }: AppViewProps) => {
  const coverage = useLoaded(() => getData<Coverage>(`/internal/apps/${app.id}/coverage`), [app.id], REFRESH_MS);
  const known = coverage.value;
  const shown =
    known === null ? null : shownSpanOf(known, Math.max(Date.now(), Date.parse(known.watched_until ?? '') || 0));
  return (
    <>
      <Panel title="Coverage">
        <p>Of which times this server has all calls. What happened while it did not listen is asked for at Dialpad.</p>
        <LoadFailure of={coverage} />
        {known !== null && known.since === null && (
          <Empty title="No server has listened for this app yet.">
            It begins once the app is connected to Dialpad.
          </Empty>
        )}
        {known !== null && shown !== null && known.since !== null && (
          <>
            <Timeline segments={segmentsOf(known, shown)} shown={shown} />
            <CoverageFacts coverage={known} />
          </>
        )}
      </Panel>
      {known !== null && (
        <Panel title="Gaps">
          <Gaps coverage={known} />
        </Panel>
      )}
      <Panel title="Ask for a time range">
        <AskForRange appId={app.id} onAsked={coverage.set} />
      </Panel>
    </>
  );
};

const CoverageFacts = ({ coverage }: { readonly coverage: Coverage }) => (
  <>
    {coverage.trouble !== null && (
      <Notice tone="bad">
        Missed calls cannot be fetched: {sentence(coverage.trouble.reason)} Tried again{' '}
        <Time at={coverage.trouble.retry_at} />.
      </Notice>
    )}
    <Facts
      facts={[
        ['Listens since', <Time key="since" at={coverage.since} />],
        ['Listened until', <Time key="until" at={coverage.watched_until} none="–" />],
        ['Being asked for', coverage.filling === null ? 'nothing' : coverage.filling.progress],
        ['Last asked for all that was missing', <Time key="filled" at={coverage.last_filled_at} none="not yet" />],
      ]}
    />
  </>
);

const Gaps = ({ coverage }: { readonly coverage: Coverage }) =>
  coverage.gaps.length === 0 ? (
    <Empty title="There was no gap.">A gap is a time of more than 15 seconds in which no server listened.</Empty>
  ) : (
    <Table caption="Gaps, the latest first" head={['From', 'To', 'Noticed', 'Calls fetched']}>
      {[...coverage.gaps].reverse().map((gap) => (
        <tr key={gap.from}>
          <td>
            <Time at={gap.from} exact />
          </td>
          <td>
            <Time at={gap.to} exact />
          </td>
          <td>
            <Time at={gap.detected_at} />
          </td>
          <td>{gap.filled_at === null ? <Badge tone="warn">not yet</Badge> : <Time at={gap.filled_at} />}</td>
        </tr>
      ))}
    </Table>
  );
