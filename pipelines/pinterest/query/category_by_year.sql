-- The most popular category among the posts of each year from 2018 to 2022; ties are kept.
WITH counted AS (
  SELECT year(g.timestamp) AS post_year, p.category, count(*) AS category_count
  FROM pin p JOIN geo g ON p.ind = g.ind
  WHERE year(g.timestamp) BETWEEN 2018 AND 2022 AND p.category IS NOT NULL
  GROUP BY year(g.timestamp), p.category
), ranked AS (
  SELECT post_year, category, category_count,
    rank() OVER (PARTITION BY post_year ORDER BY category_count DESC) AS place
  FROM counted
)
SELECT post_year, category, category_count
FROM ranked
WHERE place = 1
ORDER BY post_year, category
