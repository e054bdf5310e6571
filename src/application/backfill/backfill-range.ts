import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { TimeRange } from '../../domain/coverage/time-range.js';
import type { AppId } from '../../domain/ids.js';
import type { Timestamp } from '../../domain/timestamp.js';
import type { WithAccess } from '../phone-system/access.js';
import type { CallRepository } from '../ports/call-repository.js';
import type { CursorPage, PhoneSystem, PhoneSystemError, ReportedCall } from '../ports/phone-system.js';
import type { StorageError } from '../ports/storage-error.js';
import { type ApplyReportedDeps, applyReportedCalls } from './apply-reported-calls.js';
import type { BackfillError } from './backfill-error.js';

export interface BackfillDeps extends ApplyReportedDeps {
  readonly withAccess: WithAccess;
  readonly phone: Pick<PhoneSystem, 'listCalls'>;
  readonly calls: Pick<CallRepository, 'stale'>;
}

/** Calls are asked for this far around a range: calls that ended in it, clocks that differ, lists that lag behind. */
const MARGIN_MS = 10 * 60_000;
/** A call in progress is expected to end within this time of its start. */
const MAX_CALL_MS = 24 * 3_600_000;
/** More calls in progress than an app has. */
const MAX_OPEN_CALLS = 100;
/** More pages than the day of any company has. */
const MAX_PAGES = 20_000;

/**
 * Asks for the calls that may have ended in a range, and applies them page by page. Answers how many there were. Between two pages
 * `betweenPages` is given how many there were so far; its Left ends the backfill.
 */
export const backfillRange =
  <F>(
    deps: BackfillDeps,
    appId: AppId,
    range: TimeRange,
    betweenPages: (listed: number) => TaskEither<F, unknown>,
  ): TaskEither<BackfillError | F, number> =>
  async () => {
    const earliest = await earliestOpenCall(deps, appId, range)();
    if (E.isLeft(earliest)) return earliest;
    const asked = { from: Math.min(range.from - MARGIN_MS, earliest.right), to: range.to + MARGIN_MS };
    const cursors = new Set<string>();
    let listed = 0;
    for (let cursor: string | null = null; ; ) {
      const page = await ask(deps, appId, asked, cursor)();
      if (E.isLeft(page)) return page;
      const { items, next }: CursorPage<ReportedCall> = page.right;
      if (next !== null && (cursors.has(next) || cursors.size >= MAX_PAGES)) return E.left(ENDLESS);
      const applied = await applyReportedCalls(deps, appId, items)();
      if (E.isLeft(applied)) return applied;
      listed += items.length;
      const { from, to } = range;
      deps.logger.info({ app_id: appId, from, to, listed }, next === null ? 'Asked for calls' : 'Asking for calls');
      if (next === null) return E.right(listed);
      cursors.add(next);
      cursor = next;
      const goesOn = await betweenPages(listed)();
      if (E.isLeft(goesOn)) return goesOn;
    }
  };

const ENDLESS: PhoneSystemError = {
  _tag: 'PhoneSystemUnavailable',
  detail: 'the list of calls does not come to an end',
  retryAfterMs: null,
};

const ask = (
  { withAccess, phone }: BackfillDeps,
  appId: AppId,
  range: TimeRange,
  cursor: string | null,
): TaskEither<BackfillError, CursorPage<ReportedCall>> =>
  withAccess(appId, (access) => phone.listCalls(access, range, cursor));

/** When the earliest call began that is stored as in progress, and so may have ended in the range; at the latest the range's start. */
const earliestOpenCall =
  ({ calls, clock }: BackfillDeps, appId: AppId, { from }: TimeRange): TaskEither<StorageError, Timestamp> =>
  async () => {
    const open = await calls.stale(appId, clock.now(), MAX_OPEN_CALLS)();
    if (E.isLeft(open)) return open;
    const starts = open.right.map(({ startedAt }) => startedAt).filter((at) => at >= from - MAX_CALL_MS);
    return E.right(Math.min(from, ...starts));
  };
