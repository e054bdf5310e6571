import { expect } from 'chai';
import { type Running, run } from '../e2e/running.js';
import { launchBrowser } from '../support/browser.js';

describe('a page of the server in a browser', () => {
  let at: Running;
  before(async () => {
    at = await run();
  });
  after(() => at.stop());

  it('shows the API', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${at.url}/docs`);
      await page.getByText('/api/calls/active').first().waitFor();
      expect(await page.title()).to.contain('cti-server');
    } finally {
      await browser.close();
    }
  });
});
