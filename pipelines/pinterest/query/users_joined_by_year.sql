-- How many different users joined in each year from 2015 to 2020.
WITH joined AS (
  SELECT DISTINCT user_name, age, date_joined
  FROM users
  WHERE year(date_joined) BETWEEN 2015 AND 2020
)
SELECT year(date_joined) AS post_year, count(*) AS number_users_joined
FROM joined
GROUP BY year(date_joined)
ORDER BY post_year
