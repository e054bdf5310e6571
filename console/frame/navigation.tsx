import { ADMIN_PAGES } from '../admin/admin.js';
import { CALL_PAGES } from '../calls/calls.js';
import { path } from '../router.js';

const GROUPS = [
  { name: 'Calls of an app', pages: CALL_PAGES },
  { name: 'Administration', pages: [...ADMIN_PAGES, { name: 'First steps', href: '/console/start' }] },
] as const;

/** The way to every page. */
export const Navigation = () => (
  <nav aria-label="Console">
    {GROUPS.map(({ name, pages }) => (
      <div key={name} class="nav-group">
        <p class="nav-name" id={`nav-${name.split(' ')[0]}`}>
          {name}
        </p>
        <ul aria-labelledby={`nav-${name.split(' ')[0]}`}>
          {pages.map((page) => (
            <li key={page.href}>
              <a href={page.href} aria-current={isAt(page.href) ? 'page' : undefined}>
                {page.name}
              </a>
            </li>
          ))}
        </ul>
      </div>
    ))}
  </nav>
);

const isAt = (href: string): boolean => path.value === href || path.value.startsWith(`${href}/`);
