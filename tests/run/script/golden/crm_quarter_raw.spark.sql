-- Plan CrmQuarterRaw: Field sales, 2017: won deals, as first written
-- sha256:744637d926d98bb5d05f6d2e7ae7543624118f6f87c88c0ebffdeb9e9abe22ed, compiled by planlang 0.1.0
-- For Apache Spark 4.
--
-- Run it from top to bottom in one session. What it makes is tables in the current database: take an empty one.
-- Two queries must give no rows; where one does, the results after it don't count.
-- Not looked at here, but by `planlang run`: how texts are spelt, and rows that hold on the same days.
--
-- It reads these tables, which it takes for the data files of the plan with their headers as columns:
-- `participants`, 10,000,000 rows at most:
-- - `name` STRING
-- - `role` STRING
-- - `manager` STRING (a row of participants; may be absent)
-- - `quota` DECIMAL(18, 2) (from 1 through 100,000,000)
-- `products`, 10,000,000 rows at most:
-- - `product` STRING
-- - `series` STRING
-- `accounts`, 10,000,000 rows at most:
-- - `account` STRING
-- `deals`, 10,000,000 rows at most:
-- - `opportunity_id` STRING
-- - `sales_agent` STRING (a row of participants)
-- - `product` STRING (a row of products)
-- - `account` STRING (a row of accounts)
-- - `deal_stage` STRING
-- - `close_date` DATE
-- - `close_value` DECIMAL(18, 2) (from 0 through 100,000,000)
--
-- The bounds of numbers are assumed; --data DIR reads them from data. Within them no number leaves its type, and none is
-- a floating-point number; the first check looks for what lies outside.

-- Numbers that run over are errors.
SET spark.sql.ansi.enabled = true;

-- A quotient has the decimals that are counted on.
SET spark.sql.decimalOperations.allowPrecisionLoss = true;

-- A backslash in a text is an escape.
SET spark.sql.parser.escapedStringLiterals = false;

-- A dollar in a name or a text is a dollar.
SET spark.sql.variable.substitute = false;

-- A table may have columns that differ in capitals only.
SET spark.sql.caseSensitive = true;

-- The data participants, in whole numbers.
CREATE TEMPORARY VIEW `in_participants` AS
SELECT
    `name` AS `name`,  -- line 12: name, text
    `role` AS `role`,  -- line 13: role, one-of
    `manager` AS `manager`,  -- line 14: manager, row
    CAST(`quota` * 100 AS BIGINT) AS `quota`  -- line 15: quota, money over 100
FROM `participants`;

-- The data products, in whole numbers.
CREATE TEMPORARY VIEW `in_products` AS
SELECT
    `product` AS `name`,  -- line 20: name, text
    `series` AS `series`  -- line 21: series, one-of
FROM `products`;

-- The data accounts, in whole numbers.
CREATE TEMPORARY VIEW `in_accounts` AS
SELECT
    `account` AS `name`  -- line 25: name, text
FROM `accounts`;

-- The data deals, in whole numbers.
CREATE TEMPORARY VIEW `in_deals` AS
SELECT
    `opportunity_id` AS `id`,  -- line 29: id, text
    `sales_agent` AS `agent`,  -- line 30: agent, row
    `product` AS `product`,  -- line 31: product, row
    `account` AS `account`,  -- line 32: account, row
    `deal_stage` AS `stage`,  -- line 33: stage, one-of
    CAST(datediff(`close_date`, DATE '1970-01-01') + 719163 AS BIGINT) AS `closed`,  -- line 34: closed, day number
    CAST(`close_value` * 100 AS BIGINT) AS `value`  -- line 35: value, money over 100
FROM `deals`;

-- Must give no rows: the data is what this script takes it for.
SELECT wrong, count(*) AS found FROM (
SELECT 'participants: a row is there twice' AS wrong FROM `in_participants` GROUP BY `name` HAVING count(*) > 1
UNION ALL
SELECT 'participants: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_participants`) AS counted WHERE n > 10000000
UNION ALL
SELECT 'participants.manager: no such row of participants' FROM `in_participants` AS here LEFT JOIN `in_participants` AS there ON there.`name` = here.`manager` WHERE here.`manager` IS NOT NULL AND there.`name` IS NULL
UNION ALL
SELECT CASE
    WHEN `name` IS NULL THEN 'participants.name: no value'
    WHEN `role` IS NULL THEN 'participants.role: no value'
    WHEN `role` NOT IN ('Agent', 'Manager') THEN 'participants.role: no such member'
    WHEN `quota` IS NULL THEN 'participants.quota: no value'
    WHEN `quota` < 100 OR `quota` > 10000000000 THEN 'participants.quota: outside of what is assumed'
    END FROM `in_participants`
UNION ALL
SELECT CASE
    WHEN `quota` * 100 <> round(`quota` * 100) THEN 'participants.quota: more decimals than are read'
    END FROM `participants`
UNION ALL
SELECT 'products: a row is there twice' AS wrong FROM `in_products` GROUP BY `name` HAVING count(*) > 1
UNION ALL
SELECT 'products: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_products`) AS counted WHERE n > 10000000
UNION ALL
SELECT CASE
    WHEN `name` IS NULL THEN 'products.name: no value'
    WHEN `series` IS NULL THEN 'products.series: no value'
    WHEN `series` NOT IN ('GTX', 'MG', 'GTK') THEN 'products.series: no such member'
    END FROM `in_products`
UNION ALL
SELECT 'accounts: a row is there twice' AS wrong FROM `in_accounts` GROUP BY `name` HAVING count(*) > 1
UNION ALL
SELECT 'accounts: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_accounts`) AS counted WHERE n > 10000000
UNION ALL
SELECT CASE
    WHEN `name` IS NULL THEN 'accounts.name: no value'
    END FROM `in_accounts`
UNION ALL
SELECT 'deals: a row is there twice' AS wrong FROM `in_deals` GROUP BY `id` HAVING count(*) > 1
UNION ALL
SELECT 'deals: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_deals`) AS counted WHERE n > 10000000
UNION ALL
SELECT 'deals.agent: no such row of participants' FROM `in_deals` AS here LEFT JOIN `in_participants` AS there ON there.`name` = here.`agent` WHERE here.`agent` IS NOT NULL AND there.`name` IS NULL
UNION ALL
SELECT 'deals.product: no such row of products' FROM `in_deals` AS here LEFT JOIN `in_products` AS there ON there.`name` = here.`product` WHERE here.`product` IS NOT NULL AND there.`name` IS NULL
UNION ALL
SELECT 'deals.account: no such row of accounts' FROM `in_deals` AS here LEFT JOIN `in_accounts` AS there ON there.`name` = here.`account` WHERE here.`account` IS NOT NULL AND there.`name` IS NULL
UNION ALL
SELECT CASE
    WHEN `id` IS NULL THEN 'deals.id: no value'
    WHEN `agent` IS NULL THEN 'deals.agent: no value'
    WHEN `product` IS NULL THEN 'deals.product: no value'
    WHEN `account` IS NULL THEN 'deals.account: no value'
    WHEN `stage` IS NULL THEN 'deals.stage: no value'
    WHEN `stage` NOT IN ('Prospecting', 'Engaging', 'Won', 'Lost') THEN 'deals.stage: no such member'
    WHEN `closed` IS NULL THEN 'deals.closed: no value'
    WHEN `closed` < 732670 OR `closed` > 740354 THEN 'deals.closed: outside of what is assumed'
    WHEN `value` IS NULL THEN 'deals.value: no value'
    WHEN `value` < 0 OR `value` > 10000000000 THEN 'deals.value: outside of what is assumed'
    END FROM `in_deals`
UNION ALL
SELECT CASE
    WHEN `close_value` * 100 <> round(`close_value` * 100) THEN 'deals.value: more decimals than are read'
    END FROM `deals`
) AS doubts
WHERE wrong IS NOT NULL
GROUP BY wrong;

