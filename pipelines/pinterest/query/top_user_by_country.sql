-- The poster with the most followers in each country; ties are kept.
WITH posters AS (
  SELECT g.country, p.poster_name, max(p.follower_count) AS follower_count
  FROM pin p JOIN geo g ON p.ind = g.ind
  WHERE g.country IS NOT NULL AND p.poster_name IS NOT NULL AND p.follower_count IS NOT NULL
  GROUP BY g.country, p.poster_name
), ranked AS (
  SELECT country, poster_name, follower_count,
    rank() OVER (PARTITION BY country ORDER BY follower_count DESC) AS place
  FROM posters
)
SELECT country, poster_name, follower_count
FROM ranked
WHERE place = 1
ORDER BY country, poster_name
