-- Plan EightAnswers: One table, eight answers
-- sha256:67fc462e71ae91e30eb7b448319925f1e79e570a629dd21e93477fc3b40d799b, compiled by planlang 0.1.0
-- For Apache Spark 4.
--
-- Run it from top to bottom in one session. What it makes is tables in the current database: take an empty one.
-- Two queries must give no rows; where one does, the results after it don't count.
-- Not looked at here, but by `planlang run`: how texts are spelt, and rows that hold on the same days.
--
-- It reads these tables, which it takes for the data files of the plan with their headers as columns:
-- `participants`, 100,000,000 rows at most:
-- - `id` STRING
-- `deals`, 100,000,000 rows at most:
-- - `id` STRING
-- - `owner` STRING (a row of participants)
-- - `closed` DATE
-- - `amount` DECIMAL(18, 2) (from 0 through 1,000,000,000)
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
    `id` AS `id`  -- line 10: id, text
FROM `participants`;

-- The data deals, in whole numbers.
CREATE TEMPORARY VIEW `in_deals` AS
SELECT
    `id` AS `id`,  -- line 14: id, text
    `owner` AS `owner`,  -- line 15: owner, row
    CAST(datediff(`closed`, DATE '1970-01-01') + 719163 AS BIGINT) AS `closed`,  -- line 16: closed, day number
    CAST(`amount` * 100 AS BIGINT) AS `amount`  -- line 17: amount, money over 100
FROM `deals`;

-- Must give no rows: the data is what this script takes it for.
SELECT wrong, count(*) AS found FROM (
SELECT 'participants: a row is there twice' AS wrong FROM `in_participants` GROUP BY `id` HAVING count(*) > 1
UNION ALL
SELECT 'participants: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_participants`) AS counted WHERE n > 100000000
UNION ALL
SELECT CASE
    WHEN `id` IS NULL THEN 'participants.id: no value'
    END FROM `in_participants`
UNION ALL
SELECT 'deals: a row is there twice' AS wrong FROM `in_deals` GROUP BY `id` HAVING count(*) > 1
UNION ALL
SELECT 'deals: more rows than are assumed' FROM (SELECT count(*) AS n FROM `in_deals`) AS counted WHERE n > 100000000
UNION ALL
SELECT 'deals.owner: no such row of participants' FROM `in_deals` AS here LEFT JOIN `in_participants` AS there ON there.`id` = here.`owner` WHERE here.`owner` IS NOT NULL AND there.`id` IS NULL
UNION ALL
SELECT CASE
    WHEN `id` IS NULL THEN 'deals.id: no value'
    WHEN `owner` IS NULL THEN 'deals.owner: no value'
    WHEN `closed` IS NULL THEN 'deals.closed: no value'
    WHEN `closed` < 735592 OR `closed` > 743001 THEN 'deals.closed: outside of what is assumed'
    WHEN `amount` IS NULL THEN 'deals.amount: no value'
    WHEN `amount` < 0 OR `amount` > 100000000000 THEN 'deals.amount: outside of what is assumed'
    END FROM `in_deals`
UNION ALL
SELECT CASE
    WHEN `amount` * 100 <> round(`amount` * 100) THEN 'deals.amount: more decimals than are read'
    END FROM `deals`
) AS doubts
WHERE wrong IS NOT NULL
GROUP BY wrong;

-- A table of the calendar.
CREATE TABLE `quarters` USING parquet AS
SELECT CAST(8100 AS BIGINT) AS `period`, '2025-Q1' AS `label`, CAST(739252 AS BIGINT) AS `first_day`, CAST(739341 AS BIGINT) AS `last_day`;

-- A table of the calendar.
CREATE TABLE `calendar` USING parquet AS
WITH digits AS (SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9),
numbers AS (SELECT a.d + 10 * b.d + 100 * c.d AS n FROM digits AS a CROSS JOIN digits AS b CROSS JOIN digits AS c),
runs AS (
    SELECT 735592 AS first_at, 7 AS places, 8059 AS first_result, 0 AS step UNION ALL
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
    SELECT 740347, 91, 8112, 0 UNION ALL
    SELECT 740438, 91, 8113, 0 UNION ALL
    SELECT 740529, 92, 8114, 0 UNION ALL
    SELECT 740621, 92, 8115, 0 UNION ALL
    SELECT 740713, 90, 8116, 0 UNION ALL
    SELECT 740803, 91, 8117, 0 UNION ALL
    SELECT 740894, 92, 8118, 0 UNION ALL
    SELECT 740986, 92, 8119, 0 UNION ALL
    SELECT 741078, 90, 8120, 0 UNION ALL
    SELECT 741168, 91, 8121, 0 UNION ALL
    SELECT 741259, 92, 8122, 0 UNION ALL
    SELECT 741351, 92, 8123, 0 UNION ALL
    SELECT 741443, 90, 8124, 0 UNION ALL
    SELECT 741533, 91, 8125, 0 UNION ALL
    SELECT 741624, 92, 8126, 0 UNION ALL
    SELECT 741716, 92, 8127, 0 UNION ALL
    SELECT 741808, 91, 8128, 0 UNION ALL
    SELECT 741899, 91, 8129, 0 UNION ALL
    SELECT 741990, 92, 8130, 0 UNION ALL
    SELECT 742082, 92, 8131, 0 UNION ALL
    SELECT 742174, 90, 8132, 0 UNION ALL
    SELECT 742264, 91, 8133, 0 UNION ALL
    SELECT 742355, 92, 8134, 0 UNION ALL
    SELECT 742447, 92, 8135, 0 UNION ALL
    SELECT 742539, 90, 8136, 0 UNION ALL
    SELECT 742629, 91, 8137, 0 UNION ALL
    SELECT 742720, 92, 8138, 0 UNION ALL
    SELECT 742812, 92, 8139, 0 UNION ALL
    SELECT 742904, 90, 8140, 0 UNION ALL
    SELECT 742994, 8, 8141, 0
)
SELECT CAST((first_at + n) AS BIGINT) AS `at`, CAST((first_result + n * step) AS BIGINT) AS `result`
FROM runs JOIN numbers ON n < places;

-- A table of the calendar.
CREATE TABLE `months` USING parquet AS
SELECT CAST(24300 AS BIGINT) AS `period`, '2025-01' AS `label`, CAST(739252 AS BIGINT) AS `first_day`, CAST(739282 AS BIGINT) AS `last_day` UNION ALL
SELECT CAST(24301 AS BIGINT), '2025-02', CAST(739283 AS BIGINT), CAST(739310 AS BIGINT) UNION ALL
SELECT CAST(24302 AS BIGINT), '2025-03', CAST(739311 AS BIGINT), CAST(739341 AS BIGINT);

-- The plan: deals_2.
CREATE TABLE `deals_2` USING parquet AS
SELECT
    `owner` AS `deal_owner`,  -- line 15: deal.owner
    `closed` AS `deal_closed`,  -- line 16: deal.closed
    `id` AS `deal_id`,  -- line 14: deal.id
    `amount` AS `deal_amount`  -- line 17: deal.amount
FROM `in_deals`;

