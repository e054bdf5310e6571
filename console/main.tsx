import { render } from 'preact';
import './base.css';
import './admin/admin.css';
import { Frame } from './frame.js';
import { startRouting } from './router.js';

const place = document.getElementById('console');
if (place !== null) {
  startRouting();
  render(<Frame />, place);
}
