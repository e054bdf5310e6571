import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  readonly lead: ComponentChildren;
  /** What stands above the title, such as the way back. */
  readonly before?: ComponentChildren;
  readonly badge?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A page: its heading, and what is on it. */
export const Page = ({ title, lead, before, badge, actions, children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · cti-server`;
  }, [title]);
  return (
    <div class="page">
      <header class="page-head">
        {before !== undefined && <p class="page-before">{before}</p>}
        <div class="page-title">
          <div class="page-text">
            <h1>
              <bdi>{title}</bdi> {badge}
            </h1>
            <p class="lead">{lead}</p>
          </div>
          {actions}
        </div>
      </header>
      {children}
    </div>
  );
};

/** A part of a page, with a heading. */
export const Panel = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
};

interface TableProps {
  readonly caption: string;
  /** The headings; an empty one is of a column of buttons. */
  readonly head: readonly string[];
  /** The headings of columns of numbers. */
  readonly numbers?: readonly string[];
  readonly children: ComponentChildren;
}

/** A table that scrolls sideways where it is too wide, by keyboard too. */
export const Table = ({ caption, head, numbers = [], children }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
  <section class="table-frame" tabIndex={0} aria-label={caption}>
    <table>
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {head.map((name) =>
            name === '' ? (
              <td key={name} />
            ) : (
              <th key={name} scope="col" class={numbers.includes(name) ? 'number' : undefined}>
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);

/** Names and what they are. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class="facts">
    {facts.map(([name, what]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{what}</dd>
      </div>
    ))}
  </dl>
);

interface Tab {
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Links to the views of one thing. */
export const Tabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map(({ name, href, isCurrent }) => (
      <a key={href} href={href} aria-current={isCurrent ? 'page' : undefined}>
        {name}
      </a>
    ))}
  </nav>
);
