-- Posts of each category.
SELECT category, count(*) AS posts
FROM pin
WHERE category IS NOT NULL
GROUP BY category
