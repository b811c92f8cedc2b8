-- SPDX-License-Identifier: MIT
-- SQL that makes SQLite recurse: common table expressions, triggers that set off triggers, nested
-- subqueries and expressions, foreign keys that cascade, and run(), which executes SQL from SQL.
PRAGMA recursive_triggers = ON;
PRAGMA foreign_keys = ON;

WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300)
SELECT sum(x), max(x * x % 97) FROM n;

CREATE TABLE tree(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree(id) ON DELETE CASCADE, name TEXT);
CREATE INDEX tree_parent ON tree(parent);
INSERT INTO tree(id, parent, name)
    WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM n WHERE x < 120)
    SELECT x, CASE WHEN x > 1 THEN x / 2 END, 'node' || x FROM n;

WITH RECURSIVE below(id, depth, path) AS (
    SELECT id, 0, name FROM tree WHERE parent IS NULL
    UNION ALL
    SELECT tree.id, depth + 1, path || '/' || tree.name FROM tree JOIN below ON tree.parent = below.id
    ORDER BY 2 DESC)
SELECT count(*), max(depth), max(length(path)) FROM below;

CREATE TABLE log(level INTEGER, text TEXT);
CREATE TRIGGER log_again AFTER INSERT ON log WHEN new.level > 0 BEGIN
    INSERT INTO log VALUES(new.level - 1, new.text || '.');
    UPDATE log SET text = text || (SELECT count(*) FROM log) WHERE level = new.level;
END;
CREATE TRIGGER log_changed AFTER UPDATE ON log WHEN length(new.text) < 8 BEGIN
    UPDATE log SET text = new.text || '+' WHERE rowid = new.rowid;
END;
INSERT INTO log VALUES(12, 'a'), (7, 'b'), (3, 'c');
SELECT count(*), sum(length(text)) FROM log;

CREATE VIEW one AS SELECT id, parent FROM tree WHERE id % 2;
CREATE VIEW two AS SELECT a.id FROM one a JOIN one b ON a.parent = b.id;
CREATE VIEW three AS SELECT id FROM two WHERE id IN (SELECT id FROM two WHERE id IN (SELECT id FROM one));
SELECT count(*) FROM three WHERE EXISTS (SELECT 1 FROM two WHERE two.id > three.id);

SELECT ((((((1 + 2) * 3) - (4 + (5 * (6 - (7 + 8))))) + abs(-(9 + (10))))));
SELECT run('SELECT run(''SELECT 40 + 2'') + run(''SELECT count(*) FROM log'')');
SELECT sum(run('SELECT count(*) FROM tree WHERE parent = ' || id)) FROM tree WHERE id < 20;
CREATE TRIGGER tree_gone AFTER DELETE ON tree BEGIN
    INSERT INTO log VALUES(1, run('SELECT count(*) FROM tree'));
END;
DELETE FROM tree WHERE id IN (3, 9);
SELECT count(*), (SELECT count(*) FROM log) FROM tree;

-- Window functions, aggregates of subqueries, and a view on a recursive table.
CREATE VIEW chain AS
    WITH RECURSIVE c(id, up) AS (
        SELECT id, parent FROM tree UNION SELECT c.id, tree.parent FROM c JOIN tree ON tree.id = c.up)
    SELECT id, count(up) AS depth FROM c GROUP BY id;
SELECT sum(depth), max(r) FROM (SELECT depth, rank() OVER (ORDER BY depth) AS r FROM chain);
SELECT json_extract('{"a":{"b":{"c":[1,2,{"d":[3]}]}}}', '$.a.b.c[2].d[0]');
PRAGMA integrity_check;
