import type { AppId } from '../../domain/ids.js';

/**
 * Counts the changes to what is stored of an app: while the number is the same, the same question has the same answer. It is another one
 * before the change is answered, so that whoever has made a change sees it.
 */
export type ChangesOf = (appId: AppId) => number;
