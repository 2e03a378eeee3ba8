-- Posts of each country in windows of five minutes of their own time, one beginning each minute.
SELECT minute - n * INTERVAL '1' MINUTE AS window_start, country, CAST(sum(posts) AS BIGINT) AS posts
FROM (
  SELECT date_trunc('minute', timestamp) AS minute, country, count(*) AS posts
  FROM geo
  WHERE country IS NOT NULL AND timestamp IS NOT NULL
  GROUP BY date_trunc('minute', timestamp), country
)
CROSS JOIN (VALUES (0), (1), (2), (3), (4)) AS slide(n)
GROUP BY minute - n * INTERVAL '1' MINUTE, country