-- A table of the calendar.
CREATE TABLE `quarters` USING parquet AS
SELECT CAST(8068 AS BIGINT) AS `period`, '2017-Q1' AS `label`, CAST(736330 AS BIGINT) AS `first_day`, CAST(736419 AS BIGINT) AS `last_day` UNION ALL
SELECT CAST(8069 AS BIGINT), '2017-Q2', CAST(736420 AS BIGINT), CAST(736510 AS BIGINT) UNION ALL
SELECT CAST(8070 AS BIGINT), '2017-Q3', CAST(736511 AS BIGINT), CAST(736602 AS BIGINT) UNION ALL
SELECT CAST(8071 AS BIGINT), '2017-Q4', CAST(736603 AS BIGINT), CAST(736694 AS BIGINT);

-- A table of the calendar.
CREATE TABLE `calendar` USING parquet AS
WITH digits AS (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9),
numbers AS (SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits AS a CROSS JOIN digits AS b CROSS JOIN digits AS c),
runs AS (
    SELECT 732670 AS first_at, 7 AS places, 8027 AS first_result, 0 AS step UNION ALL
    SELECT 732677, 90, 8028, 0 UNION ALL
    SELECT 732767, 91, 8029, 0 UNION ALL
    SELECT 732858, 92, 8030, 0 UNION ALL
    SELECT 732950, 92, 8031, 0 UNION ALL
    SELECT 733042, 91, 8032, 0 UNION ALL
    SELECT 733133, 91, 8033, 0 UNION ALL
    SELECT 733224, 92, 8034, 0 UNION ALL
    SELECT 733316, 92, 8035, 0 UNION ALL
    SELECT 733408, 90, 8036, 0 UNION ALL
    SELECT 733498, 91, 8037, 0 UNION ALL
    SELECT 733589, 92, 8038, 0 UNION ALL
    SELECT 733681, 92, 8039, 0 UNION ALL
    SELECT 733773, 90, 8040, 0 UNION ALL
    SELECT 733863, 91, 8041, 0 UNION ALL
    SELECT 733954, 92, 8042, 0 UNION ALL
    SELECT 734046, 92, 8043, 0 UNION ALL
    SELECT 734138, 90, 8044, 0 UNION ALL
    SELECT 734228, 91, 8045, 0 UNION ALL
    SELECT 734319, 92, 8046, 0 UNION ALL
    SELECT 734411, 92, 8047, 0 UNION ALL
    SELECT 734503, 91, 8048, 0 UNION ALL
    SELECT 734594, 91, 8049, 0 UNION ALL
    SELECT 734685, 92, 8050, 0 UNION ALL
    SELECT 734777, 92, 8051, 0 UNION ALL
    SELECT 734869, 90, 8052, 0 UNION ALL
    SELECT 734959, 91, 8053, 0 UNION ALL
    SELECT 735050, 92, 8054, 0 UNION ALL
    SELECT 735142, 92, 8055, 0 UNION ALL
    SELECT 735234, 90, 8056, 0 UNION ALL
    SELECT 735324, 91, 8057, 0 UNION ALL
    SELECT 735415, 92, 8058, 0 UNION ALL
    SELECT 735507, 92, 8059, 0 UNION ALL
    SELECT 735599, 90, 8060, 0 UNION ALL
    SELECT 735689, 91, 8061, 0 UNION ALL
    SELECT 735780, 92, 8062, 0 UNION ALL
    SELECT 735872, 92, 8063, 0 UNION ALL
    SELECT 735964, 91, 8064, 0 UNION ALL
    SELECT 736055, 91, 8065, 0 UNION ALL
    SELECT 736146, 92, 8066, 0 UNION ALL
    SELECT 736238, 92, 8067, 0 UNION ALL
    SELECT 736330, 90, 8068, 0 UNION ALL
    SELECT 736420, 91, 8069, 0 UNION ALL
    SELECT 736511, 92, 8070, 0 UNION ALL
    SELECT 736603, 92, 8071, 0 UNION ALL
    SELECT 736695, 90, 8072, 0 UNION ALL
    SELECT 736785, 91, 8073, 0 UNION ALL
    SELECT 736876, 92, 8074, 0 UNION ALL
    SELECT 736968, 92, 8075, 0 UNION ALL
    SELECT 737060, 90, 8076, 0 UNION ALL
    SELECT 737150, 91, 8077, 0 UNION ALL
    SELECT 737241, 92, 8078, 0 UNION ALL
    SELECT 737333, 92, 8079, 0 UNION ALL
    SELECT 737425, 91, 8080, 0 UNION ALL
    SELECT 737516, 91, 8081, 0 UNION ALL
    SELECT 737607, 92, 8082, 0 UNION ALL
    SELECT 737699, 92, 8083, 0 UNION ALL
    SELECT 737791, 90, 8084, 0 UNION ALL
    SELECT 737881, 91, 8085, 0 UNION ALL
    SELECT 737972, 92, 8086, 0 UNION ALL
    SELECT 738064, 92, 8087, 0 UNION ALL
    SELECT 738156, 90, 8088, 0 UNION ALL
    SELECT 738246, 91, 8089, 0 UNION ALL
    SELECT 738337, 92, 8090, 0 UNION ALL
    SELECT 738429, 92, 8091, 0 UNION ALL
    SELECT 738521, 90, 8092, 0 UNION ALL
    SELECT 738611, 91, 8093, 0 UNION ALL
    SELECT 738702, 92, 8094, 0 UNION ALL
    SELECT 738794, 92, 8095, 0 UNION ALL
    SELECT 738886, 91, 8096, 0 UNION ALL
    SELECT 738977, 91, 8097, 0 UNION ALL
    SELECT 739068, 92, 8098, 0 UNION ALL
    SELECT 739160, 92, 8099, 0 UNION ALL
    SELECT 739252, 90, 8100, 0 UNION ALL
    SELECT 739342, 91, 8101, 0 UNION ALL
    SELECT 739433, 92, 8102, 0 UNION ALL
    SELECT 739525, 92, 8103, 0 UNION ALL
    SELECT 739617, 90, 8104, 0 UNION ALL
    SELECT 739707, 91, 8105, 0 UNION ALL
    SELECT 739798, 92, 8106, 0 UNION ALL
    SELECT 739890, 92, 8107, 0 UNION ALL
    SELECT 739982, 90, 8108, 0 UNION ALL
    SELECT 740072, 91, 8109, 0 UNION ALL
    SELECT 740163, 92, 8110, 0 UNION ALL
    SELECT 740255, 92, 8111, 0 UNION ALL
    SELECT 740347, 8, 8112, 0
)
SELECT CAST((first_at + n) AS BIGINT) AS `at`, CAST((first_result + n * step) AS BIGINT) AS `result`
FROM runs JOIN numbers ON n < places;

