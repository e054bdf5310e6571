import { Page } from './admin/parts.js';

/** What stands where the console has no page. */
export const Missing = () => (
  <Page title="There is no such page" lead="The address may be from another version of the console.">
    <p>
      <a href="/console">Begin at the start</a>
    </p>
  </Page>
);
