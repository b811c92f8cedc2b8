-- SPDX-License-Identifier: MIT
-- SQL for the shell of SQLite: inserts, indexes, joins, sorting, text, windows, JSON, deletes and a check of the
-- whole. Nothing depends on the time, on a file or on a random number.
CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);
CREATE TABLE sale(id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customer(id), day INTEGER, amount REAL, note TEXT);
BEGIN;
WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n WHERE x < 400)
INSERT INTO customer SELECT x, printf('%s-%04d', char(65 + x * 7 % 26, 97 + x * 11 % 26), x), 'city' || (x * 31 % 17) FROM n;
WITH RECURSIVE n(x, state) AS (VALUES(1, 12345)
    UNION ALL SELECT x + 1, (state * 1103515245 + 12345) % 2147483648 FROM n WHERE x < 6000)
INSERT INTO sale SELECT x, 1 + state / 65536 % 400, state / 1024 % 365, (state / 4096 % 100000) / 100.0,
    CASE WHEN state / 2048 % 5 = 0 THEN hex(state) || ' returned' END FROM n;
COMMIT;
CREATE INDEX sale_customer ON sale(customer, day);
CREATE INDEX customer_city ON customer(city);
ANALYZE;

SELECT city, count(*), round(sum(amount), 2), max(day) FROM customer JOIN sale ON sale.customer = customer.id
    GROUP BY city HAVING count(*) > 10 ORDER BY 3 DESC, city;
SELECT name, (SELECT count(*) FROM sale WHERE customer = customer.id AND amount > 500) AS large FROM customer
    WHERE name LIKE '%a%' OR city IN ('city3', 'city5') ORDER BY large DESC, name LIMIT 20;
SELECT count(*), sum(length(note)), group_concat(substr(note, 1, 2), '') FROM sale
    WHERE note GLOB '*[0-9A-F]3? returned' AND day BETWEEN 40 AND 60;
SELECT day, total, round(avg(total) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW), 3), rank() OVER (ORDER BY total)
    FROM (SELECT day, round(sum(amount), 2) AS total FROM sale GROUP BY day) WHERE day % 30 = 7 ORDER BY day;
SELECT count(DISTINCT a.customer) FROM sale a JOIN sale b ON a.customer = b.customer AND a.day < b.day AND b.day - a.day < 2;
SELECT sum(json_extract(text, '$.amount')), count(json_extract(text, '$.tags[1]'))
    FROM (SELECT json_object('amount', amount, 'tags', json_array(day, note)) AS text FROM sale WHERE id % 3 = 0);
SELECT day FROM sale WHERE amount > 900 EXCEPT SELECT day FROM sale WHERE amount < 100 UNION SELECT 1000 ORDER BY 1 LIMIT 12;
UPDATE sale SET amount = round(amount * 1.07, 2), note = coalesce(upper(note), 'none') WHERE day % 2;
DELETE FROM sale WHERE customer IN (SELECT id FROM customer WHERE city = 'city4');
SELECT count(*), round(sum(amount), 2), min(note), max(note) FROM sale;
CREATE TABLE copied AS SELECT * FROM sale ORDER BY note, amount DESC;
SELECT count(*) FROM copied WHERE rowid % 2 AND id > rowid;
PRAGMA integrity_check;
