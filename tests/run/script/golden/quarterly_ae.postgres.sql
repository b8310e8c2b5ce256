-- Plan QuarterlyAE: Account Executive, first quarter 2025
-- sha256:531188352365aa26e9809d3913136f23480d10cd49e0fbbf07257e32d8cb9b28, compiled by planlang 0.1.0
-- For PostgreSQL 15 or later.
--
-- Run it from top to bottom in one session. What it makes is temporary.
-- Two queries must give no rows; where one does, the results after it don't count.
-- Not looked at here, but by `planlang run`: how texts are spelt, and rows that hold on the same days.
--
-- It reads these tables, which it takes for the data files of the plan with their headers as columns:
-- "participants", 1,000,000 rows at most:
-- - "id" TEXT
-- - "quota" NUMERIC(18, 2) (from 1 through 10,000,000)
-- - "variable" NUMERIC(18, 2) (from 1 through 10,000,000)
-- - "manager" TEXT (a row of participants; may be absent)
-- "deals", 1,000,000 rows at most:
-- - "id" TEXT
-- - "closed" DATE
-- - "product" TEXT
-- - "amount" NUMERIC(18, 2) (from -10,000,000 through 10,000,000)
-- "splits", 1,000,000 rows at most:
-- - "deal" TEXT (a row of deals)
-- - "to" TEXT (a row of participants)
-- - "share" NUMERIC(18, 2) (60 is 60%; from -1,000 through 1,000)
-- - "primary" BOOLEAN
--
-- The bounds of numbers are assumed; --data DIR reads them from data. Within them no number leaves its type, and none is
-- a floating-point number; the first check looks for what lies outside.

-- The data participants, in whole numbers.
CREATE TEMP VIEW "in_participants" AS
SELECT
    "id" AS "id",  -- line 9: id, text
    CAST("quota" * 100 AS BIGINT) AS "quota",  -- line 10: quota, money over 100
    CAST("variable" * 100 AS BIGINT) AS "variable",  -- line 11: variable, money over 100
    "manager" AS "manager"  -- line 12: manager, row
FROM "participants";

-- The data deals, in whole numbers.
CREATE TEMP VIEW "in_deals" AS
SELECT
    "id" AS "id",  -- line 17: id, text
    CAST(("closed" - DATE '1970-01-01') + 719163 AS BIGINT) AS "closed",  -- line 18: closed, day number
    "product" AS "product",  -- line 19: product, one-of
    CAST("amount" * 100 AS BIGINT) AS "amount"  -- line 20: amount, money over 100
FROM "deals";

-- The data splits, in whole numbers.
CREATE TEMP VIEW "in_splits" AS
SELECT
    "deal" AS "deal",  -- line 24: deal, row
    "to" AS "to",  -- line 25: to, row
    CAST("share" * 100 AS BIGINT) AS "share",  -- line 26: share, percent over 10,000
    "primary" AS "primary",  -- line 27: primary, yes/no
    ("deal" || ' / ' || "to") AS "row_id"  -- what tells the rows apart
FROM "splits";

-- Must give no rows: the data is what this script takes it for.
SELECT wrong, count(*) AS found FROM (
SELECT 'participants: a row is there twice' AS wrong FROM "in_participants" GROUP BY "id" HAVING count(*) > 1
UNION ALL
SELECT 'participants: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_participants") AS counted WHERE n > 1000000
UNION ALL
SELECT 'participants.manager: no such row of participants' FROM "in_participants" AS here LEFT JOIN "in_participants" AS there ON there."id" = here."manager" WHERE here."manager" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT CASE
    WHEN "id" IS NULL THEN 'participants.id: no value'
    WHEN "quota" IS NULL THEN 'participants.quota: no value'
    WHEN "quota" < 100 OR "quota" > 1000000000 THEN 'participants.quota: outside of what is assumed'
    WHEN "variable" IS NULL THEN 'participants.variable: no value'
    WHEN "variable" < 100 OR "variable" > 1000000000 THEN 'participants.variable: outside of what is assumed'
    END FROM "in_participants"
UNION ALL
SELECT CASE
    WHEN "quota" * 100 <> round("quota" * 100) THEN 'participants.quota: more decimals than are read'
    WHEN "variable" * 100 <> round("variable" * 100) THEN 'participants.variable: more decimals than are read'
    END FROM "participants"
UNION ALL
SELECT 'deals: a row is there twice' AS wrong FROM "in_deals" GROUP BY "id" HAVING count(*) > 1
UNION ALL
SELECT 'deals: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_deals") AS counted WHERE n > 1000000
UNION ALL
SELECT CASE
    WHEN "id" IS NULL THEN 'deals.id: no value'
    WHEN "closed" IS NULL THEN 'deals.closed: no value'
    WHEN "closed" < 735592 OR "closed" > 743001 THEN 'deals.closed: outside of what is assumed'
    WHEN "product" IS NULL THEN 'deals.product: no value'
    WHEN "product" NOT IN ('New', 'Renewal', 'Upsell', 'Services', 'Support') THEN 'deals.product: no such member'
    WHEN "amount" IS NULL THEN 'deals.amount: no value'
    WHEN "amount" < (-1000000000) OR "amount" > 1000000000 THEN 'deals.amount: outside of what is assumed'
    END FROM "in_deals"
UNION ALL
SELECT CASE
    WHEN "amount" * 100 <> round("amount" * 100) THEN 'deals.amount: more decimals than are read'
    END FROM "deals"
UNION ALL
SELECT 'splits: a row is there twice' AS wrong FROM "in_splits" GROUP BY "row_id" HAVING count(*) > 1
UNION ALL
SELECT 'splits: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_splits") AS counted WHERE n > 1000000
UNION ALL
SELECT 'splits.deal: no such row of deals' FROM "in_splits" AS here LEFT JOIN "in_deals" AS there ON there."id" = here."deal" WHERE here."deal" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT 'splits.to: no such row of participants' FROM "in_splits" AS here LEFT JOIN "in_participants" AS there ON there."id" = here."to" WHERE here."to" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT CASE
    WHEN "deal" IS NULL THEN 'splits.deal: no value'
    WHEN "to" IS NULL THEN 'splits.to: no value'
    WHEN "share" IS NULL THEN 'splits.share: no value'
    WHEN "share" < (-100000) OR "share" > 100000 THEN 'splits.share: outside of what is assumed'
    WHEN "primary" IS NULL THEN 'splits.primary: no value'
    END FROM "in_splits"
UNION ALL
SELECT CASE
    WHEN "share" * 100 <> round("share" * 100) THEN 'splits.share: more decimals than are read'
    END FROM "splits"
) AS doubts
WHERE wrong IS NOT NULL
GROUP BY wrong;

