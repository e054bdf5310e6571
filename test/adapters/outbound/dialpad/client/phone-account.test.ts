import { expect } from 'chai';
import { leftOf, rightOf } from '../../../../../src/testing/storage/outcome.js';
import { ACCESS } from './clients.js';
import { scriptedDialpad } from './scripted-dialpad.js';

describe('the company of an access', () => {
  const { asked, dialpad, script } = scriptedDialpad();

  const account = () => dialpad().account(ACCESS);

  it('is read from the company, with all its offices', async () => {
    script(
      { body: { id: '10', name: 'Acme' } },
      { body: { items: [{ id: '11' }, { id: '12' }], cursor: 'c' } },
      { body: { items: [{ office_id: '12' }, { id: '13' }] } },
    );
    expect(await rightOf(account())).to.deep.equal({ name: 'Acme', organizations: ['10', '11', '12', '13'] });
    expect(asked()).to.deep.equal(['GET /api/v2/company', 'GET /api/v2/offices', 'GET /api/v2/offices?cursor=c']);
  });

  it('is read from the access’s own user, where that is no admin', async () => {
    script({ status: 403 }, { body: { id: '1', company_id: '10', office_id: '11' } }, { status: 403 });
    expect(await rightOf(account())).to.deep.equal({ name: null, organizations: ['10', '11'] });
  });

  it('is not read where the access is refused', async () => {
    script({ status: 401, body: { error: { code: 401, message: 'Unauthorized' } } });
    expect(await leftOf(account())).to.deep.equal({
      _tag: 'AccessRefused',
      reason: 'invalid-token',
      detail: 'GET /company: 401 "Unauthorized"',
    });
  });

  it('is read even if the pages of offices lead in a circle', async () => {
    script({ body: { id: '10' } }, { body: { items: [{ id: '11' }], cursor: 'again' } });
    expect((await rightOf(account())).organizations).to.deep.equal(['10', '11']);
  });
});