-- The plan: sales.
CREATE TABLE `sales` USING parquet AS
WITH `sales_step_1` AS (
SELECT
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `deals_2`
), `sales_step_2` AS (
SELECT
    `j0`.`result` AS `quarter_of_the_credit`,  -- quarter of the credit
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_1`
LEFT JOIN (
    SELECT `at` AS `at`, `result` AS `result`
    FROM `calendar`
) AS `j0` ON `deal_closed` = `j0`.`at`
), `sales_step_3` AS (
SELECT
    `quarter_of_the_credit`,
    CAST(sum(CAST(CAST(`deal_amount` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id` ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS DECIMAL(38, 0)) AS `running_total_amount_of_the_participant_s_sales`,  -- line 36: running total amount of the participant's Sales in the quarter, with this credit
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_2`
), `sales_step_4` AS (
SELECT
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    CASE WHEN TRUE THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= 100000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= 300000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= 800000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= 2000000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS `eight_tier_of_salessofar_counting_this_credit`,  -- line 82: tier of SalesSoFar counting this credit
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_3`
), `sales_step_5` AS (
SELECT
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_tier_of_salessofar_counting_this_credit`,
    (`eight_tier_of_salessofar_counting_this_credit` = 5) AS `eight_salessofar_counting_this_credit_from_20_00`,  -- line 32: SalesSoFar counting this credit is from 20,000 USD
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_4`
), `sales_step_6` AS (
SELECT
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    (`eight_tier_of_salessofar_counting_this_credit` = 4) AS `eight_salessofar_counting_this_credit_from_8_000`,  -- line 31: SalesSoFar counting this credit is from 8,000 USD below 20,000 USD
    (`eight_tier_of_salessofar_counting_this_credit` = 3) AS `eight_salessofar_counting_this_credit_from_3_000`,  -- line 30: SalesSoFar counting this credit is from 3,000 USD below 8,000 USD
    (`eight_tier_of_salessofar_counting_this_credit` = 2) AS `eight_salessofar_counting_this_credit_from_1_000`,  -- line 29: SalesSoFar counting this credit is from 1,000 USD below 3,000 USD
    (`eight_tier_of_salessofar_counting_this_credit` = 1) AS `eight_salessofar_counting_this_credit_from_0_usd`,  -- line 28: SalesSoFar counting this credit is from 0 USD below 1,000 USD
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_5`
), `sales_step_7` AS (
SELECT
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    (CASE WHEN `eight_salessofar_counting_this_credit_from_0_usd` THEN CAST(1 AS BIGINT) WHEN `eight_salessofar_counting_this_credit_from_1_000` THEN CAST(2 AS BIGINT) WHEN `eight_salessofar_counting_this_credit_from_3_000` THEN CAST(3 AS BIGINT) WHEN `eight_salessofar_counting_this_credit_from_8_000` THEN CAST(5 AS BIGINT) END) AS `eight_rate_of_the_tier_that_salessofar_counting`,  -- line 82: rate of the tier that SalesSoFar counting this credit is in
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_6`
), `sales_step_8` AS (
SELECT
    ((`deal_closed` >= 739252) AND (`deal_closed` <= 739341)) AS `covered`,  -- dated in what the plan covers
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rate_of_the_tier_that_salessofar_counting` * `running_total_amount_of_the_participant_s_sales` AS `eight_rounded_above`,  -- line 83: rounded
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_7`
), `sales_step_9` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded_above`,
    CAST(sum((CASE WHEN `covered` THEN 1 ELSE 0 END)) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id` ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS `eight_eight_already_paid_group`,  -- line 84: Eight already paid
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_8`
), `sales_step_10` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    CAST((CAST(`eight_rounded_above` div 100 AS DECIMAL(38, 0)) + CASE WHEN greatest((`eight_rounded_above` % 100), 0 - (`eight_rounded_above` % 100)) > 100 - greatest((`eight_rounded_above` % 100), 0 - (`eight_rounded_above` % 100)) OR (greatest((`eight_rounded_above` % 100), 0 - (`eight_rounded_above` % 100)) = 100 - greatest((`eight_rounded_above` % 100), 0 - (`eight_rounded_above` % 100)) AND (CAST(`eight_rounded_above` div 100 AS DECIMAL(38, 0)) % 2) <> 0) THEN (CASE WHEN `eight_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) AS `eight_rounded`,  -- line 83: rounded
    `eight_eight_already_paid_group`,
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_9`
), `sales_step_11` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    `eight_eight_already_paid_group`,
    max((CASE WHEN `covered` THEN `eight_rounded` END)) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit`, `eight_eight_already_paid_group`) AS `eight_eight_already_paid_last`,  -- line 84: Eight already paid
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_10`
), `sales_step_12` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    `eight_eight_already_paid_group`,
    `eight_eight_already_paid_last`,
    CASE WHEN TRUE THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= `deal_amount` + 100000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= `deal_amount` + 300000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= `deal_amount` + 800000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`running_total_amount_of_the_participant_s_sales` >= `deal_amount` + 2000000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS `four_tier_of_salessofar_not_counting_this_credit`,  -- line 58: tier of SalesSoFar not counting this credit
    CASE WHEN TRUE THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`deal_amount` >= 100000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`deal_amount` >= 300000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`deal_amount` >= 800000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`deal_amount` >= 2000000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS `three_tier_of_credit_amount`,  -- line 52: tier of credit.amount
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_11`
), `sales_step_13` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    `eight_eight_already_paid_group`,
    `eight_eight_already_paid_last`,
    `four_tier_of_salessofar_not_counting_this_credit`,
    (`four_tier_of_salessofar_not_counting_this_credit` = 5) AS `four_salessofar_not_counting_this_credit_from_20`,  -- line 32: SalesSoFar not counting this credit is from 20,000 USD
    `three_tier_of_credit_amount`,
    (`three_tier_of_credit_amount` = 5) AS `three_credit_amount_from_20_000_usd`,  -- line 32: credit.amount is from 20,000 USD
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_12`
), `sales_step_14` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    (CASE WHEN coalesce(lag(`eight_eight_already_paid_group`) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id`), 0) = 0 THEN CAST(0 AS BIGINT) ELSE lag(`eight_eight_already_paid_last`) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit` ORDER BY `deal_closed`, `deal_id`) END) AS `eight_eight_already_paid`,  -- line 84: Eight already paid
    `four_tier_of_salessofar_not_counting_this_credit`,
    `four_salessofar_not_counting_this_credit_from_20`,
    `three_tier_of_credit_amount`,
    `three_credit_amount_from_20_000_usd`,
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_13`
), `sales_step_15` AS (
SELECT
    `covered`,
    `quarter_of_the_credit`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    `eight_eight_already_paid`,
    `four_salessofar_not_counting_this_credit_from_20`,
    (`four_tier_of_salessofar_not_counting_this_credit` = 4) AS `four_salessofar_not_counting_this_credit_from_8`,  -- line 31: SalesSoFar not counting this credit is from 8,000 USD below 20,000 USD
    (`four_tier_of_salessofar_not_counting_this_credit` = 3) AS `four_salessofar_not_counting_this_credit_from_3`,  -- line 30: SalesSoFar not counting this credit is from 3,000 USD below 8,000 USD
    (`four_tier_of_salessofar_not_counting_this_credit` = 2) AS `four_salessofar_not_counting_this_credit_from_1`,  -- line 29: SalesSoFar not counting this credit is from 1,000 USD below 3,000 USD
    (`four_tier_of_salessofar_not_counting_this_credit` = 1) AS `four_salessofar_not_counting_this_credit_from_0`,  -- line 28: SalesSoFar not counting this credit is from 0 USD below 1,000 USD
    `three_credit_amount_from_20_000_usd`,
    (`three_tier_of_credit_amount` = 4) AS `three_credit_amount_from_8_000_usd_below_20_000`,  -- line 31: credit.amount is from 8,000 USD below 20,000 USD
    (`three_tier_of_credit_amount` = 3) AS `three_credit_amount_from_3_000_usd_below_8_000_u`,  -- line 30: credit.amount is from 3,000 USD below 8,000 USD
    (`three_tier_of_credit_amount` = 2) AS `three_credit_amount_from_1_000_usd_below_3_000_u`,  -- line 29: credit.amount is from 1,000 USD below 3,000 USD
    (`three_tier_of_credit_amount` = 1) AS `three_credit_amount_from_0_usd_below_1_000_usd`,  -- line 28: credit.amount is from 0 USD below 1,000 USD
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_14`
), `sales_step_16` AS (
SELECT
    `covered`,
    `running_total_amount_of_the_participant_s_sales`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_rate_of_the_tier_that_salessofar_counting`,
    `eight_rounded`,
    `eight_eight_already_paid`,
    (max((CASE WHEN ((`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND `eight_salessofar_counting_this_credit_from_20_00`)) OR (`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND (NOT `eight_salessofar_counting_this_credit_from_20_00`)))) THEN 1 ELSE 0 END)) OVER (PARTITION BY `deal_owner`, `quarter_of_the_credit`) = 1) AS `eight_eight_already_paid_faulty`,  -- line 84: Eight already paid
    `four_salessofar_not_counting_this_credit_from_20`,
    `four_salessofar_not_counting_this_credit_from_8`,
    `four_salessofar_not_counting_this_credit_from_3`,
    `four_salessofar_not_counting_this_credit_from_1`,
    `four_salessofar_not_counting_this_credit_from_0`,
    `three_credit_amount_from_20_000_usd`,
    `three_credit_amount_from_8_000_usd_below_20_000`,
    `three_credit_amount_from_3_000_usd_below_8_000_u`,
    `three_credit_amount_from_1_000_usd_below_3_000_u`,
    `three_credit_amount_from_0_usd_below_1_000_usd`,
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_15`
), `sales_step_17` AS (
SELECT
    `covered`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_eight_already_paid_faulty`,
    (CASE WHEN `covered` THEN `eight_rounded` - `eight_eight_already_paid` ELSE CAST(0 AS BIGINT) END) AS `eight_eight_less_what_was_already_paid_where_the`,  -- line 84: Eight less what was already paid where the rule applies
    `deal_amount` * `eight_rate_of_the_tier_that_salessofar_counting` AS `seven_rounded_above`,  -- line 77: rounded
    ((CAST((greatest(`running_total_amount_of_the_participant_s_sales`, CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0))) - greatest(`running_total_amount_of_the_participant_s_sales` - `deal_amount`, CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0)))) AS BIGINT)) = 0) AS `six_nothing_from_20_000_usd`,  -- line 32: nothing of SalesSoFar is from 20,000 USD
    (CAST((least(`running_total_amount_of_the_participant_s_sales`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0))) - least(`running_total_amount_of_the_participant_s_sales` - `deal_amount`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0)))) AS BIGINT)) + (CAST((least(greatest(`running_total_amount_of_the_participant_s_sales`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0))) - least(greatest(`running_total_amount_of_the_participant_s_sales` - `deal_amount`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0)))) AS BIGINT)) * 2 + (CAST((least(greatest(`running_total_amount_of_the_participant_s_sales`, CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0))) - least(greatest(`running_total_amount_of_the_participant_s_sales` - `deal_amount`, CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0)))) AS BIGINT)) * 3 + (CAST((least(greatest(`running_total_amount_of_the_participant_s_sales`, CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0))) - least(greatest(`running_total_amount_of_the_participant_s_sales` - `deal_amount`, CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0)))) AS BIGINT)) * 5 AS `six_rounded_above`,  -- line 71: rounded
    `four_salessofar_not_counting_this_credit_from_20`,
    `four_salessofar_not_counting_this_credit_from_8`,
    `four_salessofar_not_counting_this_credit_from_3`,
    `four_salessofar_not_counting_this_credit_from_1`,
    `four_salessofar_not_counting_this_credit_from_0`,
    `deal_amount` * (CASE WHEN `four_salessofar_not_counting_this_credit_from_0` THEN CAST(1 AS BIGINT) WHEN `four_salessofar_not_counting_this_credit_from_1` THEN CAST(2 AS BIGINT) WHEN `four_salessofar_not_counting_this_credit_from_3` THEN CAST(3 AS BIGINT) WHEN `four_salessofar_not_counting_this_credit_from_8` THEN CAST(5 AS BIGINT) END) AS `four_rounded_above`,  -- line 59: rounded
    `three_credit_amount_from_20_000_usd`,
    `three_credit_amount_from_8_000_usd_below_20_000`,
    `three_credit_amount_from_3_000_usd_below_8_000_u`,
    `three_credit_amount_from_1_000_usd_below_3_000_u`,
    `three_credit_amount_from_0_usd_below_1_000_usd`,
    `deal_amount` * (CASE WHEN `three_credit_amount_from_0_usd_below_1_000_usd` THEN CAST(1 AS BIGINT) WHEN `three_credit_amount_from_1_000_usd_below_3_000_u` THEN CAST(2 AS BIGINT) WHEN `three_credit_amount_from_3_000_usd_below_8_000_u` THEN CAST(3 AS BIGINT) WHEN `three_credit_amount_from_8_000_usd_below_20_000` THEN CAST(5 AS BIGINT) END) AS `three_rounded_above`,  -- line 53: rounded
    ((greatest(`deal_amount`, CAST(2000000 AS BIGINT)) - greatest(CAST(0 AS BIGINT), CAST(2000000 AS BIGINT))) = 0) AS `one_nothing_from_20_000_usd`,  -- line 32: nothing of credit.amount is from 20,000 USD
    (least(`deal_amount`, CAST(100000 AS BIGINT)) - CAST(0 AS BIGINT)) + (least(greatest(`deal_amount`, CAST(100000 AS BIGINT)), CAST(300000 AS BIGINT)) - greatest(CAST(0 AS BIGINT), CAST(100000 AS BIGINT))) * 2 + (least(greatest(`deal_amount`, CAST(300000 AS BIGINT)), CAST(800000 AS BIGINT)) - greatest(CAST(0 AS BIGINT), CAST(300000 AS BIGINT))) * 3 + (least(greatest(`deal_amount`, CAST(800000 AS BIGINT)), CAST(2000000 AS BIGINT)) - greatest(CAST(0 AS BIGINT), CAST(800000 AS BIGINT))) * 5 AS `one_rounded_above`,  -- line 41: rounded
    (CASE WHEN `covered` THEN `eight_rounded` ELSE CAST(0 AS BIGINT) END) AS `eight_eight_where_the_rule_applies`,  -- line 84: Eight where the rule applies
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_16`
)
SELECT
    `covered`,
    `eight_salessofar_counting_this_credit_from_20_00`,
    `eight_salessofar_counting_this_credit_from_8_000`,
    `eight_salessofar_counting_this_credit_from_3_000`,
    `eight_salessofar_counting_this_credit_from_1_000`,
    `eight_salessofar_counting_this_credit_from_0_usd`,
    `eight_eight_already_paid_faulty`,
    `eight_eight_less_what_was_already_paid_where_the`,
    (CASE WHEN `covered` THEN ((`seven_rounded_above` div 100) + CASE WHEN abs((`seven_rounded_above` % 100)) > 100 - abs((`seven_rounded_above` % 100)) OR (abs((`seven_rounded_above` % 100)) = 100 - abs((`seven_rounded_above` % 100)) AND ((`seven_rounded_above` div 100) % 2) <> 0) THEN (CASE WHEN `seven_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS `seven_seven_where_the_rule_applies`,  -- line 77: Seven where the rule applies
    `six_nothing_from_20_000_usd`,
    (CASE WHEN `covered` THEN (CASE WHEN `six_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE ((`six_rounded_above` div 100) + CASE WHEN abs((`six_rounded_above` % 100)) > 100 - abs((`six_rounded_above` % 100)) OR (abs((`six_rounded_above` % 100)) = 100 - abs((`six_rounded_above` % 100)) AND ((`six_rounded_above` div 100) % 2) <> 0) THEN (CASE WHEN `six_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END) ELSE CAST(0 AS BIGINT) END) AS `six_six_where_the_rule_applies`,  -- line 71: Six where the rule applies
    `four_salessofar_not_counting_this_credit_from_20`,
    `four_salessofar_not_counting_this_credit_from_8`,
    `four_salessofar_not_counting_this_credit_from_3`,
    `four_salessofar_not_counting_this_credit_from_1`,
    `four_salessofar_not_counting_this_credit_from_0`,
    (CASE WHEN `covered` THEN ((`four_rounded_above` div 100) + CASE WHEN abs((`four_rounded_above` % 100)) > 100 - abs((`four_rounded_above` % 100)) OR (abs((`four_rounded_above` % 100)) = 100 - abs((`four_rounded_above` % 100)) AND ((`four_rounded_above` div 100) % 2) <> 0) THEN (CASE WHEN `four_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS `four_four_where_the_rule_applies`,  -- line 59: Four where the rule applies
    `three_credit_amount_from_20_000_usd`,
    `three_credit_amount_from_8_000_usd_below_20_000`,
    `three_credit_amount_from_3_000_usd_below_8_000_u`,
    `three_credit_amount_from_1_000_usd_below_3_000_u`,
    `three_credit_amount_from_0_usd_below_1_000_usd`,
    (CASE WHEN `covered` THEN ((`three_rounded_above` div 100) + CASE WHEN abs((`three_rounded_above` % 100)) > 100 - abs((`three_rounded_above` % 100)) OR (abs((`three_rounded_above` % 100)) = 100 - abs((`three_rounded_above` % 100)) AND ((`three_rounded_above` div 100) % 2) <> 0) THEN (CASE WHEN `three_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS `three_three_where_the_rule_applies`,  -- line 53: Three where the rule applies
    `one_nothing_from_20_000_usd`,
    (CASE WHEN `covered` THEN (CASE WHEN `one_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE ((`one_rounded_above` div 100) + CASE WHEN abs((`one_rounded_above` % 100)) > 100 - abs((`one_rounded_above` % 100)) OR (abs((`one_rounded_above` % 100)) = 100 - abs((`one_rounded_above` % 100)) AND ((`one_rounded_above` div 100) % 2) <> 0) THEN (CASE WHEN `one_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) END) ELSE CAST(0 AS BIGINT) END) AS `one_one_where_the_rule_applies`,  -- line 41: One where the rule applies
    `eight_eight_where_the_rule_applies`,
    (`covered` AND (NOT `one_nothing_from_20_000_usd`)) AS `sales_fault`,  -- Sales fault
    ((`covered` AND ((NOT `three_credit_amount_from_0_usd_below_1_000_usd`) AND (NOT `three_credit_amount_from_1_000_usd_below_3_000_u`) AND (NOT `three_credit_amount_from_3_000_usd_below_8_000_u`) AND (NOT `three_credit_amount_from_8_000_usd_below_20_000`) AND `three_credit_amount_from_20_000_usd`)) OR (`covered` AND ((NOT `three_credit_amount_from_0_usd_below_1_000_usd`) AND (NOT `three_credit_amount_from_1_000_usd_below_3_000_u`) AND (NOT `three_credit_amount_from_3_000_usd_below_8_000_u`) AND (NOT `three_credit_amount_from_8_000_usd_below_20_000`) AND (NOT `three_credit_amount_from_20_000_usd`)))) AS `sales_fault_2`,  -- Sales fault
    ((`covered` AND ((NOT `four_salessofar_not_counting_this_credit_from_0`) AND (NOT `four_salessofar_not_counting_this_credit_from_1`) AND (NOT `four_salessofar_not_counting_this_credit_from_3`) AND (NOT `four_salessofar_not_counting_this_credit_from_8`) AND `four_salessofar_not_counting_this_credit_from_20`)) OR (`covered` AND ((NOT `four_salessofar_not_counting_this_credit_from_0`) AND (NOT `four_salessofar_not_counting_this_credit_from_1`) AND (NOT `four_salessofar_not_counting_this_credit_from_3`) AND (NOT `four_salessofar_not_counting_this_credit_from_8`) AND (NOT `four_salessofar_not_counting_this_credit_from_20`)))) AS `sales_fault_3`,  -- Sales fault
    (`covered` AND (NOT `six_nothing_from_20_000_usd`)) AS `sales_fault_4`,  -- Sales fault
    ((`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND `eight_salessofar_counting_this_credit_from_20_00`)) OR (`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND (NOT `eight_salessofar_counting_this_credit_from_20_00`)))) AS `sales_fault_5`,  -- Sales fault
    ((`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND `eight_salessofar_counting_this_credit_from_20_00`)) OR (`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND (NOT `eight_salessofar_counting_this_credit_from_20_00`))) OR (`covered` AND `eight_eight_already_paid_faulty`)) AS `sales_fault_6`,  -- Sales fault
    `eight_eight_less_what_was_already_paid_where_the` - `eight_eight_where_the_rule_applies` AS `eight_minus_what_this_rule_already_paid_in_the_q`,  -- line 84: minus what this rule already paid in the quarter
    `deal_amount`,
    `deal_closed`,
    `deal_id`,
    `deal_owner`
