-- Plan Team: Overrides of everybody above, and of whoever covers the region
-- sha256:64c7e2d265d552fb3994991c4c13362ba2a9116ecc388db625015125e09ecd86, compiled by planlang 0.1.0
-- For Snowflake: not executed here. No test of planlang has run it; try it on data
-- whose results you know first.
--
-- Run it from top to bottom in one session. What it makes is temporary.
-- Three queries must give no rows; where one does, the results after it don't count.
-- Not looked at here, but by `planlang run`: how texts are spelt, and rows that hold on the same days.
--
-- It reads these tables, which it takes for the data files of the plan with their headers as columns:
-- "participants", 1,000,000,000 rows at most:
-- - "id" VARCHAR
-- - "covers" VARCHAR
-- "assignments", 1,000,000,000 rows at most:
-- - "participant" VARCHAR (a row of participants)
-- - "manager" VARCHAR (a row of participants; may be absent)
-- - "start" DATE
-- - "end" DATE (may be absent)
-- "deals", 1,000,000,000 rows at most:
-- - "id" VARCHAR
-- - "who" VARCHAR (a row of participants)
-- - "closed" DATE
-- - "region" VARCHAR
-- - "amount" NUMBER(18, 2) (from -10,000,000,000 through 10,000,000,000)
--
-- Names stand in quotes here, so that small letters are small. A table that was made without quotes has capital ones:
-- make a view of it first, such as CREATE VIEW "deals" AS SELECT ID AS "id", AMOUNT AS "amount" FROM DEALS.
--
-- The bounds of numbers are assumed; --data DIR reads them from data. Within them no number leaves its type, and none is
-- a floating-point number; the first check looks for what lies outside.

-- The data participants, in whole numbers.
CREATE TEMPORARY VIEW "in_participants" AS
SELECT
    "id" AS "id",  -- line 9: id, text
    "covers" AS "covers"  -- line 10: covers, one-of
FROM "participants";

-- The data assignments, in whole numbers.
CREATE TEMPORARY VIEW "in_assignments" AS
SELECT
    "participant" AS "participant",  -- line 14: participant, row
    "manager" AS "manager",  -- line 15: manager, row
    CAST(DATEDIFF('day', DATE '1970-01-01', "start") + 719163 AS NUMBER(19, 0)) AS "start",  -- line 16: start, day number
    CAST(DATEDIFF('day', DATE '1970-01-01', "end") + 719163 AS NUMBER(19, 0)) AS "end",  -- line 17: end, day number
    ("participant" || ' / ' || coalesce("manager", 'none') || ' / ' || TO_CHAR("start", 'YYYY-MM-DD') || ' / ' || coalesce(TO_CHAR("end", 'YYYY-MM-DD'), 'none')) AS "row_id"  -- what tells the rows apart
FROM "assignments";

-- The data deals, in whole numbers.
CREATE TEMPORARY VIEW "in_deals" AS
SELECT
    "id" AS "id",  -- line 21: id, text
    "who" AS "who",  -- line 22: who, row
    CAST(DATEDIFF('day', DATE '1970-01-01', "closed") + 719163 AS NUMBER(19, 0)) AS "closed",  -- line 23: closed, day number
    "region" AS "region",  -- line 24: region, one-of
    CAST("amount" * 100 AS NUMBER(19, 0)) AS "amount"  -- line 25: amount, money over 100
FROM "deals";

-- Must give no rows: the data is what this script takes it for.
SELECT wrong, count(*) AS found FROM (
SELECT 'participants: a row is there twice' AS wrong FROM "in_participants" GROUP BY "id" HAVING count(*) > 1
UNION ALL
SELECT 'participants: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_participants") AS counted WHERE n > 1000000000
UNION ALL
SELECT CASE
    WHEN "id" IS NULL THEN 'participants.id: no value'
    WHEN "covers" IS NULL THEN 'participants.covers: no value'
    WHEN "covers" NOT IN ('North', 'South', 'Neither') THEN 'participants.covers: no such member'
    END FROM "in_participants"
UNION ALL
SELECT 'assignments: a row is there twice' AS wrong FROM "in_assignments" GROUP BY "row_id" HAVING count(*) > 1
UNION ALL
SELECT 'assignments: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_assignments") AS counted WHERE n > 1000000000
UNION ALL
SELECT 'assignments.participant: no such row of participants' FROM "in_assignments" AS here LEFT JOIN "in_participants" AS there ON there."id" = here."participant" WHERE here."participant" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT 'assignments.manager: no such row of participants' FROM "in_assignments" AS here LEFT JOIN "in_participants" AS there ON there."id" = here."manager" WHERE here."manager" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT CASE
    WHEN "participant" IS NULL THEN 'assignments.participant: no value'
    WHEN "start" IS NULL THEN 'assignments.start: no value'
    WHEN "start" < 735957 OR "start" > 743457 THEN 'assignments.start: outside of what is assumed'
    WHEN "end" < 735957 OR "end" > 743457 THEN 'assignments.end: outside of what is assumed'
    END FROM "in_assignments"
UNION ALL
SELECT 'deals: a row is there twice' AS wrong FROM "in_deals" GROUP BY "id" HAVING count(*) > 1
UNION ALL
SELECT 'deals: more rows than are assumed' FROM (SELECT count(*) AS n FROM "in_deals") AS counted WHERE n > 1000000000
UNION ALL
SELECT 'deals.who: no such row of participants' FROM "in_deals" AS here LEFT JOIN "in_participants" AS there ON there."id" = here."who" WHERE here."who" IS NOT NULL AND there."id" IS NULL
UNION ALL
SELECT CASE
    WHEN "id" IS NULL THEN 'deals.id: no value'
    WHEN "who" IS NULL THEN 'deals.who: no value'
    WHEN "closed" IS NULL THEN 'deals.closed: no value'
    WHEN "closed" < 735957 OR "closed" > 743457 THEN 'deals.closed: outside of what is assumed'
    WHEN "region" IS NULL THEN 'deals.region: no value'
    WHEN "region" NOT IN ('North', 'South') THEN 'deals.region: no such member'
    WHEN "amount" IS NULL THEN 'deals.amount: no value'
    WHEN "amount" < (-1000000000000) OR "amount" > 1000000000000 THEN 'deals.amount: outside of what is assumed'
    END FROM "in_deals"
UNION ALL
SELECT CASE
    WHEN "amount" * 100 <> round("amount" * 100) THEN 'deals.amount: more decimals than are read'
    END FROM "deals"
) AS doubts
WHERE wrong IS NOT NULL
GROUP BY wrong;

