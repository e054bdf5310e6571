import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  readonly number: number;
  /** The number of the step to do now. */
  readonly current: number;
  readonly title: string;
  /** What the step has done, once it is done. */
  readonly done: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A step: open if it is to be done now. It takes the focus when the step before is done, so that a keyboard goes on there. */
export const Step = ({ number, current, title, done, children }: Props) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(current);
  useLayoutEffect(() => {
    if (current === number && current !== first.current) heading.current?.focus();
  }, [current, number]);
  const state = number < current ? 'done' : number === current ? 'now' : 'later';
  return (
    <li class={`step ${state}`} aria-current={state === 'now' ? 'step' : undefined}>
      <h2 ref={heading} tabIndex={-1}>
        <span class="step-number" aria-hidden="true">
          {state === 'done' ? '✓' : number}
        </span>
        {title}
        {state === 'done' && <span class="visually-hidden"> (done)</span>}
      </h2>
      {state === 'done' && <p>{done}</p>}
      {state === 'now' && children}
    </li>
  );
};