-- The plan: participants_2.
CREATE TABLE `participants_2` USING parquet AS
WITH `participants_2_step_1` AS (
SELECT
    `quota` AS `participant_quota`,  -- line 15: participant.quota
    `manager` AS `participant_manager`,  -- line 14: participant.manager
    `name` AS `participant_name`,  -- line 12: participant.name
    `role` AS `participant_role`  -- line 13: participant.role
FROM `in_participants`
)
SELECT
    `participant_quota`,
    `participant_manager`,
    `participant_name`,
    `participant_role`,
    TRUE AS `participant_quota_is_above_0_usd`  -- participant.quota is above 0 USD
FROM `participants_2_step_1`;

-- The plan: deals_2.
CREATE TABLE `deals_2` USING parquet AS
WITH `deals_2_step_1` AS (
SELECT
    `agent` AS `deal_agent`,  -- line 30: deal.agent
    `closed` AS `deal_closed`,  -- line 34: deal.closed
    `id` AS `deal_id`,  -- line 29: deal.id
    `value` AS `deal_value`,  -- line 35: deal.value
    `product` AS `deal_product`  -- line 31: deal.product
FROM `in_deals`
), `products_2` AS (
SELECT
    `series` AS `product_series`,  -- line 21: product.series
    `name` AS `product_name`  -- line 20: product.name
FROM `in_products`
)
SELECT
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `j0`.`serverpush_deal_product_series_is_gtk_there` AS `serverpush_deal_product_series_is_gtk_2`  -- line 69: deal.product.series is GTK
FROM `deals_2_step_1`
JOIN (
    SELECT `product_name` AS `product_name_2`, (`product_series` = 'GTK') AS `serverpush_deal_product_series_is_gtk_there`
    FROM `products_2`
) AS `j0` ON `deal_product` = `j0`.`product_name_2`;

