import { useState } from 'preact/hooks';
import { safeLink } from '../logic/safe-link.js';

/** Plays a recording from where it is. Nothing is loaded before somebody presses play. */
export const Player = ({ url, what }: { readonly url: string | null; readonly what: string }) => {
  const [isBroken, setBroken] = useState(false);
  const address = safeLink(url);
  if (address === null) return null;
  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands beside it where there is one */}
      <audio controls preload="none" src={address} aria-label={what} onError={() => setBroken(true)} />
      <a href={address} target="_blank" rel="noopener noreferrer">
        Open it in another tab
      </a>
      {isBroken && (
        <p class="soft" role="status">
          It cannot be played here. Dialpad may want you to sign in: open it in another tab.
        </p>
      )}
    </div>
  );
};
