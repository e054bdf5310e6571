import { navigate } from '../../router.js';
import { enterApp } from '../../session.js';
import { Button } from '../parts.js';

/** Opens the page of ringing calls with this key. */
export const OpenLive = ({ apiKey }: { readonly apiKey: string }) => (
  <div class="actions">
    <Button
      onClick={() => {
        enterApp(apiKey);
        navigate('/console/live');
      }}
    >
      See it on the page Live
    </Button>
  </div>
);
