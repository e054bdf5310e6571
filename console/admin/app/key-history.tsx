import type { KeyAct } from '../api/model.js';
import { Table, Time } from '../parts.js';

/** What became of an app's keys. */
export const KeyHistory = ({ acts }: { readonly acts: readonly KeyAct[] }) => (
  <Table caption="The history of the keys, newest first" head={['When', 'What', 'Key before', 'Key after']}>
    {acts.map((act) => (
      <tr key={act.id}>
        <td>
          <Time at={act.performed_at} />
        </td>
        <td>{act.action}</td>
        <td>{act.old_key_hint === null ? '–' : <code>{act.old_key_hint}</code>}</td>
        <td>{act.new_key_hint === null ? '–' : <code>{act.new_key_hint}</code>}</td>
      </tr>
    ))}
  </Table>
);
