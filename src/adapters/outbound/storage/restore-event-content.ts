import type { CallView } from '../../../domain/call/call-view.js';
import type { News } from '../../../domain/event/app-event.js';
import { restoreView, type StoredView } from './restore-call.js';

type Stored<N> = N extends { readonly call: CallView } ? Omit<N, 'call'> & { readonly call: StoredView } : N;

/** News as it was kept, perhaps by a version that showed less of a call. */
export type StoredNews = Stored<News>;

/** Takes news back from where it was kept, so that it shows a call as news of today does. */
export const restoreNews = (stored: StoredNews): News =>
  'call' in stored ? ({ ...stored, call: restoreView(stored.call) } as News) : stored;
