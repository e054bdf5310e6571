import type { RefObject } from 'preact';
import { SHORTCUTS } from '../logic/shortcuts.js';
import { areShortcutsOn, switchShortcuts } from './shortcuts.js';

/** The list of the keys. Escape closes it. */
export const ShortcutHelp = ({ dialog }: { readonly dialog: RefObject<HTMLDialogElement> }) => (
  <dialog ref={dialog} class="dialog" aria-labelledby="shortcut-title">
    <form method="dialog">
      <h2 id="shortcut-title">Keys</h2>
      <dl class="keys">
        {SHORTCUTS.map(({ keys, what }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={({ currentTarget }) => switchShortcuts(currentTarget.checked)}
        />
        Keys are on
      </label>
      <div class="actions">
        <button type="submit" class="button primary">
          Close
        </button>
      </div>
    </form>
  </dialog>
);
