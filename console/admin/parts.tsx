export { Badge, type BadgeTone } from './parts/badge.js';
export { Button } from './parts/button.js';
export { CheckList } from './parts/check-list.js';
export { ConfirmButton } from './parts/confirm-button.js';
export { CopyButton, CopyText, SecretOnce } from './parts/copy.js';
export { AreaField, SelectField, TextField } from './parts/fields.js';
export { Facts, Page, Panel, Table, Tabs } from './parts/layout.js';
export { Empty, LoadFailure, Notice, Result } from './parts/notices.js';
export { Time } from './parts/time.js';
