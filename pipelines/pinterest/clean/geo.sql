-- raw_geo -> geo: one row in, one row out, on DuckDB and Spark alike. Columns that begin with _ say
-- where a row came from and go through. '{placeholders}' stands for the list in pipeline.toml,
-- to which blank texts are added here.
SELECT
  _topic,
  _partition,
  _offset,
  _index,
  ind,
  CASE WHEN country IN ('{placeholders}') OR country LIKE ' %' AND trim(country) = ''
       THEN NULL ELSE country END AS country,
  -- [latitude, longitude], in the only words for a list that both engines know.
  CASE WHEN coalesce(latitude, longitude) IS NOT NULL
       THEN array_append(array_repeat(latitude, 1), longitude) END AS coordinates,
  -- '2020-08-28 03:52:47', with a T, or with colons in the date; fraction and zone are optional.
  try_to_timestamp(
    CASE WHEN timestamp LIKE '____:__:__%'
         THEN substr(timestamp, 1, 4) || '-' || substr(timestamp, 6, 2) || '-'
              || substr(timestamp, 9)
         ELSE timestamp END
  ) AS timestamp
FROM raw_geo
