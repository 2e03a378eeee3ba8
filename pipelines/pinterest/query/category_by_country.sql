-- The most popular category in each country; ties are kept.
WITH counted AS (
  SELECT g.country, p.category, count(*) AS category_count
  FROM pin p JOIN geo g ON p.ind = g.ind
  WHERE g.country IS NOT NULL AND p.category IS NOT NULL
  GROUP BY g.country, p.category
), ranked AS (
  SELECT country, category, category_count,
    rank() OVER (PARTITION BY country ORDER BY category_count DESC) AS place
  FROM counted
)
SELECT country, category, category_count
FROM ranked
WHERE place = 1
ORDER BY country, category
