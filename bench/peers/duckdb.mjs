// SPDX-License-Identifier: Apache-2.0
// DuckDB's turn in bench/peers/compare.py: read the same CSV, keep each key's highest revision,
// find who pays by the dated mappings, add up and price. Prints one JSON line with seconds and the
// total, which must agree with the product's before its time counts.
import {DuckDBInstance} from '@duckdb/node-api';

const [usage, mappings, prices, database] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, {threads: '2'});
const connection = await instance.connect();
const seconds = async (sql) => {
  const begun = process.hrtime.bigint();
  await connection.run(sql);
  return Number(process.hrtime.bigint() - begun) / 1e9;
};

const load = await seconds(`
  CREATE TABLE usage AS
  SELECT stack, subscription, tenant, lower(replace(meter, '-', '')) AS meter, lower(resource) AS resource,
         start::TIMESTAMP AS start, quantity, coalesce(revision, 0) AS revision
  FROM read_csv('${usage}', header = true, columns = {
    stack: 'VARCHAR', subscription: 'VARCHAR', tenant: 'VARCHAR', meter: 'VARCHAR',
    resource: 'VARCHAR', start: 'VARCHAR', quantity: 'VARCHAR', revision: 'INTEGER'})`);
await connection.run(`CREATE TABLE mapping AS SELECT * FROM read_csv('${mappings}', header = true)`);
await connection.run(`CREATE TABLE price AS SELECT * FROM read_csv('${prices}', header = true,
  columns = {meter: 'VARCHAR', unit_price: 'DECIMAL(18, 10)'})`);
const rate = await seconds(`
  CREATE TABLE line AS
  WITH counted AS (
    SELECT stack, subscription, tenant, meter, resource, start,
           arg_max(quantity, revision)::DECIMAL(38, 18) AS quantity
    FROM usage GROUP BY ALL),
  hourly AS (
    SELECT stack, tenant, subscription, meter, start, sum(quantity) AS quantity
    FROM counted GROUP BY ALL),
  paid AS (
    SELECT m.payer, h.meter, sum(h.quantity) AS quantity
    FROM hourly h JOIN mapping m
      ON m.stack = h.stack AND m.subscription = h.subscription
     AND (m.meter = 'any' OR m.meter = h.meter)
     AND h.start >= m.valid_from AND h.start < m.valid_to
    GROUP BY ALL)
  SELECT p.payer, p.meter, p.quantity,
         round(p.quantity::DECIMAL(28, 12) * r.unit_price, 2) AS amount
  FROM paid p JOIN price r USING (meter)`);
const reader = await connection.runAndReadAll(
  `SELECT count(*)::VARCHAR, sum(amount)::DECIMAL(38, 2)::VARCHAR FROM line`);
const [[lines, total]] = reader.getRows();
const version = (await connection.runAndReadAll('SELECT version()')).getRows()[0][0];
console.log(JSON.stringify({version, load_s: load, rate_s: rate, lines, total}));
