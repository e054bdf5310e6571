import { render } from 'preact';
import './base.css';
import './admin/admin.css';
import './calls/calls.css';
import { startLive } from './calls/live.js';
import { Frame } from './frame.js';
import { startRouting } from './router.js';
import { startTheme } from './theme.js';

const place = document.getElementById('console');
if (place !== null) {
  startTheme();
  startRouting();
  startLive();
  render(<Frame />, place);
}
