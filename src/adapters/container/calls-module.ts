import { ContainerModule } from 'inversify';
import { makeHangUp, makeTransfer } from '../../application/calls/control-call.js';
import { makeDial } from '../../application/calls/dial.js';
import { makeDialTurns } from '../../application/calls/dial-turns.js';
import { makeLabelCall } from '../../application/calls/label-call.js';
import { makeWriteOnCall } from '../../application/calls/write-on-call.js';
import { DEFAULT_COUNTRY } from '../../domain/country.js';
import type { Config } from '../config/environment.js';
import { single } from './single.js';
import { TOKENS as T } from './tokens.js';

const { storage, clock, config, withAccess, applyObservations, callControl: control } = T;

/** What a CRM does with calls. */
export const callsModule = new ContainerModule(({ bind }) => {
  single(bind(T.writeOnCall), { storage, applyObservations, clock }, ({ storage: { calls, aggregates }, ...rest }) =>
    makeWriteOnCall({ calls, aggregates, ...rest }),
  );
  single(
    bind(T.dial),
    { storage, withAccess, control, clock, config },
    ({ storage: { mappings, apps }, config, ...rest }) =>
      makeDial({ mappings, apps, turns: makeDialTurns(), defaultCountry: countryIn(config), ...rest }),
  );
  single(bind(T.hangUp), { storage, withAccess, control }, ({ storage: { calls }, ...rest }) =>
    makeHangUp({ calls, ...rest }),
  );
  single(
    bind(T.transfer),
    { storage, withAccess, control, config },
    ({ storage: { calls, mappings, apps }, config, ...rest }) =>
      makeTransfer({ calls, mappings, apps, defaultCountry: countryIn(config), ...rest }),
  );
  single(
    bind(T.labelCall),
    { storage, withAccess, control, applyObservations, clock },
    ({ storage: { calls, aggregates }, ...rest }) => makeLabelCall({ calls, aggregates, ...rest }),
  );
});

const countryIn = ({ storage }: Config) => storage.defaultCountry ?? DEFAULT_COUNTRY;
