import type { AppId } from './ids.js';

/** Groups items by app; each group keeps the order of the items. */
export const groupByApp = <A extends { readonly appId: AppId }>(
  items: readonly A[],
): ReadonlyMap<AppId, readonly A[]> => {
  const groups = new Map<AppId, A[]>();
  for (const item of items) {
    const group = groups.get(item.appId);
    if (group === undefined) groups.set(item.appId, [item]);
    else group.push(item);
  }
  return groups;
};