FROM `sales_step_17`;

-- The plan: participant_x_month_step_2.
CREATE TABLE `participant_x_month_step_2` USING parquet AS
WITH `participants_2` AS (
SELECT
    `id` AS `participants_2_id`  -- participants_2 id
FROM `in_participants`
), `participant_x_month_step_1` AS (
SELECT
    `period` AS `month`,  -- the month
    `participants_2_id` AS `participant_3`,  -- the participant
    `label` AS `month_label`  -- participant and month
FROM `participants_2` CROSS JOIN `months`
)
SELECT
    (CASE WHEN `month` < 24301 THEN CAST(739282 AS BIGINT) WHEN `month` < 24302 THEN CAST(739310 AS BIGINT) ELSE CAST(739341 AS BIGINT) END) AS `last_day_of_month`,  -- the last day of the month
    (CASE WHEN `month` < 24301 THEN CAST(739252 AS BIGINT) WHEN `month` < 24302 THEN CAST(739283 AS BIGINT) ELSE CAST(739311 AS BIGINT) END) AS `first_day_of_month`,  -- the first day of the month
    `participant_3`,
    `month_label`
FROM `participant_x_month_step_1`;

-- The plan: participant_x_month.
CREATE TABLE `participant_x_month` USING parquet AS
WITH `participant_x_month_step_3` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    `j0`.`total_amount_of_the_participant_s_sales_in_the_m_2` AS `total_amount_of_the_participant_s_sales_in_the_m`,  -- line 35: total amount of the participant's Sales in the month
    `month_label`
