-- Users of each age group.
SELECT
  CASE
    WHEN age BETWEEN 18 AND 24 THEN '18-24'
    WHEN age BETWEEN 25 AND 35 THEN '25-35'
    WHEN age BETWEEN 36 AND 50 THEN '36-50'
    ELSE '50+'
  END AS age_group,
  count(*) AS users
FROM users
WHERE age >= 18
GROUP BY 1
