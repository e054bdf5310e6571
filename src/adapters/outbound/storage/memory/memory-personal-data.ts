import * as E from 'fp-ts/lib/Either.js';
import { ERASED_PAYLOAD, type Person, type PersonalData } from '../../../../application/ports/personal-data.js';
import type { DialpadId } from '../../../../domain/dialpad-id.js';
import type { AppId } from '../../../../domain/ids.js';
import { isSameCrmUser } from '../../../../domain/user-mapping/crm-user-key.js';
import { fitting } from '../listed.js';
import type { Row } from './aggregate-table.js';
import { change } from './memory-inbox.js';
import { type MemoryState, request } from './memory-state.js';

export const memoryPersonalData = (state: MemoryState): PersonalData => ({
  usersOf: (appId, crmUserId) =>
    request(state, () => {
      const mappings = [...(state.mappings.get(appId)?.values() ?? [])];
      return E.right(
        mappings.filter((one) => isSameCrmUser(one.crmUserId, crmUserId)).map(({ dialpadUserId }) => dialpadUserId),
      );
    }),

  find: (appId, person, limit) => request(state, () => E.right(find(state, appId, person, limit))),

  deliveries: (appId, after, limit) =>
    request(state, () => {
      const all = [...state.inbox.values()].filter((one) => one.appId === appId).sort((x, y) => (x.id < y.id ? -1 : 1));
      const rest = all.filter(({ id }) => after === null || id > after);
      const page = rest.slice(0, Math.min(limit, fitting(rest.map(({ payload }) => Buffer.byteLength(payload)))));
      return E.right({ deliveries: page, next: page.length === rest.length ? null : (page.at(-1)?.id ?? null) });
    }),

  blankDeliveries: (appId, ids) =>
    request(state, () => {
      for (const id of ids) {
        if (state.inbox.get(id)?.appId === appId) change(state, id, { payload: ERASED_PAYLOAD });
      }
      return E.right(undefined);
    }),

  replaceEvents: (appId, events) =>
    request(state, () => {
      const stored = state.streams.get(appId)?.events ?? [];
      for (const event of events) {
        const index = event.seq - (stored[0]?.event.seq ?? 0);
        const old = stored[index];
        if (old?.event.id === event.id) stored[index] = { ...old, event };
      }
      return E.right(undefined);
    }),

  delete: (appId, { calls, voicemails, messages }) =>
    request(state, () => {
      for (const { id } of calls) state.calls.remove(appId, id);
      for (const { id } of voicemails) state.voicemails.remove(appId, id);
      for (const { id } of messages) state.messages.remove(appId, id);
      return E.right(undefined);
    }),

  deleteMappings: (appId, users) =>
    request(state, () => E.right(users.filter((user) => state.mappings.get(appId)?.delete(user) ?? false).length)),
});

const find = (state: MemoryState, appId: AppId, person: Person, limit: number) => {
  const isParty = partyTest(state, appId, person);
  const own = state.calls.ofApp(appId).filter(isParty).slice(0, limit);
  const conversations = new Set(own.map(({ view }) => view.conversationId));
  const calls = state.calls.ofApp(appId).filter(({ view }) => conversations.has(view.conversationId));
  const legs = new Set<string>(calls.map(({ item }) => `call:${item.dialpadCallId}`));
  const voicemails = state.voicemails
    .ofApp(appId)
    .filter((row) => isParty(row) || row.item.keys.some((key) => legs.has(key)));
  return {
    calls: calls.map(({ item }) => ({ id: item.id, dialpadId: item.dialpadCallId })),
    voicemails: voicemails.slice(0, limit).map(({ item }) => ({ id: item.id, keys: item.keys })),
    messages: state.messages
      .ofApp(appId)
      .filter(isParty)
      .slice(0, limit)
      .map(({ item }) => ({ id: item.id, dialpadId: item.dialpadMessageId })),
  };
};

const partyTest = (state: MemoryState, appId: AppId, { numberKey, users }: Person) => {
  const country = state.apps.get(appId)?.app.country ?? state.defaultCountry;
  return ({ view, keysIn }: Row<unknown, { readonly dialpadUserId: DialpadId | null }>): boolean => {
    const { from, to } = keysIn(country);
    const hasNumber = numberKey !== null && (from === numberKey || to === numberKey);
    return hasNumber || (view.dialpadUserId !== null && users.includes(view.dialpadUserId));
  };
};