-- A table of everybody above everybody, from when through when.
CREATE TEMPORARY TABLE "above_2" AS
WITH RECURSIVE ordered AS (
SELECT "participant" AS "person", "manager" AS "manager", coalesce("start", CAST(0 AS NUMBER(19, 0))) AS "first_day", coalesce("end", CAST(4000000 AS NUMBER(19, 0))) AS "last_day", max(coalesce("end", CAST(4000000 AS NUMBER(19, 0)))) OVER (PARTITION BY "participant" ORDER BY coalesce("start", CAST(0 AS NUMBER(19, 0))), coalesce("end", CAST(4000000 AS NUMBER(19, 0))) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "before"
FROM "in_assignments"
WHERE "participant" IS NOT NULL AND "manager" IS NOT NULL AND coalesce("start", CAST(0 AS NUMBER(19, 0))) <= coalesce("end", CAST(4000000 AS NUMBER(19, 0)))
), links AS (
SELECT * FROM ordered AS links WHERE links."before" IS NULL OR links."before" < links."first_day"
), up ("for_person", "above", "through", "level", "from_day", "through_day") AS (
SELECT CAST(links."person" AS VARCHAR) AS "for_person", CAST(links."manager" AS VARCHAR) AS "above", CAST(links."person" AS VARCHAR) AS "through", CAST(CAST(1 AS NUMBER(19, 0)) AS NUMBER(19, 0)) AS "level", CAST(links."first_day" AS NUMBER(19, 0)) AS "from_day", CAST(links."last_day" AS NUMBER(19, 0)) AS "through_day"
FROM links
UNION ALL
SELECT CAST(up."for_person" AS VARCHAR), CAST(links."manager" AS VARCHAR), CAST(up."above" AS VARCHAR), CAST(up."level" + CAST(1 AS NUMBER(19, 0)) AS NUMBER(19, 0)), CAST(greatest(up."from_day", links."first_day") AS NUMBER(19, 0)), CAST(least(up."through_day", links."last_day") AS NUMBER(19, 0))
FROM up JOIN links ON links."person" = up."above" AND links."first_day" <= up."through_day" AND links."last_day" >= up."from_day"
WHERE up."level" <= 32
)
SELECT "for_person", "above", "through", "level", "from_day", "through_day" FROM up;

-- Must give no rows: that table is right.
SELECT wrong, found FROM (
SELECT 'two managers on one day' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS "person", "manager" AS "manager", coalesce("start", CAST(0 AS NUMBER(19, 0))) AS "first_day", coalesce("end", CAST(4000000 AS NUMBER(19, 0))) AS "last_day", max(coalesce("end", CAST(4000000 AS NUMBER(19, 0)))) OVER (PARTITION BY "participant" ORDER BY coalesce("start", CAST(0 AS NUMBER(19, 0))), coalesce("end", CAST(4000000 AS NUMBER(19, 0))) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "before"
FROM "in_assignments"
WHERE "participant" IS NOT NULL AND "manager" IS NOT NULL AND coalesce("start", CAST(0 AS NUMBER(19, 0))) <= coalesce("end", CAST(4000000 AS NUMBER(19, 0)))
) AS links WHERE "before" >= "first_day"
) AS doubtful
UNION ALL
SELECT 'somebody above themselves' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "above_2" WHERE "for_person" = "above"
) AS doubtful
UNION ALL
SELECT 'more than 32 levels' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM "above_2" WHERE "level" > 32
) AS doubtful
) AS doubts WHERE found > 0;

-- A table of everybody, with what they are found by.
CREATE TEMPORARY TABLE "everyone" AS
SELECT "id" AS "above", "covers" AS "key_0"
FROM "in_participants"
WHERE "covers" IS NOT NULL;

