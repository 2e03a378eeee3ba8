-- Posts of each category by the year in which they arrived: the newest year is kept.
SELECT date_trunc('year', arrived_at) AS year, category, count(*) AS posts
FROM pin
WHERE category IS NOT NULL AND arrived_at IS NOT NULL
GROUP BY date_trunc('year', arrived_at), category