-- A table of the calendar.
CREATE TEMP TABLE "quarters" AS
SELECT CAST(8100 AS BIGINT) AS "period", '2025-Q1' AS "label", CAST(739252 AS BIGINT) AS "first_day", CAST(739341 AS BIGINT) AS "last_day";

-- A table of the calendar.
CREATE TEMP TABLE "calendar" AS
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
SELECT CAST((first_at + n) AS BIGINT) AS "at", CAST((first_result + n * step) AS BIGINT) AS "result"
FROM runs JOIN numbers ON n < places;

-- The plan: participants_2.
CREATE TEMP TABLE "participants_2" AS
WITH "participants_2_step_1" AS NOT MATERIALIZED (
SELECT
    "quota" AS "participant_quota",  -- line 10: participant.quota
    "manager" AS "participant_manager",  -- line 12: participant.manager
    "id" AS "participant_id",  -- line 9: participant.id
    "variable" AS "participant_variable"  -- line 11: participant.variable
FROM "in_participants"
OFFSET 0
)
SELECT
    "participant_quota",
    "participant_manager",
    "participant_id",
    "participant_variable",
    TRUE AS "participant_quota_is_above_0_usd"  -- participant.quota is above 0 USD
FROM "participants_2_step_1"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "participants_2";

-- The plan: deals_2.
CREATE TEMP TABLE "deals_2" AS
WITH "splits_2_step_1" AS NOT MATERIALIZED (
SELECT
    "share" AS "split_share",  -- line 26: split.share
    "deal" AS "split_deal",  -- line 24: split.deal
    "primary" AS "split_primary",  -- line 27: split.primary
    "to" AS "split_to",  -- line 25: split.to
    "row_id" AS "splits_2_id"  -- splits_2 id
FROM "in_splits"
OFFSET 0
), "deals_2_step_1" AS NOT MATERIALIZED (
SELECT
    "id" AS "deal_id",  -- line 17: deal.id
    "closed" AS "deal_closed",  -- line 18: deal.closed
    "amount" AS "deal_amount",  -- line 20: deal.amount
    "product" AS "deal_product"  -- line 19: deal.product
FROM "in_deals"
OFFSET 0
), "deals_2_step_2" AS NOT MATERIALIZED (
SELECT
    "deal_id",
    "j0"."total_share_of_splits_in_the_deal_total_there" AS "total_share_of_splits_in_the_deal_total",  -- line 28: total share of splits in the deal
    "j0"."count_of_splits_in_the_deal_where_split_primary_2" AS "count_of_splits_in_the_deal_where_split_primary"  -- line 29: count of splits in the deal where split.primary is yes
FROM "deals_2_step_1"
LEFT JOIN (
    SELECT "split_deal" AS "split_deal_2", CAST(sum("split_share") AS BIGINT) AS "total_share_of_splits_in_the_deal_total_there", CAST(sum(CASE WHEN "split_primary" THEN 1 ELSE 0 END) AS BIGINT) AS "count_of_splits_in_the_deal_where_split_primary_2"
    FROM "splits_2_step_1"
    GROUP BY 1
) AS "j0" ON "deal_id" = "j0"."split_deal_2"
OFFSET 0
)
SELECT
    "deal_id",
    ((coalesce("total_share_of_splits_in_the_deal_total", CAST(0 AS BIGINT))) = 10000) AS "total_share_of_splits_in_the_deal_is_100",  -- line 28: total share of splits in the deal is 100%
    ((coalesce("count_of_splits_in_the_deal_where_split_primary", CAST(0 AS BIGINT))) = 1) AS "count_of_splits_in_the_deal_where_split_primary_4"  -- line 29: (count of splits in the deal where split.primary is yes) is 1
FROM "deals_2_step_2"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "deals_2";