FROM `participant_x_month_step_2`
LEFT JOIN (
    SELECT `asked_participant` AS `asked_participant`, `asked_day` AS `asked_day`, `asked_day_2` AS `asked_day_2`, CAST(sum(CAST(CAST(`deal_amount` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) AS DECIMAL(38, 0)) AS `total_amount_of_the_participant_s_sales_in_the_m_2`
    FROM (SELECT DISTINCT `participant_3` AS `asked_participant`, `first_day_of_month` AS `asked_day`, `last_day_of_month` AS `asked_day_2` FROM `participant_x_month_step_2`) AS `asked`
    JOIN `sales` ON `asked_participant` = `deal_owner` AND `deal_closed` >= `asked_day` AND `deal_closed` <= `asked_day_2`
    GROUP BY 1, 2, 3
) AS `j0` ON `participant_3` = `j0`.`asked_participant` AND `first_day_of_month` = `j0`.`asked_day` AND `last_day_of_month` = `j0`.`asked_day_2`
), `participant_x_month_step_4` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    coalesce(`total_amount_of_the_participant_s_sales_in_the_m`, CAST(0 AS BIGINT)) AS `total_amount_of_the_participant_s_sales_in_the_m_3`,  -- line 35: total amount of the participant's Sales in the month
    `month_label`
FROM `participant_x_month_step_3`
), `participant_x_month_step_5` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    `total_amount_of_the_participant_s_sales_in_the_m_3`,
    CASE WHEN TRUE THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`total_amount_of_the_participant_s_sales_in_the_m_3` >= 100000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`total_amount_of_the_participant_s_sales_in_the_m_3` >= 300000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`total_amount_of_the_participant_s_sales_in_the_m_3` >= 800000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END + CASE WHEN (`total_amount_of_the_participant_s_sales_in_the_m_3` >= 2000000) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS `five_tier_of_monthsales`,  -- line 64: tier of MonthSales
    `month_label`
