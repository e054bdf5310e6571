import type { Measured, Scale } from './row.js';
import { ROWS } from './rows.js';

/* The process of the load: it measures one row of one server, and sends the figures to its parent. */

process.once('disconnect', () => process.exit(1));
const [row = '', server = '', scale = ''] = process.argv.slice(2);
try {
  const figures = await ROWS[row]?.measure(JSON.parse(server) as Measured, JSON.parse(scale) as Scale);
  process.send?.({ figures });
} catch (thrown) {
  process.send?.({ error: thrown instanceof Error ? thrown.message : String(thrown) });
}
process.removeAllListeners('disconnect');
process.disconnect();
process.exit();
