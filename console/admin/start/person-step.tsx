import { MapOne } from '../app/map-one.js';
import type { ChosenPerson } from './chosen.js';

/** Ana Delgado of the simulated office. */
const ANA = '4930824982817530';

/** Maps the person for whom it will ring. */
export const PersonStep = ({
  appId,
  onChosen,
}: {
  readonly appId: string;
  readonly onChosen: (person: ChosenPerson) => void;
}) => (
  <>
    <p>
      A mapping says which user of your CRM a Dialpad user is, so that a call rings on the right screen. The number
      below is Ana Delgado of the simulated office; put in how your CRM knows you.
    </p>
    <MapOne
      appId={appId}
      dialpadUserId={ANA}
      crmUserId="ana@example.com"
      onMapped={(dialpadUserId, crmUserId) => onChosen({ dialpadUserId, crmUserId })}
    />
  </>
);
