-- The most popular category in each age group; ties are kept.
WITH aged AS (
  SELECT ind,
    CASE WHEN age BETWEEN 18 AND 24 THEN '18-24'
         WHEN age BETWEEN 25 AND 35 THEN '25-35'
         WHEN age BETWEEN 36 AND 50 THEN '36-50'
         WHEN age > 50 THEN '50+' END AS age_group
  FROM users
), counted AS (
  SELECT a.age_group, p.category, count(*) AS category_count
  FROM pin p JOIN aged a ON p.ind = a.ind
  WHERE a.age_group IS NOT NULL AND p.category IS NOT NULL
  GROUP BY a.age_group, p.category
), ranked AS (
  SELECT age_group, category, category_count,
    rank() OVER (PARTITION BY age_group ORDER BY category_count DESC) AS place
  FROM counted
)
SELECT age_group, category, category_count
FROM ranked
WHERE place = 1
ORDER BY age_group, category
