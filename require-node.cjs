/*
 * Ends the process with one line on a Node that `engines` in package.json does not name. It is run before the build, and every
 * program imports it before anything else, so it is neither built nor written in a syntax that an old Node cannot read.
 */
const { engines } = require('./package.json');

/** `^20.19.0`: version 20 from 20.19 on; `>=24.0.0`: every version from 24.0 on. */
const ranges = engines.node.split(' || ').map((range) => {
  const [major, minor] = range.replace(/^\D+/, '').split('.').map(Number);
  return { major, minor, open: range.startsWith('>=') };
});

const [major, minor] = process.versions.node.split('.').map(Number);
const accepted = ranges.some((range) =>
  major === range.major ? minor >= range.minor : range.open && major > range.major,
);

const told = ({ major, minor, open }) => (open ? `${major} or later` : `${major} (${major}.${minor} or later)`);

if (!accepted) {
  process.stderr.write(
    `cti-server needs Node ${ranges.map(told).join(', ')}. This is Node ${process.versions.node}: ${process.execPath}\n`,
  );
  process.exit(1);
}
