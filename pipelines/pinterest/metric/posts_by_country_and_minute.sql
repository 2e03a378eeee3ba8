-- Posts of each country in each minute of their own time.
SELECT date_trunc('minute', timestamp) AS minute, country, count(*) AS posts
FROM geo
WHERE country IS NOT NULL AND timestamp IS NOT NULL
GROUP BY date_trunc('minute', timestamp), country
