-- The lower median of the follower counts of users who joined in each year from 2015 to 2020.
SELECT year(u.date_joined) AS post_year,
  CAST(percentile_disc(0.5) WITHIN GROUP (ORDER BY p.follower_count) AS BIGINT)
    AS median_follower_count
FROM pin p JOIN users u ON p.ind = u.ind
WHERE year(u.date_joined) BETWEEN 2015 AND 2020
GROUP BY year(u.date_joined)
ORDER BY post_year
