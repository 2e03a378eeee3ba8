-- The lower median of the follower counts in each age group: a count that occurs.
WITH aged AS (
  SELECT ind,
    CASE WHEN age BETWEEN 18 AND 24 THEN '18-24'
         WHEN age BETWEEN 25 AND 35 THEN '25-35'
         WHEN age BETWEEN 36 AND 50 THEN '36-50'
         WHEN age > 50 THEN '50+' END AS age_group
  FROM users
)
SELECT a.age_group,
  CAST(percentile_disc(0.5) WITHIN GROUP (ORDER BY p.follower_count) AS BIGINT)
    AS median_follower_count
FROM pin p JOIN aged a ON p.ind = a.ind
WHERE a.age_group IS NOT NULL
GROUP BY a.age_group
ORDER BY a.age_group