-- A table of the calendar.
CREATE TEMPORARY TABLE "quarters" AS
SELECT CAST(8104 AS NUMBER(19, 0)) AS "period", '2026-Q1' AS "label", CAST(739617 AS NUMBER(19, 0)) AS "first_day", CAST(739706 AS NUMBER(19, 0)) AS "last_day" UNION ALL
SELECT CAST(8105 AS NUMBER(19, 0)), '2026-Q2', CAST(739707 AS NUMBER(19, 0)), CAST(739797 AS NUMBER(19, 0));

-- The plan: regionsales_everyone_step_1.
CREATE TEMPORARY TABLE "regionsales_everyone_step_1" AS
WITH "deals_2_step_1" AS (
SELECT
    "who" AS "deal_who",  -- line 22: deal.who
    "closed" AS "deal_closed",  -- line 23: deal.closed
    "id" AS "deal_id",  -- line 21: deal.id
    "region" AS "deal_region",  -- line 24: deal.region
    "amount" AS "deal_amount"  -- line 25: deal.amount
FROM "in_deals"
)
SELECT
    "above" AS "person_2",  -- line 43: person
    "deal_closed" AS "deal_closed_3",  -- line 23: deal.closed
    "deal_id" AS "deal_id_3",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_3"  -- line 25: deal.amount
FROM "deals_2_step_1" CROSS JOIN "everyone"
WHERE ("deal_region" = "key_0");

-- The plan: deals_2.
CREATE TEMPORARY TABLE "deals_2" AS
WITH "deals_2_step_1" AS (
SELECT
    "who" AS "deal_who",  -- line 22: deal.who
    "closed" AS "deal_closed",  -- line 23: deal.closed
    "id" AS "deal_id",  -- line 21: deal.id
    "region" AS "deal_region",  -- line 24: deal.region
    "amount" AS "deal_amount"  -- line 25: deal.amount
FROM "in_deals"
), "deals_2_step_2" AS (
SELECT
    "deal_who",
    "deal_closed",
    "deal_id",
    "deal_amount",
    "j0"."regionsales_how_many_rows_there" AS "regionsales_how_many_rows"  -- how many people are credited
FROM "deals_2_step_1"
LEFT JOIN (
    SELECT "deal_id_3" AS "made_from", CAST(count(*) AS NUMBER(19, 0)) AS "regionsales_how_many_rows_there"
    FROM "regionsales_everyone_step_1"
    GROUP BY 1
) AS "j0" ON "deal_id" = "j0"."made_from"
), "deals_2_step_3" AS (
SELECT
    "deal_who",
    "deal_closed",
    "deal_id",
    "deal_amount",
    coalesce("regionsales_how_many_rows", CAST(0 AS NUMBER(19, 0))) AS "regionsales_how_many"  -- how many people are credited
FROM "deals_2_step_2"
)
SELECT
    "deal_who",
    "deal_closed",
    "deal_id",
    "deal_amount",
    "regionsales_how_many",
    ("regionsales_how_many" >= 1) AS "regionsales_somebody"  -- there is a participant where participant.covers is deal.region
FROM "deals_2_step_3";