FROM `participant_x_month_step_4`
), `participant_x_month_step_6` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    `total_amount_of_the_participant_s_sales_in_the_m_3`,
    `five_tier_of_monthsales`,
    (`five_tier_of_monthsales` = 5) AS `five_monthsales_from_20_000_usd`,  -- line 32: MonthSales is from 20,000 USD
    `month_label`
FROM `participant_x_month_step_5`
), `participant_x_month_step_7` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    `total_amount_of_the_participant_s_sales_in_the_m_3`,
    `five_monthsales_from_20_000_usd`,
    (`five_tier_of_monthsales` = 4) AS `five_monthsales_from_8_000_usd_below_20_000_usd`,  -- line 31: MonthSales is from 8,000 USD below 20,000 USD
    (`five_tier_of_monthsales` = 3) AS `five_monthsales_from_3_000_usd_below_8_000_usd`,  -- line 30: MonthSales is from 3,000 USD below 8,000 USD
    (`five_tier_of_monthsales` = 2) AS `five_monthsales_from_1_000_usd_below_3_000_usd`,  -- line 29: MonthSales is from 1,000 USD below 3,000 USD
    (`five_tier_of_monthsales` = 1) AS `five_monthsales_from_0_usd_below_1_000_usd`,  -- line 28: MonthSales is from 0 USD below 1,000 USD
    `month_label`
