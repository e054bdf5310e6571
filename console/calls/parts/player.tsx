import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { safeLink } from '../logic/safe-link.js';

interface Props {
  readonly url: string | null;
  readonly what: string;
  /** What stands beside it. */
  readonly children?: ComponentChildren;
}

/** Plays a recording from where it is. Nothing is loaded before somebody presses play. */
export const Player = ({ url, what, children }: Props) => {
  const [isBroken, setBroken] = useState(false);
  const address = safeLink(url);
  if (address === null) return <>{children}</>;
  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands beside it where there is one */}
      <audio controls preload="none" src={address} aria-label={what} onError={() => setBroken(true)} />
      <a href={address} target="_blank" rel="noopener noreferrer">
        Open it in another tab
      </a>
      {children}
      {isBroken && (
        <p class="soft" role="status">
          It cannot be played here. Dialpad may want you to sign in: open it in another tab.
        </p>
      )}
    </div>
  );
};
