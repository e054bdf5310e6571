import type { Place } from '../../../application/ports/listing.js';
import type { AppEvent } from '../../../domain/event/app-event.js';

/** Where an event stands in the list of a call's events. */
export const placeOfEvent = ({ seq, id }: Pick<AppEvent, 'seq' | 'id'>): Place => ({ at: seq, id });
