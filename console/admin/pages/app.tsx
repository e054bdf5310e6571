import { getData } from '../api/client.js';
import type { App } from '../api/model.js';
import { AppCoverage } from '../app/coverage.js';
import { AppDialpad } from '../app/dialpad.js';
import { AppEndpoints } from '../app/endpoints.js';
import { AppKey } from '../app/key.js';
import { AppPeople } from '../app/people.js';
import { AppSettings } from '../app/settings.js';
import { Badge, CopyText, LoadFailure, Page, Tabs } from '../parts.js';
import { useLoaded } from '../use-loaded.js';

/** The views of an app, by the last part of their path. */
const VIEWS = {
  '': { name: 'Settings', View: AppSettings },
  key: { name: 'Key', View: AppKey },
  people: { name: 'People', View: AppPeople },
  dialpad: { name: 'Dialpad', View: AppDialpad },
  coverage: { name: 'Coverage', View: AppCoverage },
  endpoints: { name: 'Webhooks out', View: AppEndpoints },
} as const;
type ViewName = keyof typeof VIEWS;

const isView = (name: string): name is ViewName => name in VIEWS;

/** One app, with its views as tabs. */
export const AppPage = ({ id, view }: { readonly id: string; readonly view: string }) => {
  const app = useLoaded(() => getData<App>(`/internal/apps/${encodeURIComponent(id)}`), [id]);
  const shown = isView(view) ? view : '';
  const { View } = VIEWS[shown];
  const base = `/console/admin/apps/${id}`;
  const tabs = Object.entries(VIEWS).map(([path, { name }]) => ({
    name,
    href: path === '' ? base : `${base}/${path}`,
    isCurrent: path === shown,
  }));
  const title = app.value?.name ?? 'App';
  return (
    <Page
      title={title}
      before={<a href="/console/admin/apps">All apps</a>}
      badge={app.value !== null && !app.value.is_active ? <Badge tone="warn">off</Badge> : null}
      lead={
        <>
          App id <CopyText text={id} />
        </>
      }
    >
      <Tabs label={`Views of ${title}`} tabs={tabs} />
      <LoadFailure of={app} />
      {app.value !== null && <View key={id} app={app.value} onChange={app.set} />}
    </Page>
  );
};