-- The plan: sales.
CREATE TEMPORARY TABLE "sales" AS
WITH "sales_step_1" AS (
SELECT
    "deal_amount",
    "deal_closed",
    "deal_id",
    "deal_who"
FROM "deals_2"
), "sales_step_2" AS (
SELECT
    (("deal_closed" >= 739617) AND ("deal_closed" <= 739797)) AS "covered",  -- dated in what the plan covers
    "deal_amount",
    "deal_closed",
    "deal_id",
    "deal_who"
FROM "sales_step_1"
)
SELECT
    "covered",
    (CASE WHEN "covered" THEN (CAST(("deal_amount" - MOD("deal_amount", 20)) / 20 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount", 20)) > 20 - abs(MOD("deal_amount", 20)) OR (abs(MOD("deal_amount", 20)) = 20 - abs(MOD("deal_amount", 20)) AND MOD(CAST(("deal_amount" - MOD("deal_amount", 20)) / 20 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "base_base_where_the_rule_applies",  -- line 51: Base where the rule applies
    "deal_amount",
    "deal_closed",
    "deal_id",
    "deal_who"
FROM "sales_step_2";

-- The plan: participant_x_quarter_step_2.
CREATE TEMPORARY TABLE "participant_x_quarter_step_2" AS
WITH "participants_2" AS (
SELECT
    "id" AS "participant_id"  -- line 9: participant.id
FROM "in_participants"
), "participant_x_quarter_step_1" AS (
SELECT
    "participant_id" AS "participant",  -- the participant
    "period" AS "quarter",  -- the quarter
    "label" AS "quarter_label"  -- quarter label
FROM "participants_2" CROSS JOIN "quarters"
)
SELECT
    "participant",
    "quarter",
    (CASE WHEN "quarter" < 8105 THEN CAST(739706 AS NUMBER(19, 0)) ELSE CAST(739797 AS NUMBER(19, 0)) END) AS "last_day_of_quarter",  -- the last day of the quarter
    (CASE WHEN "quarter" < 8105 THEN CAST(739617 AS NUMBER(19, 0)) ELSE CAST(739707 AS NUMBER(19, 0)) END) AS "first_day_of_quarter",  -- the first day of the quarter
    "quarter_label"
FROM "participant_x_quarter_step_1";

-- The plan: participant_x_quarter.
CREATE TEMPORARY TABLE "participant_x_quarter" AS
WITH "regionsales_everyone" AS (
SELECT
    "person_2",
    "deal_closed_3",
    "deal_id_3",
    ("deal_id_3" || ' / ' || "person_2") AS "regionsales_everyone_id",  -- regionsales_everyone id
    "deal_amount_3"
FROM "regionsales_everyone_step_1"
), "regionsales_step_1" AS (
SELECT
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_everyone"
), "regionsales_step_2" AS (
SELECT
    (("deal_closed_3" >= 739617) AND ("deal_closed_3" <= 739797)) AS "covered_3",  -- dated in what the plan covers
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_1"
), "regionsales" AS (
SELECT
    "covered_3",
    (CASE WHEN "covered_3" THEN (CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_3", 200)) > 200 - abs(MOD("deal_amount_3", 200)) OR (abs(MOD("deal_amount_3", 200)) = 200 - abs(MOD("deal_amount_3", 200)) AND MOD(CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "overlay_overlay_where_the_rule_applies",  -- line 61: Overlay where the rule applies
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_2"
), "teamsales_above_step_1" AS (
SELECT
    "above" AS "person",  -- line 36: person
    "deal_closed" AS "deal_closed_2",  -- line 23: deal.closed
    "deal_id" AS "deal_id_2",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_2"  -- line 25: deal.amount
FROM "sales" CROSS JOIN "above_2"
WHERE ("deal_who" = "for_person") AND ("from_day" <= "deal_closed") AND ("through_day" >= "deal_closed")
), "teamsales_above" AS (
SELECT
    "person",
    "deal_closed_2",
    "deal_id_2",
    ("deal_id_2" || ' / ' || "person") AS "teamsales_above_id",  -- teamsales_above id
    "deal_amount_2"
FROM "teamsales_above_step_1"
), "teamsales_step_1" AS (
SELECT
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_above"
), "teamsales_step_2" AS (
SELECT
    (("deal_closed_2" >= 739617) AND ("deal_closed_2" <= 739797)) AS "covered_2",  -- dated in what the plan covers
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_1"
), "teamsales" AS (
SELECT
    "covered_2",
    (CASE WHEN "covered_2" THEN (CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_2", 100)) > 100 - abs(MOD("deal_amount_2", 100)) OR (abs(MOD("deal_amount_2", 100)) = 100 - abs(MOD("deal_amount_2", 100)) AND MOD(CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_2" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "override_override_where_the_rule_applies",  -- line 56: Override where the rule applies
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_2"
), "participant_x_quarter_step_3" AS (
SELECT
    "participant",
    "quarter",
    "j0"."payout_of_overlay_total_there" AS "payout_of_overlay_total",  -- line 65: Overlay in the quarter
    "j1"."payout_of_override_total_there" AS "payout_of_override_total",  -- line 65: Override in the quarter
    "j2"."payout_of_base_total_there" AS "payout_of_base_total",  -- line 65: Base in the quarter
    "quarter_label"
FROM "participant_x_quarter_step_2"
LEFT JOIN (
    SELECT "asked_participant" AS "asked_participant", "asked_day" AS "asked_day", "asked_day_2" AS "asked_day_2", CAST(sum(CAST("overlay_overlay_where_the_rule_applies" AS NUMBER(38, 0))) AS NUMBER(38, 0)) AS "payout_of_overlay_total_there"
    FROM (SELECT DISTINCT "participant" AS "asked_participant", "first_day_of_quarter" AS "asked_day", "last_day_of_quarter" AS "asked_day_2" FROM "participant_x_quarter_step_2") AS "asked"
    JOIN "regionsales" ON "asked_participant" = "person_2" AND "deal_closed_3" >= "asked_day" AND "deal_closed_3" <= "asked_day_2"
    GROUP BY 1, 2, 3
) AS "j0" ON "participant" = "j0"."asked_participant" AND "first_day_of_quarter" = "j0"."asked_day" AND "last_day_of_quarter" = "j0"."asked_day_2"
LEFT JOIN (
    SELECT "asked_participant_2" AS "asked_participant_2", "asked_day_3" AS "asked_day_3", "asked_day_4" AS "asked_day_4", CAST(sum(CAST("override_override_where_the_rule_applies" AS NUMBER(38, 0))) AS NUMBER(38, 0)) AS "payout_of_override_total_there"
    FROM (SELECT DISTINCT "participant" AS "asked_participant_2", "first_day_of_quarter" AS "asked_day_3", "last_day_of_quarter" AS "asked_day_4" FROM "participant_x_quarter_step_2") AS "asked"
    JOIN "teamsales" ON "asked_participant_2" = "person" AND "deal_closed_2" >= "asked_day_3" AND "deal_closed_2" <= "asked_day_4"
    GROUP BY 1, 2, 3
) AS "j1" ON "participant" = "j1"."asked_participant_2" AND "first_day_of_quarter" = "j1"."asked_day_3" AND "last_day_of_quarter" = "j1"."asked_day_4"
LEFT JOIN (
    SELECT "asked_participant_3" AS "asked_participant_3", "asked_day_5" AS "asked_day_5", "asked_day_6" AS "asked_day_6", CAST(sum(CAST("base_base_where_the_rule_applies" AS NUMBER(38, 0))) AS NUMBER(38, 0)) AS "payout_of_base_total_there"
    FROM (SELECT DISTINCT "participant" AS "asked_participant_3", "first_day_of_quarter" AS "asked_day_5", "last_day_of_quarter" AS "asked_day_6" FROM "participant_x_quarter_step_2") AS "asked"
    JOIN "sales" ON "asked_participant_3" = "deal_who" AND "deal_closed" >= "asked_day_5" AND "deal_closed" <= "asked_day_6"
    GROUP BY 1, 2, 3
) AS "j2" ON "participant" = "j2"."asked_participant_3" AND "first_day_of_quarter" = "j2"."asked_day_5" AND "last_day_of_quarter" = "j2"."asked_day_6"
), "participant_x_quarter_step_4" AS (
SELECT
    "participant",
    "quarter",
    coalesce("payout_of_overlay_total", CAST(0 AS NUMBER(19, 0))) AS "payout_of_overlay",  -- line 65: Overlay in the quarter
    coalesce("payout_of_override_total", CAST(0 AS NUMBER(19, 0))) AS "payout_of_override",  -- line 65: Override in the quarter
    coalesce("payout_of_base_total", CAST(0 AS NUMBER(19, 0))) AS "payout_of_base",  -- line 65: Base in the quarter
    "quarter_label"
FROM "participant_x_quarter_step_3"
)
SELECT
    "participant",
    "quarter",
    "payout_of_overlay",
    "payout_of_override",
    "payout_of_base",
    "payout_of_base" + "payout_of_override" + "payout_of_overlay" AS "payout",  -- line 64: payout
    ("participant" || ' / ' || "quarter_label") AS "participant_x_quarter_id"  -- participant_x_quarter id
FROM "participant_x_quarter_step_4";

-- Must give no rows: everybody can be paid.
SELECT wrong, found FROM (
SELECT 'ordered by deal.closed, then deal.id, then credit.id' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
WITH "teamsales_above_step_1" AS (
SELECT
    "above" AS "person",  -- line 36: person
    "deal_closed" AS "deal_closed_2",  -- line 23: deal.closed
    "deal_id" AS "deal_id_2",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_2"  -- line 25: deal.amount
FROM "sales" CROSS JOIN "above_2"
WHERE ("deal_who" = "for_person") AND ("from_day" <= "deal_closed") AND ("through_day" >= "deal_closed")
), "teamsales_above" AS (
SELECT
    "person",
    "deal_closed_2",
    "deal_id_2",
    ("deal_id_2" || ' / ' || "person") AS "teamsales_above_id",  -- teamsales_above id
    "deal_amount_2"
FROM "teamsales_above_step_1"
), "teamsales_step_1" AS (
SELECT
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_above"
), "teamsales_step_2" AS (
SELECT
    (("deal_closed_2" >= 739617) AND ("deal_closed_2" <= 739797)) AS "covered_2",  -- dated in what the plan covers
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_1"
)
SELECT
    "covered_2",
    (CASE WHEN "covered_2" THEN (CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_2", 100)) > 100 - abs(MOD("deal_amount_2", 100)) OR (abs(MOD("deal_amount_2", 100)) = 100 - abs(MOD("deal_amount_2", 100)) AND MOD(CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_2" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "override_override_where_the_rule_applies",  -- line 56: Override where the rule applies
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_2"
) AS "teamsales" GROUP BY "person", "deal_closed_2", "deal_id_2" HAVING count(*) > 1
) AS doubtful
UNION ALL
SELECT 'ordered by deal.closed, then deal.id' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
WITH "regionsales_everyone" AS (
SELECT
    "person_2",
    "deal_closed_3",
    "deal_id_3",
    ("deal_id_3" || ' / ' || "person_2") AS "regionsales_everyone_id",  -- regionsales_everyone id
    "deal_amount_3"
FROM "regionsales_everyone_step_1"
), "regionsales_step_1" AS (
SELECT
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_everyone"
), "regionsales_step_2" AS (
SELECT
    (("deal_closed_3" >= 739617) AND ("deal_closed_3" <= 739797)) AS "covered_3",  -- dated in what the plan covers
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_1"
)
SELECT
    "covered_3",
    (CASE WHEN "covered_3" THEN (CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_3", 200)) > 200 - abs(MOD("deal_amount_3", 200)) OR (abs(MOD("deal_amount_3", 200)) = 200 - abs(MOD("deal_amount_3", 200)) AND MOD(CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "overlay_overlay_where_the_rule_applies",  -- line 61: Overlay where the rule applies
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_2"
) AS "regionsales" GROUP BY "person_2", "deal_closed_3", "deal_id_3" HAVING count(*) > 1
) AS doubtful
UNION ALL
SELECT 'every amount of Base is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_base" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "deal_who" AS who, (CASE WHEN "deal_closed" <= 739616 THEN 8103 WHEN "deal_closed" <= 739706 THEN 8104 WHEN "deal_closed" <= 739797 THEN 8105 WHEN "deal_closed" <= 739889 THEN 8106 END) AS what, "base_base_where_the_rule_applies" AS amount
FROM "sales"
WHERE "covered" AND "covered" AND "base_base_where_the_rule_applies" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Override is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_override" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "person" AS who, (CASE WHEN "deal_closed_2" <= 739616 THEN 8103 WHEN "deal_closed_2" <= 739706 THEN 8104 WHEN "deal_closed_2" <= 739797 THEN 8105 WHEN "deal_closed_2" <= 739889 THEN 8106 END) AS what, "override_override_where_the_rule_applies" AS amount
FROM (
WITH "teamsales_above_step_1" AS (
SELECT
    "above" AS "person",  -- line 36: person
    "deal_closed" AS "deal_closed_2",  -- line 23: deal.closed
    "deal_id" AS "deal_id_2",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_2"  -- line 25: deal.amount
FROM "sales" CROSS JOIN "above_2"
WHERE ("deal_who" = "for_person") AND ("from_day" <= "deal_closed") AND ("through_day" >= "deal_closed")
), "teamsales_above" AS (
SELECT
    "person",
    "deal_closed_2",
    "deal_id_2",
    ("deal_id_2" || ' / ' || "person") AS "teamsales_above_id",  -- teamsales_above id
    "deal_amount_2"
FROM "teamsales_above_step_1"
), "teamsales_step_1" AS (
SELECT
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_above"
), "teamsales_step_2" AS (
SELECT
    (("deal_closed_2" >= 739617) AND ("deal_closed_2" <= 739797)) AS "covered_2",  -- dated in what the plan covers
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_1"
)
SELECT
    "covered_2",
    (CASE WHEN "covered_2" THEN (CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_2", 100)) > 100 - abs(MOD("deal_amount_2", 100)) OR (abs(MOD("deal_amount_2", 100)) = 100 - abs(MOD("deal_amount_2", 100)) AND MOD(CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_2" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "override_override_where_the_rule_applies",  -- line 56: Override where the rule applies
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_2"
) AS "teamsales"
WHERE "covered_2" AND "covered_2" AND "override_override_where_the_rule_applies" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
UNION ALL
SELECT 'every amount of Overlay is in a payout, and they add up to it' AS wrong, count(*) AS found FROM (
SELECT 1 AS one FROM (
SELECT "participant" AS person, "quarter" AS number, "payout_of_overlay" AS cell FROM "participant_x_quarter"
) AS paying FULL JOIN (
SELECT who, what, sum(amount) AS total FROM (
SELECT "person_2" AS who, (CASE WHEN "deal_closed_3" <= 739616 THEN 8103 WHEN "deal_closed_3" <= 739706 THEN 8104 WHEN "deal_closed_3" <= 739797 THEN 8105 WHEN "deal_closed_3" <= 739889 THEN 8106 END) AS what, "overlay_overlay_where_the_rule_applies" AS amount
FROM (
WITH "regionsales_everyone" AS (
SELECT
    "person_2",
    "deal_closed_3",
    "deal_id_3",
    ("deal_id_3" || ' / ' || "person_2") AS "regionsales_everyone_id",  -- regionsales_everyone id
    "deal_amount_3"
FROM "regionsales_everyone_step_1"
), "regionsales_step_1" AS (
SELECT
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_everyone"
), "regionsales_step_2" AS (
SELECT
    (("deal_closed_3" >= 739617) AND ("deal_closed_3" <= 739797)) AS "covered_3",  -- dated in what the plan covers
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_1"
)
SELECT
    "covered_3",
    (CASE WHEN "covered_3" THEN (CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_3", 200)) > 200 - abs(MOD("deal_amount_3", 200)) OR (abs(MOD("deal_amount_3", 200)) = 200 - abs(MOD("deal_amount_3", 200)) AND MOD(CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "overlay_overlay_where_the_rule_applies",  -- line 61: Overlay where the rule applies
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_2"
) AS "regionsales"
WHERE "covered_3" AND "covered_3" AND "overlay_overlay_where_the_rule_applies" <> 0
) AS amounts GROUP BY 1, 2
) AS summed ON who = person AND what = number
WHERE person IS NULL OR cell <> coalesce(total, 0)
) AS doubtful
) AS doubts WHERE found > 0;

-- Result: credits.
SELECT result.credit, result.key, result.participant, DATEADD('day', result.date - 719163, DATE '1970-01-01') AS date, CAST(result.amount * 0.01 AS NUMBER(38, 2)) AS amount, CAST(result.quota_credit * 0.01 AS NUMBER(38, 2)) AS quota_credit
FROM (
SELECT 0 AS part, 'Sales' AS credit, "deal_id" AS key, "deal_who" AS participant, "deal_closed" AS date, "deal_amount" AS amount, CAST(NULL AS NUMBER(19, 0)) AS quota_credit
FROM "sales"
WHERE "covered" AND ("deal_closed" BETWEEN 739617 AND 739797)
UNION ALL
SELECT 1 AS part, 'TeamSales' AS credit, "teamsales_above_id" AS key, "person" AS participant, "deal_closed_2" AS date, "deal_amount_2" AS amount, CAST(NULL AS NUMBER(19, 0)) AS quota_credit
FROM (
WITH "teamsales_above_step_1" AS (
SELECT
    "above" AS "person",  -- line 36: person
    "deal_closed" AS "deal_closed_2",  -- line 23: deal.closed
    "deal_id" AS "deal_id_2",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_2"  -- line 25: deal.amount
FROM "sales" CROSS JOIN "above_2"
WHERE ("deal_who" = "for_person") AND ("from_day" <= "deal_closed") AND ("through_day" >= "deal_closed")
), "teamsales_above" AS (
SELECT
    "person",
    "deal_closed_2",
    "deal_id_2",
    ("deal_id_2" || ' / ' || "person") AS "teamsales_above_id",  -- teamsales_above id
    "deal_amount_2"
FROM "teamsales_above_step_1"
), "teamsales_step_1" AS (
SELECT
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_above"
), "teamsales_step_2" AS (
SELECT
    (("deal_closed_2" >= 739617) AND ("deal_closed_2" <= 739797)) AS "covered_2",  -- dated in what the plan covers
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_1"
)
SELECT
    "covered_2",
    (CASE WHEN "covered_2" THEN (CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_2", 100)) > 100 - abs(MOD("deal_amount_2", 100)) OR (abs(MOD("deal_amount_2", 100)) = 100 - abs(MOD("deal_amount_2", 100)) AND MOD(CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_2" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "override_override_where_the_rule_applies",  -- line 56: Override where the rule applies
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_2"
) AS "teamsales"
WHERE "covered_2" AND ("deal_closed_2" BETWEEN 739617 AND 739797)
UNION ALL
SELECT 2 AS part, 'RegionSales' AS credit, "regionsales_everyone_id" AS key, "person_2" AS participant, "deal_closed_3" AS date, "deal_amount_3" AS amount, CAST(NULL AS NUMBER(19, 0)) AS quota_credit
FROM (
WITH "regionsales_everyone" AS (
SELECT
    "person_2",
    "deal_closed_3",
    "deal_id_3",
    ("deal_id_3" || ' / ' || "person_2") AS "regionsales_everyone_id",  -- regionsales_everyone id
    "deal_amount_3"
FROM "regionsales_everyone_step_1"
), "regionsales_step_1" AS (
SELECT
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_everyone"
), "regionsales_step_2" AS (
SELECT
    (("deal_closed_3" >= 739617) AND ("deal_closed_3" <= 739797)) AS "covered_3",  -- dated in what the plan covers
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_1"
)
SELECT
    "covered_3",
    (CASE WHEN "covered_3" THEN (CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_3", 200)) > 200 - abs(MOD("deal_amount_3", 200)) OR (abs(MOD("deal_amount_3", 200)) = 200 - abs(MOD("deal_amount_3", 200)) AND MOD(CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "overlay_overlay_where_the_rule_applies",  -- line 61: Overlay where the rule applies
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_2"
) AS "regionsales"
WHERE "covered_3" AND ("deal_closed_3" BETWEEN 739617 AND 739797)
) AS result
ORDER BY part, date, COLLATE(key, 'utf8');

-- Result: lines.
SELECT result.component, result.line, result.key, result.participant, result.period, DATEADD('day', result.date - 719163, DATE '1970-01-01') AS date, CAST(result.amount * 0.01 AS NUMBER(38, 2)) AS amount
FROM (
SELECT 0 AS part, 0 AS place, 'Base' AS component, 'amount' AS line, "deal_id" AS key, "deal_who" AS participant, (CASE WHEN "deal_closed" <= 739616 THEN '2025-Q4' WHEN "deal_closed" <= 739706 THEN '2026-Q1' WHEN "deal_closed" <= 739797 THEN '2026-Q2' WHEN "deal_closed" <= 739889 THEN '2026-Q3' END) AS period, "deal_closed" AS date, "base_base_where_the_rule_applies" AS amount
FROM "sales"
WHERE "covered" AND "covered" AND ("deal_closed" BETWEEN 739617 AND 739797)
UNION ALL
SELECT 1 AS part, 0 AS place, 'Override' AS component, 'amount' AS line, "teamsales_above_id" AS key, "person" AS participant, (CASE WHEN "deal_closed_2" <= 739616 THEN '2025-Q4' WHEN "deal_closed_2" <= 739706 THEN '2026-Q1' WHEN "deal_closed_2" <= 739797 THEN '2026-Q2' WHEN "deal_closed_2" <= 739889 THEN '2026-Q3' END) AS period, "deal_closed_2" AS date, "override_override_where_the_rule_applies" AS amount
FROM (
WITH "teamsales_above_step_1" AS (
SELECT
    "above" AS "person",  -- line 36: person
    "deal_closed" AS "deal_closed_2",  -- line 23: deal.closed
    "deal_id" AS "deal_id_2",  -- line 21: deal.id
    "deal_amount" AS "deal_amount_2"  -- line 25: deal.amount
FROM "sales" CROSS JOIN "above_2"
WHERE ("deal_who" = "for_person") AND ("from_day" <= "deal_closed") AND ("through_day" >= "deal_closed")
), "teamsales_above" AS (
SELECT
    "person",
    "deal_closed_2",
    "deal_id_2",
    ("deal_id_2" || ' / ' || "person") AS "teamsales_above_id",  -- teamsales_above id
    "deal_amount_2"
FROM "teamsales_above_step_1"
), "teamsales_step_1" AS (
SELECT
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_above"
), "teamsales_step_2" AS (
SELECT
    (("deal_closed_2" >= 739617) AND ("deal_closed_2" <= 739797)) AS "covered_2",  -- dated in what the plan covers
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_1"
)
SELECT
    "covered_2",
    (CASE WHEN "covered_2" THEN (CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_2", 100)) > 100 - abs(MOD("deal_amount_2", 100)) OR (abs(MOD("deal_amount_2", 100)) = 100 - abs(MOD("deal_amount_2", 100)) AND MOD(CAST(("deal_amount_2" - MOD("deal_amount_2", 100)) / 100 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_2" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "override_override_where_the_rule_applies",  -- line 56: Override where the rule applies
    "deal_amount_2",
    "deal_closed_2",
    "deal_id_2",
    "person",
    "teamsales_above_id"
FROM "teamsales_step_2"
) AS "teamsales"
WHERE "covered_2" AND "covered_2" AND ("deal_closed_2" BETWEEN 739617 AND 739797)
UNION ALL
SELECT 2 AS part, 0 AS place, 'Overlay' AS component, 'amount' AS line, "regionsales_everyone_id" AS key, "person_2" AS participant, (CASE WHEN "deal_closed_3" <= 739616 THEN '2025-Q4' WHEN "deal_closed_3" <= 739706 THEN '2026-Q1' WHEN "deal_closed_3" <= 739797 THEN '2026-Q2' WHEN "deal_closed_3" <= 739889 THEN '2026-Q3' END) AS period, "deal_closed_3" AS date, "overlay_overlay_where_the_rule_applies" AS amount
FROM (
WITH "regionsales_everyone" AS (
SELECT
    "person_2",
    "deal_closed_3",
    "deal_id_3",
    ("deal_id_3" || ' / ' || "person_2") AS "regionsales_everyone_id",  -- regionsales_everyone id
    "deal_amount_3"
FROM "regionsales_everyone_step_1"
), "regionsales_step_1" AS (
SELECT
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_everyone"
), "regionsales_step_2" AS (
SELECT
    (("deal_closed_3" >= 739617) AND ("deal_closed_3" <= 739797)) AS "covered_3",  -- dated in what the plan covers
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_1"
)
SELECT
    "covered_3",
    (CASE WHEN "covered_3" THEN (CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)) + CASE WHEN abs(MOD("deal_amount_3", 200)) > 200 - abs(MOD("deal_amount_3", 200)) OR (abs(MOD("deal_amount_3", 200)) = 200 - abs(MOD("deal_amount_3", 200)) AND MOD(CAST(("deal_amount_3" - MOD("deal_amount_3", 200)) / 200 AS NUMBER(19, 0)), 2) <> 0) THEN (CASE WHEN "deal_amount_3" < 0 THEN -1 ELSE 1 END) ELSE 0 END) ELSE CAST(0 AS NUMBER(19, 0)) END) AS "overlay_overlay_where_the_rule_applies",  -- line 61: Overlay where the rule applies
    "deal_amount_3",
    "deal_closed_3",
    "deal_id_3",
    "person_2",
    "regionsales_everyone_id"
FROM "regionsales_step_2"
) AS "regionsales"
WHERE "covered_3" AND "covered_3" AND ("deal_closed_3" BETWEEN 739617 AND 739797)
) AS result
ORDER BY part, COLLATE(participant, 'utf8'), date, COLLATE(key, 'utf8'), place;

-- Result: payouts.
SELECT result.participant, result.period, result.component, CAST(result.amount * 0.01 AS NUMBER(38, 2)) AS amount
FROM (
SELECT 0 AS part, "quarter" AS number, "participant" AS participant, (CASE "quarter" WHEN 8104 THEN '2026-Q1' WHEN 8105 THEN '2026-Q2' END) AS period, 'Base' AS component, "payout_of_base" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8104, 8105)
UNION ALL
SELECT 1 AS part, "quarter" AS number, "participant" AS participant, (CASE "quarter" WHEN 8104 THEN '2026-Q1' WHEN 8105 THEN '2026-Q2' END) AS period, 'Override' AS component, "payout_of_override" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8104, 8105)
UNION ALL
SELECT 2 AS part, "quarter" AS number, "participant" AS participant, (CASE "quarter" WHEN 8104 THEN '2026-Q1' WHEN 8105 THEN '2026-Q2' END) AS period, 'Overlay' AS component, "payout_of_overlay" AS amount
FROM "participant_x_quarter"
WHERE "quarter" IN (8104, 8105)
) AS result
ORDER BY COLLATE(participant, 'utf8'), number, part;
