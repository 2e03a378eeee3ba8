-- The country of the most followed poster; of several the first by name.
SELECT g.country, max(p.follower_count) AS follower_count
FROM pin p JOIN geo g ON p.ind = g.ind
WHERE g.country IS NOT NULL AND p.poster_name IS NOT NULL AND p.follower_count IS NOT NULL
GROUP BY g.country
ORDER BY follower_count DESC, country
LIMIT 1
