-- Popularity of a profile: how much it posts, and how many follow it by its newest count.
SELECT poster_name, count(*) AS posts, max(follower_count) AS followers
FROM pin
WHERE poster_name IS NOT NULL
GROUP BY poster_name
