-- raw_user -> users: one row in, one row out, on DuckDB and Spark alike. Columns that begin with _
-- say where a row came from and go through. '{placeholders}' stands for the list in pipeline.toml,
-- to which blank texts are added here.
SELECT
  _topic,
  _partition,
  _offset,
  _index,
  ind,
  -- Of two names of which one is missing, the other.
  nullif(concat_ws(' ',
    CASE WHEN first_name IN ('{placeholders}') OR first_name LIKE ' %' AND trim(first_name) = ''
         THEN NULL ELSE first_name END,
    CASE WHEN last_name IN ('{placeholders}') OR last_name LIKE ' %' AND trim(last_name) = ''
         THEN NULL ELSE last_name END
  ), '') AS user_name,
  try_cast(age AS INT) AS age,
  -- '2015-10-24 11:23:51', with a T, or with colons in the date; fraction and zone are optional.
  try_to_timestamp(
    CASE WHEN date_joined LIKE '____:__:__%'
         THEN substr(date_joined, 1, 4) || '-' || substr(date_joined, 6, 2) || '-'
              || substr(date_joined, 9)
         ELSE date_joined END
  ) AS date_joined
FROM raw_user
