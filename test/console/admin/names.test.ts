import { expect } from 'chai';
import { ACTIONS, EVENTS } from '../../../console/admin/logic/names.js';
import { EVENT_NAMES } from '../../../src/adapters/wire/event-json.js';
import { ADMIN_ACTIONS } from '../../../src/application/ports/audit-log.js';

describe('the names that the console offers', () => {
  it('are those of the server: no event and no act is missing', () => {
    expect([...EVENTS]).to.have.members([...EVENT_NAMES]);
    expect([...ACTIONS]).to.have.members([...ADMIN_ACTIONS]);
  });
});
