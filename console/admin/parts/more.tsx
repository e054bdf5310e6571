import type { ListedPages } from '../use-listed.js';
import { Button } from './button.js';
import { Result } from './notices.js';

/** The way to the rest of a list, and how much of it is shown. */
export const More = <A,>({ of }: { readonly of: ListedPages<A> }) => {
  const { value, more } = of;
  if (value === null || value.next === null) return null;
  return (
    <>
      <div class="more">
        <Button busy={more.isRunning} onClick={() => more.run(() => true)}>
          Show more
        </Button>
        <span class="soft">
          {value.items.length.toLocaleString('en')} of {value.total.toLocaleString('en')}
        </span>
      </div>
      <Result of={more} />
    </>
  );
};