FROM `participant_x_month_step_6`
), `participant_x_month_step_8` AS (
SELECT
    `last_day_of_month`,
    `participant_3`,
    `five_monthsales_from_20_000_usd`,
    `five_monthsales_from_8_000_usd_below_20_000_usd`,
    `five_monthsales_from_3_000_usd_below_8_000_usd`,
    `five_monthsales_from_1_000_usd_below_3_000_usd`,
    `five_monthsales_from_0_usd_below_1_000_usd`,
    (CASE WHEN `five_monthsales_from_0_usd_below_1_000_usd` THEN CAST(1 AS BIGINT) WHEN `five_monthsales_from_1_000_usd_below_3_000_usd` THEN CAST(2 AS BIGINT) WHEN `five_monthsales_from_3_000_usd_below_8_000_usd` THEN CAST(3 AS BIGINT) WHEN `five_monthsales_from_8_000_usd_below_20_000_usd` THEN CAST(5 AS BIGINT) END) * `total_amount_of_the_participant_s_sales_in_the_m_3` AS `five_rounded_above`,  -- line 65: rounded
    ((greatest(`total_amount_of_the_participant_s_sales_in_the_m_3`, CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0))) - CAST(greatest(CAST(0 AS BIGINT), CAST(2000000 AS BIGINT)) AS DECIMAL(38, 0))) = 0) AS `two_nothing_from_20_000_usd`,  -- line 32: nothing of MonthSales is from 20,000 USD
    (least(`total_amount_of_the_participant_s_sales_in_the_m_3`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0))) - CAST(CAST(0 AS BIGINT) AS DECIMAL(38, 0))) + (least(greatest(`total_amount_of_the_participant_s_sales_in_the_m_3`, CAST(CAST(100000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0))) - CAST(greatest(CAST(0 AS BIGINT), CAST(100000 AS BIGINT)) AS DECIMAL(38, 0))) * 2 + (least(greatest(`total_amount_of_the_participant_s_sales_in_the_m_3`, CAST(CAST(300000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0))) - CAST(greatest(CAST(0 AS BIGINT), CAST(300000 AS BIGINT)) AS DECIMAL(38, 0))) * 3 + (least(greatest(`total_amount_of_the_participant_s_sales_in_the_m_3`, CAST(CAST(800000 AS BIGINT) AS DECIMAL(38, 0))), CAST(CAST(2000000 AS BIGINT) AS DECIMAL(38, 0))) - CAST(greatest(CAST(0 AS BIGINT), CAST(800000 AS BIGINT)) AS DECIMAL(38, 0))) * 5 AS `two_rounded_above`,  -- line 47: rounded
    `month_label`
FROM `participant_x_month_step_7`
)
SELECT
    `last_day_of_month`,
    `participant_3`,
    `five_monthsales_from_20_000_usd`,
    `five_monthsales_from_8_000_usd_below_20_000_usd`,
    `five_monthsales_from_3_000_usd_below_8_000_usd`,
    `five_monthsales_from_1_000_usd_below_3_000_usd`,
    `five_monthsales_from_0_usd_below_1_000_usd`,
    CAST((CAST(`five_rounded_above` div 100 AS DECIMAL(38, 0)) + CASE WHEN greatest((`five_rounded_above` % 100), 0 - (`five_rounded_above` % 100)) > 100 - greatest((`five_rounded_above` % 100), 0 - (`five_rounded_above` % 100)) OR (greatest((`five_rounded_above` % 100), 0 - (`five_rounded_above` % 100)) = 100 - greatest((`five_rounded_above` % 100), 0 - (`five_rounded_above` % 100)) AND (CAST(`five_rounded_above` div 100 AS DECIMAL(38, 0)) % 2) <> 0) THEN (CASE WHEN `five_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) AS `five_rounded`,  -- line 65: rounded
    `two_nothing_from_20_000_usd`,
    (CASE WHEN `two_rounded_above` = 0 THEN CAST(0 AS BIGINT) ELSE CAST((CAST(`two_rounded_above` div 100 AS DECIMAL(38, 0)) + CASE WHEN greatest((`two_rounded_above` % 100), 0 - (`two_rounded_above` % 100)) > 100 - greatest((`two_rounded_above` % 100), 0 - (`two_rounded_above` % 100)) OR (greatest((`two_rounded_above` % 100), 0 - (`two_rounded_above` % 100)) = 100 - greatest((`two_rounded_above` % 100), 0 - (`two_rounded_above` % 100)) AND (CAST(`two_rounded_above` div 100 AS DECIMAL(38, 0)) % 2) <> 0) THEN (CASE WHEN `two_rounded_above` < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) END) AS `two_rounded`,  -- line 47: rounded
    (`participant_3` || ' / ' || `month_label`) AS `participant_x_month_id`,  -- participant and month
    (NOT `two_nothing_from_20_000_usd`) AS `participant_x_month_fault`,  -- participant x month fault
    (((NOT `five_monthsales_from_0_usd_below_1_000_usd`) AND (NOT `five_monthsales_from_1_000_usd_below_3_000_usd`) AND (NOT `five_monthsales_from_3_000_usd_below_8_000_usd`) AND (NOT `five_monthsales_from_8_000_usd_below_20_000_usd`) AND `five_monthsales_from_20_000_usd`) OR ((NOT `five_monthsales_from_0_usd_below_1_000_usd`) AND (NOT `five_monthsales_from_1_000_usd_below_3_000_usd`) AND (NOT `five_monthsales_from_3_000_usd_below_8_000_usd`) AND (NOT `five_monthsales_from_8_000_usd_below_20_000_usd`) AND (NOT `five_monthsales_from_20_000_usd`))) AS `participant_x_month_fault_2`  -- participant x month fault
FROM `participant_x_month_step_8`;

-- The plan: participant_x_quarter.
CREATE TABLE `participant_x_quarter` USING parquet AS
WITH `participants_2` AS (
SELECT
    `id` AS `participants_2_id`  -- participants_2 id
FROM `in_participants`
), `participant_x_quarter_step_1` AS (
SELECT
    `participants_2_id` AS `participant`,  -- the participant
    `period` AS `quarter`,  -- the quarter
    `label` AS `quarter_label`  -- quarter label
FROM `participants_2` CROSS JOIN `quarters`
), `participant_x_quarter_step_2` AS (
SELECT
    `participant`,
    `quarter`,
    `j0`.`payout_of_eight_fault_there` AS `payout_of_eight_fault`,  -- line 88: Eight in the quarter
    `j0`.`payout_of_eight_total_there` AS `payout_of_eight_total`,  -- line 88: Eight in the quarter
    `j0`.`payout_of_seven_fault_there` AS `payout_of_seven_fault`,  -- line 88: Seven in the quarter
    `j0`.`payout_of_seven_total_there` AS `payout_of_seven_total`,  -- line 88: Seven in the quarter
    `j0`.`payout_of_six_fault_there` AS `payout_of_six_fault`,  -- line 88: Six in the quarter
    `j0`.`payout_of_six_total_there` AS `payout_of_six_total`,  -- line 88: Six in the quarter
    `j1`.`payout_of_five_fault_there` AS `payout_of_five_fault`,  -- line 88: Five in the quarter
    `j1`.`payout_of_five_total_there` AS `payout_of_five_total`,  -- line 88: Five in the quarter
    `j0`.`payout_of_four_fault_there` AS `payout_of_four_fault`,  -- line 88: Four in the quarter
    `j0`.`payout_of_four_total_there` AS `payout_of_four_total`,  -- line 88: Four in the quarter
    `j0`.`payout_of_three_fault_there` AS `payout_of_three_fault`,  -- line 88: Three in the quarter
    `j0`.`payout_of_three_total_there` AS `payout_of_three_total`,  -- line 88: Three in the quarter
    `j1`.`payout_of_two_fault_there` AS `payout_of_two_fault`,  -- line 88: Two in the quarter
    `j1`.`payout_of_two_total_there` AS `payout_of_two_total`,  -- line 88: Two in the quarter
    `j0`.`payout_of_one_fault_there` AS `payout_of_one_fault`,  -- line 88: One in the quarter
    `j0`.`payout_of_one_total_there` AS `payout_of_one_total`,  -- line 88: One in the quarter
    `quarter_label`
FROM `participant_x_quarter_step_1`
LEFT JOIN (
    SELECT `deal_owner` AS `participant_2`, max(CASE WHEN ((`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND `eight_salessofar_counting_this_credit_from_20_00`)) OR (`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND (NOT `eight_salessofar_counting_this_credit_from_20_00`))) OR (`covered` AND `eight_eight_already_paid_faulty`)) THEN 1 ELSE 0 END) AS `payout_of_eight_fault_there`, CAST(sum(CAST(CAST(`eight_eight_less_what_was_already_paid_where_the` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) AS DECIMAL(38, 0)) AS `payout_of_eight_total_there`, max(CASE WHEN ((`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND `eight_salessofar_counting_this_credit_from_20_00`)) OR (`covered` AND ((NOT `eight_salessofar_counting_this_credit_from_0_usd`) AND (NOT `eight_salessofar_counting_this_credit_from_1_000`) AND (NOT `eight_salessofar_counting_this_credit_from_3_000`) AND (NOT `eight_salessofar_counting_this_credit_from_8_000`) AND (NOT `eight_salessofar_counting_this_credit_from_20_00`)))) THEN 1 ELSE 0 END) AS `payout_of_seven_fault_there`, CAST(sum(`seven_seven_where_the_rule_applies`) AS BIGINT) AS `payout_of_seven_total_there`, max(CASE WHEN (`covered` AND (NOT `six_nothing_from_20_000_usd`)) THEN 1 ELSE 0 END) AS `payout_of_six_fault_there`, CAST(sum(`six_six_where_the_rule_applies`) AS BIGINT) AS `payout_of_six_total_there`, max(CASE WHEN ((`covered` AND ((NOT `four_salessofar_not_counting_this_credit_from_0`) AND (NOT `four_salessofar_not_counting_this_credit_from_1`) AND (NOT `four_salessofar_not_counting_this_credit_from_3`) AND (NOT `four_salessofar_not_counting_this_credit_from_8`) AND `four_salessofar_not_counting_this_credit_from_20`)) OR (`covered` AND ((NOT `four_salessofar_not_counting_this_credit_from_0`) AND (NOT `four_salessofar_not_counting_this_credit_from_1`) AND (NOT `four_salessofar_not_counting_this_credit_from_3`) AND (NOT `four_salessofar_not_counting_this_credit_from_8`) AND (NOT `four_salessofar_not_counting_this_credit_from_20`)))) THEN 1 ELSE 0 END) AS `payout_of_four_fault_there`, CAST(sum(`four_four_where_the_rule_applies`) AS BIGINT) AS `payout_of_four_total_there`, max(CASE WHEN ((`covered` AND ((NOT `three_credit_amount_from_0_usd_below_1_000_usd`) AND (NOT `three_credit_amount_from_1_000_usd_below_3_000_u`) AND (NOT `three_credit_amount_from_3_000_usd_below_8_000_u`) AND (NOT `three_credit_amount_from_8_000_usd_below_20_000`) AND `three_credit_amount_from_20_000_usd`)) OR (`covered` AND ((NOT `three_credit_amount_from_0_usd_below_1_000_usd`) AND (NOT `three_credit_amount_from_1_000_usd_below_3_000_u`) AND (NOT `three_credit_amount_from_3_000_usd_below_8_000_u`) AND (NOT `three_credit_amount_from_8_000_usd_below_20_000`) AND (NOT `three_credit_amount_from_20_000_usd`)))) THEN 1 ELSE 0 END) AS `payout_of_three_fault_there`, CAST(sum(`three_three_where_the_rule_applies`) AS BIGINT) AS `payout_of_three_total_there`, max(CASE WHEN (`covered` AND (NOT `one_nothing_from_20_000_usd`)) THEN 1 ELSE 0 END) AS `payout_of_one_fault_there`, CAST(sum(`one_one_where_the_rule_applies`) AS BIGINT) AS `payout_of_one_total_there`
    FROM `sales`
    WHERE ((`deal_closed` >= 739252) AND (`deal_closed` <= 739341))
    GROUP BY 1
) AS `j0` ON `participant` = `j0`.`participant_2`
LEFT JOIN (
    SELECT `participant_3` AS `participant_4`, max(CASE WHEN (((NOT `five_monthsales_from_0_usd_below_1_000_usd`) AND (NOT `five_monthsales_from_1_000_usd_below_3_000_usd`) AND (NOT `five_monthsales_from_3_000_usd_below_8_000_usd`) AND (NOT `five_monthsales_from_8_000_usd_below_20_000_usd`) AND `five_monthsales_from_20_000_usd`) OR ((NOT `five_monthsales_from_0_usd_below_1_000_usd`) AND (NOT `five_monthsales_from_1_000_usd_below_3_000_usd`) AND (NOT `five_monthsales_from_3_000_usd_below_8_000_usd`) AND (NOT `five_monthsales_from_8_000_usd_below_20_000_usd`) AND (NOT `five_monthsales_from_20_000_usd`))) THEN 1 ELSE 0 END) AS `payout_of_five_fault_there`, CAST(sum(CAST(CAST(`five_rounded` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) AS DECIMAL(38, 0)) AS `payout_of_five_total_there`, max(CASE WHEN (NOT `two_nothing_from_20_000_usd`) THEN 1 ELSE 0 END) AS `payout_of_two_fault_there`, CAST(sum(CAST(CAST(`two_rounded` AS DECIMAL(38, 0)) AS DECIMAL(38, 0))) AS DECIMAL(38, 0)) AS `payout_of_two_total_there`
    FROM `participant_x_month`
    GROUP BY 1
) AS `j1` ON `participant` = `j1`.`participant_4`
), `participant_x_quarter_step_3` AS (
SELECT
    `participant`,
    `quarter`,
    `payout_of_eight_fault`,
    coalesce(`payout_of_eight_total`, CAST(0 AS BIGINT)) AS `payout_of_eight`,  -- line 88: Eight in the quarter
    `payout_of_seven_fault`,
    coalesce(`payout_of_seven_total`, CAST(0 AS BIGINT)) AS `payout_of_seven`,  -- line 88: Seven in the quarter
    `payout_of_six_fault`,
    coalesce(`payout_of_six_total`, CAST(0 AS BIGINT)) AS `payout_of_six`,  -- line 88: Six in the quarter
    `payout_of_five_fault`,
    coalesce(`payout_of_five_total`, CAST(0 AS BIGINT)) AS `payout_of_five`,  -- line 88: Five in the quarter
    `payout_of_four_fault`,
    coalesce(`payout_of_four_total`, CAST(0 AS BIGINT)) AS `payout_of_four`,  -- line 88: Four in the quarter
    `payout_of_three_fault`,
    coalesce(`payout_of_three_total`, CAST(0 AS BIGINT)) AS `payout_of_three`,  -- line 88: Three in the quarter
    `payout_of_two_fault`,
    coalesce(`payout_of_two_total`, CAST(0 AS BIGINT)) AS `payout_of_two`,  -- line 88: Two in the quarter
    `payout_of_one_fault`,
    coalesce(`payout_of_one_total`, CAST(0 AS BIGINT)) AS `payout_of_one`,  -- line 88: One in the quarter
    `quarter_label`
FROM `participant_x_quarter_step_2`
)
SELECT
    `participant`,
    `quarter`,
    `payout_of_eight`,
    `payout_of_seven`,
    `payout_of_six`,
    `payout_of_five`,
    `payout_of_four`,
    `payout_of_three`,
    `payout_of_two`,
    `payout_of_one`,
    CAST(`payout_of_one` AS DECIMAL(38, 0)) + `payout_of_two` + `payout_of_three` + `payout_of_four` + `payout_of_five` + `payout_of_six` + `payout_of_seven` + `payout_of_eight` AS `payout_all_components`,  -- line 88: all components
    ((coalesce(`payout_of_one_fault`, 0) = 1) OR (coalesce(`payout_of_two_fault`, 0) = 1) OR (coalesce(`payout_of_three_fault`, 0) = 1) OR (coalesce(`payout_of_four_fault`, 0) = 1) OR (coalesce(`payout_of_five_fault`, 0) = 1) OR (coalesce(`payout_of_six_fault`, 0) = 1) OR (coalesce(`payout_of_seven_fault`, 0) = 1) OR (coalesce(`payout_of_eight_fault`, 0) = 1)) AS `participant_x_quarter_fault`,  -- participant x quarter fault
    (coalesce(`payout_of_one_fault`, 0) = 1) AS `participant_x_quarter_fault_2`,  -- participant x quarter fault
    (coalesce(`payout_of_two_fault`, 0) = 1) AS `participant_x_quarter_fault_3`,  -- participant x quarter fault
    (coalesce(`payout_of_three_fault`, 0) = 1) AS `participant_x_quarter_fault_4`,  -- participant x quarter fault
    (coalesce(`payout_of_four_fault`, 0) = 1) AS `participant_x_quarter_fault_5`,  -- participant x quarter fault
    (coalesce(`payout_of_five_fault`, 0) = 1) AS `participant_x_quarter_fault_6`,  -- participant x quarter fault
    (coalesce(`payout_of_six_fault`, 0) = 1) AS `participant_x_quarter_fault_7`,  -- participant x quarter fault
    (coalesce(`payout_of_seven_fault`, 0) = 1) AS `participant_x_quarter_fault_8`,  -- participant x quarter fault
    (coalesce(`payout_of_eight_fault`, 0) = 1) AS `participant_x_quarter_fault_9`,  -- participant x quarter fault
    (`participant` || ' / ' || `quarter_label`) AS `participant_x_quarter_id`  -- participant_x_quarter id
FROM `participant_x_quarter_step_3`;

-- Must give no rows: everybody can be paid.
SELECT wrong, found FROM (
SELECT 'every value can be worked out' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM `sales` WHERE `sales_fault` OR `sales_fault_2` OR `sales_fault_3` OR `sales_fault_4` OR `sales_fault_5` OR `sales_fault_6`
) AS doubtful
UNION ALL
SELECT 'every value can be worked out' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM `participant_x_quarter` WHERE `participant_x_quarter_fault` OR `participant_x_quarter_fault_2` OR `participant_x_quarter_fault_3` OR `participant_x_quarter_fault_4` OR `participant_x_quarter_fault_5` OR `participant_x_quarter_fault_6` OR `participant_x_quarter_fault_7` OR `participant_x_quarter_fault_8` OR `participant_x_quarter_fault_9`
) AS doubtful
UNION ALL
SELECT 'every value can be worked out' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM `participant_x_month` WHERE `participant_x_month_fault` OR `participant_x_month_fault_2`
) AS doubtful
UNION ALL
SELECT 'every amount of One is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_one` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `one_one_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `one_one_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Two is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_two` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `participant_3` AS who, (CASE WHEN `last_day_of_month` <= 739251 THEN 8099 WHEN `last_day_of_month` <= 739341 THEN 8100 WHEN `last_day_of_month` <= 739432 THEN 8101 END) AS what, `two_rounded` AS amount
FROM `participant_x_month`
WHERE `two_rounded` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Three is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_three` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `three_three_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `three_three_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Four is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_four` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `four_four_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `four_four_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Five is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_five` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `participant_3` AS who, (CASE WHEN `last_day_of_month` <= 739251 THEN 8099 WHEN `last_day_of_month` <= 739341 THEN 8100 WHEN `last_day_of_month` <= 739432 THEN 8101 END) AS what, `five_rounded` AS amount
FROM `participant_x_month`
WHERE `five_rounded` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Six is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_six` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `six_six_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `six_six_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Seven is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_seven` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `seven_seven_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `seven_seven_where_the_rule_applies` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Eight is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT `participant` AS person, `quarter` AS number, `payout_of_eight` AS cell FROM `participant_x_quarter`
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `eight_eight_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `eight_eight_where_the_rule_applies` <> 0
UNION ALL
SELECT `deal_owner` AS who, (CASE WHEN `deal_closed` <= 739251 THEN 8099 WHEN `deal_closed` <= 739341 THEN 8100 WHEN `deal_closed` <= 739432 THEN 8101 END) AS what, `eight_minus_what_this_rule_already_paid_in_the_q` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `eight_minus_what_this_rule_already_paid_in_the_q` <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
) AS doubts WHERE found > 0;

-- Result: credits.
SELECT result.credit, result.key, result.participant, date_add(DATE '1970-01-01', CAST(result.date - 719163 AS INT)) AS date, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount, CAST(CAST(result.quota_credit AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS quota_credit
FROM (
SELECT 0 AS part, 'Sales' AS credit, `deal_id` AS key, `deal_owner` AS participant, `deal_closed` AS date, `deal_amount` AS amount, CAST(NULL AS BIGINT) AS quota_credit
FROM `sales`
WHERE `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
) AS result
ORDER BY part, date, key;

