import * as O from 'fp-ts/lib/Option.js';
import type { Filter } from 'mongodb';
import type { Attributed, Listed, Page, Place } from '../../../../application/ports/listing.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { crmUserKey } from '../../../../domain/user-mapping/crm-user-key.js';
import { listed } from '../listed.js';
import { numberKeyOf } from '../number-keys.js';
import { itemOf } from './mongo-aggregate-docs.js';
import { type AggregateDoc, type Collections, idWithin } from './mongo-collections.js';
import { countriesOf } from './mongo-countries.js';
import type { MongoAccess } from './mongo-engine.js';
import { readPage } from './mongo-page.js';

type Kind = 'calls' | 'voicemails' | 'messages';

/** A view that belongs to a Dialpad user, or to none. */
interface Owned {
  readonly dialpadUserId: DialpadId | null;
}

/** The conditions that calls, voicemails and messages share. */
interface CommonFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dialpadUserId?: DialpadId | undefined;
  readonly crmUserId?: string | undefined;
}

/** Finds one of an app's aggregates, with the CRM user that it belongs to now. */
export const findOne = async <A, View extends Owned>(
  collections: Collections,
  kind: Kind,
  appId: AppId,
  id: string,
  viewOf: (item: A) => View,
): Promise<O.Option<Attributed<View>>> => {
  const doc = await collections[kind].findOne({ app_id: appId, id, deleted: { $ne: true } });
  if (doc === null) return O.none;
  return O.fromNullable((await attributed(collections, appId, [viewOf(itemOf<A>(doc))]))[0]);
};

/** A page of an app's aggregates, newest first, with the CRM users that they belong to now. */
export const list = async <A, View extends Owned>(
  { collections, totals }: Pick<MongoAccess, 'collections' | 'totals'>,
  kind: Kind,
  appId: AppId,
  filter: { readonly given: unknown; readonly conditions: Filter<AggregateDoc> },
  page: Page,
  viewOf: (item: A) => View,
): Promise<Listed<Attributed<View>>> => {
  const matching = { app_id: appId, ...filter.conditions };
  const projection = { json: 1, at: 1, id: 1 } as const;
  const docs = await readPage(collections[kind], matching, page, { ...NEWEST_FIRST, projection, bytesOf });
  const toItem = (doc: AggregateDoc): View => viewOf(itemOf<A>(doc));
  const found = await listed(page, docs, { toItem, placeOf, bytesOf }, () =>
    totals(appId, JSON.stringify([kind, filter.given]), () => collections[kind].countDocuments(matching)),
  );
  return { ...found, items: await attributed(collections, appId, found.items) };
};

const NEWEST_FIRST = { by: 'at', id: 'id', direction: -1 } as const;

const bytesOf = ({ json }: AggregateDoc): number => Buffer.byteLength(json);

const placeOf = ({ at, id }: AggregateDoc): Place => ({ at, id });

/** The MongoDB filter for the common conditions; a CRM user stands for the Dialpad users that are mapped to it now. */
export const conditionsOf = async (
  { collections, defaultCountry }: Pick<MongoAccess, 'collections' | 'defaultCountry'>,
  appId: AppId,
  { from, to, dialpadUserId, crmUserId }: CommonFilter,
): Promise<Filter<AggregateDoc>> => {
  const users: { dialpad_user_id: DialpadId | { $in: DialpadId[] } }[] = [];
  if (dialpadUserId !== undefined) users.push({ dialpad_user_id: dialpadUserId });
  if (crmUserId !== undefined) {
    const ofCrmUser = { app_id: appId, crm_user_key: crmUserKey(crmUserId), deleted: false };
    const mapped = await collections.user_mappings.find(ofCrmUser, { projection: { dialpad_user_id: 1 } }).toArray();
    users.push({ dialpad_user_id: { $in: mapped.map((mapping) => mapping.dialpad_user_id) } });
  }
  const hasNumber = from !== undefined || to !== undefined;
  const country = (await countriesOf({ collections, defaultCountry }, hasNumber ? [appId] : []))(appId);
  return {
    ...(from === undefined ? {} : { from_key: numberKeyOf(from, country) }),
    ...(to === undefined ? {} : { to_key: numberKeyOf(to, country) }),
    ...(users.length === 0 ? {} : { $and: users }),
  };
};

const attributed = async <View extends Owned>(
  { user_mappings }: Collections,
  appId: AppId,
  views: readonly View[],
): Promise<readonly Attributed<View>[]> => {
  const users = [...new Set(views.flatMap(({ dialpadUserId }) => dialpadUserId ?? []))];
  const ids = users.map((user) => idWithin(appId, user));
  const mapped =
    ids.length === 0 ? [] : await user_mappings.find({ app_id: appId, _id: { $in: ids }, deleted: false }).toArray();
  const crmUsers = new Map(mapped.map(({ dialpad_user_id, crm_user_id }) => [dialpad_user_id, crm_user_id]));
  return views.map((view) => ({
    ...view,
    crmUserId: view.dialpadUserId === null ? null : (crmUsers.get(view.dialpadUserId) ?? null),
  }));
};
