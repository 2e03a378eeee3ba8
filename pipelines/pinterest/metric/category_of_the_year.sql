-- Posts of each category in each year in which they arrived.
SELECT date_trunc('year', arrived_at) AS year, left(category, 100) AS category, count(*) AS posts
FROM arrivals
WHERE category IS NOT NULL
GROUP BY date_trunc('year', arrived_at), left(category, 100)
