-- Posts of each category in windows of five minutes of arrival, one beginning each minute.
SELECT minute - n * INTERVAL '1' MINUTE AS window_start, category, CAST(sum(posts) AS BIGINT) AS posts
FROM (
  SELECT date_trunc('minute', arrived_at) AS minute, category, count(*) AS posts
  FROM pin
  WHERE category IS NOT NULL AND arrived_at IS NOT NULL
  GROUP BY date_trunc('minute', arrived_at), category
)
CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS slide(n)
GROUP BY minute - n * INTERVAL '1' MINUTE, category
