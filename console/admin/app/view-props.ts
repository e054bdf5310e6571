import type { App } from '../api/model.js';

/** What a view of an app gets. */
export interface AppViewProps {
  readonly app: App;
  /** Takes what an act has answered about the app. */
  readonly onChange: (app: App) => void;
}
