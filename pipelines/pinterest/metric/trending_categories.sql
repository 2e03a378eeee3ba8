-- Posts of each category in windows of five minutes of the time they arrived, one beginning each
-- minute: what trends now is in the newest.
SELECT minute - n * INTERVAL '1' MINUTE AS window_start, category, CAST(sum(posts) AS BIGINT) AS posts
FROM (
  SELECT date_trunc('minute', arrived_at) AS minute, left(category, 100) AS category,
    count(*) AS posts
  FROM arrivals
  WHERE category IS NOT NULL
  GROUP BY date_trunc('minute', arrived_at), left(category, 100)
)
CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS slide(n)
GROUP BY minute - n * INTERVAL '1' MINUTE, category
