-- What came in and went out in each minute: `commits` has a row for each batch of the stream.
SELECT
  date_trunc('minute', taken_at) AS minute,
  CAST(sum(rows_in) AS BIGINT) AS rows_in,
  CAST(sum(rows_out) AS BIGINT) AS rows_out,
  CAST(sum(duplicates) AS BIGINT) AS duplicates,
  CAST(sum(dead_letters) AS BIGINT) AS dead_letters
FROM commits
GROUP BY date_trunc('minute', taken_at)