-- Result: lines.
SELECT result.component, result.line, result.key, result.participant, result.period, date_add(DATE '1970-01-01', CAST(result.date - 719163 AS INT)) AS date, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount
FROM (
SELECT 0 AS part, 0 AS place, 'One' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `one_one_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 1 AS part, 0 AS place, 'Two' AS component, 'amount' AS line, `participant_x_month_id` AS key, `participant_3` AS participant, (CASE WHEN `last_day_of_month` <= 739251 THEN '2024-Q4' WHEN `last_day_of_month` <= 739341 THEN '2025-Q1' WHEN `last_day_of_month` <= 739432 THEN '2025-Q2' END) AS period, `last_day_of_month` AS date, `two_rounded` AS amount
FROM `participant_x_month`
WHERE TRUE AND (`last_day_of_month` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 2 AS part, 0 AS place, 'Three' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `three_three_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 3 AS part, 0 AS place, 'Four' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `four_four_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 4 AS part, 0 AS place, 'Five' AS component, 'amount' AS line, `participant_x_month_id` AS key, `participant_3` AS participant, (CASE WHEN `last_day_of_month` <= 739251 THEN '2024-Q4' WHEN `last_day_of_month` <= 739341 THEN '2025-Q1' WHEN `last_day_of_month` <= 739432 THEN '2025-Q2' END) AS period, `last_day_of_month` AS date, `five_rounded` AS amount
FROM `participant_x_month`
WHERE TRUE AND (`last_day_of_month` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 5 AS part, 0 AS place, 'Six' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `six_six_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 6 AS part, 0 AS place, 'Seven' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `seven_seven_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 7 AS part, 0 AS place, 'Eight' AS component, 'amount' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `eight_eight_where_the_rule_applies` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND (`deal_closed` BETWEEN 739252 AND 739341)
UNION ALL
SELECT 7 AS part, 1 AS place, 'Eight' AS component, 'true-up' AS line, `deal_id` AS key, `deal_owner` AS participant, (CASE WHEN `deal_closed` <= 739251 THEN '2024-Q4' WHEN `deal_closed` <= 739341 THEN '2025-Q1' WHEN `deal_closed` <= 739432 THEN '2025-Q2' END) AS period, `deal_closed` AS date, `eight_minus_what_this_rule_already_paid_in_the_q` AS amount
FROM `sales`
WHERE `covered` AND `covered` AND `eight_minus_what_this_rule_already_paid_in_the_q` <> 0 AND (`deal_closed` BETWEEN 739252 AND 739341)
) AS result
ORDER BY part, participant, date, key, place;

-- Result: payouts.
SELECT result.participant, result.period, result.component, CAST(CAST(result.amount AS DECIMAL(32, 0)) * 0.01 AS DECIMAL(38, 2)) AS amount
FROM (
SELECT 0 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'One' AS component, `payout_of_one` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 1 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Two' AS component, `payout_of_two` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 2 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Three' AS component, `payout_of_three` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 3 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Four' AS component, `payout_of_four` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 4 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Five' AS component, `payout_of_five` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 5 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Six' AS component, `payout_of_six` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 6 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Seven' AS component, `payout_of_seven` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
UNION ALL
SELECT 7 AS part, `quarter` AS number, `participant` AS participant, '2025-Q1' AS period, 'Eight' AS component, `payout_of_eight` AS amount
FROM `participant_x_quarter`
WHERE `quarter` IN (8100)
) AS result
ORDER BY participant, number, part;