-- The plan: bookings_step_6.
CREATE TABLE `bookings_step_6` USING parquet AS
WITH `bookings_step_1` AS (
SELECT
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `serverpush_deal_product_series_is_gtk_2`
FROM `deals_2`
), `bookings_step_2` AS (
SELECT
    `j1`.`result` AS `quarter_of_the_credit`,  -- quarter of the credit
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `serverpush_deal_product_series_is_gtk_2`
FROM `bookings_step_1`
LEFT JOIN (
    SELECT `at` AS `at`, `result` AS `result`
    FROM `calendar`
) AS `j1` ON `deal_closed` = `j1`.`at`
), `bookings_step_3` AS (
SELECT
    `quarter_of_the_credit`,
    CAST(sum(`deal_value`) OVER (PARTITION BY `deal_agent`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id` ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS `running_total_quota_credit_of_the_participant_s`,  -- line 54: running total quota credit of the participant's Bookings in the quarter, with this credit
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `serverpush_deal_product_series_is_gtk_2`
FROM `bookings_step_2`
), `bookings_step_4` AS (
SELECT
    `j0`.`teambookings_the_manager_of_deal_agent_on_deal_c_2` AS `teambookings_the_manager_of_deal_agent_on_deal_c`,  -- line 47: the manager of deal.agent on deal.closed
    ((`deal_closed` >= 736330) AND (`deal_closed` <= 736694)) AS `covered`,  -- dated in what the plan covers
    `quarter_of_the_credit`,
    `j0`.`participant_quota_there` AS `participant_quota_2`,  -- line 15: participant.quota
    `running_total_quota_credit_of_the_participant_s`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `serverpush_deal_product_series_is_gtk_2`
FROM `bookings_step_3`
JOIN (
    SELECT `participant_name` AS `participant_name_2`, `participant_manager` AS `teambookings_the_manager_of_deal_agent_on_deal_c_2`, `participant_quota` AS `participant_quota_there`
    FROM `participants_2`
) AS `j0` ON `deal_agent` = `j0`.`participant_name_2`
), `bookings_step_5` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    `covered`,
    `quarter_of_the_credit`,
    (`covered` AND (`serverpush_deal_product_series_is_gtk_2` AND ((`deal_closed` >= 736450) AND (`deal_closed` <= 736572)))) AS `serverpush_applies`,  -- line 68: ServerPush is about this row
    (greatest(`running_total_quota_credit_of_the_participant_s` * 2, `participant_quota_2` * 3) - greatest(`running_total_quota_credit_of_the_participant_s` * 2 - `deal_value` * 2, `participant_quota_2` * 3)) * 9 AS `base_from_150_rounded_above`,  -- line 64: from 150%, rounded
    (least(greatest(`running_total_quota_credit_of_the_participant_s` * 2, `participant_quota_2` * 2), `participant_quota_2` * 3) - least(greatest(`running_total_quota_credit_of_the_participant_s` * 2 - `deal_value` * 2, `participant_quota_2` * 2), `participant_quota_2` * 3)) * 3 AS `base_from_100_below_150_rounded_above`,  -- line 64: from 100% below 150%, rounded
    least(greatest(`running_total_quota_credit_of_the_participant_s` * 5, `participant_quota_2` * 3), `participant_quota_2` * 5) - least(greatest(`running_total_quota_credit_of_the_participant_s` * 5 - `deal_value` * 5, `participant_quota_2` * 3), `participant_quota_2` * 5) AS `base_part_of_attainment_from_60_below_100`,  -- line 60: part of Attainment from 60% below 100%
    (least(`running_total_quota_credit_of_the_participant_s` * 5, `participant_quota_2` * 3) - least(`running_total_quota_credit_of_the_participant_s` * 5 - `deal_value` * 5, `participant_quota_2` * 3)) * 3 AS `base_from_0_below_60_rounded_above`,  -- line 64: from 0% below 60%, rounded
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_4`
)
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    (CASE WHEN `serverpush_applies` THEN (((`deal_value` * 3) div 100) + CASE WHEN abs(((`deal_value` * 3) % 100)) > 100 - abs(((`deal_value` * 3) % 100)) OR (abs(((`deal_value` * 3) % 100)) = 100 - abs(((`deal_value` * 3) % 100)) AND (((`deal_value` * 3) div 100) % 2) <> 0) THEN (CASE WHEN (`deal_value` * 3) < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS `serverpush_serverpush_where_the_rule_applies`,  -- line 72: ServerPush where the rule applies
    (CASE WHEN `covered` THEN ((CASE WHEN `base_from_0_below_60_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE ((`base_from_0_below_60_rounded_above` div 400) + CASE WHEN abs((`base_from_0_below_60_rounded_above` % 400)) > 400 - abs((`base_from_0_below_60_rounded_above` % 400)) OR (abs((`base_from_0_below_60_rounded_above` % 400)) = 400 - abs((`base_from_0_below_60_rounded_above` % 400)) AND ((`base_from_0_below_60_rounded_above` div 400) % 2) <> 0) THEN (CASE WHEN `base_from_0_below_60_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END) + (CASE WHEN `base_part_of_attainment_from_60_below_100` = 0 THEN CAST(0 AS BIGINT) ELSE ((`base_part_of_attainment_from_60_below_100` div 100) + CASE WHEN abs((`base_part_of_attainment_from_60_below_100` % 100)) > 100 - abs((`base_part_of_attainment_from_60_below_100` % 100)) OR (abs((`base_part_of_attainment_from_60_below_100` % 100)) = 100 - abs((`base_part_of_attainment_from_60_below_100` % 100)) AND ((`base_part_of_attainment_from_60_below_100` div 100) % 2) <> 0) THEN (CASE WHEN `base_part_of_attainment_from_60_below_100` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END) + (CASE WHEN `base_from_100_below_150_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE ((`base_from_100_below_150_rounded_above` div 80) + CASE WHEN abs((`base_from_100_below_150_rounded_above` % 80)) > 80 - abs((`base_from_100_below_150_rounded_above` % 80)) OR (abs((`base_from_100_below_150_rounded_above` % 80)) = 80 - abs((`base_from_100_below_150_rounded_above` % 80)) AND ((`base_from_100_below_150_rounded_above` div 80) % 2) <> 0) THEN (CASE WHEN `base_from_100_below_150_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END) + (CASE WHEN `base_from_150_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE ((`base_from_150_rounded_above` div 160) + CASE WHEN abs((`base_from_150_rounded_above` % 160)) > 160 - abs((`base_from_150_rounded_above` % 160)) OR (abs((`base_from_150_rounded_above` % 160)) = 160 - abs((`base_from_150_rounded_above` % 160)) AND ((`base_from_150_rounded_above` div 160) % 2) <> 0) THEN (CASE WHEN `base_from_150_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END)) ELSE CAST(0 AS BIGINT) END) AS `base_base_where_the_rule_applies`,  -- line 65: Base where the rule applies
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_5`;

-- The plan: bookings_few.
CREATE TABLE `bookings_few` USING parquet AS
SELECT `serverpush_at_most_1_500_usd_for_each_participan`, `serverpush_at_most_1_500_usd_for_each_participan_2`, `serverpush_at_most_1_500_usd_for_each_participan_3`, `serverpush_at_most_1_500_usd_for_each_participan_4`, least(`serverpush_at_most_1_500_usd_for_each_participan_5`, CAST(150000 AS BIGINT)) - least(`serverpush_at_most_1_500_usd_for_each_participan_5` - `serverpush_serverpush_where_the_rule_applies`, CAST(150000 AS BIGINT)) - `serverpush_serverpush_where_the_rule_applies` AS `serverpush_at_most_1_500_usd_for_each_participan_7`
FROM (
    SELECT `deal_agent` AS `serverpush_at_most_1_500_usd_for_each_participan`, `quarter_of_the_credit` AS `serverpush_at_most_1_500_usd_for_each_participan_2`, `deal_closed` AS `serverpush_at_most_1_500_usd_for_each_participan_3`, `deal_id` AS `serverpush_at_most_1_500_usd_for_each_participan_4`, CAST(sum(`serverpush_serverpush_where_the_rule_applies`) OVER (PARTITION BY `deal_agent`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id` ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS `serverpush_at_most_1_500_usd_for_each_participan_5`, `serverpush_serverpush_where_the_rule_applies`
    FROM `bookings_step_6`
    JOIN (
        SELECT `deal_agent` AS `of`, `quarter_of_the_credit` AS `of_2`
        FROM `bookings_step_6`
        GROUP BY 1, 2
        HAVING CAST(sum(greatest(`serverpush_serverpush_where_the_rule_applies`, CAST(0 AS BIGINT))) AS BIGINT) > 150000
    ) AS `few` ON `deal_agent` = `few`.`of` AND `quarter_of_the_credit` = `few`.`of_2`
) AS `run`
WHERE least(`serverpush_at_most_1_500_usd_for_each_participan_5`, CAST(150000 AS BIGINT)) - least(`serverpush_at_most_1_500_usd_for_each_participan_5` - `serverpush_serverpush_where_the_rule_applies`, CAST(150000 AS BIGINT)) - `serverpush_serverpush_where_the_rule_applies` <> CAST(0 AS BIGINT);

-- The plan: bookings_few_2.
CREATE TABLE `bookings_few_2` USING parquet AS
SELECT `base_at_most_12_000_usd_for_each_participant_eac`, `base_at_most_12_000_usd_for_each_participant_eac_2`, `base_at_most_12_000_usd_for_each_participant_eac_3`, `base_at_most_12_000_usd_for_each_participant_eac_4`, least(`base_at_most_12_000_usd_for_each_participant_eac_5`, CAST(1200000 AS BIGINT)) - least(`base_at_most_12_000_usd_for_each_participant_eac_5` - `base_base_where_the_rule_applies`, CAST(1200000 AS BIGINT)) - `base_base_where_the_rule_applies` AS `base_at_most_12_000_usd_for_each_participant_eac_7`
FROM (
    SELECT `deal_agent` AS `base_at_most_12_000_usd_for_each_participant_eac`, `quarter_of_the_credit` AS `base_at_most_12_000_usd_for_each_participant_eac_2`, `deal_closed` AS `base_at_most_12_000_usd_for_each_participant_eac_3`, `deal_id` AS `base_at_most_12_000_usd_for_each_participant_eac_4`, CAST(sum(`base_base_where_the_rule_applies`) OVER (PARTITION BY `deal_agent`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id` ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS `base_at_most_12_000_usd_for_each_participant_eac_5`, `base_base_where_the_rule_applies`
    FROM `bookings_step_6`
    JOIN (
        SELECT `deal_agent` AS `of_3`, `quarter_of_the_credit` AS `of_4`
        FROM `bookings_step_6`
        GROUP BY 1, 2
        HAVING CAST(sum(greatest(`base_base_where_the_rule_applies`, CAST(0 AS BIGINT))) AS BIGINT) > 1200000
    ) AS `few` ON `deal_agent` = `few`.`of_3` AND `quarter_of_the_credit` = `few`.`of_4`
) AS `run`
WHERE least(`base_at_most_12_000_usd_for_each_participant_eac_5`, CAST(1200000 AS BIGINT)) - least(`base_at_most_12_000_usd_for_each_participant_eac_5` - `base_base_where_the_rule_applies`, CAST(1200000 AS BIGINT)) - `base_base_where_the_rule_applies` <> CAST(0 AS BIGINT);

-- The plan: participant_x_quarter_step_2.
CREATE TABLE `participant_x_quarter_step_2` USING parquet AS
WITH `participant_x_quarter_step_1` AS (
SELECT
    `participant_name` AS `participant`,  -- the participant
    `period` AS `quarter`,  -- the quarter
    `label` AS `quarter_label`  -- participant and quarter
FROM `participants_2` CROSS JOIN `quarters`
)
SELECT
    `participant`,
    `quarter`,
    (CASE WHEN `quarter` < 8069 THEN CAST(736419 AS BIGINT) WHEN `quarter` < 8070 THEN CAST(736510 AS BIGINT) WHEN `quarter` < 8071 THEN CAST(736602 AS BIGINT) ELSE CAST(736694 AS BIGINT) END) AS `last_day_of_quarter`,  -- the last day of the quarter
    (CASE WHEN `quarter` < 8069 THEN CAST(736330 AS BIGINT) WHEN `quarter` < 8070 THEN CAST(736420 AS BIGINT) WHEN `quarter` < 8071 THEN CAST(736511 AS BIGINT) ELSE CAST(736603 AS BIGINT) END) AS `first_day_of_quarter`,  -- the first day of the quarter
    `quarter_label`
FROM `participant_x_quarter_step_1`;

-- The plan: participant_x_quarter_step_5.
CREATE TABLE `participant_x_quarter_step_5` USING parquet AS
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `teambookings_step_1` AS (
SELECT
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `teambookings_the_manager_of_deal_agent_on_deal_c`
FROM `bookings_step_7`
WHERE `teambookings_the_manager_of_deal_agent_on_deal_c_3`
), `teambookings` AS (
SELECT
    ((`deal_closed` >= 736330) AND (`deal_closed` <= 736694)) AS `covered_2`,  -- dated in what the plan covers
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `teambookings_the_manager_of_deal_agent_on_deal_c`
FROM `teambookings_step_1`
), `participant_x_quarter_step_3` AS (
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `first_day_of_quarter`,
    `j0`.`total_amount_of_the_participant_s_teambookings_i_2` AS `total_amount_of_the_participant_s_teambookings_i`,  -- line 77: total amount of the participant's TeamBookings in the quarter
    `quarter_label`,
    `j1`.`team_participant_role_is_manager_there` AS `team_participant_role_is_manager_2`  -- line 76: participant.role is Manager
FROM `participant_x_quarter_step_2`
LEFT JOIN (
    SELECT `asked_participant` AS `asked_participant`, `asked_day` AS `asked_day`, `asked_day_2` AS `asked_day_2`, CAST(sum(`deal_value`) AS BIGINT) AS `total_amount_of_the_participant_s_teambookings_i_2`
    FROM (SELECT DISTINCT `participant` AS `asked_participant`, `first_day_of_quarter` AS `asked_day`, `last_day_of_quarter` AS `asked_day_2` FROM `participant_x_quarter_step_2`) AS `asked`
    JOIN `teambookings` ON `asked_participant` = `teambookings_the_manager_of_deal_agent_on_deal_c` AND `deal_closed` >= `asked_day` AND `deal_closed` <= `asked_day_2`
    GROUP BY 1, 2, 3
) AS `j0` ON `participant` = `j0`.`asked_participant` AND `first_day_of_quarter` = `j0`.`asked_day` AND `last_day_of_quarter` = `j0`.`asked_day_2`
JOIN (
    SELECT `participant_name` AS `participant_name_3`, (`participant_role` = 'Manager') AS `team_participant_role_is_manager_there`
    FROM `participants_2`
) AS `j1` ON `participant` = `j1`.`participant_name_3`
), `participant_x_quarter_step_4` AS (
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `first_day_of_quarter`,
    coalesce(`total_amount_of_the_participant_s_teambookings_i`, CAST(0 AS BIGINT)) AS `total_amount_of_the_participant_s_teambookings_i_3`,  -- line 77: total amount of the participant's TeamBookings in the quarter
    `team_participant_role_is_manager_2` AS `team_participant_role_is_manager`,  -- line 76: participant.role is Manager
    `quarter_label`
FROM `participant_x_quarter_step_3`
)
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `first_day_of_quarter`,
    `team_participant_role_is_manager`,
    (CASE WHEN `team_participant_role_is_manager` THEN ((`total_amount_of_the_participant_s_teambookings_i_3` div 100) + CASE WHEN abs((`total_amount_of_the_participant_s_teambookings_i_3` % 100)) > 100 - abs((`total_amount_of_the_participant_s_teambookings_i_3` % 100)) OR (abs((`total_amount_of_the_participant_s_teambookings_i_3` % 100)) = 100 - abs((`total_amount_of_the_participant_s_teambookings_i_3` % 100)) AND ((`total_amount_of_the_participant_s_teambookings_i_3` div 100) % 2) <> 0) THEN (CASE WHEN `total_amount_of_the_participant_s_teambookings_i_3` < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS `team_team_where_the_rule_applies`,  -- line 78: Team where the rule applies
    `quarter_label`
FROM `participant_x_quarter_step_4`;

-- The plan: participant_x_quarter.
CREATE TABLE `participant_x_quarter` USING parquet AS
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `bookings_step_8` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `j2`.`serverpush_at_most_1_500_usd_for_each_participan_7` AS `serverpush_at_most_1_500_usd_for_each_participan_6`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `j3`.`base_at_most_12_000_usd_for_each_participant_eac_7` AS `base_at_most_12_000_usd_for_each_participant_eac_6`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_7`
LEFT JOIN `bookings_few` AS `j2` ON `deal_agent` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan` AND `quarter_of_the_credit` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_2` AND `deal_closed` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_3` AND `deal_id` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_4`
LEFT JOIN `bookings_few_2` AS `j3` ON `deal_agent` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac` AND `quarter_of_the_credit` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_2` AND `deal_closed` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_3` AND `deal_id` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_4`
), `bookings_step_9` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    coalesce(`serverpush_at_most_1_500_usd_for_each_participan_6`, CAST(0 AS BIGINT)) AS `serverpush_at_most_1_500_usd_for_each_participan_8`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    coalesce(`base_at_most_12_000_usd_for_each_participant_eac_6`, CAST(0 AS BIGINT)) AS `base_at_most_12_000_usd_for_each_participant_eac_8`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_8`
), `bookings` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `serverpush_at_most_1_500_usd_for_each_participan_8`,
    `serverpush_serverpush_where_the_rule_applies` + `serverpush_at_most_1_500_usd_for_each_participan_8` AS `serverpush_at_most_1_500_usd_for_each_participan_9`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `base_at_most_12_000_usd_for_each_participant_eac_8`,
    `base_base_where_the_rule_applies` + `base_at_most_12_000_usd_for_each_participant_eac_8` AS `base_at_most_12_000_usd_for_each_participant_eac_9`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_9`
), `participant_x_quarter_step_6` AS (
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `team_participant_role_is_manager`,
    `team_team_where_the_rule_applies`,
    `j2`.`payout_of_team_total_there` AS `payout_of_team_total`,  -- line 82: Team in the quarter
    `j3`.`payout_of_serverpush_total_there` AS `payout_of_serverpush_total`,  -- line 82: ServerPush in the quarter
    `j3`.`payout_of_base_total_there` AS `payout_of_base_total`,  -- line 82: Base in the quarter
    `quarter_label`
FROM `participant_x_quarter_step_5`
LEFT JOIN (
    SELECT `asked_participant_2` AS `asked_participant_2`, `asked_day_3` AS `asked_day_3`, `asked_day_4` AS `asked_day_4`, CAST(sum(CAST(CAST(`team_team_where_the_rule_applies` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) AS DECIMAL(38, 0)) AS `payout_of_team_total_there`
    FROM (SELECT DISTINCT `participant` AS `asked_participant_2`, `first_day_of_quarter` AS `asked_day_3`, `last_day_of_quarter` AS `asked_day_4` FROM `participant_x_quarter_step_5`) AS `asked`
    JOIN `participant_x_quarter_step_5` ON `asked_participant_2` = `participant` AND `last_day_of_quarter` >= `asked_day_3` AND `last_day_of_quarter` <= `asked_day_4`
    GROUP BY 1, 2, 3
) AS `j2` ON `participant` = `j2`.`asked_participant_2` AND `first_day_of_quarter` = `j2`.`asked_day_3` AND `last_day_of_quarter` = `j2`.`asked_day_4`
LEFT JOIN (
    SELECT `asked_participant_3` AS `asked_participant_3`, `asked_day_5` AS `asked_day_5`, `asked_day_6` AS `asked_day_6`, CAST(sum(`serverpush_at_most_1_500_usd_for_each_participan_9`) AS BIGINT) AS `payout_of_serverpush_total_there`, CAST(sum(`base_at_most_12_000_usd_for_each_participant_eac_9`) AS BIGINT) AS `payout_of_base_total_there`
    FROM (SELECT DISTINCT `participant` AS `asked_participant_3`, `first_day_of_quarter` AS `asked_day_5`, `last_day_of_quarter` AS `asked_day_6` FROM `participant_x_quarter_step_5`) AS `asked`
    JOIN `bookings` ON `asked_participant_3` = `deal_agent` AND `deal_closed` >= `asked_day_5` AND `deal_closed` <= `asked_day_6`
    GROUP BY 1, 2, 3
) AS `j3` ON `participant` = `j3`.`asked_participant_3` AND `first_day_of_quarter` = `j3`.`asked_day_5` AND `last_day_of_quarter` = `j3`.`asked_day_6`
), `participant_x_quarter_step_7` AS (
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `team_participant_role_is_manager`,
    `team_team_where_the_rule_applies`,
    coalesce(`payout_of_team_total`, CAST(0 AS BIGINT)) AS `payout_of_team`,  -- line 82: Team in the quarter
    coalesce(`payout_of_serverpush_total`, CAST(0 AS BIGINT)) AS `payout_of_serverpush`,  -- line 82: ServerPush in the quarter
    coalesce(`payout_of_base_total`, CAST(0 AS BIGINT)) AS `payout_of_base`,  -- line 82: Base in the quarter
    `quarter_label`
FROM `participant_x_quarter_step_6`
)
SELECT
    `participant`,
    `quarter`,
    `last_day_of_quarter`,
    `team_participant_role_is_manager`,
    `team_team_where_the_rule_applies`,
    `payout_of_team`,
    `payout_of_serverpush`,
    `payout_of_base`,
    (`participant` || ' / ' || `quarter_label`) AS `participant_x_quarter_id`,  -- participant and quarter
    CAST(`payout_of_base` AS DECIMAL(38, 0)) + `payout_of_serverpush` + `payout_of_team` AS `payout`  -- line 81: payout
FROM `participant_x_quarter_step_7`;

-- Must give no rows: everybody can be paid.
SELECT wrong, found FROM (
SELECT 'the checks of participants' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM `participants_2` WHERE NOT (`participant_quota_is_above_0_usd`)
) AS doubtful
UNION ALL
SELECT 'negative payouts' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM `participant_x_quarter` WHERE `payout` < 0
) AS doubtful
UNION ALL
SELECT 'every amount of Base is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_base` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_agent` AS who, (CASE WHEN `deal_closed` <= 736329 THEN 8067 WHEN `deal_closed` <= 736419 THEN 8068 WHEN `deal_closed` <= 736510 THEN 8069 WHEN `deal_closed` <= 736602 THEN 8070 WHEN `deal_closed` <= 736694 THEN 8071 WHEN `deal_closed` <= 736784 THEN 8072 END) AS what, `base_base_where_the_rule_applies` AS amount
FROM (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
) AS `bookings_step_7`
WHERE `covered` AND `covered` AND `base_base_where_the_rule_applies` <> 0
UNION ALL
SELECT `deal_agent` AS who, (CASE WHEN `deal_closed` <= 736329 THEN 8067 WHEN `deal_closed` <= 736419 THEN 8068 WHEN `deal_closed` <= 736510 THEN 8069 WHEN `deal_closed` <= 736602 THEN 8070 WHEN `deal_closed` <= 736694 THEN 8071 WHEN `deal_closed` <= 736784 THEN 8072 END) AS what, `base_at_most_12_000_usd_for_each_participant_eac_8` AS amount
FROM (
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `bookings_step_8` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `j2`.`serverpush_at_most_1_500_usd_for_each_participan_7` AS `serverpush_at_most_1_500_usd_for_each_participan_6`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `j3`.`base_at_most_12_000_usd_for_each_participant_eac_7` AS `base_at_most_12_000_usd_for_each_participant_eac_6`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_7`
LEFT JOIN `bookings_few` AS `j2` ON `deal_agent` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan` AND `quarter_of_the_credit` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_2` AND `deal_closed` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_3` AND `deal_id` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_4`
LEFT JOIN `bookings_few_2` AS `j3` ON `deal_agent` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac` AND `quarter_of_the_credit` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_2` AND `deal_closed` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_3` AND `deal_id` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_4`
), `bookings_step_9` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    coalesce(`serverpush_at_most_1_500_usd_for_each_participan_6`, CAST(0 AS BIGINT)) AS `serverpush_at_most_1_500_usd_for_each_participan_8`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    coalesce(`base_at_most_12_000_usd_for_each_participant_eac_6`, CAST(0 AS BIGINT)) AS `base_at_most_12_000_usd_for_each_participant_eac_8`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_8`
)
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `serverpush_at_most_1_500_usd_for_each_participan_8`,
    `serverpush_serverpush_where_the_rule_applies` + `serverpush_at_most_1_500_usd_for_each_participan_8` AS `serverpush_at_most_1_500_usd_for_each_participan_9`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `base_at_most_12_000_usd_for_each_participant_eac_8`,
    `base_base_where_the_rule_applies` + `base_at_most_12_000_usd_for_each_participant_eac_8` AS `base_at_most_12_000_usd_for_each_participant_eac_9`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_9`
) AS `bookings`
WHERE `covered` AND `covered` AND `base_at_most_12_000_usd_for_each_participant_eac_8` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of ServerPush is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_serverpush` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_agent` AS who, (CASE WHEN `deal_closed` <= 736329 THEN 8067 WHEN `deal_closed` <= 736419 THEN 8068 WHEN `deal_closed` <= 736510 THEN 8069 WHEN `deal_closed` <= 736602 THEN 8070 WHEN `deal_closed` <= 736694 THEN 8071 WHEN `deal_closed` <= 736784 THEN 8072 END) AS what, `serverpush_serverpush_where_the_rule_applies` AS amount
FROM (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
) AS `bookings_step_7`
WHERE `covered` AND `serverpush_applies` AND `serverpush_serverpush_where_the_rule_applies` <> 0
UNION ALL
SELECT `deal_agent` AS who, (CASE WHEN `deal_closed` <= 736329 THEN 8067 WHEN `deal_closed` <= 736419 THEN 8068 WHEN `deal_closed` <= 736510 THEN 8069 WHEN `deal_closed` <= 736602 THEN 8070 WHEN `deal_closed` <= 736694 THEN 8071 WHEN `deal_closed` <= 736784 THEN 8072 END) AS what, `serverpush_at_most_1_500_usd_for_each_participan_8` AS amount
FROM (
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `bookings_step_8` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `j2`.`serverpush_at_most_1_500_usd_for_each_participan_7` AS `serverpush_at_most_1_500_usd_for_each_participan_6`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `j3`.`base_at_most_12_000_usd_for_each_participant_eac_7` AS `base_at_most_12_000_usd_for_each_participant_eac_6`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_7`
LEFT JOIN `bookings_few` AS `j2` ON `deal_agent` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan` AND `quarter_of_the_credit` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_2` AND `deal_closed` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_3` AND `deal_id` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_4`
LEFT JOIN `bookings_few_2` AS `j3` ON `deal_agent` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac` AND `quarter_of_the_credit` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_2` AND `deal_closed` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_3` AND `deal_id` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_4`
), `bookings_step_9` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    coalesce(`serverpush_at_most_1_500_usd_for_each_participan_6`, CAST(0 AS BIGINT)) AS `serverpush_at_most_1_500_usd_for_each_participan_8`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    coalesce(`base_at_most_12_000_usd_for_each_participant_eac_6`, CAST(0 AS BIGINT)) AS `base_at_most_12_000_usd_for_each_participant_eac_8`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_8`
)
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `serverpush_at_most_1_500_usd_for_each_participan_8`,
    `serverpush_serverpush_where_the_rule_applies` + `serverpush_at_most_1_500_usd_for_each_participan_8` AS `serverpush_at_most_1_500_usd_for_each_participan_9`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `base_at_most_12_000_usd_for_each_participant_eac_8`,
    `base_base_where_the_rule_applies` + `base_at_most_12_000_usd_for_each_participant_eac_8` AS `base_at_most_12_000_usd_for_each_participant_eac_9`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_9`
) AS `bookings`
WHERE `covered` AND `serverpush_applies` AND `serverpush_at_most_1_500_usd_for_each_participan_8` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Team is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_team` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `participant` AS who, (CASE WHEN `last_day_of_quarter` <= 736329 THEN 8067 WHEN `last_day_of_quarter` <= 736419 THEN 8068 WHEN `last_day_of_quarter` <= 736510 THEN 8069 WHEN `last_day_of_quarter` <= 736602 THEN 8070 WHEN `last_day_of_quarter` <= 736694 THEN 8071 WHEN `last_day_of_quarter` <= 736784 THEN 8072 END) AS what, `team_team_where_the_rule_applies` AS amount
FROM `participant_x_quarter`
WHERE `team_participant_role_is_manager` AND `team_team_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
) AS doubts WHERE found > 0;

-- Result: credits.
SELECT result.credit, result.key, result.participant, date_add(DATE '1970-01-01', CAST(result.date - 719163 AS INT)) AS date, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount, CAST(CAST(result.quota_credit AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS quota_credit
FROM (
SELECT 0 AS part, 'Bookings' AS credit, `deal_id` AS key, `deal_agent` AS participant, `deal_closed` AS date, `deal_value` AS amount, `deal_value` AS quota_credit
FROM (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
) AS `bookings_step_7`
WHERE `covered` AND (`deal_closed` BETWEEN 736330 AND 736694)
UNION ALL
SELECT 1 AS part, 'TeamBookings' AS credit, `deal_id` AS key, `teambookings_the_manager_of_deal_agent_on_deal_c` AS participant, `deal_closed` AS date, `deal_value` AS amount, CAST(NULL AS BIGINT) AS quota_credit
FROM (
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `teambookings_step_1` AS (
SELECT
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `teambookings_the_manager_of_deal_agent_on_deal_c`
FROM `bookings_step_7`
WHERE `teambookings_the_manager_of_deal_agent_on_deal_c_3`
)
SELECT
    ((`deal_closed` >= 736330) AND (`deal_closed` <= 736694)) AS `covered_2`,  -- dated in what the plan covers
    `deal_closed`,
    `deal_id`,
    `deal_value`,
    `teambookings_the_manager_of_deal_agent_on_deal_c`
FROM `teambookings_step_1`
) AS `teambookings`
WHERE `covered_2` AND (`deal_closed` BETWEEN 736330 AND 736694)
) AS result
ORDER BY part, date, key;

-- Result: lines.
SELECT result.component, result.line, result.key, result.participant, result.period, date_add(DATE '1970-01-01', CAST(result.date - 719163 AS INT)) AS date, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount
FROM (
SELECT 0 AS part, 0 AS place, 'Base' AS component, 'amount' AS line, `deal_id` AS key, `deal_agent` AS participant, (CASE WHEN `deal_closed` <= 736329 THEN '2016-Q4' WHEN `deal_closed` <= 736419 THEN '2017-Q1' WHEN `deal_closed` <= 736510 THEN '2017-Q2' WHEN `deal_closed` <= 736602 THEN '2017-Q3' WHEN `deal_closed` <= 736694 THEN '2017-Q4' WHEN `deal_closed` <= 736784 THEN '2018-Q1' END) AS period, `deal_closed` AS date, `base_base_where_the_rule_applies` AS amount
FROM (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
) AS `bookings_step_7`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 736330 AND 736694)
UNION ALL
SELECT 0 AS part, 1 AS place, 'Base' AS component, 'limit' AS line, `deal_id` AS key, `deal_agent` AS participant, (CASE WHEN `deal_closed` <= 736329 THEN '2016-Q4' WHEN `deal_closed` <= 736419 THEN '2017-Q1' WHEN `deal_closed` <= 736510 THEN '2017-Q2' WHEN `deal_closed` <= 736602 THEN '2017-Q3' WHEN `deal_closed` <= 736694 THEN '2017-Q4' WHEN `deal_closed` <= 736784 THEN '2018-Q1' END) AS period, `deal_closed` AS date, `base_at_most_12_000_usd_for_each_participant_eac_8` AS amount
FROM (
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `bookings_step_8` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `j2`.`serverpush_at_most_1_500_usd_for_each_participan_7` AS `serverpush_at_most_1_500_usd_for_each_participan_6`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `j3`.`base_at_most_12_000_usd_for_each_participant_eac_7` AS `base_at_most_12_000_usd_for_each_participant_eac_6`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_7`
LEFT JOIN `bookings_few` AS `j2` ON `deal_agent` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan` AND `quarter_of_the_credit` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_2` AND `deal_closed` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_3` AND `deal_id` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_4`
LEFT JOIN `bookings_few_2` AS `j3` ON `deal_agent` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac` AND `quarter_of_the_credit` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_2` AND `deal_closed` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_3` AND `deal_id` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_4`
), `bookings_step_9` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    coalesce(`serverpush_at_most_1_500_usd_for_each_participan_6`, CAST(0 AS BIGINT)) AS `serverpush_at_most_1_500_usd_for_each_participan_8`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    coalesce(`base_at_most_12_000_usd_for_each_participant_eac_6`, CAST(0 AS BIGINT)) AS `base_at_most_12_000_usd_for_each_participant_eac_8`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_8`
)
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `serverpush_at_most_1_500_usd_for_each_participan_8`,
    `serverpush_serverpush_where_the_rule_applies` + `serverpush_at_most_1_500_usd_for_each_participan_8` AS `serverpush_at_most_1_500_usd_for_each_participan_9`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `base_at_most_12_000_usd_for_each_participant_eac_8`,
    `base_base_where_the_rule_applies` + `base_at_most_12_000_usd_for_each_participant_eac_8` AS `base_at_most_12_000_usd_for_each_participant_eac_9`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_9`
) AS `bookings`
WHERE `covered` AND `covered` AND `base_at_most_12_000_usd_for_each_participant_eac_8` <> 0 AND (`deal_closed` BETWEEN 736330 AND 736694)
UNION ALL
SELECT 1 AS part, 0 AS place, 'ServerPush' AS component, 'amount' AS line, `deal_id` AS key, `deal_agent` AS participant, (CASE WHEN `deal_closed` <= 736329 THEN '2016-Q4' WHEN `deal_closed` <= 736419 THEN '2017-Q1' WHEN `deal_closed` <= 736510 THEN '2017-Q2' WHEN `deal_closed` <= 736602 THEN '2017-Q3' WHEN `deal_closed` <= 736694 THEN '2017-Q4' WHEN `deal_closed` <= 736784 THEN '2018-Q1' END) AS period, `deal_closed` AS date, `serverpush_serverpush_where_the_rule_applies` AS amount
FROM (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
) AS `bookings_step_7`
WHERE `covered` AND `serverpush_applies` AND (`deal_closed` BETWEEN 736330 AND 736694)
UNION ALL
SELECT 1 AS part, 1 AS place, 'ServerPush' AS component, 'limit' AS line, `deal_id` AS key, `deal_agent` AS participant, (CASE WHEN `deal_closed` <= 736329 THEN '2016-Q4' WHEN `deal_closed` <= 736419 THEN '2017-Q1' WHEN `deal_closed` <= 736510 THEN '2017-Q2' WHEN `deal_closed` <= 736602 THEN '2017-Q3' WHEN `deal_closed` <= 736694 THEN '2017-Q4' WHEN `deal_closed` <= 736784 THEN '2018-Q1' END) AS period, `deal_closed` AS date, `serverpush_at_most_1_500_usd_for_each_participan_8` AS amount
FROM (
WITH `bookings_step_7` AS (
SELECT
    `teambookings_the_manager_of_deal_agent_on_deal_c`,
    (`teambookings_the_manager_of_deal_agent_on_deal_c` IS NOT NULL) AS `teambookings_the_manager_of_deal_agent_on_deal_c_3`,  -- line 47: deal.agent has a manager on deal.closed
    `covered`,
    `quarter_of_the_credit`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `base_base_where_the_rule_applies`,
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_6`
), `bookings_step_8` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `j2`.`serverpush_at_most_1_500_usd_for_each_participan_7` AS `serverpush_at_most_1_500_usd_for_each_participan_6`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `j3`.`base_at_most_12_000_usd_for_each_participant_eac_7` AS `base_at_most_12_000_usd_for_each_participant_eac_6`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_7`
LEFT JOIN `bookings_few` AS `j2` ON `deal_agent` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan` AND `quarter_of_the_credit` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_2` AND `deal_closed` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_3` AND `deal_id` = `j2`.`serverpush_at_most_1_500_usd_for_each_participan_4`
LEFT JOIN `bookings_few_2` AS `j3` ON `deal_agent` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac` AND `quarter_of_the_credit` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_2` AND `deal_closed` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_3` AND `deal_id` = `j3`.`base_at_most_12_000_usd_for_each_participant_eac_4`
), `bookings_step_9` AS (
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    coalesce(`serverpush_at_most_1_500_usd_for_each_participan_6`, CAST(0 AS BIGINT)) AS `serverpush_at_most_1_500_usd_for_each_participan_8`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    coalesce(`base_at_most_12_000_usd_for_each_participant_eac_6`, CAST(0 AS BIGINT)) AS `base_at_most_12_000_usd_for_each_participant_eac_8`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_8`
)
SELECT
    `covered`,
    `serverpush_applies`,
    `serverpush_serverpush_where_the_rule_applies`,
    `serverpush_at_most_1_500_usd_for_each_participan_8`,
    `serverpush_serverpush_where_the_rule_applies` + `serverpush_at_most_1_500_usd_for_each_participan_8` AS `serverpush_at_most_1_500_usd_for_each_participan_9`,  -- line 72: at most 1,500 USD for each participant each quarter, in credit order, excess lost
    `base_base_where_the_rule_applies`,
    `base_at_most_12_000_usd_for_each_participant_eac_8`,
    `base_base_where_the_rule_applies` + `base_at_most_12_000_usd_for_each_participant_eac_8` AS `base_at_most_12_000_usd_for_each_participant_eac_9`,  -- line 65: at most 12,000 USD for each participant each quarter, in credit order, excess lost
    `deal_agent`,
    `deal_closed`,
    `deal_id`,
    `deal_value`
FROM `bookings_step_9`
) AS `bookings`
WHERE `covered` AND `serverpush_applies` AND `serverpush_at_most_1_500_usd_for_each_participan_8` <> 0 AND (`deal_closed` BETWEEN 736330 AND 736694)
UNION ALL
SELECT 2 AS part, 0 AS place, 'Team' AS component, 'amount' AS line, `participant_x_quarter_id` AS key, `participant` AS participant, (CASE WHEN `last_day_of_quarter` <= 736329 THEN '2016-Q4' WHEN `last_day_of_quarter` <= 736419 THEN '2017-Q1' WHEN `last_day_of_quarter` <= 736510 THEN '2017-Q2' WHEN `last_day_of_quarter` <= 736602 THEN '2017-Q3' WHEN `last_day_of_quarter` <= 736694 THEN '2017-Q4' WHEN `last_day_of_quarter` <= 736784 THEN '2018-Q1' END) AS period, `last_day_of_quarter` AS date, `team_team_where_the_rule_applies` AS amount
FROM `participant_x_quarter`
WHERE `team_participant_role_is_manager` AND (`last_day_of_quarter` BETWEEN 736330 AND 736694)
) AS result
ORDER BY part, participant, date, key, place;

-- Result: payouts.
SELECT result.participant, result.period, result.component, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount
FROM (
SELECT 0 AS part, `quarter` AS number, `participant` AS participant, (CASE `quarter` WHEN 8068 THEN '2017-Q1' WHEN 8069 THEN '2017-Q2' WHEN 8070 THEN '2017-Q3' WHEN 8071 THEN '2017-Q4' END) AS period, 'Base' AS component, `payout_of_base` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8068, 8069, 8070, 8071)
UNION ALL
SELECT 1 AS part, `quarter` AS number, `participant` AS participant, (CASE `quarter` WHEN 8068 THEN '2017-Q1' WHEN 8069 THEN '2017-Q2' WHEN 8070 THEN '2017-Q3' WHEN 8071 THEN '2017-Q4' END) AS period, 'ServerPush' AS component, `payout_of_serverpush` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8068, 8069, 8070, 8071)
UNION ALL
SELECT 2 AS part, `quarter` AS number, `participant` AS participant, (CASE `quarter` WHEN 8068 THEN '2017-Q1' WHEN 8069 THEN '2017-Q2' WHEN 8070 THEN '2017-Q3' WHEN 8071 THEN '2017-Q4' END) AS period, 'Team' AS component, `payout_of_team` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8068, 8069, 8070, 8071)
) AS result
ORDER BY participant, number, part;
