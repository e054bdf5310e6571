import { minuteTime } from '../../logic/times.js';
import type { Segment, SegmentKind, Span } from '../logic/coverage-segments.js';
import { counted } from '../logic/sentence.js';

const WORDS: Readonly<Record<SegmentKind, string>> = {
  complete: 'all calls are known',
  'gap-filled': 'a gap, its calls were fetched',
  missing: 'to be asked for',
  filling: 'being asked for',
  unknown: 'not known',
};

/** The kinds that the legend explains. */
const LEGEND: readonly SegmentKind[] = ['complete', 'gap-filled', 'missing', 'filling', 'unknown'];

/** A coverage drawn along time. What it says stands in tables too, so for a screen reader it is one picture with a sentence. */
export const Timeline = ({ segments, shown }: { readonly segments: readonly Segment[]; readonly shown: Span }) => {
  const missing = segments.filter(({ kind }) => kind === 'missing').length;
  const said = `From ${minuteTime(shown.from)} to ${minuteTime(shown.to)}: ${missing === 0 ? 'nothing is missing' : `${counted(missing, 'time range is', 'time ranges are')} missing`}.`;
  return (
    <figure class="timeline">
      <div class="timeline-bar" role="img" aria-label={said}>
        {segments.map(({ kind, from, to, start, width }) => (
          <span
            key={`${kind}${from}`}
            class={`segment ${kind}`}
            style={{ left: `${start * 100}%`, width: `${width * 100}%` }}
            title={`${WORDS[kind]}: ${minuteTime(from)} to ${minuteTime(to)}`}
          />
        ))}
      </div>
      <div class="timeline-ends" aria-hidden="true">
        <span>{minuteTime(shown.from)}</span>
        <span>now</span>
      </div>
      <figcaption>
        <ul class="legend">
          {LEGEND.map((kind) => (
            <li key={kind}>
              <span class={`swatch ${kind}`} aria-hidden="true" />
              {WORDS[kind]}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
};
