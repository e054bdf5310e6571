import { Button } from '../../admin/parts.js';

interface Props {
  /** What is counted, such as `calls`. */
  readonly what: string;
  readonly shown: number;
  /** How many items stand on the pages before. */
  readonly before: number;
  readonly total: number;
  readonly isLoading: boolean;
  /** Null where there is no page in that direction. */
  readonly onNewer: (() => void) | null;
  readonly onOlder: (() => void) | null;
}

/** From page to page. */
export const Pager = ({ what, shown, before, total, isLoading, onNewer, onOlder }: Props) => (
  <nav class="pager" aria-label={`Pages of ${what}`}>
    <span class="soft">
      {shown === 0 ? `No ${what}` : `${number(before + 1)}–${number(before + shown)} of ${number(total)} ${what}`}
    </span>
    {(onNewer !== null || onOlder !== null) && (
      <span class="actions">
        <Button disabled={onNewer === null} busy={isLoading} onClick={() => onNewer?.()}>
          Newer
        </Button>
        <Button disabled={onOlder === null} busy={isLoading} onClick={() => onOlder?.()}>
          Older
        </Button>
      </span>
    )}
  </nav>
);

const number = (many: number): string => many.toLocaleString('en');
