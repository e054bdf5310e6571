import type { Attributed } from '../../../../application/ports/listing.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { phoneKey } from '../../../../domain/phone-number.js';
import type { Timestamp } from '../../../../domain/timestamp.js';
import { isSameCrmUser } from '../../../../domain/user-mapping/crm-user-key.js';
import type { Row } from './aggregate-table.js';
import type { MemoryState } from './memory-state.js';

/** Newest first by the time given, then by descending id. */
export const newestFirst =
  <A extends { readonly id: string }>(timeOf: (item: A) => Timestamp) =>
  (x: A, y: A): number =>
    timeOf(y) - timeOf(x) || (x.id < y.id ? 1 : -1);

/** Adds the CRM user that a view belongs to now. */
export const attributed =
  (state: MemoryState) =>
  <A extends { readonly appId: AppId; readonly dialpadUserId: DialpadId | null }>(view: A): Attributed<A> => ({
    ...view,
    crmUserId: crmUserOf(state, view.appId, view.dialpadUserId),
  });

const crmUserOf = (state: MemoryState, appId: AppId, user: DialpadId | null): string | null =>
  user === null ? null : (state.mappings.get(appId)?.get(user)?.crmUserId ?? null);

/** Tests a row against the conditions that the filters of calls, voicemails and messages share. */
export const matches = (
  state: MemoryState,
  appId: AppId,
  filter: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly dialpadUserId?: DialpadId | undefined;
    readonly crmUserId?: string | undefined;
  },
) => {
  const country = state.apps.get(appId)?.app.country ?? state.defaultCountry;
  const from = filter.from === undefined ? undefined : phoneKey(filter.from, country);
  const to = filter.to === undefined ? undefined : phoneKey(filter.to, country);
  return ({
    view,
    keysIn,
  }: Row<unknown, { readonly appId: AppId; readonly dialpadUserId: DialpadId | null }>): boolean =>
    (from === undefined || keysIn(country).from === from) &&
    (to === undefined || keysIn(country).to === to) &&
    (filter.dialpadUserId === undefined || view.dialpadUserId === filter.dialpadUserId) &&
    (filter.crmUserId === undefined || belongsTo(filter.crmUserId, crmUserOf(state, view.appId, view.dialpadUserId)));
};

const belongsTo = (wanted: string, crmUser: string | null): boolean =>
  crmUser !== null && isSameCrmUser(crmUser, wanted);