-- The plan: splits_2.
CREATE TEMP TABLE "splits_2" AS
WITH "splits_2_step_1" AS NOT MATERIALIZED (
SELECT
    "share" AS "split_share",  -- line 26: split.share
    "deal" AS "split_deal",  -- line 24: split.deal
    "primary" AS "split_primary",  -- line 27: split.primary
    "to" AS "split_to",  -- line 25: split.to
    "row_id" AS "splits_2_id"  -- splits_2 id
FROM "in_splits"
OFFSET 0
), "deals_2_step_1" AS NOT MATERIALIZED (
SELECT
    "id" AS "deal_id",  -- line 17: deal.id
    "closed" AS "deal_closed",  -- line 18: deal.closed
    "amount" AS "deal_amount",  -- line 20: deal.amount
    "product" AS "deal_product"  -- line 19: deal.product
FROM "in_deals"
OFFSET 0
), "splits_2_step_2" AS NOT MATERIALIZED (
SELECT
    "split_share",
    "split_deal",
    "split_primary",
    "split_to",
    "j0"."deal_closed_there" AS "deal_closed_2",  -- line 18: deal.closed
    "splits_2_id",
    "j0"."deal_amount_there" AS "deal_amount_2",  -- line 20: deal.amount
    "j0"."newproductpush_deal_product_is_new_there" AS "newproductpush_deal_product_is_new_2"  -- line 64: deal.product is New
FROM "splits_2_step_1"
JOIN (
    SELECT "deal_id" AS "deal_id_2", "deal_closed" AS "deal_closed_there", "deal_amount" AS "deal_amount_there", ("deal_product" = 'New') AS "newproductpush_deal_product_is_new_there"
    FROM "deals_2_step_1"
) AS "j0" ON "split_deal" = "j0"."deal_id_2"
OFFSET 0
), "splits_2_step_3" AS NOT MATERIALIZED (
SELECT
    "split_deal",
    "split_primary",
    "split_to",
    "deal_closed_2",
    "splits_2_id",
    "deal_amount_2" * "split_share" AS "bookings_amount_above",  -- line 34: amount split.share of deal.amount, rounded, odd cents to split.primary
    "newproductpush_deal_product_is_new_2"
FROM "splits_2_step_2"
OFFSET 0
), "splits_2_step_4" AS NOT MATERIALIZED (
SELECT
    "split_deal",
    "split_primary",
    "split_to",
    "deal_closed_2",
    "splits_2_id",
    "bookings_amount_above",
    CAST(sum(CAST("bookings_amount_above" AS NUMERIC)) OVER (PARTITION BY "split_deal") AS NUMERIC) AS "bookings_amount_so_far",  -- line 34: amount split.share of deal.amount, rounded, odd cents to split.primary
    "newproductpush_deal_product_is_new_2"
FROM "splits_2_step_3"
OFFSET 0
), "splits_2_step_5" AS NOT MATERIALIZED (
SELECT
    "split_deal",
    "split_primary",
    "split_to",
    "deal_closed_2",
    "splits_2_id",
    (("bookings_amount_above" / 10000) + CASE WHEN abs(("bookings_amount_above" - ("bookings_amount_above" / 10000) * 10000)) > 10000 - abs(("bookings_amount_above" - ("bookings_amount_above" / 10000) * 10000)) OR (abs(("bookings_amount_above" - ("bookings_amount_above" / 10000) * 10000)) = 10000 - abs(("bookings_amount_above" - ("bookings_amount_above" / 10000) * 10000)) AND (("bookings_amount_above" / 10000) % 2) <> 0) THEN (CASE WHEN "bookings_amount_above" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS "bookings_amount",  -- line 34: amount split.share of deal.amount, rounded, odd cents to split.primary
    "bookings_amount_so_far",
    "newproductpush_deal_product_is_new_2"
FROM "splits_2_step_4"
OFFSET 0
), "splits_2_step_6" AS NOT MATERIALIZED (
SELECT
    "split_deal",
    "split_primary",
    "split_to",
    "deal_closed_2",
    "splits_2_id",
    "bookings_amount",
    "bookings_amount_so_far",
    CAST(sum("bookings_amount") OVER (PARTITION BY "split_deal") AS BIGINT) AS "bookings_amount_so_far_2",  -- line 34: amount split.share of deal.amount, rounded, odd cents to split.primary
    "newproductpush_deal_product_is_new_2"
FROM "splits_2_step_5"
OFFSET 0
)
SELECT
    "split_deal",
    "split_to",
    "deal_closed_2",
    "splits_2_id",
    (CASE WHEN "split_primary" THEN "bookings_amount" + ((CAST((div("bookings_amount_so_far", 10000) + CASE WHEN abs(mod("bookings_amount_so_far", 10000)) > 10000 - abs(mod("bookings_amount_so_far", 10000)) OR (abs(mod("bookings_amount_so_far", 10000)) = 10000 - abs(mod("bookings_amount_so_far", 10000)) AND (div("bookings_amount_so_far", 10000) % 2) <> 0) THEN (CASE WHEN "bookings_amount_so_far" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT)) - "bookings_amount_so_far_2") ELSE "bookings_amount" END) AS "bookings_amount_3",  -- line 34: amount split.share of deal.amount, rounded, odd cents to split.primary
    "newproductpush_deal_product_is_new_2"
FROM "splits_2_step_6"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "splits_2";

-- The plan: bookings_step_7.
CREATE TEMP TABLE "bookings_step_7" AS
WITH "bookings_step_1" AS NOT MATERIALIZED (
SELECT
    "bookings_amount_3",
    "deal_closed_2",
    "newproductpush_deal_product_is_new_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "splits_2"
OFFSET 0
), "bookings_step_2" AS NOT MATERIALIZED (
SELECT
    "j1"."result" AS "quarter_of_the_credit",  -- quarter of the credit
    "bookings_amount_3",
    "deal_closed_2",
    "newproductpush_deal_product_is_new_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_1"
LEFT JOIN (
    SELECT "at" AS "at", "result" AS "result"
    FROM "calendar"
) AS "j1" ON "deal_closed_2" = "j1"."at"
OFFSET 0
), "bookings_step_3" AS NOT MATERIALIZED (
SELECT
    "quarter_of_the_credit",
    CAST(sum("bookings_amount_3") OVER (PARTITION BY "split_to", "quarter_of_the_credit" ORDER BY "deal_closed_2", ("split_deal" COLLATE "C") ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS "running_total_quota_credit_of_the_participant_s",  -- line 48: running total quota credit of the participant's Bookings in the quarter, with this credit
    "bookings_amount_3",
    "deal_closed_2",
    "newproductpush_deal_product_is_new_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_2"
OFFSET 0
), "bookings_step_4" AS NOT MATERIALIZED (
SELECT
    "j0"."teambookings_the_manager_of_split_to_on_deal_clo_2" AS "teambookings_the_manager_of_split_to_on_deal_clo",  -- line 41: the manager of split.to on deal.closed
    (("deal_closed_2" >= 739252) AND ("deal_closed_2" <= 739341)) AS "covered",  -- dated in what the plan covers
    "quarter_of_the_credit",
    "j0"."participant_variable_there" AS "participant_variable_2",  -- line 11: participant.variable
    "j0"."participant_quota_there" AS "participant_quota_2",  -- line 10: participant.quota
    "running_total_quota_credit_of_the_participant_s",
    "bookings_amount_3",
    "deal_closed_2",
    "newproductpush_deal_product_is_new_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_3"
JOIN (
    SELECT "participant_id" AS "participant_id_2", "participant_manager" AS "teambookings_the_manager_of_split_to_on_deal_clo_2", "participant_variable" AS "participant_variable_there", "participant_quota" AS "participant_quota_there"
    FROM "participants_2"
) AS "j0" ON "split_to" = "j0"."participant_id_2"
OFFSET 0
), "bookings_step_5" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "quarter_of_the_credit",
    "participant_variable_2",
    "participant_quota_2",
    "running_total_quota_credit_of_the_participant_s",
    ((least("running_total_quota_credit_of_the_participant_s", CAST(0 AS BIGINT)) - least("running_total_quota_credit_of_the_participant_s" - "bookings_amount_3", CAST(0 AS BIGINT))) = 0) AS "base_nothing_below_the_first_tier_of_attainment",  -- line 53: nothing of Attainment is below the first tier of Attainment
    "bookings_amount_3",
    "deal_closed_2",
    "newproductpush_deal_product_is_new_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_4"
OFFSET 0
), "bookings_step_6" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "quarter_of_the_credit",
    ("covered" AND ("newproductpush_deal_product_is_new_2" AND (("deal_closed_2" >= 739292) AND ("deal_closed_2" <= 739305)))) AS "newproductpush_applies",  -- line 63: NewProductPush is about this row
    "participant_variable_2",
    "participant_quota_2",
    CAST((greatest("running_total_quota_credit_of_the_participant_s" * 2, "participant_quota_2" * 3) - greatest("running_total_quota_credit_of_the_participant_s" * 2 - "bookings_amount_3" * 2, "participant_quota_2" * 3)) AS NUMERIC) * "participant_variable_2" AS "base_from_150_rounded_above",  -- line 59: from 150%, rounded
    (CAST((least(greatest("running_total_quota_credit_of_the_participant_s" * 2, "participant_quota_2" * 2), "participant_quota_2" * 3) - least(greatest("running_total_quota_credit_of_the_participant_s" * 2 - "bookings_amount_3" * 2, "participant_quota_2" * 2), "participant_quota_2" * 3)) AS NUMERIC) * "participant_variable_2") * 3 AS "base_from_100_below_150_rounded_above",  -- line 59: from 100% below 150%, rounded
    CAST((least(greatest("running_total_quota_credit_of_the_participant_s" * 2, "participant_quota_2"), "participant_quota_2" * 2) - least(greatest("running_total_quota_credit_of_the_participant_s" * 2 - "bookings_amount_3" * 2, "participant_quota_2"), "participant_quota_2" * 2)) AS NUMERIC) * "participant_variable_2" AS "base_from_50_below_100_rounded_above",  -- line 59: from 50% below 100%, rounded
    CAST((least(greatest("running_total_quota_credit_of_the_participant_s" * 2, CAST(0 AS BIGINT)), "participant_quota_2") - least(greatest("running_total_quota_credit_of_the_participant_s" * 2 - "bookings_amount_3" * 2, CAST(0 AS BIGINT)), "participant_quota_2")) AS NUMERIC) * "participant_variable_2" AS "base_from_0_below_50_rounded_above",  -- line 59: from 0% below 50%, rounded
    "base_nothing_below_the_first_tier_of_attainment",
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_5"
OFFSET 0
)
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "quarter_of_the_credit",
    "newproductpush_applies",
    (CASE WHEN "newproductpush_applies" THEN (("bookings_amount_3" / 50) + CASE WHEN abs(("bookings_amount_3" - ("bookings_amount_3" / 50) * 50)) > 50 - abs(("bookings_amount_3" - ("bookings_amount_3" / 50) * 50)) OR (abs(("bookings_amount_3" - ("bookings_amount_3" / 50) * 50)) = 50 - abs(("bookings_amount_3" - ("bookings_amount_3" / 50) * 50)) AND (("bookings_amount_3" / 50) % 2) <> 0) THEN (CASE WHEN "bookings_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS BIGINT) END) AS "newproductpush_newproductpush_where_the_rule_app",  -- line 67: NewProductPush where the rule applies
    "participant_variable_2",
    "base_nothing_below_the_first_tier_of_attainment",
    (CASE WHEN "covered" THEN ((CASE WHEN "base_from_0_below_50_rounded_above" = 0 THEN CAST(0 AS BIGINT) ELSE CAST((div("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC))) + CASE WHEN abs(mod("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) > (CAST(("participant_quota_2" * 4) AS NUMERIC)) - abs(mod("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) OR (abs(mod("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) = (CAST(("participant_quota_2" * 4) AS NUMERIC)) - abs(mod("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) AND (div("base_from_0_below_50_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC))) % 2) <> 0) THEN (CASE WHEN "base_from_0_below_50_rounded_above" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) END) + (CASE WHEN "base_from_50_below_100_rounded_above" = 0 THEN CAST(0 AS BIGINT) ELSE CAST((div("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC))) + CASE WHEN abs(mod("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC)))) > (CAST(("participant_quota_2" * 2) AS NUMERIC)) - abs(mod("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC)))) OR (abs(mod("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC)))) = (CAST(("participant_quota_2" * 2) AS NUMERIC)) - abs(mod("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC)))) AND (div("base_from_50_below_100_rounded_above", (CAST(("participant_quota_2" * 2) AS NUMERIC))) % 2) <> 0) THEN (CASE WHEN "base_from_50_below_100_rounded_above" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) END) + (CASE WHEN "base_from_100_below_150_rounded_above" = 0 THEN CAST(0 AS BIGINT) ELSE CAST((div("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC))) + CASE WHEN abs(mod("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) > (CAST(("participant_quota_2" * 4) AS NUMERIC)) - abs(mod("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) OR (abs(mod("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) = (CAST(("participant_quota_2" * 4) AS NUMERIC)) - abs(mod("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC)))) AND (div("base_from_100_below_150_rounded_above", (CAST(("participant_quota_2" * 4) AS NUMERIC))) % 2) <> 0) THEN (CASE WHEN "base_from_100_below_150_rounded_above" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) END) + (CASE WHEN "base_from_150_rounded_above" = 0 THEN CAST(0 AS BIGINT) ELSE CAST((div("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC))) + CASE WHEN abs(mod("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC)))) > (CAST("participant_quota_2" AS NUMERIC)) - abs(mod("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC)))) OR (abs(mod("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC)))) = (CAST("participant_quota_2" AS NUMERIC)) - abs(mod("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC)))) AND (div("base_from_150_rounded_above", (CAST("participant_quota_2" AS NUMERIC))) % 2) <> 0) THEN (CASE WHEN "base_from_150_rounded_above" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS BIGINT) END)) ELSE CAST(0 AS BIGINT) END) AS "base_base_where_the_rule_applies",  -- line 60: Base where the rule applies
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_6"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "bookings_step_7";

-- The plan: bookings_few.
CREATE TEMP TABLE "bookings_few" AS
SELECT "newproductpush_at_most_5_000_usd_for_each_partic", "newproductpush_at_most_5_000_usd_for_each_partic_2", "newproductpush_at_most_5_000_usd_for_each_partic_3", "newproductpush_at_most_5_000_usd_for_each_partic_4", least("newproductpush_at_most_5_000_usd_for_each_partic_5", CAST(500000 AS BIGINT)) - least("newproductpush_at_most_5_000_usd_for_each_partic_5" - "newproductpush_newproductpush_where_the_rule_app", CAST(500000 AS BIGINT)) - "newproductpush_newproductpush_where_the_rule_app" AS "newproductpush_at_most_5_000_usd_for_each_partic_7"
FROM (
    SELECT "split_to" AS "newproductpush_at_most_5_000_usd_for_each_partic", "quarter_of_the_credit" AS "newproductpush_at_most_5_000_usd_for_each_partic_2", "deal_closed_2" AS "newproductpush_at_most_5_000_usd_for_each_partic_3", "split_deal" AS "newproductpush_at_most_5_000_usd_for_each_partic_4", CAST(sum("newproductpush_newproductpush_where_the_rule_app") OVER (PARTITION BY "split_to", "quarter_of_the_credit" ORDER BY "deal_closed_2", ("split_deal" COLLATE "C") ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS "newproductpush_at_most_5_000_usd_for_each_partic_5", "newproductpush_newproductpush_where_the_rule_app"
    FROM "bookings_step_7"
    JOIN (
        SELECT "split_to" AS "of", "quarter_of_the_credit" AS "of_2"
        FROM "bookings_step_7"
        GROUP BY 1, 2
        HAVING CAST(sum(greatest("newproductpush_newproductpush_where_the_rule_app", CAST(0 AS BIGINT))) AS BIGINT) > 500000
    ) AS "few" ON "split_to" = "few"."of" AND "quarter_of_the_credit" = "few"."of_2"
) AS "run"
WHERE least("newproductpush_at_most_5_000_usd_for_each_partic_5", CAST(500000 AS BIGINT)) - least("newproductpush_at_most_5_000_usd_for_each_partic_5" - "newproductpush_newproductpush_where_the_rule_app", CAST(500000 AS BIGINT)) - "newproductpush_newproductpush_where_the_rule_app" <> CAST(0 AS BIGINT);

-- Nobody else counts its rows.
ANALYZE "bookings_few";

-- The plan: bookings.
CREATE TEMP TABLE "bookings" AS
WITH "bookings_step_8" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "quarter_of_the_credit",
    "newproductpush_applies",
    "newproductpush_newproductpush_where_the_rule_app",
    "participant_variable_2",
    "base_nothing_below_the_first_tier_of_attainment",
    "base_base_where_the_rule_applies",
    CAST(sum(CAST("base_base_where_the_rule_applies" AS NUMERIC)) OVER (PARTITION BY "split_to", "quarter_of_the_credit" ORDER BY "deal_closed_2", ("split_deal" COLLATE "C") ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS NUMERIC) AS "base_at_most_3_participant_variable_for_each_par",  -- line 60: at most 3 * participant.variable for each participant each quarter, in credit order, excess lost
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_7"
OFFSET 0
), "bookings_step_9" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "quarter_of_the_credit",
    "newproductpush_applies",
    "newproductpush_newproductpush_where_the_rule_app",
    "j2"."newproductpush_at_most_5_000_usd_for_each_partic_7" AS "newproductpush_at_most_5_000_usd_for_each_partic_6",  -- line 67: at most 5,000 USD for each participant each quarter, in credit order, excess lost
    "participant_variable_2",
    "base_nothing_below_the_first_tier_of_attainment",
    "base_base_where_the_rule_applies",
    "base_at_most_3_participant_variable_for_each_par",
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_8"
LEFT JOIN "bookings_few" AS "j2" ON "split_to" = "j2"."newproductpush_at_most_5_000_usd_for_each_partic" AND "quarter_of_the_credit" = "j2"."newproductpush_at_most_5_000_usd_for_each_partic_2" AND "deal_closed_2" = "j2"."newproductpush_at_most_5_000_usd_for_each_partic_3" AND "split_deal" = "j2"."newproductpush_at_most_5_000_usd_for_each_partic_4"
OFFSET 0
), "bookings_step_10" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "newproductpush_applies",
    "newproductpush_newproductpush_where_the_rule_app",
    "newproductpush_at_most_5_000_usd_for_each_partic_6",
    "participant_variable_2",
    "base_nothing_below_the_first_tier_of_attainment",
    "base_base_where_the_rule_applies",
    "base_at_most_3_participant_variable_for_each_par",
    (max((CASE WHEN ("covered" AND (NOT "base_nothing_below_the_first_tier_of_attainment")) THEN 1 ELSE 0 END)) OVER (PARTITION BY "split_to", "quarter_of_the_credit") = 1) AS "base_at_most_3_participant_variable_for_each_par_6",  -- line 60: at most 3 * participant.variable for each participant each quarter, in credit order, excess lost
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_9"
OFFSET 0
), "bookings_step_11" AS NOT MATERIALIZED (
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    "covered",
    "newproductpush_applies",
    "newproductpush_newproductpush_where_the_rule_app",
    coalesce("newproductpush_at_most_5_000_usd_for_each_partic_6", CAST(0 AS BIGINT)) AS "newproductpush_at_most_5_000_usd_for_each_partic_8",  -- line 67: at most 5,000 USD for each participant each quarter, in credit order, excess lost
    "base_nothing_below_the_first_tier_of_attainment",
    "base_base_where_the_rule_applies",
    CAST(((least("base_at_most_3_participant_variable_for_each_par", CAST(("participant_variable_2" * 3) AS NUMERIC))) - (least("base_at_most_3_participant_variable_for_each_par" - "base_base_where_the_rule_applies", CAST(("participant_variable_2" * 3) AS NUMERIC)))) AS BIGINT) AS "base_at_most_3_participant_variable_for_each_par_4",  -- line 60: at most 3 * participant.variable for each participant each quarter, in credit order, excess lost
    "base_at_most_3_participant_variable_for_each_par_6",
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_10"
OFFSET 0
)
SELECT
    "teambookings_the_manager_of_split_to_on_deal_clo",
    ("teambookings_the_manager_of_split_to_on_deal_clo" IS NOT NULL) AS "teambookings_the_manager_of_split_to_on_deal_clo_3",  -- line 41: split.to has a manager on deal.closed
    "covered",
    "newproductpush_applies",
    "newproductpush_newproductpush_where_the_rule_app",
    "newproductpush_at_most_5_000_usd_for_each_partic_8",
    "newproductpush_newproductpush_where_the_rule_app" + "newproductpush_at_most_5_000_usd_for_each_partic_8" AS "newproductpush_at_most_5_000_usd_for_each_partic_9",  -- line 67: at most 5,000 USD for each participant each quarter, in credit order, excess lost
    "base_base_where_the_rule_applies",
    "base_at_most_3_participant_variable_for_each_par_4",
    "base_at_most_3_participant_variable_for_each_par_6",
    ("covered" AND (NOT "base_nothing_below_the_first_tier_of_attainment")) AS "bookings_fault",  -- Bookings fault
    ("base_at_most_3_participant_variable_for_each_par_6" OR ("covered" AND (NOT "base_nothing_below_the_first_tier_of_attainment"))) AS "bookings_fault_2",  -- Bookings fault
    "base_at_most_3_participant_variable_for_each_par_4" - "base_base_where_the_rule_applies" AS "base_at_most_3_participant_variable_for_each_par_7",  -- line 60: at most 3 * participant.variable for each participant each quarter, in credit order, excess lost
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id"
FROM "bookings_step_11"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "bookings";

-- The plan: participant_x_quarter_step_4.
CREATE TEMP TABLE "participant_x_quarter_step_4" AS
WITH "participant_x_quarter_step_1" AS NOT MATERIALIZED (
SELECT
    "participant_id" AS "participant",  -- the participant
    "period" AS "quarter",  -- the quarter
    "label" AS "quarter_label"  -- participant and quarter
FROM "participants_2" CROSS JOIN "quarters"
OFFSET 0
), "teambookings_step_1" AS NOT MATERIALIZED (
SELECT
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id",
    "teambookings_the_manager_of_split_to_on_deal_clo"
FROM "bookings"
WHERE "teambookings_the_manager_of_split_to_on_deal_clo_3"
OFFSET 0
), "teambookings" AS NOT MATERIALIZED (
SELECT
    (("deal_closed_2" >= 739252) AND ("deal_closed_2" <= 739341)) AS "covered_2",  -- dated in what the plan covers
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id",
    "teambookings_the_manager_of_split_to_on_deal_clo"
FROM "teambookings_step_1"
OFFSET 0
), "participant_x_quarter_step_2" AS NOT MATERIALIZED (
SELECT
    "participant",
    "quarter",
    "j0"."total_amount_of_the_participant_s_teambookings_i_2" AS "total_amount_of_the_participant_s_teambookings_i",  -- line 71: total amount of the participant's TeamBookings in the quarter
    "quarter_label"
FROM "participant_x_quarter_step_1"
LEFT JOIN (
    SELECT "teambookings_the_manager_of_split_to_on_deal_clo" AS "participant_2", CAST(sum("bookings_amount_3") AS BIGINT) AS "total_amount_of_the_participant_s_teambookings_i_2"
    FROM "teambookings"
    WHERE (("deal_closed_2" >= 739252) AND ("deal_closed_2" <= 739341))
    GROUP BY 1
) AS "j0" ON "participant" = "j0"."participant_2"
OFFSET 0
), "participant_x_quarter_step_3" AS NOT MATERIALIZED (
SELECT
    "participant",
    "quarter",
    coalesce("total_amount_of_the_participant_s_teambookings_i", CAST(0 AS BIGINT)) AS "total_amount_of_the_participant_s_teambookings_i_3",  -- line 71: total amount of the participant's TeamBookings in the quarter
    "quarter_label"
FROM "participant_x_quarter_step_2"
OFFSET 0
)
SELECT
    "participant",
    "quarter",
    (("total_amount_of_the_participant_s_teambookings_i_3" / 100) + CASE WHEN abs(("total_amount_of_the_participant_s_teambookings_i_3" - ("total_amount_of_the_participant_s_teambookings_i_3" / 100) * 100)) > 100 - abs(("total_amount_of_the_participant_s_teambookings_i_3" - ("total_amount_of_the_participant_s_teambookings_i_3" / 100) * 100)) OR (abs(("total_amount_of_the_participant_s_teambookings_i_3" - ("total_amount_of_the_participant_s_teambookings_i_3" / 100) * 100)) = 100 - abs(("total_amount_of_the_participant_s_teambookings_i_3" - ("total_amount_of_the_participant_s_teambookings_i_3" / 100) * 100)) AND (("total_amount_of_the_participant_s_teambookings_i_3" / 100) % 2) <> 0) THEN (CASE WHEN "total_amount_of_the_participant_s_teambookings_i_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) AS "team_rounded",  -- line 72: rounded
    "quarter_label"
FROM "participant_x_quarter_step_3"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "participant_x_quarter_step_4";

-- The plan: participant_x_quarter.
CREATE TEMP TABLE "participant_x_quarter" AS
WITH "participant_x_quarter_step_5" AS NOT MATERIALIZED (
SELECT
    "participant",
    "quarter",
    "team_rounded",
    "j1"."payout_of_team_total_there" AS "payout_of_team_total",  -- line 76: Team in the quarter
    "j2"."payout_of_newproductpush_total_there" AS "payout_of_newproductpush_total",  -- line 76: NewProductPush in the quarter
    "j2"."payout_of_base_fault_there" AS "payout_of_base_fault",  -- line 76: Base in the quarter
    "j2"."payout_of_base_total_there" AS "payout_of_base_total",  -- line 76: Base in the quarter
    "quarter_label"
FROM "participant_x_quarter_step_4"
LEFT JOIN (
    SELECT "participant" AS "participant_3", CAST(sum(CAST("team_rounded" AS NUMERIC)) AS NUMERIC) AS "payout_of_team_total_there"
    FROM "participant_x_quarter_step_4"
    GROUP BY 1
) AS "j1" ON "participant" = "j1"."participant_3"
LEFT JOIN (
    SELECT "split_to" AS "participant_4", CAST(sum("newproductpush_at_most_5_000_usd_for_each_partic_9") AS BIGINT) AS "payout_of_newproductpush_total_there", max(CASE WHEN "base_at_most_3_participant_variable_for_each_par_6" THEN 1 ELSE 0 END) AS "payout_of_base_fault_there", CAST(sum(CAST("base_at_most_3_participant_variable_for_each_par_4" AS NUMERIC)) AS NUMERIC) AS "payout_of_base_total_there"
    FROM "bookings"
    WHERE (("deal_closed_2" >= 739252) AND ("deal_closed_2" <= 739341))
    GROUP BY 1
) AS "j2" ON "participant" = "j2"."participant_4"
OFFSET 0
), "participant_x_quarter_step_6" AS NOT MATERIALIZED (
SELECT
    "participant",
    "quarter",
    "team_rounded",
    "payout_of_team_total",
    "payout_of_newproductpush_total",
    "payout_of_base_total",
    "quarter_label",
    (coalesce("payout_of_base_fault", 0) = 1) AS "participant_x_quarter_fault"  -- participant x quarter fault
FROM "participant_x_quarter_step_5"
OFFSET 0
), "participant_x_quarter_step_7" AS NOT MATERIALIZED (
SELECT
    "participant",
    "quarter",
    "team_rounded",
    coalesce("payout_of_team_total", CAST(0 AS BIGINT)) AS "payout_of_team",  -- line 76: Team in the quarter
    coalesce("payout_of_newproductpush_total", CAST(0 AS BIGINT)) AS "payout_of_newproductpush",  -- line 76: NewProductPush in the quarter
    coalesce("payout_of_base_total", CAST(0 AS BIGINT)) AS "payout_of_base",  -- line 76: Base in the quarter
    "quarter_label",
    "participant_x_quarter_fault"
FROM "participant_x_quarter_step_6"
OFFSET 0
)
SELECT
    "participant",
    "quarter",
    "team_rounded",
    "payout_of_team",
    "payout_of_newproductpush",
    "payout_of_base",
    ("participant" || ' / ' || "quarter_label") AS "participant_x_quarter_id",  -- participant and quarter
    "participant_x_quarter_fault",
    "payout_of_base" + "payout_of_newproductpush" + "payout_of_team" AS "payout"  -- line 75: payout
FROM "participant_x_quarter_step_7"
OFFSET 0;

-- Nobody else counts its rows.
ANALYZE "participant_x_quarter";

-- Must give no rows: everybody can be paid.
SELECT wrong, found FROM (
SELECT 'the checks of participants' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "participants_2" WHERE NOT ("participant_quota_is_above_0_usd")
) AS doubtful
UNION ALL
SELECT 'the checks of deals' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "deals_2" WHERE NOT ("total_share_of_splits_in_the_deal_is_100" AND "count_of_splits_in_the_deal_where_split_primary_4")
) AS doubtful
UNION ALL
SELECT 'every value can be worked out' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "bookings" WHERE "bookings_fault" OR "bookings_fault_2"
) AS doubtful
UNION ALL
SELECT 'every value can be worked out' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "participant_x_quarter" WHERE "participant_x_quarter_fault"
) AS doubtful
UNION ALL
SELECT 'every amount of Base is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_base" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "split_to" AS who, (CASE WHEN "deal_closed_2" <= 739251 THEN 8099 WHEN "deal_closed_2" <= 739341 THEN 8100 WHEN "deal_closed_2" <= 739432 THEN 8101 END) AS what, "base_base_where_the_rule_applies" AS amount
FROM "bookings"
WHERE "covered" AND "covered" AND "base_base_where_the_rule_applies" <> 0
UNION ALL
SELECT "split_to" AS who, (CASE WHEN "deal_closed_2" <= 739251 THEN 8099 WHEN "deal_closed_2" <= 739341 THEN 8100 WHEN "deal_closed_2" <= 739432 THEN 8101 END) AS what, "base_at_most_3_participant_variable_for_each_par_7" AS amount
FROM "bookings"
WHERE "covered" AND "covered" AND "base_at_most_3_participant_variable_for_each_par_7" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of NewProductPush is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_newproductpush" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "split_to" AS who, (CASE WHEN "deal_closed_2" <= 739251 THEN 8099 WHEN "deal_closed_2" <= 739341 THEN 8100 WHEN "deal_closed_2" <= 739432 THEN 8101 END) AS what, "newproductpush_newproductpush_where_the_rule_app" AS amount
FROM "bookings"
WHERE "covered" AND "newproductpush_applies" AND "newproductpush_newproductpush_where_the_rule_app" <> 0
UNION ALL
SELECT "split_to" AS who, (CASE WHEN "deal_closed_2" <= 739251 THEN 8099 WHEN "deal_closed_2" <= 739341 THEN 8100 WHEN "deal_closed_2" <= 739432 THEN 8101 END) AS what, "newproductpush_at_most_5_000_usd_for_each_partic_8" AS amount
FROM "bookings"
WHERE "covered" AND "newproductpush_applies" AND "newproductpush_at_most_5_000_usd_for_each_partic_8" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Team is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_team" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "participant" AS who, (CASE WHEN CAST(739341 AS BIGINT) <= 739251 THEN 8099 WHEN CAST(739341 AS BIGINT) <= 739341 THEN 8100 WHEN CAST(739341 AS BIGINT) <= 739432 THEN 8101 END) AS what, "team_rounded" AS amount
FROM "participant_x_quarter"
WHERE "team_rounded" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
) AS doubts WHERE found > 0;

-- Result: credits.
SELECT result.credit, result.key, result.participant, (DATE '1970-01-01' + CAST(result.date - 719163 AS INTEGER)) AS date, CAST(result.amount * 0.01 AS NUMERIC(38, 2)) AS amount, CAST(result.quota_credit * 0.01 AS NUMERIC(38, 2)) AS quota_credit
FROM (
SELECT 0 AS part, 'Bookings' AS credit, "splits_2_id" AS key, "split_to" AS participant, "deal_closed_2" AS date, "bookings_amount_3" AS amount, "bookings_amount_3" AS quota_credit
FROM "bookings"
WHERE "covered" AND ("deal_closed_2" BETWEEN 739252 AND 739341)
UNION ALL
SELECT 1 AS part, 'TeamBookings' AS credit, "splits_2_id" AS key, "teambookings_the_manager_of_split_to_on_deal_clo" AS participant, "deal_closed_2" AS date, "bookings_amount_3" AS amount, CAST(NULL AS BIGINT) AS quota_credit
FROM (
WITH "teambookings_step_1" AS NOT MATERIALIZED (
SELECT
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id",
    "teambookings_the_manager_of_split_to_on_deal_clo"
FROM "bookings"
WHERE "teambookings_the_manager_of_split_to_on_deal_clo_3"
OFFSET 0
)
SELECT
    (("deal_closed_2" >= 739252) AND ("deal_closed_2" <= 739341)) AS "covered_2",  -- dated in what the plan covers
    "bookings_amount_3",
    "deal_closed_2",
    "split_deal",
    "split_to",
    "splits_2_id",
    "teambookings_the_manager_of_split_to_on_deal_clo"
FROM "teambookings_step_1"
OFFSET 0
) AS "teambookings"
WHERE "covered_2" AND ("deal_closed_2" BETWEEN 739252 AND 739341)
) AS result
ORDER BY part, date, (key COLLATE "C");

-- Result: lines.
SELECT result.component, result.line, result.key, result.participant, result.period, (DATE '1970-01-01' + CAST(result.date - 719163 AS INTEGER)) AS date, CAST(result.amount * 0.01 AS NUMERIC(38, 2)) AS amount
FROM (
SELECT 0 AS part, 0 AS place, 'Base' AS component, 'amount' AS line, "splits_2_id" AS key, "split_to" AS participant, (CASE WHEN "deal_closed_2" <= 739251 THEN '2024-Q4' WHEN "deal_closed_2" <= 739341 THEN '2025-Q1' WHEN "deal_closed_2" <= 739432 THEN '2025-Q2' END) AS period, "deal_closed_2" AS date, "base_base_where_the_rule_applies" AS amount
FROM "bookings"
WHERE "covered" AND "covered" AND ("deal_closed_2" BETWEEN 739252 AND 739341)
UNION ALL
SELECT 0 AS part, 1 AS place, 'Base' AS component, 'limit' AS line, "splits_2_id" AS key, "split_to" AS participant, (CASE WHEN "deal_closed_2" <= 739251 THEN '2024-Q4' WHEN "deal_closed_2" <= 739341 THEN '2025-Q1' WHEN "deal_closed_2" <= 739432 THEN '2025-Q2' END) AS period, "deal_closed_2" AS date, "base_at_most_3_participant_variable_for_each_par_7" AS amount
FROM "bookings"
WHERE "covered" AND "covered" AND "base_at_most_3_participant_variable_for_each_par_7" <> 0 AND ("deal_closed_2" BETWEEN 739252 AND 739341)
UNION ALL
SELECT 1 AS part, 0 AS place, 'NewProductPush' AS component, 'amount' AS line, "splits_2_id" AS key, "split_to" AS participant, (CASE WHEN "deal_closed_2" <= 739251 THEN '2024-Q4' WHEN "deal_closed_2" <= 739341 THEN '2025-Q1' WHEN "deal_closed_2" <= 739432 THEN '2025-Q2' END) AS period, "deal_closed_2" AS date, "newproductpush_newproductpush_where_the_rule_app" AS amount
FROM "bookings"
WHERE "covered" AND "newproductpush_applies" AND ("deal_closed_2" BETWEEN 739252 AND 739341)
UNION ALL
SELECT 1 AS part, 1 AS place, 'NewProductPush' AS component, 'limit' AS line, "splits_2_id" AS key, "split_to" AS participant, (CASE WHEN "deal_closed_2" <= 739251 THEN '2024-Q4' WHEN "deal_closed_2" <= 739341 THEN '2025-Q1' WHEN "deal_closed_2" <= 739432 THEN '2025-Q2' END) AS period, "deal_closed_2" AS date, "newproductpush_at_most_5_000_usd_for_each_partic_8" AS amount
FROM "bookings"
WHERE "covered" AND "newproductpush_applies" AND "newproductpush_at_most_5_000_usd_for_each_partic_8" <> 0 AND ("deal_closed_2" BETWEEN 739252 AND 739341)
UNION ALL
SELECT 2 AS part, 0 AS place, 'Team' AS component, 'amount' AS line, "participant_x_quarter_id" AS key, "participant" AS participant, (CASE WHEN CAST(739341 AS BIGINT) <= 739251 THEN '2024-Q4' WHEN CAST(739341 AS BIGINT) <= 739341 THEN '2025-Q1' WHEN CAST(739341 AS BIGINT) <= 739432 THEN '2025-Q2' END) AS period, CAST(739341 AS BIGINT) AS date, "team_rounded" AS amount
FROM "participant_x_quarter"
WHERE TRUE AND (CAST(739341 AS BIGINT) BETWEEN 739252 AND 739341)
) AS result
ORDER BY part, (participant COLLATE "C"), date, (key COLLATE "C"), place;

-- Result: payouts.
SELECT result.participant, result.period, result.component, CAST(result.amount * 0.01 AS NUMERIC(38, 2)) AS amount
FROM (
SELECT 0 AS part, "quarter" AS number, "participant" AS participant, '2025-Q1' AS period, 'Base' AS component, "payout_of_base" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8100)
UNION ALL
SELECT 1 AS part, "quarter" AS number, "participant" AS participant, '2025-Q1' AS period, 'NewProductPush' AS component, "payout_of_newproductpush" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8100)
UNION ALL
SELECT 2 AS part, "quarter" AS number, "participant" AS participant, '2025-Q1' AS period, 'Team' AS component, "payout_of_team" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8100)
) AS result
ORDER BY (participant COLLATE "C"), number, part;
