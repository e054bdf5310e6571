import { join } from 'node:path';
import { expect } from 'chai';
import Libsql from 'libsql';
import { openSqlite } from '../../../../src/adapters/outbound/storage/sql/sqlite.js';
import { rightOf } from '../../../../src/testing/storage/outcome.js';
import { tempFolder } from './temp-folder.js';

describe('the keys of CRM users that an older version stored', () => {
  const folder = tempFolder();

  it('are filled on SQLite, by the migration or when the database is opened', async () => {
    const file = join(folder(), 'cti.db');
    await (await rightOf(openSqlite(file))).close();
    // As the version before left it.
    const database = new Libsql(file);
    database.exec(`
        drop index user_mappings_crm_key;
        alter table user_mappings drop column crm_user_key;
        create index user_mappings_crm on user_mappings (app_id, crm_user_id, updated_at, id);
        delete from sqlite_stat1 where idx = 'user_mappings_crm_key';
        drop table audit;
        drop index voicemails_deleted;
        drop index inbox_app;
        drop trigger call_counts_insert;
        drop trigger call_counts_update;
        drop trigger call_counts_delete;
        drop table call_counts;
        drop table contacts;
        drop index events_call;
        alter table events drop column call_id;
        drop index inbox_call;
        alter table inbox drop column order_key;
        delete from schema_migrations where name >= '006';
        insert into user_mappings (id, app_id, dialpad_user_id, crm_user_id, created_at, updated_at) values
          ('1', 'a', '1', 'Cleo.Diaz@Example.com', 1, 1), ('2', 'a', '2', 'ÉMILE@x.fr', 1, 1), ('3', 'a', '3', 'Agent-7', 1, 1);`);
    database.close();
    const { db, close } = await rightOf(openSqlite(file));
    const rows = await db.selectFrom('user_mappings').select(['crm_user_id', 'crm_user_key']).orderBy('id').execute();
    await close();
    expect(rows).to.deep.equal([
      { crm_user_id: 'Cleo.Diaz@Example.com', crm_user_key: 'cleo.diaz@example.com' },
      { crm_user_id: 'ÉMILE@x.fr', crm_user_key: 'émile@x.fr' },
      { crm_user_id: 'Agent-7', crm_user_key: 'Agent-7' },
    ]);
  });

  it('are filled page by page, and one that stays empty does not stop the rest', async () => {
    const file = join(folder(), 'many.db');
    await (await rightOf(openSqlite(file))).close();
    const database = new Libsql(file);
    const insert = database.prepare(
      "insert into user_mappings (id, app_id, dialpad_user_id, crm_user_id, crm_user_key, created_at, updated_at) values (?, 'a', ?, ?, '', 1, 1)",
    );
    for (let n = 0; n < 1_100; n += 1) insert.run(String(n), String(n), n === 0 ? '' : `É${n}@x.fr`);
    database.close();
    const { db, close } = await rightOf(openSqlite(file));
    const empty = await db.selectFrom('user_mappings').select('crm_user_id').where('crm_user_key', '=', '').execute();
    await close();
    expect(empty).to.deep.equal([{ crm_user_id: '' }]);
  });
});
