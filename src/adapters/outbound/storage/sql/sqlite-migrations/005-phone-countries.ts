import type { SchemaStep } from '../migrate.js';

/** The country of an app's numbers, and by which rule its rows have number keys. */
export const phoneCountries: SchemaStep = [
  'alter table apps add column country text',
  'alter table apps add column keyed_as text',
];
